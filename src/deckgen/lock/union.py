"""Two lines about one note, as a union merge leaves them → one."""

import re
from dataclasses import replace

from deckgen.lock.file import Adopted, Entry
from deckgen.lock.fingerprint import MAY_BE_ONE, overlap, unpack

Gaps = tuple[tuple[int, str], ...]


def apart(one: Entry, other: Entry) -> bool:
    """True if two branches gave one guid to two questions of one title: they never showed the same, and do not now."""
    if one.created == other.created or one.answered == other.answered or not (one.texts and other.texts):
        return False
    share = overlap(unpack(one.sketch), unpack(other.sketch))
    return set(one.texts).isdisjoint(other.texts) and (share is None or share < MAY_BE_ONE)


def preferred(one: Entry, other: Entry) -> tuple[Entry, Entry]:
    """Of two notes with one guid the one that keeps it, and the other one."""
    first, second = sorted((one, other), key=lambda entry: (entry.removed, -entry.mod, entry.path))
    return first, second


def later(one: Entry, other: Entry) -> Entry:
    """The line of the later `mod`, and of both lines what a note never forgets."""
    if one == other:
        return one
    older, entry = (one, other) if other.mod > one.mod else (other, one)
    gaps, gone = _gaps(older, entry)
    decks = tuple(deck for deck in dict.fromkeys((*one.decks, *other.decks)) if deck != entry.deck)
    return replace(
        entry,
        different=tuple(dict.fromkeys((*one.different, *other.different))),
        decks=decks,
        # A note type's home is where the note was made: a line that knows it knows more than one that does not.
        home=entry.home or older.home,
        tags=_joined(older.tags, entry.tags),
        texts=_joined(older.texts, entry.texts),
        gaps=gaps,
        gone=gone,
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


def _gaps(older: Entry, newer: Entry) -> tuple[Gaps, Gaps]:
    """The gaps that the newer line shows, and the numbers that either line ever had besides.

    A number was shipped with its words, so it must never be free again. Where two branches gave one number to different
    words, it is nobody's any more: a card that starts anew is better than one with the history of other words. It is
    gone, once for each of its words, until the next build has said so.
    """
    numbers = dict.fromkeys((*older.gone, *older.gaps, *newer.gone, *newer.gaps))
    words: dict[int, list[str]] = {}
    for number, one in numbers:
        words.setdefault(number, []).append(one)
    split = {number for number in words if _is_split(number, older, newer)}
    shown = tuple((number, one) for number, one in newer.gaps if number not in split)
    left = {number for number, _ in shown}
    gone = (
        (number, one)
        for number, those in sorted(words.items()) if number not in left
        for one in (those if number in split else those[-1:])
    )  # fmt: skip
    return shown, tuple(gone)


def _is_split(number: int, older: Entry, newer: Entry) -> bool:
    """Whether the number has different words in the two lines, which are not one gap that was reworded."""
    if any([one for one, _ in entry.gone].count(number) > 1 for entry in (older, newer)):
        return True
    before, after = (_words(number, (*entry.gaps, *entry.gone)) for entry in (older, newer))
    if not before or not after or before & after:
        return False
    places = [_between(number, entry.gaps, older, newer) for entry in (older, newer)]
    if None not in places and places[0] != places[1]:
        return True
    return places != [None, None] and not any(_alike(one, other) for one in before for other in after)


def _words(number: int, gaps: Gaps) -> set[str]:
    return {words for one, words in gaps if one == number}


def _between(number: int, gaps: Gaps, older: Entry, newer: Entry) -> tuple[Gaps, Gaps] | None:
    """The gaps next to this one in a line's reading order that both lines show; None where it is not shown."""
    order = [gap for gap in gaps if gap[0] == number or (gap in older.gaps and gap in newer.gaps)]
    at = next((at for at, gap in enumerate(order) if gap[0] == number), None)
    return None if at is None else (tuple(order[at - 1 : at]), tuple(order[at + 1 : at + 2]))


def _alike(one: str, other: str) -> bool:
    """Whether the one may be the other, reworded: they have a word in common, or the one is much of the other."""
    one, other = sorted((one.casefold(), other.casefold()), key=len)
    common = set(re.findall(r"\w+", one)) & set(re.findall(r"\w+", other))
    return bool(common) or (one in other and len(one) * 2 >= len(other))
