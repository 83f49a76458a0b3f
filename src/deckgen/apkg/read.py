"""Reads an Anki package or export: its collection as a database, its decks by id."""

import html
import io
import json
import re
import sqlite3
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

from deckgen.diagnostics import DeckgenError
from deckgen.wording import said, system

# The collection in Anki's newest export format.
NEWEST = "collection.anki21b"
# All other ways to compress end an import (docs/anki.md, Cards and decks).
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# In bytes: a database has at least its header (sqlite.org/fileformat.html, 1.3).
_HEADER = 100
# In bytes, and for each byte of what it is in: more than any that somebody reads. A row of a collection that is read is
# some hundred steps of SQLite's machine.
_SPARE, _EACH = 100 * 2**20, 100
_STEPS, _STEPS_EACH = 100_000_000, 1_000
_TOO_LARGE = said("not an Anki package: it unpacks to far more than it is")
_BLOCK = re.compile(r"</?(?:div|p|li|ul|ol|pre|h\d|tr)\b[^>]*>|<br\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*+>")


class NoPackage(DeckgenError):
    """What should be a package is none, or is damaged, and `why`."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(said("{file}: {why}", file=name, why=why))
        self.why = why


@contextmanager
def opened(package: Path | IO[bytes], name: str) -> Iterator[sqlite3.Connection]:
    """Opens the package's collection; raises DeckgenError if that fails, or what is in it is no collection."""
    data = _collection(package, name)
    if len(data) < _HEADER:
        raise NoPackage(name, said("the collection in this package cannot be read: it is cut off"))
    try:
        with closing(_database(data)) as connection:
            if connection.execute("select 1 from sqlite_master where type in ('view', 'trigger')").fetchone():
                raise NoPackage(name, said("not an Anki package: no collection has views or triggers"))
            yield connection
    # Whatever stands where something else is expected: a list for a table, a text for a number.
    except (sqlite3.Error, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as error:
        raise NoPackage(name, said("the collection in this package is damaged")) from error
    except RecursionError as error:
        raise NoPackage(name, said("the collection in this package cannot be read: it is nested too deep")) from error


def _database(data: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    # What a damaged or hostile one makes of itself while it is read ends somewhere.
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 2**20 + len(data))
    steps = iter(range((_STEPS + _STEPS_EACH * len(data)) // _STEPS_EACH))
    connection.set_progress_handler(lambda: next(steps, None) is None, _STEPS_EACH)
    # A database in memory has no write-ahead log, which the two bytes ask for (sqlite.org/fileformat.html, 1.3.3).
    connection.deserialize(data[:18] + b"\1\1" + data[20:] if data[18:20] == b"\2\2" else data)
    # Anki's schema 18 sorts names by a collation of its own (rslib/src/storage/sqlite.rs).
    connection.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
    return connection


def has_schema_18(connection: sqlite3.Connection) -> bool:
    """True for a collection of Anki's schema 18, which keeps note types and decks in tables of their own."""
    return bool(connection.execute("select 1 from sqlite_master where name = 'notetypes'").fetchone())


def decks(connection: sqlite3.Connection) -> dict[int, str]:
    """Full deck names by id."""
    if has_schema_18(connection):
        return {did: name.replace("\x1f", "::") for did, name in connection.execute("select id, name from decks")}
    stored = json.loads(connection.execute("select decks from col").fetchone()[0])
    return {int(did): deck["name"] for did, deck in stored.items()}


def plain(field: str) -> str:
    """The text that a field shows, a line for each block."""
    return html.unescape(_TAG.sub("", _BLOCK.sub("\n", field))).strip()


def packed(package: bytes, collection: bytes, name: str) -> bytes:
    """The package with another collection in place of its own; raises DeckgenError."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        member = _member(source.namelist(), name)
        for info in source.infolist():
            if info.filename != member:
                target.writestr(info, source.read(info))
        if member == NEWEST:
            collection = zstd().compress(collection)
        target.writestr(member, collection)
    return buffer.getvalue()


def zstd() -> Any:
    """Python's own module, or the same for those before 3.14; only Anki's newest export format needs it."""
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd


@contextmanager
def unzipped(package: Path | IO[bytes], name: str) -> Iterator[zipfile.ZipFile]:
    """Opens the package's files; raises DeckgenError if that fails, or they turn out to be damaged while it is open."""
    try:
        with zipfile.ZipFile(package) as archive:
            if any(info.compress_type not in _METHODS for info in archive.infolist()):
                raise NoPackage(name, said("not an Anki package: compressed in a way that Anki cannot read"))
            if sum(info.file_size for info in archive.infolist()) > _SPARE + _EACH * archive.start_dir:
                raise NoPackage(name, _TOO_LARGE)
            yield archive
    # Encrypted, cut off in the middle of its table.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise NoPackage(name, said("not an Anki package, or a damaged one")) from error
    except OSError as error:
        raise DeckgenError(said("{file}: cannot be read: {why}", file=name, why=system(error))) from error


def _collection(package: Path | IO[bytes], name: str) -> bytes:
    with unzipped(package, name) as archive:
        member = _member(archive.namelist(), name)
        data = archive.read(member)
        return _unpacked(data, name) if member == NEWEST else data


def _member(names: Sequence[str], name: str) -> str:
    """Which of a package's files is its collection."""
    member = next((one for one in (NEWEST, "collection.anki21", "collection.anki2") if one in names), None)
    if member is None:
        raise NoPackage(name, said("not an Anki package: it holds no collection"))
    return member


def _unpacked(data: bytes, name: str) -> bytes:
    try:
        decompressor = zstd().ZstdDecompressor()
        unpacked = bytes(decompressor.decompress(data, _SPARE + _EACH * len(data)))
    except zstd().ZstdError as error:
        raise NoPackage(name, said("the collection in this package is damaged")) from error
    if not decompressor.eof:
        raise NoPackage(name, _TOO_LARGE)
    return unpacked
