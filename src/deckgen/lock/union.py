"""Two lines about one note, as a union merge leaves them → one."""

from dataclasses import replace

from deckgen.lock.file import Adopted, Entry
from deckgen.lock.fingerprint import overlap, unpack

# The overlap of two answers from which they may be one, as in recognition (identity/search.py).
_ALIKE = 0.2
Gaps = tuple[tuple[int, str], ...]


def apart(one: Entry, other: Entry) -> bool:
    """True if two branches gave one guid to two questions of one title: they never showed the same, and do not now."""
    if one.created == other.created or one.answered == other.answered or not (one.texts and other.texts):
        return False
    share = overlap(unpack(one.sketch), unpack(other.sketch))
    return set(one.texts).isdisjoint(other.texts) and (share is None or share < _ALIKE)


def preferred(one: Entry, other: Entry) -> tuple[Entry, Entry]:
    """Of two notes with one guid the one that keeps it, and the other one."""
    first, second = sorted((one, other), key=lambda entry: (entry.removed, -entry.mod, entry.path))
    return first, second


def later(one: Entry, other: Entry) -> Entry:
    """The line of the later `mod`, and of both lines what a note never forgets."""
    if one == other:
        return one
    older, entry = (one, other) if other.mod > one.mod else (other, one)
    decks = tuple(deck for deck in dict.fromkeys((*one.decks, *other.decks)) if deck != entry.deck)
    return replace(
        entry,
        different=tuple(dict.fromkeys((*one.different, *other.different))),
        decks=decks,
        # A note type's home is where the note was made: a line that knows it knows more than one that does not.
        home=entry.home or older.home,
        tags=_joined(older.tags, entry.tags),
        texts=_joined(older.texts, entry.texts),
        gone=_gone(older, entry),
        adopts=_adopts(older, entry),
    )


def _joined(older: tuple[str, ...], newer: tuple[str, ...]) -> tuple[str, ...]:
    """The values of both: what both began with, then what either added, at last what the newer one ends with."""
    last = newer[-1:]
    return (*(value for value in dict.fromkeys((*older, *newer)) if value not in last), *last)


def _adopts(older: Entry, newer: Entry) -> Adopted | None:
    """The note that either adopts: its history has arrived if either knows that."""
    adopts = newer.adopts or older.adopts
    same = [one.adopts for one in (older, newer) if one.adopts and adopts and one.adopts.guid == adopts.guid]
    return replace(adopts, arrived=any(one.arrived for one in same)) if adopts else None


def _gone(older: Entry, newer: Entry) -> Gaps:
    """The numbers that either line ever had and the newer one does not show.

    Two branches may have given one number to different words; in Anki it is one card all the same, and stays the newer
    line's. A number was shipped with its words, so it must never be free again.
    """
    shown = {number for number, _ in newer.gaps}
    numbers = dict((*older.gone, *older.gaps, *newer.gone))
    return tuple((number, words) for number, words in sorted(numbers.items()) if number not in shown)
