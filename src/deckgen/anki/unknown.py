"""Notes that deckgen made and that the lock does not know: it is older than the collection."""

import re
from collections.abc import Container, Iterable, Mapping

from deckgen.anki.owner import plain
from deckgen.anki.stored import Stored
from deckgen.data import Note

# A guid as ids.guid mints it; Anki's own have ten characters.
_MINTED = re.compile(r"[a-z2-7]{16}")


def unknown(notes: Mapping[str, Stored], guids: Container[str]) -> dict[str, Stored]:
    """The notes of the collection that deckgen made and that are none of these."""
    return {guid: note for guid, note in notes.items() if guid not in guids and _MINTED.fullmatch(guid)}


def doubled(new: Iterable[Note], there: Iterable[Stored]) -> tuple[str, ...]:
    """The new notes that have the question or the answer of one that is there: they may be that one, under its guid."""
    texts = {(at, text) for note in there for at, text in _sides(note.fields)}
    return tuple(note.guid for note in new if texts.intersection(_sides(note.fields)))


def _sides(fields: tuple[str, ...]) -> list[tuple[int, str]]:
    return [(at, text) for at, field in enumerate(fields[:2]) if (text := plain(field))]
