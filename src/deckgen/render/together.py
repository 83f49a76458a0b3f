"""Formulas and what belongs to them: on either side of a formula browsers break the line, whatever stands there."""

import re
from collections.abc import Sequence
from itertools import groupby

from deckgen.render.field import Field, Formula, Segment, Tag, Text
from deckgen.render.marks import CLOSE, OPEN, PART
from deckgen.render.tags import VOID

_OPENING = "[(\\[“‘\"'（［【〔《〈「『]"  # noqa: RUF001
_CLOSING = "[)\\],.;:!?%…”’\"'，。、；：！？）］】〕》〉」』％/‐–-]{1,2}"  # noqa: RUF001
# Of a word that has no blank before or behind its formula (`$n$th`, `H$_2$O`) one letter holds the others.
_LETTER = "[A-Za-z0-9]"
_BEFORE, _BEHIND = re.compile(f"({_OPENING}|{_LETTER})$"), re.compile(f"({_CLOSING}|{_LETTER}|\\()")
# Of a gap that holds nothing else.
_BEFORE_GAP, _BEHIND_GAP = re.compile(f"({_OPENING})?{OPEN}c[0-9]+{PART}$"), re.compile(f"{CLOSE}({_CLOSING})?")
# What may stand twice: nothing that has a name.
_BEGIN = re.compile(r"<(a|b|strong|i|em|u|ins|s|del|mark|span)\b(?![^>]*\sid=)[^>]*>")
_END = re.compile(r"</(a|b|strong|i|em|u|ins|s|del|mark|span)>")
_AROUND = re.compile(rf"{_BEGIN.pattern}(</\1>)")
# The tag of an element that has contents, not of the whole of one.
_TAG = re.compile(rf"<(?P<end>/?)(?!(?:{'|'.join(VOID)})\b)[a-z][a-z0-9]*\b[^>]*>")


def together(field: Field) -> Field:
    """The field with each formula of a line, and what belongs to it, in an element that stays on one line."""
    field = _parted(_joined(field))
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


def _parted(field: Field) -> Field:
    """The field in which a formula that begins or ends bold, a link or the like has one of its own.

    It is parted where the sign beside the formula stands outside, and none inside.
    """
    out: list[Segment] = []
    for at, segment in enumerate(field):
        out.append(segment)
        if not isinstance(segment, Formula) or segment.display:
            continue
        above, below = _tags(field, range(at - 1, -1, -1), _BEGIN), _tags(field, range(at + 1, len(field)), _END)
        left, right = at - len(above) - 1, at + len(below) + 1
        before, behind = _text(field[max(left, 0) : left + 1]), _text(field[right : right + 1])
        if below and not above and _BEHIND.match(behind) and not _BEFORE.search(before):
            opened = _opened(out, len(below))
            out[-1:] = [*below, *opened, segment] if all(_BEGIN.fullmatch(tag.html) for tag in opened) else [segment]
        elif above and not below and _BEFORE.search(before) and not _BEHIND.match(behind):
            out += [Tag(_BEGIN.sub(r"</\1>", tag.html)) for tag in above]
            out += reversed(above)
    return tuple(out)


def _tags(field: Field, places: range, pattern: re.Pattern[str]) -> list[Tag]:
    """The tags of this pattern that stand side by side from the first of the places on."""
    found: list[Tag] = []
    for at in places:
        segment = field[at]
        if not isinstance(segment, Tag) or not pattern.fullmatch(segment.html):
            break
        found.append(segment)
    return found


def _opened(out: Sequence[Segment], many: int) -> list[Tag]:
    """The tags of the innermost `many` elements that are open, the outermost first."""
    found: list[Tag] = []
    closed = 0
    for segment in reversed(out):
        if not isinstance(segment, Tag) or not (tag := _TAG.fullmatch(segment.html)):
            continue
        if tag["end"]:
            closed += 1
        elif closed:
            closed -= 1
        else:
            found.insert(0, segment)
            if len(found) == many:
                break
    return found


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
