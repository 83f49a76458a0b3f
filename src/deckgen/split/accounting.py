"""Accounts for every line of a file: which became a question, and what the others were taken for."""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from deckgen.data import Document, Part, Question, Role
from deckgen.split.item import Item
from deckgen.split.language import outside
from deckgen.split.noise import is_noise
from deckgen.split.outline import Outline
from deckgen.wording import said

_LINK = re.compile(r"^\s*+(?:[-*+]|\d+[.)]|\|)?\s*!?\[.*\]\(.*\)|^\s*+\[TOC\]\s*$", re.IGNORECASE)
# A passage in which this share of the lines are links is a table of contents.
_CONTENTS = Fraction(2, 3)


def parts(document: Document, outline: Outline, divided: Sequence[tuple[Item, Question | None]]) -> tuple[Part, ...]:
    """The parts in order, from the first line of the file to the last.

    `divided` are the items in order, each with its question; None where a comment told deckgen to skip the item.
    """
    offset = len(document.source) - len(outline.lines)
    parts: list[Part] = [Part("front matter", 1, offset)] if offset else []
    taken = frozenset(number for item, question in divided if question for number, _ in item.key)
    at = 0
    first = True
    for item, question in divided:
        start = min(max(item.start, at), len(outline.lines))
        parts += _rest(outline, at, start, offset, taken, first=first)
        end = max(item.end, start)
        if end > start:
            role, why = _taken(question)
            parts.append(Part(role, start + 1 + offset, end + offset, why))
        at, first = max(end, at), False
    return (*parts, *_rest(outline, at, len(outline.lines), offset, taken, first=first))


def _taken(question: Question | None) -> tuple[Role, str]:
    """The role of an item, and why it has it."""
    if question is None:
        return "skipped", said("a comment says so")
    return ("question" if question.answer else "unanswered"), question.title


def _rest(outline: Outline, start: int, end: int, offset: int, taken: frozenset[int], *, first: bool) -> list[Part]:
    """The parts between two questions: one for each heading there. Lines that are `taken` answer a question."""
    if start >= end:
        return []
    cuts = sorted({start, *(h.line for h in outline.headings_in(start, end)), end})
    parts = []
    for low, high in pairwise(cuts):
        role, why = _role(outline, low, high, first=first)
        if not taken.isdisjoint(range(low, high)):
            role, why = "answers", next((heading.text for heading in outline.headings_in(low, low + 1)), "")
        parts.append(Part(role, low + 1 + offset, high + offset, why))
    return parts


def _role(outline: Outline, start: int, end: int, *, first: bool) -> tuple[Role, str]:
    """The role of lines that are no question, and why; `first` when no question stands above them."""
    heading = next(iter(outline.headings_in(start, start + 1)), None)
    below = [line for line in outline.lines[heading.end if heading else start : end] if not is_noise(line)]
    if heading and outside(heading.text):
        return "references", heading.text
    if below and sum(bool(_LINK.match(line)) for line in below) >= _CONTENTS * len(below):
        return "contents", said("a list of links")
    if heading and not below:
        return "topic", heading.text
    if not below:
        return "skipped", said("nothing shown")
    if first:
        return "introduction", said("stands before the first question")
    return ("topic", heading.text) if heading else ("skipped", said("belongs to no question"))
