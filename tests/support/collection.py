"""A collection that is only data, and what a build would bring into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from deckgen import ids
from deckgen.anki.memory import Memory
from deckgen.anki.stored import Side, Snapshot, Stored, StoredType
from deckgen.apkg.notetypes import FIELDS, TEMPLATES, NoteType, note_type
from deckgen.apkg.progress import reviews
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
    texts = (ids.short(*text(100)),)
    return locks.entry(
        guid, deck, *former, mod=100, words=f"q {guid}", removed=removed, texts=texts, created=number(guid)
    )


def number(guid: str) -> int:
    """The id that a note has where it arrived as it was built."""
    return int.from_bytes(guid.encode(), "big")


def text(mod: int) -> tuple[str, ...]:
    """What a note shows that changed last at this time."""
    return ("q", f"a {mod}", "", "", "", "")


def note(guid: str, deck: str = "A", mod: int = 100, tags: tuple[str, ...] = (), reverse: str = "") -> Note:
    fields = text(mod)
    return Note(guid, "basic", deck, (*fields[:2], reverse, *fields[3:]), tags, 1, mod)


def stored(guid: str, *decks: str, mod: int = 100, tags: tuple[str, ...] = ()) -> Stored:
    cards = tuple((at + 10, deck) for at, deck in enumerate(decks or ("A",)))
    sides = tuple(Side(card, at) for at, (card, _) in enumerate(cards[:1]))
    return Stored(guid, number(guid), BASIC.id, mod, tags, cards, text(mod), sides)


def locked(*entries: Entry) -> Lock:
    return Lock("p", entries, {"basic": Style("", 100), "cloze": Style("", 100)})


class FakeCollection:
    """Keeps notes in memory, and writes down each step. `packages` are the notes of each package, by its bytes."""

    command = "push"
    again = "push again"
    deletes_cards = True

    def __init__(self, *notes: Stored, kind: StoredType = STORED) -> None:
        self.notes = {one.guid: one for one in notes}
        self.kind = kind
        self.media: dict[str, bytes] = {}
        self.packages: dict[bytes, tuple[Note, ...]] = {}
        self.memory = Memory()
        self.strangers: dict[str, str] = {}
        self.graves: frozenset[int] = frozenset()
        self.backups: dict[Path, dict[str, Stored]] = {}
        self.steps: list[str] = []
        # The step at which the user presses Ctrl-C.
        self.interrupted_at = ""
        # The guids of notes that a restore has brought back.
        self.back: set[str] = set()
        # How many reviews the next restore leaves out.
        self.lost = 0
        # Whether an import says that it succeeded, and does nothing.
        self.deaf = False

    def step(self, name: str) -> None:
        if name == self.interrupted_at:
            raise KeyboardInterrupt
        self.steps.append(name)

    def pack(self, notes: Sequence[Note]) -> bytes:
        name = f"package {len(self.packages)}".encode()
        self.packages[name] = tuple(notes)
        return name

    def delivered(self) -> Memory:
        return self.memory

    def remember(self, delivered: Memory) -> None:
        self.memory = delivered

    def look(self, types: Iterable[NoteType], entries: Iterable[Entry]) -> Snapshot:
        self.step("look")
        known = {kind.id for kind in types}
        notes = {guid: one for guid, one in self.notes.items() if one.type in known}
        guids = {entry.guid for entry in entries}
        strangers = {guid: name for guid, name in self.strangers.items() if guid in guids}
        return Snapshot(notes, {BASIC.id: self.kind} if notes else {}, strangers, self.graves)

    def back_up(self, snapshot: Snapshot) -> Path:
        self.step("back up")
        path = Path(f"backup-{len(self.backups)}.apkg")
        self.backups[path] = dict(snapshot.notes)
        return path

    def import_package(self, package: bytes) -> None:
        self.step("import")
        for new in () if self.deaf else self.packages[package]:
            assert new.guid not in self.strangers, "the import would fail"
            old = self.notes.get(new.guid) or stored(new.guid, new.deck, mod=0)
            if new.mod > old.mod:
                self.notes[new.guid] = replace(old, mod=new.mod, fields=new.fields, tags=new.tags)

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

    def retire(self, cards: Sequence[int]) -> bool:
        self.step(f"retire {','.join(map(str, cards))}")
        for guid, old in self.notes.items():
            kept = tuple(side for side in old.sides if side.card not in cards)
            home = tuple((card, deck) for card, deck in old.cards if card not in cards)
            self.notes[guid] = replace(old, sides=kept, cards=home)
        return True

    def revive(self, cards: Sequence[int]) -> None:
        self.step(f"revive {','.join(map(str, cards))}")

    def absent_media(self, names: Iterable[str]) -> Iterable[str]:
        self.step("look for media")
        return [name for name in names if name not in self.media]

    def add_media(self, name: str, content: bytes) -> None:
        self.step(f"add {name}")
        self.media[name] = content

    def restore(self, package: bytes) -> None:
        self.step("restore")
        arrived = reviews(package, "backup")
        assert not (self.notes.keys() - self.back) & arrived.keys(), "only what is gone is touched"
        # Of a note whose cards lay in several decks each package has some.
        for guid, log in arrived.items():
            self.back.add(guid)
            (side,) = stored(guid).sides
            self.notes[guid] = replace(stored(guid), sides=(replace(side, log=max(0, len(log) - self.lost)),))
            # Only the first import meets reviews with the same ids.
            self.lost = 0
