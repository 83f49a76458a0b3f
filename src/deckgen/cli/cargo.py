"""A build as push and sync hand it over."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from deckgen import files
from deckgen.cli.places import by_guid

if TYPE_CHECKING:
    from deckgen.anki.deliver import Cargo
    from deckgen.compiler import Build
    from deckgen.data import Note
    from deckgen.lock import Entry

    One = TypeVar("One", Note, Entry)


def cargo(result: "Build", twin: str = "") -> "Cargo":
    """What a build hands over; `twin` is what was said of another source with its id."""
    from deckgen.anki.deliver import Cargo
    from deckgen.anki.memory import Origin
    from deckgen.apkg.write import pack
    from deckgen.compiler import write

    project = result.project
    return Cargo(
        result.notes,
        result.types,
        result.lock,
        result.media,
        by_guid(result),
        lambda shipped, arrived, held: write(_stamped(result, shipped, arrived, held)),
        lambda shipped: pack(shipped, result.timed_types, result.media),
        Origin(str(project.root), project.settings.name if project.settings.id else "", str(project.lock)),
        twin,
        result.past.elsewhere - result.lock.guids,
    )


def _stamped(result: "Build", shipped: "Sequence[Note]", arrived: AbstractSet[str], held: AbstractSet[str]) -> "Build":
    """The build with the ids and times of what was shipped, so that none is ever behind what Anki has.

    `arrived` are notes that have the history that they were to adopt. Of those that were `held` back, the ones that no
    lock knew before are left out: once the lock is mended they may be notes that it knows.
    """
    stamps = {note.guid: (note.created, note.mod) for note in shipped}

    def stamped(one: "One") -> "One":
        created, mod = stamps.get(one.guid, (one.created, one.mod))
        return replace(one, created=created, mod=max(one.mod, mod))

    def settled(entry: "Entry") -> "Entry":
        done = entry.adopts if entry.guid in arrived else None
        return replace(entry, adopts=replace(done, arrived=True)) if done else entry

    new = held - result.past.lock.guids
    entries = tuple(settled(stamped(entry)) for entry in result.lock.entries if entry.guid not in new)
    notes = tuple(stamped(note) for note in result.notes if note.guid not in new)
    # A delivery writes more than once.
    past = replace(result.past, stamp=files.stamp(result.project.lock))
    lock = replace(result.lock, entries=entries)
    return replace(result, notes=notes, lock=lock, past=past)
