"""Clozes in code: who writes `{{c1::x}}` in the code of a cloze note hides x, and `::` in it is code.

Marks are taken out before the code is highlighted, and put between the elements of what comes of it.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deckgen.render.marks import CLOSE, OPEN, OPENING, PART

# The tags of highlighted code, its entities and its characters.
_PIECE = re.compile(r"<[^<>]*+>|&[#\w]++;|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it stands in a field, and where in the code it was written, `end` exclusive."""

    text: str
    start: int
    end: int


def found(code: str) -> tuple[Mark, ...]:
    """The marks in code, in order; none where one is never closed."""
    marks: list[Mark] = []
    # The depth of the code's own braces in each open cloze: the `}}` of `{{c1::{a: {}}}}` are the last two.
    depths: list[int] = []
    at = 0
    while at < len(code):
        size = 1
        if opening := OPENING.match(code, at):
            size = opening.end() - at
            marks.append(Mark(OPEN + opening[1] + PART, at, at + size))
            depths.append(0)
        elif depths and not depths[-1] and code.startswith("}}", at):
            size = 2
            marks.append(Mark(CLOSE, at, at + size))
            depths.pop()
        elif depths:
            depths[-1] += (code[at] == "{") - (code[at] == "}")
        at += size
    return () if depths else tuple(marks)


def without(code: str, marks: Sequence[Mark]) -> str:
    """The code without these marks."""
    inside = {at for mark in marks for at in range(mark.start, mark.end)}
    return "".join(character for at, character in enumerate(code) if at not in inside) if inside else code


def put(highlighted: str, marks: Sequence[Mark]) -> str:
    """The marks in HTML of the code without them; an element around one ends before it and goes on behind it."""
    out: list[str] = []
    opened: list[str] = []
    # Elements that have shown nothing yet: a mark can stand before them.
    waiting: list[str] = []
    due = list(_places(marks))[::-1]
    at = 0
    for piece in _PIECE.findall(highlighted):
        if piece.startswith("<span"):
            waiting.append(piece)
        elif piece == "</span>" and waiting:
            waiting.pop()
        elif piece.startswith("<"):
            while piece.startswith("</") and piece != "</span>" and due and due[-1][0] <= at:
                out.append(due.pop()[1])
            out.append(piece)
            if piece == "</span>" and opened:
                opened.pop()
        else:
            if due and due[-1][0] <= at:
                waiting = [*opened, *waiting]
                out += ["</span>"] * len(opened)
                opened = []
            while due and due[-1][0] <= at:
                out.append(due.pop()[1])
            out += [*waiting, piece]
            opened += waiting
            waiting = []
            at += 1
    return "".join([*out, *(text for _, text in reversed(due))])


def in_element(element: str) -> str:
    """HTML of code that has the marks in its text, with them as they stand in a field."""
    pieces = _PIECE.findall(element)
    shown = [html.unescape(piece)[:1] for piece in pieces if not piece.startswith("<")]
    marks = found("".join(shown))
    inside = {at for mark in marks for at in range(mark.start, mark.end)}
    out: list[str] = []
    at = 0
    for piece in pieces:
        is_tag = piece.startswith("<")
        out += [piece] if is_tag or at not in inside else []
        at += not is_tag
    return put("".join(out), marks) if marks else element


def _places(marks: Sequence[Mark]) -> Iterator[tuple[int, str]]:
    """Where the marks stand in the code without them."""
    taken = 0
    for mark in marks:
        yield mark.start - taken, mark.text
        taken += mark.end - mark.start
