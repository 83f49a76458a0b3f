"""A collection that is only data, and what a build would bring into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from deckgen import ids
from deckgen.anki.stored import Snapshot, Stored, StoredType
from deckgen.apkg.notetypes import FIELDS, TEMPLATES, NoteType, note_type
from deckgen.data import Note
from deckgen.lock import Entry, Lock, Style
from tests.support import locks

TYPES = tuple(note_type(kind, "p") for kind in TEMPLATES)
BASIC = TYPES[0]
STORED = StoredType(
    BASIC.name,
    100,
    tuple((name, ids.number(str(BASIC.id), f"field {name}")) for name in FIELDS["basic"]),
    tuple((name, ids.number(str(BASIC.id), f"template {name}")) for name, *_ in TEMPLATES["basic"]),
)


def entry(guid: str, deck: str = "A", *former: str, removed: bool = False) -> Entry:
    return locks.entry(guid, deck, *former, mod=100, words=f"q {guid}", removed=removed)


def note(guid: str, deck: str = "A", mod: int = 100) -> Note:
    return Note(guid, "basic", deck, ("q", "a", "", "", "", ""), (), 1, mod)


def stored(guid: str, *decks: str, mod: int = 100, tags: tuple[str, ...] = ()) -> Stored:
    cards = tuple((at + 10, deck) for at, deck in enumerate(decks or ("A",)))
    return Stored(guid, int.from_bytes(guid.encode(), "big"), BASIC.id, mod, tags, cards)


def locked(*entries: Entry) -> Lock:
    return Lock("p", entries, {"basic": Style("", 100), "cloze": Style("", 100)})


class FakeCollection:
    """Keeps notes in memory, and writes down each step. A package holds the `package` that was last put here."""

    command = "push"
    again = "push again"

    def __init__(self, *notes: Stored, kind: StoredType = STORED) -> None:
        self.notes = {one.guid: one for one in notes}
        self.kind = kind
        self.media: dict[str, bytes] = {}
        self.package: tuple[Note, ...] = ()
        self.backups: dict[Path, dict[str, Stored]] = {}
        self.steps: list[str] = []
        # The step at which the user presses Ctrl-C.
        self.interrupted_at = ""
        # Whether an import says that it succeeded, and does nothing.
        self.deaf = False
        # Whether a restoration tells how many notes came back.
        self.counts = True

    def step(self, name: str) -> None:
        if name == self.interrupted_at:
            raise KeyboardInterrupt
        self.steps.append(name)

    def look(self, types: Iterable[NoteType]) -> Snapshot:
        self.step("look")
        known = {kind.id for kind in types}
        notes = {guid: one for guid, one in self.notes.items() if one.type in known}
        return Snapshot(notes, {BASIC.id: self.kind} if notes else {})

    def back_up(self, snapshot: Snapshot) -> Path:
        self.step("back up")
        path = Path(f"backup-{len(self.backups)}.apkg")
        self.backups[path] = dict(snapshot.notes)
        return path

    def import_package(self, package: Path) -> None:
        self.step("import")
        for new in () if self.deaf else self.package:
            if not (old := self.notes.get(new.guid)):
                self.notes[new.guid] = stored(new.guid, new.deck, mod=new.mod)
            elif new.mod > old.mod:
                self.notes[new.guid] = replace(old, mod=new.mod)

    def move(self, cards: Sequence[int], deck: str) -> None:
        self.step(f"move to {deck}")
        for guid, old in self.notes.items():
            home = tuple((card, deck if card in cards else now) for card, now in old.cards)
            self.notes[guid] = replace(old, cards=home)

    def add_tag(self, notes: Sequence[int], tag: str) -> None:
        self.step("tag")
        for guid, old in self.notes.items():
            if old.id in notes:
                self.notes[guid] = replace(old, tags=(*old.tags, tag))

    def remove_tag(self, notes: Sequence[int], tag: str) -> None:
        self.step("untag")
        for guid, old in self.notes.items():
            if old.id in notes:
                self.notes[guid] = replace(old, tags=tuple(one for one in old.tags if one != tag))

    def delete(self, notes: Sequence[int]) -> None:
        self.step("delete")
        self.notes = {guid: one for guid, one in self.notes.items() if one.id not in notes}

    def absent_media(self, names: Iterable[str]) -> Iterable[str]:
        self.step("look for media")
        return [name for name in names if name not in self.media]

    def add_media(self, name: str, content: bytes) -> None:
        self.step(f"add {name}")
        self.media[name] = content

    def restore(self, package: Path) -> int | None:
        self.step(f"restore {package.name}")
        absent = self.backups[Path(package.name)].keys() - self.notes.keys()
        self.notes |= {guid: self.backups[Path(package.name)][guid] for guid in absent}
        return len(absent) if self.counts else None
