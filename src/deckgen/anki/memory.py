"""What was last delivered to a collection, in a file of its own: a note that was there once and is not was deleted."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from deckgen import files, ids
from deckgen.data import Note


@dataclass(frozen=True, slots=True)
class Shown:
    """What a note showed: digests of its fields, and of its fields and tags; and its tags.

    `sides` is a digest of the fields that are its question and its answer. `retired` are the ordinals of its cards that
    asked nothing any more: where cards cannot be deleted, they were suspended. `deck` is the one that its sources said.
    """

    text: str
    content: str
    tags: tuple[str, ...] = ()
    retired: tuple[int, ...] = ()
    deck: str = ""
    sides: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a delivery comes from: the sources' folder, the project's name if it has an id of its own, and its lock."""

    folder: str = ""
    name: str = ""
    lock: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """What the last delivery brought, by guid, and from where.

    `gone` is what those notes showed last that are in the collection still, but that it brought no more: their
    questions are gone, or they have another note type.
    """

    shown: Mapping[str, Shown] = field(default_factory=dict)
    origin: Origin = field(default_factory=Origin)
    gone: Mapping[str, Shown] = field(default_factory=dict)


def shown(note: Note) -> Shown:
    """What a note of a build shows."""
    return Shown(ids.short(*note.fields), ids.short(*note.fields, *note.tags), note.tags, sides=sides(note.fields))


def sides(fields: Sequence[str]) -> str:
    """A digest of a note's question and answer, which are the first fields of each note type."""
    return ids.short(*fields[:2])


def load(path: Path) -> Memory:
    """What `save` kept; nothing if there is nothing that can be read."""
    try:
        stored = json.loads(path.read_text("utf-8"))
        # Before there was more to keep, a file held the notes alone.
        if "notes" not in stored:
            return Memory(_notes(stored))
        gone = _notes(stored.get("gone", {}))
        origin = Origin(*(str(stored.get(key, "")) for key in ("folder", "name", "lock")))
        return Memory(_notes(stored["notes"]), origin, gone)
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return Memory()


def save(path: Path, memory: Memory) -> None:
    """Keeps what was delivered; raises DeckgenError."""
    stored = {**asdict(memory.origin), "notes": _rows(memory.shown), "gone": _rows(memory.gone)}
    files.replace([(path, json.dumps(stored).encode())])


def _notes(rows: Mapping[str, Sequence[Any]]) -> dict[str, Shown]:
    return {guid: _shown(*row) for guid, row in rows.items()}


def _shown(
    text: object,
    content: object,
    tags: Iterable[object] = (),
    retired: Iterable[int] = (),
    deck: object = "",
    sides: object = "",
) -> Shown:
    return Shown(str(text), str(content), tuple(map(str, tags)), tuple(map(int, retired)), str(deck), str(sides))


def _rows(notes: Mapping[str, Shown]) -> dict[str, tuple[object, ...]]:
    return {
        guid: (one.text, one.content, one.tags, one.retired, one.deck, one.sides) for guid, one in sorted(notes.items())
    }
