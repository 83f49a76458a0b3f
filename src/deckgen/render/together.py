"""Formulas and what belongs to them: on either side of a formula browsers break the line, whatever stands there."""

import re
from itertools import groupby

from deckgen.render.field import Field, Formula, Segment, Tag, Text
from deckgen.render.marks import CLOSE, OPEN, PART

_OPENING = "[(\\[“‘\"'（［【〔《〈「『]"  # noqa: RUF001
_CLOSING = "[)\\],.;:!?%…”’\"'，。、；：！？）］】〕》〉」』％/‐–-]{1,2}"  # noqa: RUF001
# Of a word that has no blank before or behind its formula (`$n$th`, `H$_2$O`) one letter holds the others.
_LETTER = "[A-Za-z0-9]"
_BEFORE, _BEHIND = re.compile(f"({_OPENING}|{_LETTER})$"), re.compile(f"({_CLOSING}|{_LETTER}|\\()")
# Of a gap that holds nothing else.
_BEFORE_GAP, _BEHIND_GAP = re.compile(f"({_OPENING})?{OPEN}c[0-9]+{PART}$"), re.compile(f"{CLOSE}({_CLOSING})?")
_AROUND = re.compile(r"<(a|b|strong|i|em|u|ins|s|del|mark)\b[^>]*>(</\1>)")


def together(field: Field) -> Field:
    """The field with each formula of a line, and what belongs to it, in an element that stays on one line."""
    field = _joined(field)
    out: list[Segment] = []
    at = taken = 0
    while at < len(field):
        segment = field[at]
        if isinstance(segment, Text):
            segment, taken = Text(segment.html[taken:]), 0
        if isinstance(segment, Formula) and not segment.display:
            depth = _depth(field, at)
            first, end = len(out) - depth, at + depth + 1
            before, behind = _text(out[first - 1 : first]), _text(field[end : end + 1])
            inside = [*out[first:], *field[at:end]]
            del out[first:]
            taken_before, taken = _beside(before, behind)
            if taken_before:
                out[-1] = Text(before[:-taken_before])
            if taken_before or taken:
                signs = Text(before[len(before) - taken_before :]), Text(behind[:taken])
                inside = [Tag('<span class="together">'), signs[0], *inside, signs[1], Tag("</span>")]
            out += inside
            at = end
        else:
            out.append(segment)
            at += 1
    return tuple(out)


def _joined(field: Field) -> Field:
    """The field with texts in one that follow each other."""
    out: list[Segment] = []
    for is_text, group in groupby(field, lambda segment: isinstance(segment, Text)):
        same = tuple(group)
        out += [Text(_text(same))] if is_text else same
    return tuple(out)


def _beside(before: str, behind: str) -> tuple[int, int]:
    """How many characters of the texts before and behind a formula stay with it."""
    first, last = _BEFORE_GAP.search(before), _BEHIND_GAP.match(behind)
    if not (first and last and (first[1] or last[1])):
        first, last = _BEFORE.search(before), _BEHIND.match(behind)
    return len(first[0]) if first else 0, len(last[0]) if last else 0


def _depth(field: Field, at: int) -> int:
    """How many elements hold the formula there and nothing else: bold, a link."""
    depth = 0
    while at > depth and at + depth + 1 < len(field):
        opening, closing = field[at - depth - 1], field[at + depth + 1]
        tags = isinstance(opening, Tag) and isinstance(closing, Tag) and opening.html + closing.html
        if not (tags and _AROUND.fullmatch(tags)):
            break
        depth += 1
    return depth


def _text(segments: list[Segment] | Field) -> str:
    return "".join(segment.html for segment in segments if isinstance(segment, Text))
