"""Heads of cards that a line parts: `. . .` between rules, as in slides that pause; `%` below an empty heading."""

import re
from collections.abc import Iterator
from itertools import pairwise

from deckgen.split.head import Head, of_card
from deckgen.split.item import Item, Lines
from deckgen.split.noise import DIVIDER, is_noise, is_rule
from deckgen.split.outline import Outline

_PAUSE = re.compile(r"\s*+\.\s\.\s\.\s*$")
_NO_WORDS = re.compile(r"#{1,6}\s*$")


def heads(outline: Outline) -> Iterator[Head]:
    """The first lines between two rules or headings, where one line between them parts a question from its answer."""
    lines = outline.lines
    edges = [-1, *(n for n in range(len(lines)) if n not in outline.opaque and _parts(lines[n])), len(lines)]
    for before, end in pairwise(edges):
        unnamed = before >= 0 and _NO_WORDS.match(lines[before])
        mark = DIVIDER if unnamed else _PAUSE
        marks = [n for n in range(before + 1, end) if n not in outline.opaque and mark.match(lines[n])]
        start = next((n for n in range(before + 1, end) if not is_noise(lines[n])), end)
        if len(marks) != 1 or start >= marks[0]:
            continue
        answer = Lines(marks[0] + 1, end)
        if unnamed:
            yield of_card("pause", Item("", before, start, end, answer=answer))
        elif start not in outline.opaque:
            yield of_card("pause", Item(lines[start].strip(), start, start + 1, end, answer=answer))


def _parts(line: str) -> bool:
    return is_rule(line) or line.startswith("#")
