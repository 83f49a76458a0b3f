"""Notes that deckgen made and that are not those of the lock: it is older than the collection, or another branch's."""

import re
from collections.abc import Container, Iterable, Mapping

from deckgen.anki.memory import Memory
from deckgen.anki.owner import another, plain
from deckgen.anki.stored import Stored
from deckgen.data import Note
from deckgen.lock import Entry

# A guid as ids.guid mints it; Anki's own have ten characters.
_MINTED = re.compile(r"[a-z2-7]{16}")


def unknown(notes: Mapping[str, Stored], guids: Container[str]) -> dict[str, Stored]:
    """The notes of the collection that deckgen made and that are none of these."""
    return {guid: note for guid, note in notes.items() if guid not in guids and _MINTED.fullmatch(guid)}


def doubled(new: Iterable[Note], there: Iterable[Stored]) -> tuple[str, ...]:
    """The new notes that may be one of those that are there, under its guid.

    They have the answer of one, or its question in the same file: in another file that asks something else.
    """
    signs = {sign for note in there for sign in _signs(note.fields)}
    return tuple(note.guid for note in new if signs.intersection(_signs(note.fields)))


def _signs(fields: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The answer, and the question with its file; of a cloze that has both, its text and what stands below it."""
    question, answer, source = (plain(field) for field in (*fields[:2], fields[-2]))
    return [sign for sign in ((answer,), (question, source)) if sign[0]]


def asked_otherwise(
    entries: Mapping[str, Entry], notes: Mapping[str, Stored], strangers: Container[str], memory: Memory
) -> dict[str, str]:
    """What the notes ask in the collection that are another question there, by guid; `strangers` are not looked at.

    What `memory` says that the lock's own text was brought there last is none: its owner has edited it since.
    """
    known = {guid: note for guid, note in notes.items() if guid in entries and guid not in strangers}
    shared = any(note.id == entries[guid].created for guid, note in known.items())
    last = {guid: shown.text for guid, shown in {**memory.gone, **memory.shown}.items()}
    brought = {guid for guid in known if last.get(guid) in entries[guid].texts}
    return {
        guid: plain(note.fields[0])
        for guid, note in known.items()
        if guid not in brought and another(entries[guid], note, shared=shared)
    }
