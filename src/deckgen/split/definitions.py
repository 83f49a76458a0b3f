"""Heads of definition lists, as in Markdown Extra: a term, and below it `: ` with what it is."""

import re
from collections.abc import Iterator, Sequence

from deckgen.split.asking import asks
from deckgen.split.blocks import unbold
from deckgen.split.head import Head
from deckgen.split.item import Item, Lines
from deckgen.split.outline import Outline

_DEFINITION = re.compile(r" {0,3}[:~]\s+(?P<rest>\S.*)$")


def heads(outline: Outline) -> Iterator[Head]:
    """The terms that a definition stands below, each up to the next line at the margin."""
    lines = outline.lines
    for n in range(1, len(lines)):
        found = _DEFINITION.match(lines[n]) if n not in outline.opaque else None
        term = lines[n - 1].strip()
        if not found or not term or (n > 1 and lines[n - 2].strip()) or term.startswith((":", "~", "|", "#", ">")):
            continue
        end = n + 1
        while end < len(lines) and (lines[end].startswith((" ", "\t", ":")) or _goes_on(lines, end)):
            end += 1
        title = unbold(term)
        item = Item(title, n - 1, n + 1, end, answer=Lines(n, end), lead=found["rest"])
        yield Head(
            "term",
            ("term", "below"),
            n - 1,
            n + 1,
            title,
            asks(title, in_list=True),
            lead=item.lead,
            stop=end,
            item=item,
        )


def _goes_on(lines: Sequence[str], number: int) -> bool:
    """True for a line of the paragraph above it, and for a blank one with an indented line below."""
    following = lines[number + 1] if number + 1 < len(lines) else ""
    return bool(lines[number - 1].strip()) if lines[number].strip() else following.startswith(("  ", "\t"))
