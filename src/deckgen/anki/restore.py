"""Brings back from a backup what was deleted, and nothing else of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckgen.anki import backups
from deckgen.anki.backups import ATTEMPTS, other_time
from deckgen.anki.collection import Collection
from deckgen.anki.deliver import Tell
from deckgen.anki.stored import Stored
from deckgen.apkg.notetypes import NoteType
from deckgen.apkg.progress import only, reviews
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Entry, Lock
from deckgen.wording import counted, said


@dataclass(frozen=True, slots=True)
class Backup:
    """Packages that hold notes of the project: their bytes by name."""

    packages: tuple[tuple[str, bytes], ...]


def read(path: Path, lock: Lock) -> Backup:
    """A package or a folder of them; raises DeckgenError if it is no backup of this project's notes."""
    packages = backups.packages(path)
    if not packages:
        raise DeckgenError(said("{folder}: no backup (*.apkg) is in this folder", folder=path))
    known = lock.guids | {entry.adopts.guid for entry in lock.entries if entry.adopts}
    try:
        ours = any(reviews(data, name).keys() & known for name, data in packages)
    except DeckgenError as error:
        why = error.args[0]
        raise DeckgenError(
            said("{file}: this backup cannot be used: {why}; nothing was sent", file=path, why=why)
        ) from error
    if not ours:
        raise DeckgenError(
            said("{file}: this is no backup of this project: it holds none of its notes; nothing was sent", file=path)
        )
    return Backup(packages)


def restore(
    collection: Collection, backup: Backup, types: Iterable[NoteType], entries: Sequence[Entry], tell: Tell
) -> None:
    """Brings back the project's notes that the collection does not have, with their history. Raises DeckgenError."""
    types = tuple(types)
    there = collection.look(types, entries)
    absent = {entry.guid for entry in entries} - there.notes.keys() - there.strangers.keys()
    absent |= {entry.adopts.guid for entry in entries if entry.adopts} - there.adoptable.keys()
    decks = {deck for note in (*there.notes.values(), *there.adoptable.values()) for _, deck in note.cards}
    # A card may be in two of the packages: one of its deck, and one of a filtered deck.
    history: dict[str, set[int]] = {}
    for name, data in backup.packages:
        for guid, some in reviews(data, name).items():
            history.setdefault(guid, set()).update(some)
    wanted = absent & history.keys()
    count = len(wanted)
    notes_back = counted(count, "deleted note")
    for attempt in range(ATTEMPTS if wanted else 0):
        for name, data in backup.packages:
            if here := reviews(data, name).keys() & wanted:
                collection.restore(only(data, name, here, decks, other_time(attempt)))
        # An import leaves out a review whose id is taken; then it is tried again at another time.
        there = collection.look(types, entries)
        notes = {**there.adoptable, **there.notes}
        wanted = {guid for guid in wanted if _reviews(notes.get(guid)) < len(history[guid])}
        if not wanted or attempt == ATTEMPTS - 1:
            break
        collection.delete([notes[guid].id for guid in wanted if guid in notes])
    if wanted:
        raise DeckgenError(
            said("{notes} brought back, {count} without all reviews", notes=notes_back, count=len(wanted))
        )
    if count:
        tell(said("{notes} brought back, with all reviews", notes=notes_back))
    else:
        tell(said("nothing of this backup is gone: nothing was changed"))


def _reviews(note: Stored | None) -> int:
    return sum(side.log for side in note.sides) if note else -1
