"""Which line ends inside paragraphs are breaks, and which only wrap the source, as GitHub shows files.

Whoever wraps prose at a column breaks lines in the middle of sentences, where the next word would not have fitted.
What ends early, or begins as items and speakers do, was broken on purpose, also in such a file.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from deckgen.wording import said

# In columns: lines that end before this are verses, addresses, items; nobody wraps prose there.
_NARROWEST = 60
# So far lines may end from the column, as a share of it: people wrap by hand, and edit without filling anew.
_SLACK = 1 / 8
# An author wraps if so many of the lines that a column makes too long, or too short, speak for it.
_NEARLY_ALL = 2 / 3
# A line that ends before this share of the column was not wrapped there, however deep in lists it stands.
_EARLY = 2 / 3
_CLOSING = "*_~=`\"')]}”’»」』）】"
_OPENING = "*_~=`\"'([“‘«「『（【"
_FINISHED = frozenset(".!?:;…{}|\\。！？：；")
_ITEM = re.compile(
    r"[-*+•●○◦▪■□·=→|](?=\s)|[•●○◦▪■□→]|[(（]?(?:\d{1,2}|[A-Ha-h])[.)、）](?=\s|[^\x00-\x7f])|[\w-]{1,30}+::"
)
# Where a sentence has ended: in the middle of one it may stand at the head of a line too.
_SPEAKER = re.compile(r"[-–—]|[^\W\d_][\w.-]{0,20}+ ?[:：]")
_ADDRESS = re.compile(r"(?<=\]\()[^()\s]*+(?=\))|https?://\S++")
_HARD = re.compile(r"(?:  |\\|<br ?/?>\s*)$")
_WORD = re.compile(r"\S++")
_WIDE_WORD = re.compile(r".[」』）】。，、；：！？”]*+")


@dataclass(frozen=True, slots=True)
class Breaks:
    """Which line ends inside a paragraph are shown; the others are blanks.

    Where only those made "on purpose" are, `column` is the one at which the author wraps. `why` says it in words.
    """

    shown: Literal["all", "on purpose", "none"] = "all"
    column: int = 0
    why: str = ""


SHOWN, JOINED = Breaks(), Breaks("none")


@dataclass(frozen=True, slots=True)
class _End:
    """The end of a line inside a paragraph: the columns it takes, and those it would with the next word.

    `torn` says how surely the sentence goes on, from 0 to 1; it is `labelled` if the next line begins as an item, a
    speaker or a property does.
    """

    width: int
    filled: int
    torn: float
    labelled: bool

    def fits(self, column: float) -> bool:
        """Whether a column explains it."""
        return self.width <= column * (1 + _SLACK) and self.filled >= column * (1 - _SLACK)


def of_paragraphs(paragraphs: Iterable[Sequence[str]]) -> Breaks:
    """How the author of a file breaks lines, by its paragraphs, each as its lines in the source."""
    read = [(_ends(lines), _unwrapped(lines[-1])) for lines in paragraphs]
    column = _column(end for ends, _ in read for end in ends if end.torn)
    wrapped = [end for ends, _ in read for end in ends if end.torn and end.fits(column)]
    prose = (end for ends, _ in read if _is_filled(ends, column) for end in ends)
    short = [end for end in prose if end.torn and end.filled < column * (1 - _SLACK)]
    widths = [width for ends, last in read for width in (*(end.width for end in ends), last)]
    long = sum(width > column * (1 + _SLACK) for width in widths)
    if sum(end.torn for end in wrapped) < 1:
        return Breaks(why=said("no line is wrapped"))
    among = len(wrapped) + len(short) + long
    why = said("{some} of {all} lines wrapped at about column {column}", some=len(wrapped), all=among, column=column)
    if len(wrapped) < _NEARLY_ALL * among:
        return Breaks(why=why)
    return Breaks("on purpose", column, why)


def kept(lines: Sequence[str], breaks: Breaks) -> frozenset[int]:
    """The numbers, from 0, of the lines of a paragraph whose ends are shown."""
    if breaks.shown != "on purpose":
        return frozenset(range(len(lines) - 1) if breaks.shown == "all" else ())
    ends, early = _ends(lines), breaks.column * _EARLY
    filled = _is_filled(ends, breaks.column)
    soft = [(n, end) for n, end in enumerate(ends) if not _HARD.search(lines[n])]
    return frozenset(n for n, end in soft if not filled or end.labelled or (end.filled < early and not end.torn))


def _is_filled(ends: Sequence[_End], column: int) -> bool:
    """Whether a paragraph is prose that reaches the column, and no verse, address or list of short lines."""
    return any(end.filled >= column * _EARLY for end in ends)


def _ends(lines: Sequence[str]) -> list[_End]:
    return [_end(one, other) for one, other in pairwise(lines)]


def _unwrapped(line: str) -> int:
    """The columns of a line without what cannot be wrapped: addresses, and a last word that is too long."""
    return columns(_ADDRESS.sub("", line).rpartition(" ")[0])


def columns(text: str) -> int:
    """The columns that a text takes in an editor."""
    return len(text) + sum(unicodedata.east_asian_width(one) in "WF" for one in text if one > "\u10ff")


def _end(line: str, following: str) -> _End:
    if _HARD.search(line):
        return _End(0, 0, torn=0, labelled=False)
    line, following = line.rstrip(), following.lstrip(" \t>")
    taken, ended = columns(line), line.rstrip(_CLOSING)[-1:] in _FINISHED
    labelled = bool(_ITEM.match(following) or (ended and _SPEAKER.match(following)))
    torn = 0 if ended or labelled else _goes_on(line, following)
    return _End(taken, taken + 1 + columns(_first_word(following)), torn, labelled)


def _first_word(text: str) -> str:
    """What an editor moves to the next line as one: between CJK characters it may break anywhere."""
    found = (_WIDE_WORD if text and is_wide(text[0]) else _WORD).match(text)
    return found[0] if found else ""


def _goes_on(line: str, following: str) -> float:
    """How surely what nothing ends goes on in the next line: it begins in lower case, or has no cases."""
    first = following.lstrip(_OPENING)[:1]
    if first.islower():
        return 1.0
    # Without cases, only a line without a mark at its end goes on, and it may be a line like a title.
    return 0.5 if first.isalpha() and not first.isupper() and line.rstrip(_CLOSING)[-1:].isalnum() else 0.0


def _column(torn: Iterable[_End]) -> int:
    """The column that explains most of these line ends, 0 if none does."""
    edges: Counter[float] = Counter()
    for end in torn:
        low, high = max(_NARROWEST, end.width / (1 + _SLACK)), end.filled / (1 - _SLACK)
        if low <= high:
            edges[low] += 1
            edges[high] -= 1
    most, here, best = 0, 0, (0.0, 0.0)
    ordered = sorted(edges)
    for low, high in pairwise(ordered):
        here += edges[low]
        if here > most:
            most, best = here, (low, high)
    return round(sum(best) / 2)


def is_wide(character: str) -> bool:
    """Whether it takes two columns and is no Hangul, whose words are parted by blanks."""
    if not character or unicodedata.east_asian_width(character) not in "WFH":
        return False
    return not unicodedata.name(character, "").startswith("HANGUL")
