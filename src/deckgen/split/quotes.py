"""Takes quote marks off lines, and off answers that a file marks by quoting them."""

import re

from markdown_it import MarkdownIt

from deckgen.data import Fragment
from deckgen.split.callouts import callout

_QUOTE = re.compile(r" {0,3}>")


def unquoted(line: str) -> str:
    """The line without its quote mark and the column behind it, which may be part of a tab (CommonMark 0.31, 2.2)."""
    mark = _QUOTE.match(line)
    if not mark:
        return line
    column = mark.end()
    rest = line[column:]
    text = rest.lstrip(" \t")
    for blank in rest[: len(rest) - len(text)]:
        column += 4 - column % 4 if blank == "\t" else 1
    return " " * max(0, column - mark.end() - 1) + text


def unframed(answer: Fragment, *, marked: bool) -> Fragment:
    """The answer without the quote or the callout around all of it that only marks it as the answer.

    A quote does so where answers are `marked` by quotes, a callout where its title, or else its type, says so. Any
    other quote is a citation, and any other callout is shown as one.
    """
    if not _QUOTE.match(answer.lines[0]):
        return answer
    blocks = [token for token in MarkdownIt("commonmark").disable("inline").parse(answer.text) if token.level == 0]
    if any(not token.type.startswith("blockquote") for token in blocks):
        return answer
    starts = [token.map[0] for token in blocks if token.map]
    boxes = [box for start in starts if (box := callout(answer.lines[start]))]
    if not boxes:
        return _without_marks(answer) if marked else answer
    only_marks = len(starts) == 1 and boxes[0].may_be_answer and not boxes[0].says_more and len(answer.lines) > 1
    return _without_marks(answer, headed=True) if only_marks else answer


def _without_marks(answer: Fragment, *, headed: bool = False) -> Fragment:
    """The lines without their quote marks; of one that is `headed` by a label the first is blank: it begins there."""
    bare = tuple("" if headed and not at else unquoted(line) for at, line in enumerate(answer.lines))
    margins = map(lambda before, line, text: before + margin(line, text), answer.margins, answer.lines, bare)
    return Fragment(answer.path, bare, answer.origins, tuple(margins))


def margin(line: str, text: str) -> int:
    """How many characters stand before `text` in the line it was taken from; none where it was written anew."""
    return len(line) - len(text) if line.endswith(text) else max(0, line.find(text))
