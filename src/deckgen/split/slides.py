"""Heads of cards between rules: a question, a line `. . .` as in slides that pause there, and the answer."""

import re
from collections.abc import Iterator
from itertools import pairwise

from deckgen.split.head import Head, of_card
from deckgen.split.item import Item, Lines
from deckgen.split.noise import is_noise, is_rule
from deckgen.split.outline import Outline

_PAUSE = re.compile(r"\s*+\.\s\.\s\.\s*$")


def heads(outline: Outline) -> Iterator[Head]:
    """The first lines between two rules or headings, where one line between them pauses."""
    lines = outline.lines
    edges = [-1, *(n for n in range(len(lines)) if n not in outline.opaque and _parts(lines[n])), len(lines)]
    for before, end in pairwise(edges):
        pauses = [n for n in range(before + 1, end) if n not in outline.opaque and _PAUSE.match(lines[n])]
        start = next((n for n in range(before + 1, end) if not is_noise(lines[n])), end)
        if len(pauses) != 1 or start >= pauses[0] or start in outline.opaque:
            continue
        yield of_card("pause", Item(lines[start].strip(), start, start + 1, end, answer=Lines(pauses[0] + 1, end)))


def _parts(line: str) -> bool:
    return is_rule(line) or line.startswith("#")
