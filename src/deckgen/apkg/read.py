"""Reads an Anki package or export: its collection as a database, its decks by id."""

import json
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from deckgen.diagnostics import DeckgenError


@contextmanager
def opened(package: Path | IO[bytes], name: str) -> Iterator[sqlite3.Connection]:
    """Opens the package's collection; raises DeckgenError if that fails, or the database fails while it is open."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "collection")
        path.write_bytes(_collection(package, name))
        connection = sqlite3.connect(path)
        # Anki's schema 18 sorts names by a collation of its own (rslib/src/storage/sqlite.rs).
        connection.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
        try:
            yield connection
        except sqlite3.DatabaseError as error:
            raise DeckgenError(f"{name}: the collection in this package cannot be read: {error}") from error
        finally:
            connection.close()


def has_schema_18(connection: sqlite3.Connection) -> bool:
    """True for a collection of Anki's schema 18, which keeps note types and decks in tables of their own."""
    return bool(connection.execute("select 1 from sqlite_master where name = 'notetypes'").fetchone())


def decks(connection: sqlite3.Connection) -> dict[int, str]:
    """Full deck names by id."""
    if has_schema_18(connection):
        return {did: name.replace("\x1f", "::") for did, name in connection.execute("select id, name from decks")}
    stored = json.loads(connection.execute("select decks from col").fetchone()[0])
    return {int(did): deck["name"] for did, deck in stored.items()}


def _collection(package: Path | IO[bytes], name: str) -> bytes:
    try:
        with zipfile.ZipFile(package) as archive:
            members = set(archive.namelist())
            if "collection.anki21b" in members:
                return _unpacked(archive.read("collection.anki21b"), name)
            for member in ("collection.anki21", "collection.anki2"):
                if member in members:
                    return archive.read(member)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise DeckgenError(f"{name}: not an Anki package: {error}") from error
    except OSError as error:
        raise DeckgenError(f"{name}: cannot be read: {error.strerror}") from error
    raise DeckgenError(f"{name}: not an Anki package: it holds no collection")


def _unpacked(data: bytes, name: str) -> bytes:
    import zstandard  # only Anki's newest export format needs it

    try:
        return zstandard.ZstdDecompressor().stream_reader(data).read()
    except zstandard.ZstdError as error:
        raise DeckgenError(f"{name}: the collection in this package cannot be read: {error}") from error
