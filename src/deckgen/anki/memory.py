"""What was last delivered to a collection, in a file of its own: a note that was there once and is not was deleted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deckgen import files, ids
from deckgen.data import Note


@dataclass(frozen=True, slots=True)
class Shown:
    """What a note showed, as digests: of its fields, and of its fields and tags.

    `retired` are the ordinals of its cards that asked nothing any more: where cards cannot be deleted, they were
    suspended.
    """

    text: str
    content: str
    retired: tuple[int, ...] = ()


def shown(note: Note) -> Shown:
    """What a note of a build shows."""
    return Shown(ids.short(*note.fields), ids.short(*note.fields, *note.tags))


def load(path: Path) -> Mapping[str, Shown]:
    """What `save` kept, by guid; empty if there is nothing that can be read."""
    try:
        rows = json.loads(path.read_text("utf-8"))
        return {
            guid: Shown(str(text), str(content), tuple(map(int, retired)))
            for guid, (text, content, *retired) in rows.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def save(path: Path, notes: Mapping[str, Shown]) -> None:
    """Keeps what was delivered; raises DeckgenError."""
    rows = {guid: (notes[guid].text, notes[guid].content, *notes[guid].retired) for guid in sorted(notes)}
    files.replace([(path, json.dumps(rows).encode())])
