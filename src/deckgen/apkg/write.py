"""Notes → the bytes of an .apkg, the same for the same notes. genanki writes the collection."""

import io
import itertools
import json
import re
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import genanki

from deckgen import ids
from deckgen.apkg import verify
from deckgen.apkg.notetypes import FIELDS, NoteType, type_key
from deckgen.apkg.shipped import ZIP_TIME
from deckgen.data import Note

_CLOZE = re.compile(r"\{\{c(\d+)::")
# Anki's highest cloze number.
_HIGHEST = 500
# Between the ids of the cards of one note, in ms, so that they do not meet those of the note made after it.
_DAY = 86_400_000


def card_ords(note: Note) -> tuple[int, ...]:
    """The ordinals of the note's cards: Anki's importer adds exactly these (docs/anki.md, Cards and decks).

    genanki's own count misses nested clozes, and gives a cloze note without a cloze no card at all.
    """
    if note.kind == "cloze":
        return tuple(
            sorted({int(number) - 1 for number in _CLOZE.findall(note.fields[0]) if 0 < int(number) <= _HIGHEST})
        )
    return (0, 1) if note.fields[FIELDS["basic"].index("Reverse")] else (0,)


class _Note(genanki.Note):  # type: ignore[misc]
    """A note with its own time; genanki stamps all notes with the time of the build (docs/anki.md, genanki)."""

    def __init__(self, note: Note, numbers: Sequence[int], **options: Any) -> None:
        super().__init__(fields=list(note.fields), tags=list(note.tags), guid=note.guid, **options)
        self.note, self.numbers = note, numbers

    @property
    def cards(self) -> list[genanki.Card]:
        return [genanki.Card(ord) for ord in card_ords(self.note)]

    def write_to_db(self, cursor: Any, timestamp: float, deck_id: int, id_gen: Any) -> None:
        super().write_to_db(cursor, self.note.mod, deck_id, iter(self.numbers))

    def _check_invalid_html_tags_in_fields(self) -> None:
        """Does nothing: genanki's warning has false positives (docs/anki.md, genanki), and the fields are sanitised."""


class _Model(genanki.Model):  # type: ignore[misc]
    """A note type with its own time, which moves only with what cards show (docs/anki.md, Note types)."""

    def __init__(self, kind: NoteType, mod: int) -> None:
        super().__init__(
            kind.id,
            kind.name,
            fields=[{"name": name, "id": ids.number(str(kind.id), f"field {name}")} for name in FIELDS[kind.kind]],
            templates=[
                {"name": name, "qfmt": front, "afmt": back, "id": ids.number(str(kind.id), f"template {name}")}
                for name, front, back in kind.templates
            ],
            css=kind.css,
            model_type=self.CLOZE if kind.kind == "cloze" else self.FRONT_BACK,
        )
        self.mod = mod

    def to_json(self, timestamp: float, deck_id: int) -> Any:
        return super().to_json(float(self.mod), deck_id)


class _Deck(genanki.Deck):  # type: ignore[misc]
    """A deck that writes its notes alone; genanki's reads and writes all decks of the package for each of them."""

    def write_to_db(self, cursor: Any, timestamp: float, id_gen: Any) -> None:
        for note in self.notes:
            note.write_to_db(cursor, timestamp, self.deck_id, id_gen)


class _Package(genanki.Package):  # type: ignore[misc]
    """A package that writes all its decks and note types at once."""

    def write_to_db(self, cursor: Any, timestamp: float, id_gen: Any) -> None:
        super().write_to_db(cursor, timestamp, id_gen)
        decks, models = map(json.loads, cursor.execute("SELECT decks, models FROM col").fetchone())
        for deck in self.decks:
            decks[str(deck.deck_id)] = deck.to_json()
            used = {note.model.model_id: note.model for note in deck.notes}
            models |= {number: model.to_json(timestamp, deck.deck_id) for number, model in used.items()}
        cursor.execute("UPDATE col SET decks = ?, models = ?", (json.dumps(decks), json.dumps(models)))


def pack(notes: Sequence[Note], types: Sequence[tuple[NoteType, int]], media: Mapping[str, bytes]) -> bytes:
    """The package's bytes; `types` are the note types with their `mod` in s since the epoch.

    Anki shows new cards in the order of the notes. `media` are by name. The package is opened again as Anki will;
    raises DeckgenError if it would not arrive as it is.
    """
    models = {kind.key: _Model(kind, mod) for kind, mod in types}
    decks: dict[str, _Deck] = {}
    notes_used: dict[int, int] = {}
    cards_used: dict[int, int] = {}
    for due, note in enumerate(notes):
        # A used note id would be moved (docs/anki.md, Notes). A card that comes back, with its note or alone, must not
        # have the id it had, for Anki's graves hold both (docs/anki.md, Sync); it comes with a later edit.
        numbers = [_unused(note.created, notes_used)]
        latest = max(note.created, note.mod * 1000 + note.created % 1000)
        numbers += [_unused(latest - ord * _DAY, cards_used) for ord in card_ords(note)]
        deck = decks.setdefault(note.deck, _Deck(ids.number("deck", note.deck), note.deck))
        deck.add_note(_Note(note, numbers, model=models[type_key(note.kind, note.home)], due=due))
    mod = max((mod for _, mod in types), default=0)
    package = _zipped(_collection(list(decks.values()), mod, min(notes_used, default=0)), media)
    verify.confirm(package, notes, sum(len(card_ords(note)) for note in notes))
    return package


def _unused(first: int, used: dict[int, int]) -> int:
    """The first id from `first` on that is not in use, which it is from now on.

    `used` says for each id where to go on looking, so that a long run of them is not walked through for every note.
    """
    number, run = first, []
    while number in used:
        run.append(number)
        number = used[number]
    used |= dict.fromkeys((*run, number), number + 1)
    return number


def _collection(decks: list[_Deck], mod: int, first: int) -> bytes:
    # genanki's own write_to_file needs the system's temporary folder, which may be full, and leaves the file there.
    with closing(sqlite3.connect(":memory:")) as connection:
        _Package(decks).write_to_db(connection.cursor(), float(mod), itertools.count(first))
        connection.commit()
        return connection.serialize()


def _zipped(collection: bytes, media: Mapping[str, bytes]) -> bytes:
    names = sorted(media)
    members = [
        ("collection.anki2", collection),
        ("media", json.dumps({str(at): name for at, name in enumerate(names)}).encode()),
        *((str(at), media[name]) for at, name in enumerate(names)),
    ]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, data)
    return buffer.getvalue()
