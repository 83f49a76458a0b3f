"""Brings back from a backup what was deleted, and nothing else of it."""

import io
import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from deckgen import files
from deckgen.anki.collection import Collection
from deckgen.anki.deliver import Tell
from deckgen.apkg.notetypes import NoteType
from deckgen.apkg.read import has_schema_18, opened, packed
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Entry, Lock

# A review's id is its time; by less than this it is moved, in ms.
_SHIFT = 997
# What a deck in a backup says of its options, and Anki's values for "nothing": its preset, description and limits.
_OPTIONS = {
    "conf": 1,
    "desc": "",
    "newLimit": None,
    "reviewLimit": None,
    "newLimitToday": None,
    "reviewLimitToday": None,
}


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
    guids = lock.guids
    if not any(_guids(name, data) & guids for name, data in packages):
        raise DeckgenError(f"{path}: this is no backup of this project: it holds none of its notes; nothing was sent")
    return Backup(packages)


def restore(
    collection: Collection, backup: Backup, types: Iterable[NoteType], entries: Sequence[Entry], tell: Tell
) -> None:
    """Brings back the project's notes that the collection does not have, with their history. Raises DeckgenError."""
    there = collection.look(types, entries)
    absent = {entry.guid for entry in entries} - there.notes.keys() - there.strangers.keys()
    decks = {deck for note in there.notes.values() for _, deck in note.cards}
    count = 0
    for name, data in backup.packages:
        if wanted := _guids(name, data) & absent:
            collection.restore(_only(name, data, wanted, decks))
            absent -= wanted
            count += len(wanted)
    if count:
        tell(f"{count} deleted notes are back with their history")
    else:
        tell("nothing of this backup is gone: nothing was changed")


def _guids(name: str, data: bytes) -> set[str]:
    with opened(io.BytesIO(data), name) as connection:
        return {guid for (guid,) in connection.execute("select guid from notes")}


def _only(name: str, data: bytes, guids: AbstractSet[str], decks: AbstractSet[str]) -> bytes:
    """The package with these notes alone; `decks` are there, and keep their options."""
    with opened(io.BytesIO(data), name) as connection:
        keep = [(guid,) for guid in guids]
        connection.execute("create temp table keep (guid text primary key)")
        connection.executemany("insert into keep values (?)", keep)
        connection.execute("delete from notes where guid not in (select guid from keep)")
        connection.execute("delete from cards where nid not in (select id from notes)")
        connection.execute("delete from revlog where cid not in (select id from cards)")
        _renumber(connection, int(time.time() * 1000))
        _without_options(connection, decks)
        connection.commit()
        collection = connection.serialize()
    return packed(data, collection, name)


def _without_options(connection: sqlite3.Connection, decks: AbstractSet[str]) -> None:
    """Takes their options off these decks and those above them (docs/anki.md, AnkiConnect)."""
    if has_schema_18(connection):
        return  # a backup of sync, which has no options
    stored = json.loads(connection.execute("select decks from col").fetchone()[0])
    for deck in stored.values():
        if any(f"{name}::".startswith(f"{deck['name']}::") for name in decks):
            deck.update({key: value for key, value in _OPTIONS.items() if key in deck})
    connection.execute("update col set decks = ?", (json.dumps(stored),))


def _renumber(connection: sqlite3.Connection, now: int) -> None:
    """Gives notes and cards ids of their own, which have no graves (docs/anki.md, Sync); `now` is in ms.

    The collection still has the reviews of the former cards, and adds none with an id that it has.
    """
    for table, other, of in (("notes", "cards", "nid"), ("cards", "revlog", "cid")):
        for rank, (old,) in enumerate(connection.execute(f"select id from {table} order by id").fetchall()):
            connection.execute(f"update {table} set id = ? where id = ?", (now + rank, old))
            connection.execute(f"update {other} set {of} = ? where {of} = ?", (now + rank, old))
    for (review,) in connection.execute("select id from revlog order by id desc").fetchall():
        connection.execute("update revlog set id = ? where id = ?", (review + 1 + now % _SHIFT, review))
