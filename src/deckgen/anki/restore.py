"""Brings back from a backup what was deleted, and nothing else of it."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckgen.anki import backups
from deckgen.anki.collection import Collection
from deckgen.anki.deliver import Tell
from deckgen.apkg.notetypes import NoteType
from deckgen.apkg.progress import guids, only
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Entry, Lock


@dataclass(frozen=True, slots=True)
class Backup:
    """Packages that hold notes of the project: their bytes by name."""

    packages: tuple[tuple[str, bytes], ...]


def read(path: Path, lock: Lock) -> Backup:
    """A package or a folder of them; raises DeckgenError if it is no backup of this project's notes."""
    packages = backups.packages(path)
    if not packages:
        raise DeckgenError(f"{path}: no backup (*.apkg) is in this folder")
    known = lock.guids | {entry.adopts.guid for entry in lock.entries if entry.adopts}
    try:
        ours = any(guids(data, name) & known for name, data in packages)
    except DeckgenError as error:
        raise DeckgenError(f"{path}: this backup cannot be used: {error}; nothing was sent") from error
    if not ours:
        raise DeckgenError(f"{path}: this is no backup of this project: it holds none of its notes; nothing was sent")
    return Backup(packages)


def restore(
    collection: Collection, backup: Backup, types: Iterable[NoteType], entries: Sequence[Entry], tell: Tell
) -> None:
    """Brings back the project's notes that the collection does not have, with their history. Raises DeckgenError."""
    there = collection.look(types, entries)
    absent = {entry.guid for entry in entries} - there.notes.keys() - there.strangers.keys()
    absent |= {entry.adopts.guid for entry in entries if entry.adopts} - there.adoptable.keys()
    decks = {deck for note in (*there.notes.values(), *there.adoptable.values()) for _, deck in note.cards}
    count = 0
    for name, data in backup.packages:
        if wanted := guids(data, name) & absent:
            collection.restore(only(data, name, wanted, decks, int(time.time() * 1000)))
            absent -= wanted
            count += len(wanted)
    if count:
        tell(f"{count} deleted notes are back with their history")
    else:
        tell("nothing of this backup is gone: nothing was changed")
