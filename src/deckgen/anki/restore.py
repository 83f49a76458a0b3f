"""Brings back from a backup what was deleted, and nothing else of it."""

import io
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from deckgen import files
from deckgen.anki.collection import Collection
from deckgen.anki.deliver import Tell
from deckgen.apkg.notetypes import NoteType
from deckgen.apkg.read import opened, packed
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Entry, Lock


@dataclass(frozen=True, slots=True)
class Backup:
    """Packages that hold notes of the project: their bytes by name."""

    packages: tuple[tuple[str, bytes], ...]


def read(path: Path, lock: Lock) -> Backup:
    """A package or a folder of them; raises DeckgenError if it is no backup of this project's notes."""
    paths = sorted(path.glob("*.apkg")) if path.is_dir() else [path]
    if not paths:
        raise DeckgenError(f"{path}: no backup (*.apkg) is in this folder")
    packages = tuple((one.name, files.read(one)) for one in paths)
    guids = {entry.guid for entry in lock.entries}
    if not any(_guids(name, data) & guids for name, data in packages):
        raise DeckgenError(f"{path}: this is no backup of this project: it holds none of its notes; nothing was sent")
    return Backup(packages)


def restore(
    collection: Collection, backup: Backup, types: Iterable[NoteType], entries: Sequence[Entry], tell: Tell
) -> None:
    """Brings back the project's notes that the collection does not have, with their history. Raises DeckgenError."""
    there = collection.look(types, entries)
    absent = {entry.guid for entry in entries} - there.notes.keys() - there.strangers.keys()
    count = 0
    for name, data in backup.packages:
        if wanted := _guids(name, data) & absent:
            collection.restore(_only(name, data, wanted))
            absent -= wanted
            count += len(wanted)
    if count:
        tell(f"{count} deleted notes are back with their history")
    else:
        tell("nothing of this backup is gone: nothing was changed")


def _guids(name: str, data: bytes) -> set[str]:
    with opened(io.BytesIO(data), name) as connection:
        return {guid for (guid,) in connection.execute("select guid from notes")}


def _only(name: str, data: bytes, guids: AbstractSet[str]) -> bytes:
    """The package with these notes alone."""
    with opened(io.BytesIO(data), name) as connection:
        keep = [(guid,) for guid in guids]
        connection.execute("create temp table keep (guid text primary key)")
        connection.executemany("insert into keep values (?)", keep)
        connection.execute("delete from notes where guid not in (select guid from keep)")
        connection.execute("delete from cards where nid not in (select id from notes)")
        connection.execute("delete from revlog where cid not in (select id from cards)")
        connection.commit()
        collection = connection.serialize()
    return packed(data, collection, name)
