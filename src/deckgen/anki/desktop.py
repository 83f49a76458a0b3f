"""A running Anki as a collection to deliver to, through its add-on AnkiConnect."""

import hashlib
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from deckgen import files
from deckgen.anki import backups, memory
from deckgen.anki.ankiconnect import AnkiConnect, Refused, Unknown
from deckgen.anki.day import agreeing
from deckgen.anki.deliver import Tell
from deckgen.anki.exports import PATIENCE, export, joined
from deckgen.anki.memory import Memory
from deckgen.anki.stored import Snapshot
from deckgen.apkg.notetypes import NoteType
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Entry
from deckgen.wording import said, system

# Note ids in one search.
_CHUNK = 500
# What to tell after the first import (docs/anki.md, AnkiConnect).
SWITCHED = said(
    "AnkiConnect's import has switched on 'Merge note types' and both 'Import any …' options in Anki's own import "
    "dialog: look at them when you next import a deck by hand"
)


def home(data: Path, project: str) -> Path:
    """The folder for what is kept of a project, below the user's `data` folder."""
    return data / "push" / hashlib.sha256(project.encode()).hexdigest()[:16]


@contextmanager
def opened(anki: AnkiConnect, folder: Path, profile: str) -> Iterator["Desktop"]:
    """The collection that Anki has open, of this profile. Backups go to `folder`; no other export is left there."""
    collection = Desktop(anki, folder, profile)
    try:
        yield collection
    finally:
        collection.discard()


class Desktop:
    """The methods of `Collection`, over AnkiConnect; see docs/anki.md, AnkiConnect."""

    command: ClassVar = "push"
    again: ClassVar = said("push again: it does what is left")
    # The add-on can only suspend them.
    deletes_cards: ClassVar = False

    def __init__(self, anki: AnkiConnect, folder: Path, profile: str) -> None:
        self._anki, self._folder = anki, folder
        self._memory = folder / f"delivered-{hashlib.sha256(profile.encode()).hexdigest()[:16]}.json"
        # The exports that the last look read, unless they are a backup.
        self._exports: Path | None = None

    def look(self, types: Iterable[NoteType], entries: Iterable[Entry]) -> Snapshot:
        """Read from exports, which hold learning progress and so can become the backup.

        Notes that are not there are looked for by their ids, for they may have another note type; and so are those that
        they adopt.
        """
        self.discard()
        wanted, by_guid = {kind.id for kind in types}, {entry.guid: entry for entry in entries}
        found = self._export(" OR ".join(f"mid:{number}" for number in sorted(wanted)), wanted, by_guid)
        missing = by_guid.keys() - found.notes.keys() - found.strangers.keys()
        numbers = sorted(
            {entry.created for guid, entry in by_guid.items() if guid in missing and entry.created}
            | {entry.adopts.id for entry in by_guid.values() if entry.adopts}
        )
        for start in range(0, len(numbers), _CHUNK):
            chunk = ",".join(map(str, numbers[start : start + _CHUNK]))
            found = joined(found, self._export(f"nid:{chunk}", wanted, by_guid))
        return found

    def _export(self, query: str, types: set[int], entries: Mapping[str, Entry]) -> Snapshot:
        """What the decks of the cards hold that `query` finds."""
        cards = self._anki.numbers("findCards", query=query)
        if not cards:
            return Snapshot({}, {})
        names = self._anki.names("getDecks", cards=cards)
        self._exports = self._exports or backups.fresh(self._folder)
        try:
            self._exports.mkdir(parents=True, exist_ok=True)
            return export(self._anki, names, self._exports, types, tuple(entries.values()))
        except OSError as error:
            raise DeckgenError(
                said(
                    "{folder}: the backup cannot be written: {why}; nothing was changed",
                    folder=self._exports,
                    why=system(error),
                )
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

    def delivered(self) -> Memory:
        return memory.load(self._memory)

    def remember(self, delivered: Memory) -> None:
        memory.save(self._memory, delivered)

    def import_package(self, package: bytes) -> None:
        """AnkiConnect's import merges note types, which changes nothing where they are the same."""
        try:
            done = self._import(package)
        except Refused as error:
            raise DeckgenError(
                said("Anki refused the import: {why}; {again}", why=error.reason, again=self.again)
            ) from error
        if not done:
            raise DeckgenError(said("Anki did not import the package; {again}", again=self.again))

    def move(self, cards: Sequence[int], deck: str) -> None:
        self._anki.invoke("changeDeck", cards=cards, deck=deck)

    def add_tag(self, notes: Sequence[int], tag: str) -> None:
        self._anki.invoke("addTags", notes=notes, tags=tag)

    def remove_tag(self, notes: Sequence[int], tag: str) -> None:
        self._anki.invoke("removeTags", notes=notes, tags=tag)

    def delete(self, notes: Sequence[int]) -> None:
        self._anki.invoke("deleteNotes", notes=notes)

    def retire(self, cards: Sequence[int]) -> bool:
        """The add-on cannot delete cards: Tools > Empty Cards does."""
        try:
            self._anki.invoke("suspend", cards=cards)
        except Unknown:
            return False
        return True

    def revive(self, cards: Sequence[int]) -> None:
        self._anki.invoke("unsuspend", cards=cards)

    def absent_media(self, names: Iterable[str]) -> Iterable[str]:
        return set(names) - set(self._anki.names("getMediaFilesNames", pattern="*deckgen-*"))

    def add_media(self, name: str, content: bytes) -> None:
        """By path: the add-on reads a large request in time quadratic in its length."""
        with self._lent(name, content) as path:
            self._anki.invoke("storeMediaFile", filename=name, path=path.as_posix(), deleteExisting=False)

    def restore(self, package: bytes) -> None:
        """AnkiConnect's import takes the learning progress along."""
        if not self._import(agreeing(package, said("backup"), self._is_today)):
            raise DeckgenError(said("Anki did not import the backup"))

    def _is_today(self, day: int) -> bool:
        """Anki finds a card by the days until it is due, and the add-on tells the day on which it is."""
        cards = self._anki.numbers("findCards", query="is:review -is:learn -deck:filtered prop:due<99999")
        if not cards:
            return False
        due = self._anki.due(cards[0])
        return bool(self._anki.numbers("findCards", query=f"cid:{cards[0]} prop:due={due - day}"))

    def _import(self, package: bytes) -> bool:
        with self._lent("delivery.apkg", package) as path:
            return bool(self._anki.invoke("importPackage", timeout=PATIENCE, path=path.as_posix()))

    @contextmanager
    def _lent(self, name: str, content: bytes) -> Iterator[Path]:
        """A file that Anki can read meanwhile."""
        path = self._folder.resolve() / name
        files.replace([(path, content)])
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


def synchronise(anki: AnkiConnect, tell: Tell) -> None:
    """Starts Anki's sync and waits for its end; raises DeckgenError.

    An older add-on answers before the sync is done and never says how it went. While the collection is being synced it
    is busy, so the next answer about it comes when that is over (pictures may still follow).
    """
    try:
        anki.invoke("sync", timeout=PATIENCE)
    except Refused as error:
        why = _why(error.reason)
        raise DeckgenError(said("the notes are in Anki, but it did not sync: {why}", why=why)) from error
    time.sleep(1)
    try:
        anki.invoke("findCards", timeout=300, query="nid:1")
    except DeckgenError:
        tell(said("Anki is still busy with its sync: look at its window"))
        return
    tell(said("Anki was told to sync; whether it did, and whether it asks for a login, its window says"))


def _why(reason: str) -> str:
    """Why Anki does not sync, in words, where the add-on's are for programmers."""
    if reason.startswith("Sync status"):
        return said("press Sync in its window, where it asks which side is to overwrite the other")
    if "auth not configured" in reason:
        return said("press Sync in its window and log in")
    return reason
