"""Heads of cards whose question and answer a line `?` separates, or `??` for a card in both directions."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from deckgen.split import colons
from deckgen.split.asking import asks
from deckgen.split.head import Head, of_card
from deckgen.split.item import Item, Lines
from deckgen.split.language import SURE
from deckgen.split.noise import is_noise
from deckgen.split.notation import SEPARATORS, indented
from deckgen.split.outline import Outline

_BULLET = re.compile(r"\s*+(?:[-*+]|\d{1,9}[.)])\s+(?=\S)")
_MARKER = re.compile(r"(?:[-*+]|#{1,6})\s+")
# Blocks in which a blank line ends no answer.
_LOOSE = frozenset({"bullet_list", "ordered_list", "blockquote"})


def heads(outline: Outline) -> Iterator[Head]:
    """The cards in this notation."""
    lines = outline.lines
    marks = [
        number for number in range(1, len(lines))
        if lines[number].strip() in SEPARATORS and number not in outline.opaque and lines[number - 1].strip()
    ]  # fmt: skip
    listed = {number: item for number in marks if (item := _listed(outline, number))}
    floor = 0
    stops = [*sorted(item.line for item in listed.values()), len(lines)]
    for number in marks:
        if number <= floor:
            continue
        item = listed.get(number) or _apart(outline, number, floor, stops[bisect_right(stops, number)])
        item = replace(item, reversed=len(lines[number].strip()) > 1)
        floor = item.end
        yield of_card("mark", item)


def _listed(outline: Outline, number: int) -> Item | None:
    """The card that is the list item around the line that separates its sides."""
    lines, margin = outline.lines, indented(outline.lines[number])
    start = number - 1
    while not _BULLET.match(lines[start]) or start in outline.solid or indented(lines[start]) >= margin:
        above = _above(outline, start)
        if above < 0 or (lines[above].strip() in {"", *SEPARATORS} and above not in outline.solid):
            return None
        start = above
    bullet = _BULLET.match(lines[start].expandtabs(4))
    assert bullet
    end = number + 1
    while end < len(lines) and (not lines[end].strip() or indented(lines[end]) > indented(lines[start])):
        end += 1
    title = lines[start].expandtabs(4)[bullet.end() :].strip()
    return Item(title, start, start + 1, end, answer=Lines(number + 1, end), indent=min(margin, bullet.end()))


def _above(outline: Outline, number: int) -> int:
    """The line above, for code and tables across blank lines."""
    above = number - 1
    while number in outline.solid and above > 0 and not outline.lines[above].strip():
        above -= 1
    return above


def _apart(outline: Outline, number: int, floor: int, stop: int) -> Item:
    """The card around the line that separates its sides; a question that begins with no line of text has no title."""
    start, end = _first(outline, number - 1, floor), _end(outline, number, stop)
    line = outline.lines[start]
    begins_otherwise = start in outline.solid or line.startswith(">") or (_BULLET.match(line) and start < number - 1)
    title = "" if begins_otherwise else _MARKER.sub("", line.strip(), 1)
    return Item(title, start, start + bool(title), end, answer=Lines(number + 1, end))


def _first(outline: Outline, last: int, floor: int) -> int:
    """The first line of a question that ends on line `last`; code has its words above it, across blank lines."""
    lines, start = outline.lines, last
    while start > floor:
        above, solid = _above(outline, start), start in outline.solid
        close = above == start - 1
        if above < floor or (above not in outline.solid and not _goes_on(lines[above], lines[start], solid, close)):
            break
        start = above
    return start


def _goes_on(above: str, line: str, code: bool, close: bool) -> bool:
    """True if a question can go on from the line `above`; a heading is a topic, but for one that asks or is close."""
    if above.startswith("#") or is_noise(above):
        return code and bool(above.strip()) and (close or asks(above.lstrip("# ")) >= SURE)
    return (code or not line.startswith("#")) and not colons.parted(above)


def _end(outline: Outline, number: int, stop: int) -> int:
    """Where an answer below line `number` ends: at a blank line, unless it stands in a block that began there."""
    lines, end = outline.lines, number + 1
    while end < stop and not lines[end].startswith("<!--"):
        block = next(iter(outline.blocks_in(end, end + 1)), None)
        if block and block.kind in _LOOSE:
            end = min(block.end, stop)
            if not lines[end - 1].strip():
                break
        elif lines[end].strip() or end in outline.opaque:
            end += 1
        else:
            break
    return end
