"""Which new questions of a file stand where its notes are gone, as after a translation: place and order tell."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from deckgen.data import NoteKind
from deckgen.lock.file import Entry


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


def counterparts(
    kinds: Sequence[NoteKind], gone: Sequence[Entry], places: Sequence[Stretch]
) -> tuple[Entry | None, ...]:
    """The note that is gone for each new question, of which these are the kinds; None where none is sure.

    There is one each in the whole file, in their order, or else at the places where there is.
    """
    if whole := _one_each(kinds, gone):
        return whole
    found: dict[int, Entry] = {}
    for place in places:
        found |= zip(place.new, _one_each([kinds[number] for number in place.new], place.gone), strict=False)
    return tuple(map(found.get, range(len(kinds))))


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
