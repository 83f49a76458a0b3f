"""Notes → .apkg, byte for byte the same for the same notes, and replaced atomically. genanki writes the collection."""

import io
import itertools
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import genanki

from deckgen.data import Note
from deckgen.diagnostics import DeckgenError
from deckgen.notetypes import FIELDS, NoteType, number

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class _Note(genanki.Note):  # type: ignore[misc]
    """genanki stamps every note with the build's time; ours carry their own (ANKI.md §1)."""

    def __init__(self, note: Note, ids: Iterator[int], **options: Any) -> None:
        super().__init__(**options)
        self.note, self.ids = note, ids

    @property
    def cards(self) -> list[genanki.Card]:
        """The importer adds exactly these (ANKI.md §3)."""
        return [genanki.Card(0), *([genanki.Card(1)] if self.fields[FIELDS.index("Reverse")] else [])]

    def write_to_db(self, cursor: Any, timestamp: float, deck_id: int, id_gen: Any) -> None:
        super().write_to_db(cursor, self.note.mod, deck_id, itertools.chain([next(self.ids)], id_gen))

    def _check_invalid_html_tags_in_fields(self) -> None:
        """genanki's warning has false positives (ANKI.md §6); the sanitiser has seen these fields."""


def pack(notes: tuple[Note, ...], kind: NoteType, style_mod: int, media: dict[str, bytes]) -> bytes:
    """The package's bytes."""
    templates = [
        {"name": name, "qfmt": front, "afmt": back, "id": number(str(kind.id), f"template {name}")}
        for name, front, back in kind.templates
    ]
    fields = [{"name": name, "id": number(str(kind.id), f"field {name}")} for name in FIELDS]
    model = genanki.Model(kind.id, kind.name, fields=fields, templates=templates, css=kind.css)
    decks: dict[str, genanki.Deck] = {}
    used: set[int] = set()
    for due, note in enumerate(notes):
        created = note.created
        while created in used:
            created += 1
        used.add(created)
        deck = decks.setdefault(note.deck, genanki.Deck(number("deck", note.deck), note.deck))
        deck.add_note(
            _Note(note, iter([created]), model=model, fields=list(note.fields), tags=note.tags, guid=note.guid, due=due)
        )
    first = min(used, default=0)
    return _zipped(_collection(list(decks.values()), style_mod, first), media)


def _collection(decks: list[genanki.Deck], mod: int, first: int) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "collection.anki2")
        connection = sqlite3.connect(path)
        try:
            genanki.Package(decks).write_to_db(connection.cursor(), float(mod), itertools.count(first))
            connection.commit()
        finally:
            connection.close()
        return path.read_bytes()


def _zipped(collection: bytes, media: dict[str, bytes]) -> bytes:
    names = sorted(media)
    members = [
        ("collection.anki2", collection),
        ("media", json.dumps({str(at): name for at, name in enumerate(names)}).encode()),
        *((str(at), media[name]) for at, name in enumerate(names)),
    ]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, data)
    return buffer.getvalue()


def replace(path: Path, data: bytes) -> None:
    """Write beside, flush, rename: the file is the old one or the new one, whatever happens."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    except OSError as error:
        raise DeckgenError(f"{path}: cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    except OSError as error:
        Path(beside).unlink(missing_ok=True)
        raise DeckgenError(f"{path}: cannot be written: {error.strerror}") from error
