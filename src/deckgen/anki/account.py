"""A collection of our own to deliver to, with Anki's backend: no Anki needs to run. exchange.py syncs it."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from deckgen.anki import backups, memory, trouble
from deckgen.anki.backend import Backend, ImportLog
from deckgen.anki.day import agreeing
from deckgen.anki.memory import Memory
from deckgen.anki.stored import Snapshot, read
from deckgen.apkg.notetypes import NoteType
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Entry
from deckgen.wording import counted, said

# The kind of a grave in Anki's tables that is a note's.
_NOTE = 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account's collection lives on this machine."""

    collection: Path

    @property
    def session(self) -> Path:
        """The file with the session key."""
        return self.collection.with_name("session.json")

    @property
    def backups(self) -> Path:
        """The folder for copies made before anything destructive."""
        return self.collection.with_name("backups")


def place(data: Path, user: str, server: str) -> Place:
    """One folder for each account at each server, below the user's `data` folder."""
    name = hashlib.sha256(f"{server}\n{user}".encode()).hexdigest()[:16]
    return Place(data / "sync" / name / "collection.anki2")


@contextmanager
def opened(where: Place, project: str, server: str = "") -> Iterator["Account"]:
    """The open collection, made when there is none, for the project with this id; `server` empty is AnkiWeb.

    What goes wrong inside is raised as DeckgenError.
    """
    from anki.collection import Collection

    with trouble.explained(server or "AnkiWeb", where.collection):
        where.collection.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        backend: Backend = Collection(str(where.collection))
        try:
            yield Account(backend, where, project)
        finally:
            # Closing a collection that is not open (a full sync that broke off) is an error of its own.
            if backend.db is not None:
                backend.close()


@dataclass(frozen=True, slots=True)
class Account:
    """The methods of `Collection`, over Anki's backend, whose errors `opened` explains."""

    command: ClassVar = "sync"
    again: ClassVar = trouble.AGAIN
    deletes_cards: ClassVar = True

    backend: Backend
    place: Place
    project: str

    def look(self, types: Iterable[NoteType], entries: Iterable[Entry]) -> Snapshot:
        assert self.backend.db is not None
        models = {kind.id: model for kind in types if (model := self.backend.models.get(kind.id))}
        decks = {deck.id: deck.name for deck in self.backend.decks.all_names_and_ids()}
        kinds = {kind.id: kind.name for kind in self.backend.models.all_names_and_ids()}
        snapshot = read(self.backend.db.execute, decks, models, tuple(entries), kinds)
        graves = self.backend.db.execute(f"select oid from graves where type = {_NOTE}")
        return replace(snapshot, graves=frozenset(oid for (oid,) in graves))

    def delivered(self) -> Memory:
        return memory.load(self._memory)

    def remember(self, delivered: Memory) -> None:
        memory.save(self._memory, delivered)

    def back_up(self, snapshot: Snapshot) -> Path:
        """A package of all notes in `snapshot`, in the format that AnkiConnect exports in too."""
        from anki.collection import ExportAnkiPackageOptions, NoteIdsLimit

        package = self._backup(".apkg")
        options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=False, with_media=False, legacy=True)
        limit = NoteIdsLimit([note.id for note in (*snapshot.notes.values(), *snapshot.adoptable.values())])
        self.backend.export_anki_package(out_path=str(package), options=options, limit=limit)
        self._rotate(".apkg")
        return package

    def copy(self) -> Path:
        """A copy of the whole collection, which is closed meanwhile."""
        copy = self._backup(".anki2")
        self.backend.close()
        try:
            shutil.copy2(self.place.collection, copy)
        finally:
            self.backend.reopen()
        self._rotate(".anki2")
        return copy

    def copy_of(self, download: Callable[[Backend], None]) -> Path:
        """A copy of the collection that `download` brings into an empty one."""
        from anki.collection import Collection

        copy = self._backup(".anki2")
        with tempfile.TemporaryDirectory(dir=self.place.backups) as folder:
            path = Path(folder, self.place.collection.name)
            other: Backend = Collection(str(path))
            try:
                download(other)
            finally:
                if other.db is not None:
                    other.close()
            path.replace(copy)
        self._rotate(".anki2")
        return copy

    def import_package(self, package: bytes) -> None:
        """With options of its own, whatever was last chosen in this account (docs/anki.md, Notes)."""
        # What is left out of the options is off, and "if newer". Without learning progress, of which the package has
        # none, the tags marked and leech would go.
        log = self._import(package)
        if log.conflicting:
            raise DeckgenError(
                said(
                    "{notes} could not be updated: the note type was changed in Anki",
                    notes=counted(len(log.conflicting), "note"),
                )
            )

    def move(self, cards: Sequence[int], deck: str) -> None:
        self.backend.set_deck(cards, self.backend.decks.id(deck))

    def add_tag(self, notes: Sequence[int], tag: str) -> None:
        self.backend.tags.bulk_add(notes, tag)

    def remove_tag(self, notes: Sequence[int], tag: str) -> None:
        self.backend.tags.bulk_remove(notes, tag)

    def delete(self, notes: Sequence[int]) -> None:
        self.backend.remove_notes(notes)

    def retire(self, cards: Sequence[int]) -> bool:
        self.backend.remove_cards_and_orphaned_notes(cards)
        return True

    def revive(self, cards: Sequence[int]) -> None:
        """None was suspended."""

    def absent_media(self, names: Iterable[str]) -> Iterable[str]:
        return [name for name in names if not self.backend.media.have(name)]

    def add_media(self, name: str, content: bytes) -> None:
        self.backend.media.write_data(name, content)

    def restore(self, package: bytes) -> None:
        self._import(agreeing(package, said("backup"), lambda day: day == self.backend.sched.today))

    @property
    def _memory(self) -> Path:
        name = hashlib.sha256(self.project.encode()).hexdigest()[:16]
        return self.place.collection.with_name(f"{self.place.collection.stem}.{name}.json")

    def _import(self, package: bytes) -> ImportLog:
        from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "delivery.apkg")
            path.write_bytes(package)
            options = ImportAnkiPackageOptions(with_scheduling=True)
            return self.backend.import_anki_package(
                ImportAnkiPackageRequest(package_path=str(path), options=options)
            ).log

    def _backup(self, suffix: str) -> Path:
        self.place.backups.mkdir(parents=True, exist_ok=True)
        return backups.fresh(self.place.backups, suffix)

    def _rotate(self, suffix: str) -> None:
        backups.rotate(self.place.backups.glob(f"*{suffix}"))
