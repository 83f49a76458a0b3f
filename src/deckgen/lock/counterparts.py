"""Which new questions of a file stand where its notes are gone, as after a translation: place and order tell.

Unless answers or words tell something else: they stayed, and stand in another order.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from deckgen.data import NoteKind
from deckgen.lock.file import Entry
from deckgen.lock.fingerprint import terms


class New(NamedTuple):
    """What is looked at of a new question: its kind, the digest of its answer, and what it asks."""

    kind: NoteKind
    answered: str
    words: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """The new questions, by their numbers, and the notes that are gone, all behind one note that stayed."""

    new: tuple[int, ...]
    gone: tuple[Entry, ...]


def stretches(here: Sequence[str], gone: Sequence[Entry], after: Mapping[str, str]) -> tuple[Stretch, ...]:
    """The places of a file at which questions are new.

    `here` has the guid of the note that each question is, "" for a new one; new ones are counted from 0. `after` has
    for each note that the file had, `gone` ones too, the one in front of it.
    """
    stayed = after.keys() & set(here)
    new: dict[str, list[int]] = {}
    behind, count = "", 0
    for guid in here:
        if guid in stayed:
            behind = guid
        elif not guid:
            new.setdefault(behind, []).append(count)
            count += 1
    old: dict[str, list[Entry]] = {}
    for entry in gone:
        old.setdefault(_behind(entry.guid, after, stayed), []).append(entry)
    return tuple(Stretch(tuple(numbers), tuple(old.get(place, ()))) for place, numbers in new.items())


def counterparts(new: Sequence[New], gone: Sequence[Entry], places: Sequence[Stretch]) -> tuple[Entry | None, ...]:
    """The note that is gone for each of the new questions; None where none is sure.

    There is one each in the whole file, in their order, or else at the places where there is; and what stayed does not
    tell of another one.
    """
    stayed = told(new, gone)
    whose = {guid: number for number, guid in stayed.items()}
    whole = Stretch(tuple(range(len(new))), tuple(gone))
    found: dict[int, Entry] = {}
    for tried in ((whole,), places):
        for place in () if found else tried:
            notes = _one_each([new[number].kind for number in place.new], place.gone)
            pairs = dict(zip(place.new, notes, strict=False))
            if all(stayed.get(at, e.guid) == e.guid and whose.get(e.guid, at) == at for at, e in pairs.items()):
                found |= pairs
    return tuple(map(found.get, range(len(new))))


def told(new: Sequence[New], gone: Sequence[Entry]) -> dict[int, str]:
    """The guid of the note that each new question is by what stayed, by its number.

    That is an answer that no other of these has; or else all of what one of the two asks stands in a row in the other,
    and a word of it in no third one.
    """
    found: dict[int, str] = {}
    asks, asked = [terms(one.words) for one in new], [terms(entry.words) for entry in gone]
    for number, at in _once(list(map(set, asks)), list(map(set, asked))):
        short, long = sorted((asks[number], asked[at]), key=len)
        if f" {' '.join(short)} " in f" {' '.join(long)} ":
            found[number] = gone[at].guid
    answers = [{one.answered} - {""} for one in new], [{entry.answered} - {""} for entry in gone]
    return found | {number: gone[at].guid for number, at in _once(*answers)}


def _once(ours: Sequence[Set[str]], theirs: Sequence[Set[str]]) -> Iterator[tuple[int, int]]:
    """The places, here and there, of each thing that one of ours has and one of theirs."""
    now, then = Counter(chain.from_iterable(ours)), Counter(chain.from_iterable(theirs))
    there = {thing: at for at, things in enumerate(theirs) for thing in things}
    return ((at, there[one]) for at, things in enumerate(ours) for one in sorted(things) if now[one] == then[one] == 1)


def _behind(guid: str, after: Mapping[str, str], stayed: Collection[str]) -> str:
    """The last note in front of this one that stayed, "" if there is none; a merge may have made a circle."""
    seen: set[str] = set()
    while guid in after and guid not in stayed and guid not in seen:
        seen.add(guid)
        guid = after[guid]
    return guid if guid in stayed else ""


def _one_each(kinds: Sequence[NoteKind], gone: Sequence[Entry]) -> tuple[Entry, ...]:
    """The notes that are gone, if there is one for each question of these kinds, in their order; else none.

    It may be that all of them are meant, or those that have had a card.
    """
    for notes in (tuple(gone), tuple(entry for entry in gone if entry.content)):
        if [entry.type for entry in notes] == list(kinds):
            return notes
    return ()
