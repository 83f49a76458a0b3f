"""The note types in a package: what each of their cards asks, and what it answers, as names of fields."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deckgen.apkg.read import has_schema_18
from deckgen.data import NoteKind

# In a template: a field, its filters before it. What begins with a sign is a condition, a comment or a delimiter.
_FIELD = re.compile(r"\{\{\s*([^#^/!={}][^{}]*)\}\}")
# What templates show besides fields (docs.ankiweb.net, Field Replacements).
_SPECIAL = {"FrontSide", "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID"}
# Numbers of messages in Anki's protobuf/anki/notetypes.proto: of a template's question and answer side, of a note
# type's kind.
_QUESTION, _ANSWER, _KIND = 1, 2, 1
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5


@dataclass(frozen=True, slots=True)
class Sides:
    """The fields that one card asks with, and those that only its answer shows."""

    asked: tuple[str, ...]
    answered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A note type: the names of its fields in order, and what its cards show. A cloze has one template for all."""

    name: str
    kind: NoteKind
    fields: tuple[str, ...]
    templates: tuple[Sides, ...]


def models(connection: sqlite3.Connection) -> dict[int, Model]:
    """The note types of a collection by id, in either of Anki's formats."""
    if has_schema_18(connection):
        return dict(_from_tables(connection))
    stored = json.loads(connection.execute("select models from col").fetchone()[0])
    return {
        int(mid): Model(
            model["name"],
            "cloze" if model["type"] else "basic",
            tuple(field["name"] for field in model["flds"]),
            tuple(_sides(template["qfmt"], template["afmt"]) for template in model["tmpls"]),
        )
        for mid, model in stored.items()
    }


def _from_tables(connection: sqlite3.Connection) -> Iterator[tuple[int, Model]]:
    for mid, name, config in connection.execute("select id, name, config from notetypes").fetchall():
        fields = connection.execute("select name from fields where ntid = ? order by ord", (mid,))
        templates = connection.execute("select config from templates where ntid = ? order by ord", (mid,))
        sides = []
        for (template,) in templates.fetchall():
            texts = {number: value.decode() for number, value in _message(template) if isinstance(value, bytes)}
            sides.append(_sides(texts.get(_QUESTION, ""), texts.get(_ANSWER, "")))
        kind: NoteKind = "cloze" if dict(_message(config)).get(_KIND) else "basic"
        yield mid, Model(name, kind, tuple(field for (field,) in fields), tuple(sides))


def _sides(question: str, answer: str) -> Sides:
    asked = tuple(dict.fromkeys(_fields(question)))
    return Sides(asked, tuple(name for name in dict.fromkeys(_fields(answer)) if name not in asked))


def _fields(template: str) -> Iterable[str]:
    """The fields that a side shows; one to be typed in is not shown."""
    for reference in _FIELD.findall(template):
        *filters, name = (part.strip() for part in reference.split(":"))
        if "type" not in filters and name not in _SPECIAL:
            yield name


def _message(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The numbered values of a message (protobuf.dev, Encoding)."""
    at = 0

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(data):
        tag = varint()
        number, kind = tag >> 3, tag & 7
        if kind == _VARINT:
            yield number, varint()
            continue
        if kind not in (_FIXED_64, _BYTES, _FIXED_32):
            raise ValueError(f"a message of protobuf holds the type {kind}")
        size = varint() if kind == _BYTES else 8 if kind == _FIXED_64 else 4
        yield number, data[at : at + size]
        at += size
