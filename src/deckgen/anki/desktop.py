"""Into a running Anki through AnkiConnect: look, plan, then do. Nothing here decides; plan.py does."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any

from deckgen.anki.ankiconnect import AnkiConnect, Refused
from deckgen.anki.plan import Plan, Snapshot, Stored, StoredType
from deckgen.apkg.notetypes import REMOVED, NoteType
from deckgen.apkg.read import decks, opened
from deckgen.diagnostics import DeckgenError
from deckgen.files import replace

# So many backups of a project are kept.
KEPT = 10
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Seen:
    """What Anki holds, and the folder of exports it was read from: it is also the backup. None when nothing is held."""

    stored: Snapshot
    backup: Path | None


def profile(anki: AnkiConnect) -> str:
    """The name of the profile that is open. The add-on cannot be asked for it, but a profile's folder has its name."""
    where = str(anki.invoke("getMediaDirPath"))
    path: PurePath = PureWindowsPath(where) if re.match(r"[A-Za-z]:[\\/]", where) else PurePosixPath(where)
    return path.parent.name


def right_profile(anki: AnkiConnect, wanted: str | None, memory: Path) -> str:
    """The open profile; raises DeckgenError when it is not the `wanted` one or, if none is named, that of the last push."""
    found = profile(anki)
    last = memory.read_text("utf-8").strip() if memory.is_file() else None
    if wanted is not None and found != wanted:
        raise DeckgenError(
            f"Anki has the profile {found} open, not {wanted}: File > Switch Profile, then run this again"
        )
    if wanted is None and last not in (None, found):
        raise DeckgenError(
            f"Anki has the profile {found} open, the last push went to {last}: switch, or name it: --profile '{found}'"
        )
    return found


def look(anki: AnkiConnect, types: Iterable[NoteType], folder: Path) -> Seen:
    """What Anki holds of the project. AnkiConnect tells no guid, so the decks are exported into `folder` and read."""
    wanted = {kind.id for kind in types}
    cards = anki.invoke("findCards", query=" OR ".join(f"mid:{number}" for number in sorted(wanted)))
    if not cards:
        return Seen(Snapshot({}, {}), None)
    names = _top(anki.invoke("getDecks", cards=cards))
    made = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{time.monotonic_ns() % 10**6:06}"
    try:
        made.mkdir(parents=True)
        return Seen(_exported(anki, names, made, wanted), made)
    except OSError as error:
        shutil.rmtree(made, ignore_errors=True)
        raise DeckgenError(f"{made}: the backup cannot be written: {error.strerror}; nothing was changed") from error
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _exported(anki: AnkiConnect, names: Iterable[str], folder: Path, wanted: set[int]) -> Snapshot:
    """Lets Anki export these decks, and reads what they hold."""
    found = Snapshot({}, {})
    for at, name in enumerate(names):
        path = folder / f"{at}.apkg"
        done = anki.invoke("exportPackage", timeout=600, deck=name, path=path.as_posix(), includeSched=True)
        if not done or not path.is_file():
            raise DeckgenError(
                f"Anki did not export the deck {name} to {folder}: it runs on another machine or in a sandbox "
                "(Flatpak, Snap) that does not share this folder"
            )
        with opened(path, path.name) as connection:
            part = read(connection, wanted)
        found = Snapshot({**found.notes, **_joined(found.notes, part.notes)}, {**found.types, **part.types})
    return found


def read(connection: sqlite3.Connection, wanted: set[int]) -> Snapshot:
    """The notes and note types of an export in Anki's schema 11, as AnkiConnect writes it."""
    names = decks(connection)
    models = json.loads(connection.execute("select models from col").fetchone()[0])
    types = {int(mid): _type(model) for mid, model in models.items() if int(mid) in wanted}
    cards: dict[int, list[tuple[int, str]]] = {}
    for card, note, did, odid in connection.execute("select id, nid, did, odid from cards order by id"):
        cards.setdefault(note, []).append((card, names.get(odid or did, "")))
    notes = {
        guid: Stored(guid, number, mid, mod, tuple(tags.split()), tuple(cards.get(number, ())))
        for number, guid, mid, mod, tags in connection.execute("select id, guid, mid, mod, tags from notes")
        if mid in wanted
    }
    return Snapshot(notes, types)


def carry_out(anki: AnkiConnect, plan: Plan, package: Path, *, prune: bool) -> None:
    """Import, move, tag or delete. Each step can be repeated: an interrupted push is completed by the next one."""
    if plan.imports:
        try:
            done = anki.invoke("importPackage", timeout=600, path=package.resolve().as_posix())
        except Refused as error:
            raise DeckgenError(f"Anki refused the import: {error.reason}; nothing was changed") from error
        if not done:
            raise DeckgenError("Anki did not import the package; nothing was changed")
    targets: dict[str, list[int]] = {}
    for move in plan.moves:
        targets.setdefault(move.deck, []).extend(move.cards)
    for deck, cards in targets.items():
        anki.invoke("changeDeck", cards=cards, deck=deck)
    if plan.returned:
        anki.invoke("removeTags", notes=list(plan.returned), tags=REMOVED)
    if leaving := [gone.id for gone in plan.leaving(prune=prune)]:
        if prune:
            anki.invoke("deleteNotes", notes=leaving)
        else:
            anki.invoke("addTags", notes=leaving, tags=REMOVED)


def arrived(plan: Plan, after: Snapshot) -> None:
    """Raises DeckgenError when notes did not arrive: AnkiConnect's import says True and gives no counts."""
    late = [n.guid for n in (*plan.new, *plan.updated) if n.guid not in after.notes or after.notes[n.guid].mod < n.mod]
    if late:
        raise DeckgenError(f"Anki took the package, but {len(late)} notes did not arrive; check its log and push again")


def add_media(anki: AnkiConnect, media: Mapping[str, bytes], folder: Path) -> list[str]:
    """Files the cards need that Anki does not have; puts them there, by way of `folder`. An import restores only those
    of changed notes.
    """
    present = set(anki.invoke("getMediaFilesNames", pattern="*deckgen-*")) if media else set()
    absent = sorted(set(media) - present)
    for name in absent:
        # By path: the add-on reads a large request in time quadratic in its length.
        path = folder / name
        replace([(path, media[name])])
        try:
            anki.invoke("storeMediaFile", filename=name, path=path.as_posix(), deleteExisting=False)
        finally:
            path.unlink(missing_ok=True)
    return absent


def restore(anki: AnkiConnect, backup: Path) -> None:
    """Brings back deleted notes with their history from a folder of exports, or one of them: AnkiConnect's import takes
    the learning progress along. Raises DeckgenError.
    """
    packages = sorted(backup.glob("*.apkg")) if backup.is_dir() else [backup]
    if not packages:
        raise DeckgenError(f"{backup}: no backup (*.apkg) is in this folder")
    for package in packages:
        if not anki.invoke("importPackage", timeout=600, path=package.resolve().as_posix()):
            raise DeckgenError(f"Anki did not import {package}")


def backups(data: Path, project: str) -> Path:
    """The folder for a project's exports, below the user's `data` folder."""
    return data / "push" / hashlib.sha256(project.encode()).hexdigest()[:16]


def remember(profile: str, memory: Path) -> None:
    """Keeps the profile's name for `right_profile`; raises DeckgenError."""
    replace([(memory, f"{profile}\n".encode())])


def discard(seen: Seen) -> None:
    """Deletes exports that nothing needs to be restored from."""
    if seen.backup:
        shutil.rmtree(seen.backup, ignore_errors=True)


def rotate(folder: Path) -> None:
    """Deletes all but the newest backups."""
    for old in sorted(path for path in folder.iterdir() if path.is_dir())[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def synchronise(anki: AnkiConnect, tell: Tell) -> None:
    """Starts Anki's sync. The add-on answers before it is done and never says how it went: while the collection is
    being synced it is busy, so the next answer about it comes when that is over (pictures may still follow).
    """
    anki.invoke("sync")
    time.sleep(1)
    try:
        anki.invoke("findCards", timeout=300, query="nid:1")
    except DeckgenError:
        tell("Anki is still busy with its sync: look at its window")
        return
    tell("Anki was told to sync; whether it did, and whether it asks for a login, its window says")


def _top(names: Iterable[str]) -> list[str]:
    """The lowest decks that contain all of them, one below each top-level deck: an export includes subdecks, and one of
    fifty decks takes a tenth of the time that fifty exports take.
    """
    below: dict[str, list[list[str]]] = {}
    for name in names:
        below.setdefault(name.split("::")[0], []).append(name.split("::"))
    return ["::".join(os.path.commonprefix(paths)) for _, paths in sorted(below.items())]


def _joined(before: Mapping[str, Stored], part: Mapping[str, Stored]) -> dict[str, Stored]:
    """A note whose cards lie in several exported decks has some of them in each."""
    return {
        guid: Stored(
            guid, note.id, note.type, note.mod, note.tags,
            tuple(sorted({*note.cards, *(before[guid].cards if guid in before else ())})),
        )
        for guid, note in part.items()
    }  # fmt: skip


def _type(model: Mapping[str, Any]) -> StoredType:
    fields, templates = (tuple((item["name"], item.get("id")) for item in model[key]) for key in ("flds", "tmpls"))
    return StoredType(model["name"], model["mod"], fields, templates)
