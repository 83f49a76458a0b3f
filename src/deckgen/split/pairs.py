"""Heads in a list of words: a file in which nearly every line is a word, a mark, and what the word means."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from deckgen.split.asking import asks
from deckgen.split.head import Head
from deckgen.split.leads import only_counted
from deckgen.split.noise import LETTER, PROPERTY, is_noise
from deckgen.split.notation import blank
from deckgen.split.outline import Outline

_PAIR = re.compile(
    r"\s*+(?:[-*+]\s+|\d{1,3}[.)、]\s*)?(?P<text>(?=\W*[^\W\d])[^:：=→|<>\[\]#]{1,80}?)"
    r"(?P<mark>：|:\s|\s(?:–|—|-|=|->|→)\s|\t)\s*(?P<rest>\S.*)$"
)
# Such a file has at least so many, this share of its lines.
_FEWEST, _MOST = 4, 0.8


def heads(outline: Outline) -> Iterator[Head]:
    """The words of such a file; a heading is no line of the list, nor is a letter above words that begin with it."""
    letters = [n for n, line in enumerate(outline.lines) if LETTER.match(line)]
    titles = {*letters, *(n for heading in outline.headings for n in range(heading.line, heading.end))}
    text = [n for n, line in enumerate(outline.lines) if n not in titles and not is_noise(line)]
    pairs = [(n, pair) for n in text if n not in outline.solid and (pair := _pair(outline.lines[n]))]
    marks = Counter(pair["mark"].strip() for n, pair in pairs if not PROPERTY.match(outline.lines[n]))
    mark = marks.most_common(1)[0][0] if marks else ""
    # A word is explained once.
    many = len({pair["text"].strip() for _, pair in pairs if pair["mark"].strip() == mark})
    if many < max(_FEWEST, _MOST * len(text)):
        return
    for (n, pair), following in zip(pairs, [*(n for n, _ in pairs[1:]), len(outline.lines)], strict=True):
        title = pair["text"].strip(" *_`")
        if pair["mark"].strip() == mark and title and n not in outline.labels:
            stop = next((letter for letter in letters[bisect_left(letters, n) :] if letter < following), -1)
            yield Head(
                "term", ("term", "pair", mark), n, n + 1, title, asks(title, in_list=True), lead=pair["rest"], stop=stop
            )


def _pair(line: str) -> re.Match[str] | None:
    """The word of a line and its explanation; a word with a number is none, "Item 3: …", nor is a blank to fill in."""
    found = _PAIR.match(line)
    return found if found and not (only_counted(found["text"].strip()) or blank(found["text"])) else None
