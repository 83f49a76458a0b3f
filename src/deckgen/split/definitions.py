"""Heads of definition lists, as in Markdown Extra and Pandoc: a term, and below it `: ` with what it is."""

import re
from collections.abc import Iterator, Sequence

from deckgen.split.asking import asks
from deckgen.split.blocks import unbold
from deckgen.split.head import Head
from deckgen.split.item import Item, Lines
from deckgen.split.outline import Outline

_DEFINITION = re.compile(r" {0,3}[:~]\s+\S")
# What begins a line that is no term: a mark, or a list, whose items have definitions of their own.
_NO_TERM = re.compile(r"\s*+(?:[:~|#>]|[-*+]\s|\d++[.)]\s)")


def heads(outline: Outline) -> Iterator[Head]:
    """The terms that a definition stands below, a blank line between them or none.

    Each goes on up to the next line at the margin, and below a blank line up to the next term.
    """
    lines = outline.lines
    terms = [(term, n) for n in range(1, len(lines)) if (term := _term(outline, n)) >= 0]
    for at, (line, n) in enumerate(terms):
        end = n + 1
        while end < len(lines) and (lines[end].startswith((" ", "\t", ":")) or _goes_on(lines, end)):
            end += 1
        following = terms[at + 1] if at + 1 < len(terms) else None
        apart = n - line > 1
        if apart and following and following[1] - following[0] > 1 and not outline.headings_in(end, following[0]):
            end = following[0]
        title = unbold(lines[line].strip())
        lead = lines[n].lstrip()[1:].strip()
        item = Item(title, line, n + 1, end, answer=Lines(n, end), lead=lead)
        yield Head(
            "term",
            ("term", "apart" if apart else "below"),
            line,
            n + 1,
            title,
            asks(title, in_list=True),
            lead=item.lead,
            stop=end,
            item=item,
        )


def _term(outline: Outline, number: int) -> int:
    """The line of the term that is defined on a line, -1 if none is."""
    lines = outline.lines
    if number in outline.opaque or not _DEFINITION.match(lines[number]):
        return -1
    term = number - 1 if lines[number - 1].strip() else number - 2
    alone = term >= 0 and lines[term].strip() and not (term and lines[term - 1].strip())
    return term if alone and not _NO_TERM.match(lines[term]) and term not in outline.opaque else -1


def _goes_on(lines: Sequence[str], number: int) -> bool:
    """True for a line of the paragraph above it, and for a blank one with an indented line below."""
    following = lines[number + 1] if number + 1 < len(lines) else ""
    return bool(lines[number - 1].strip()) if lines[number].strip() else following.startswith(("  ", "\t"))
