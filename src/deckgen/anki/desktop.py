"""A running Anki as a collection to deliver to, through its add-on AnkiConnect."""

import hashlib
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from deckgen import files
from deckgen.anki import backups
from deckgen.anki.ankiconnect import AnkiConnect, Refused
from deckgen.anki.deliver import Tell
from deckgen.anki.exports import PATIENCE, export
from deckgen.anki.stored import Snapshot
from deckgen.apkg.notetypes import NoteType
from deckgen.diagnostics import DeckgenError

# What to tell after the first import (docs/anki.md, AnkiConnect).
SWITCHED = (
    "AnkiConnect's import has switched on 'Merge note types' and both 'Import any …' options in Anki's own import "
    "dialog: look at them when you next import a deck by hand"
)


def home(data: Path, project: str) -> Path:
    """The folder for what is kept of a project, below the user's `data` folder."""
    return data / "push" / hashlib.sha256(project.encode()).hexdigest()[:16]


@contextmanager
def opened(anki: AnkiConnect, folder: Path) -> Iterator["Desktop"]:
    """The collection that Anki has open. Backups go to `folder`; no other export is left there."""
    collection = Desktop(anki, folder)
    try:
        yield collection
    finally:
        collection.discard()


class Desktop:
    """The methods of `Collection`, over AnkiConnect; see docs/anki.md, AnkiConnect."""

    command: ClassVar = "push"
    again: ClassVar = "push again: it does what is left"

    def __init__(self, anki: AnkiConnect, folder: Path) -> None:
        self._anki, self._folder = anki, folder
        # The exports that the last look read, unless they are a backup.
        self._exports: Path | None = None

    def look(self, types: Iterable[NoteType]) -> Snapshot:
        """Read from exports, which hold learning progress and so can become the backup."""
        self.discard()
        wanted = {kind.id for kind in types}
        cards = self._anki.invoke("findCards", query=" OR ".join(f"mid:{number}" for number in sorted(wanted)))
        if not cards:
            return Snapshot({}, {})
        names = self._anki.invoke("getDecks", cards=cards)
        self._exports = backups.fresh(self._folder)
        try:
            self._exports.mkdir(parents=True)
            return export(self._anki, names, self._exports, wanted)
        except OSError as error:
            raise DeckgenError(
                f"{self._exports}: the backup cannot be written: {error.strerror}; nothing was changed"
            ) from error

    def back_up(self, snapshot: Snapshot) -> Path:
        """The exports that the last look read; they hold the notes of `snapshot`."""
        assert self._exports, "what holds notes was exported"
        kept, self._exports = self._exports, None
        backups.rotate(path for path in self._folder.iterdir() if path.is_dir())
        return kept

    def discard(self) -> None:
        """Deletes exports that are not a backup."""
        if self._exports:
            shutil.rmtree(self._exports, ignore_errors=True)
        self._exports = None

    def import_package(self, package: Path) -> None:
        """AnkiConnect's import merges note types, which changes nothing where they are the same."""
        try:
            done = self._import(package)
        except Refused as error:
            raise DeckgenError(f"Anki refused the import: {error.reason}; {self.again}") from error
        if not done:
            raise DeckgenError(f"Anki did not import the package; {self.again}")

    def move(self, cards: Sequence[int], deck: str) -> None:
        self._anki.invoke("changeDeck", cards=cards, deck=deck)

    def add_tag(self, notes: Sequence[int], tag: str) -> None:
        self._anki.invoke("addTags", notes=notes, tags=tag)

    def remove_tag(self, notes: Sequence[int], tag: str) -> None:
        self._anki.invoke("removeTags", notes=notes, tags=tag)

    def delete(self, notes: Sequence[int]) -> None:
        self._anki.invoke("deleteNotes", notes=notes)

    def absent_media(self, names: Iterable[str]) -> Iterable[str]:
        return set(names) - set(self._anki.invoke("getMediaFilesNames", pattern="*deckgen-*"))

    def add_media(self, name: str, content: bytes) -> None:
        """By path: the add-on reads a large request in time quadratic in its length."""
        path = self._folder / name
        files.replace([(path, content)])
        try:
            self._anki.invoke("storeMediaFile", filename=name, path=path.as_posix(), deleteExisting=False)
        finally:
            path.unlink(missing_ok=True)

    def restore(self, package: Path) -> None:
        """AnkiConnect's import takes the learning progress along, and does not say how many notes came back."""
        if not self._import(package):
            raise DeckgenError(f"Anki did not import {package}")

    def _import(self, package: Path) -> bool:
        return bool(self._anki.invoke("importPackage", timeout=PATIENCE, path=package.resolve().as_posix()))


def synchronise(anki: AnkiConnect, tell: Tell) -> None:
    """Starts Anki's sync and waits for its end.

    The add-on answers before the sync is done and never says how it went. While the collection is being synced it is
    busy, so the next answer about it comes when that is over (pictures may still follow).
    """
    anki.invoke("sync")
    time.sleep(1)
    try:
        anki.invoke("findCards", timeout=300, query="nid:1")
    except DeckgenError:
        tell("Anki is still busy with its sync: look at its window")
        return
    tell("Anki was told to sync; whether it did, and whether it asks for a login, its window says")
