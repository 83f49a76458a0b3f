"""The gaps that a text shows in Anki's notation, `{{c1::words::hint}}`: their numbers, their words, their places."""

import re
from dataclasses import dataclass

# Code without marks; the beginning of code with them; what a backslash escapes; marks; and the braces of formulas.
_PART = re.compile(
    r"(?P<code>(?P<ticks>`+)[^`].*?(?P=ticks))|\\.|\{\{c(?P<number>\d{1,9})::|::|[{}]", re.DOTALL | re.ASCII
)
# What a gap begins with.
OPENING = re.compile(r"\{\{c\d{1,9}::", re.ASCII)


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap: its number, and where in the text without marks its words are; `end` is exclusive."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gapped:
    """A text without its marks and hints, and its gaps in the order in which they begin."""

    text: str
    gaps: tuple[Gap, ...]

    def words(self, gap: Gap) -> str:
        """What the gap hides, its white space single blanks."""
        return " ".join(self.text[gap.start : gap.end].split())


def read(text: str) -> Gapped:
    """The text with its gaps; a mark that is never closed is none."""
    return _read(text, braces=True) or _read(text, braces=False) or Gapped(text, ())


def numbers(text: str) -> tuple[tuple[int, str], ...]:
    """The number and the words of each gap, in reading order."""
    gapped = read(text)
    return tuple((gap.number, gapped.words(gap)) for gap in gapped.gaps)


@dataclass(slots=True)
class _Open:
    """A mark that is not closed yet: `depth` counts braces, `hint` is the number of pieces before its hint."""

    at: int
    depth: int = 0
    hint: int = 0


def _read(text: str, *, braces: bool) -> Gapped | None:
    """The text with its gaps; with `braces`, those of formulas are counted, and the answer is None if they misled."""
    pieces: list[str] = []
    gaps: list[Gap | None] = []
    starts: list[tuple[int, int]] = []
    opened: list[_Open] = []
    length = at = code = 0
    while part := _PART.search(text, at):
        before, mark = text[at : part.start()], part[0]
        if part["code"] and part.start() < code:
            mark = part["ticks"]
        elif part["code"] and OPENING.search(mark):
            # Marks in code count, its `::` does not.
            code, mark = part.end(), part["ticks"]
        pieces.append(before)
        length += len(before)
        at = part.start() + len(mark)
        top = opened[-1] if opened else None
        if part["number"] is not None:
            opened.append(_Open(len(gaps)))
            starts.append((int(part["number"]), length))
            gaps.append(None)
            continue
        if top and top.depth == 0 and text.startswith("}}", part.start()):
            at = part.start() + 2
            if top.hint:
                length -= sum(map(len, pieces[top.hint :]))
                del pieces[top.hint :]
            number, start = starts[top.at]
            gaps[top.at] = Gap(number, min(start, length), length)
            opened.pop()
            continue
        if top and top.depth == 0 and mark == "::" and not top.hint and at >= code:
            top.hint = len(pieces)
            continue
        if top and braces and mark in "{}":
            top.depth = max(0, top.depth + (1 if mark == "{" else -1))
        pieces.append(mark)
        length += len(mark)
    if opened and braces:
        return None
    return Gapped("".join([*pieces, text[at:]]), tuple(gap for gap in gaps if gap))
