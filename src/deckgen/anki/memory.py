"""What was last delivered to a collection, in a file of its own: a note that was there once and is not was deleted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deckgen import files, ids
from deckgen.data import Note


@dataclass(frozen=True, slots=True)
class Shown:
    """What a note showed: digests of its fields, and of its fields and tags; and its tags."""

    text: str
    content: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What the last delivery brought, by guid, and from where: the sources' folder and the project's name.

    `retired` are cards that a delivery has suspended because they ask nothing any more. `gone` is what those notes
    showed last whose questions are gone and that are in the collection still.
    """

    shown: Mapping[str, Shown] = field(default_factory=dict)
    retired: tuple[int, ...] = ()
    folder: str = ""
    name: str = ""
    gone: Mapping[str, Shown] = field(default_factory=dict)


def shown(note: Note) -> Shown:
    """What a note of a build shows."""
    return Shown(ids.short(*note.fields), ids.short(*note.fields, *note.tags), note.tags)


def load(path: Path) -> Memory:
    """What `save` kept; nothing if there is nothing that can be read."""
    try:
        stored = json.loads(path.read_text("utf-8"))
        # Before there was more to keep, a file held the notes alone.
        notes = _notes(stored.get("notes", stored))
        if "notes" not in stored:
            return Memory(notes)
        gone = _notes(stored.get("gone", {}))
        return Memory(notes, tuple(map(int, stored["retired"])), str(stored["folder"]), str(stored["name"]), gone)
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return Memory()


def save(path: Path, memory: Memory) -> None:
    """Keeps what was delivered; raises DeckgenError."""
    stored = {"folder": memory.folder, "name": memory.name, "retired": sorted(memory.retired)}
    kept = {"notes": _rows(memory.shown), "gone": _rows(memory.gone)}
    files.replace([(path, json.dumps(stored | kept).encode())])


def _notes(rows: Mapping[str, Sequence[Any]]) -> dict[str, Shown]:
    return {
        guid: Shown(str(text), str(content), tuple(map(str, tags))) for guid, (text, content, *tags) in rows.items()
    }


def _rows(notes: Mapping[str, Shown]) -> dict[str, tuple[str, ...]]:
    return {guid: (notes[guid].text, notes[guid].content, *notes[guid].tags) for guid in sorted(notes)}
