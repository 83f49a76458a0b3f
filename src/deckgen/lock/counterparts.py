"""Which new questions of a file stand where its notes are gone, as after a translation: place and order tell.

Unless the answers tell something else: they stayed, and stand in another order.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from deckgen.data import NoteKind
from deckgen.lock.file import Entry


class New(NamedTuple):
    """What is looked at of a new question: its kind, and the digest of its answer."""

    kind: NoteKind
    answered: str


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

    There is one each in the whole file, in their order, or else at the places where there is; and no answer that one of
    each has stands with another one.
    """
    stayed = answers_stayed(new, gone)
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


def answers_stayed(new: Sequence[New], gone: Sequence[Entry]) -> dict[int, str]:
    """The guid of the note whose answer each new question has, by its number, if no other of these has it."""
    now, then = Counter(one.answered for one in new), Counter(entry.answered for entry in gone)
    guids = {entry.answered: entry.guid for entry in gone}
    return {
        number: guids[one.answered]
        for number, one in enumerate(new)
        if one.answered and now[one.answered] == then[one.answered] == 1
    }


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
