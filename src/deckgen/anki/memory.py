"""What was last delivered to a collection, in a file of its own: a note that was there once and is not was deleted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

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

    `retired` are cards that a delivery has suspended because they ask nothing any more.
    """

    shown: Mapping[str, Shown] = field(default_factory=dict)
    retired: tuple[int, ...] = ()
    folder: str = ""
    name: str = ""


def shown(note: Note) -> Shown:
    """What a note of a build shows."""
    return Shown(ids.short(*note.fields), ids.short(*note.fields, *note.tags), note.tags)


def load(path: Path) -> Memory:
    """What `save` kept; nothing if there is nothing that can be read."""
    try:
        stored = json.loads(path.read_text("utf-8"))
        # Before there was more to keep, a file held the notes alone.
        rows = stored.get("notes", stored)
        notes = {
            guid: Shown(str(text), str(content), tuple(map(str, tags))) for guid, (text, content, *tags) in rows.items()
        }
        if "notes" not in stored:
            return Memory(notes)
        return Memory(notes, tuple(map(int, stored["retired"])), str(stored["folder"]), str(stored["name"]))
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return Memory()


def save(path: Path, memory: Memory) -> None:
    """Keeps what was delivered; raises DeckgenError."""
    notes = memory.shown
    rows = {guid: (notes[guid].text, notes[guid].content, *notes[guid].tags) for guid in sorted(notes)}
    stored = {"folder": memory.folder, "name": memory.name, "retired": sorted(memory.retired), "notes": rows}
    files.replace([(path, json.dumps(stored).encode())])
