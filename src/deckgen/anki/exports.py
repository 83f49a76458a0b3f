"""What a running Anki holds, read from exports: AnkiConnect tells neither a note's guid nor when it was changed.

See docs/anki.md, AnkiConnect.
"""

import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from deckgen.anki.ankiconnect import AnkiConnect
from deckgen.anki.stored import Snapshot, Stored, read
from deckgen.apkg.read import decks, opened
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Entry
from deckgen.wording import said

# Seconds for an export or an import of a whole project.
PATIENCE = 600.0


def export(
    anki: AnkiConnect, names: Iterable[str], folder: Path, types: set[int], entries: Collection[Entry]
) -> Snapshot:
    """Lets Anki export the decks of these names into `folder`; what they hold of these note types and entries."""
    whole = Snapshot({}, {})
    first = sum(1 for _ in folder.glob("*.apkg"))
    for number, name in enumerate(_top(names), first):
        path = folder / f"{number}.apkg"
        done = anki.invoke("exportPackage", timeout=PATIENCE, deck=name, path=path.as_posix(), includeSched=True)
        if not done or not path.is_file():
            raise DeckgenError(
                said(
                    "Anki did not export the deck {deck} to {folder}: it runs on another machine or in a sandbox "
                    "(Flatpak, Snap) that does not share this folder",
                    deck=name,
                    folder=folder,
                )
            )
        with opened(path, path.name) as connection:
            whole = joined(whole, _read(connection, types, entries))
    return whole


def joined(whole: Snapshot, part: Snapshot) -> Snapshot:
    """What both hold."""
    return Snapshot(
        {**whole.notes, **_joined(whole.notes, part.notes)},
        {**whole.types, **part.types},
        {**whole.strangers, **part.strangers},
        adoptable={**whole.adoptable, **_joined(whole.adoptable, part.adoptable)},
    )


def _read(connection: sqlite3.Connection, types: set[int], entries: Collection[Entry]) -> Snapshot:
    """An export in Anki's schema 11, as AnkiConnect writes it."""
    models = json.loads(connection.execute("select models from col").fetchone()[0])
    wanted = {int(number): model for number, model in models.items() if int(number) in types}
    kinds = {int(number): str(model["name"]) for number, model in models.items()}
    return read(connection.execute, decks(connection), wanted, entries, kinds)


def _top(names: Iterable[str]) -> list[str]:
    """The lowest decks that contain all the named ones, one below each top-level deck.

    An export includes subdecks, and one export of fifty decks takes a tenth of the time that fifty exports take.
    """
    below: dict[str, list[list[str]]] = {}
    for name in names:
        below.setdefault(name.split("::")[0], []).append(name.split("::"))
    # Of lists it compares the items, and not the characters of strings.
    return ["::".join(os.path.commonprefix(paths)) for _, paths in sorted(below.items())]  # noqa: RUF071


def _joined(before: Mapping[str, Stored], part: Mapping[str, Stored]) -> dict[str, Stored]:
    """The notes of `part`, with the cards that `before` has: a note's cards may lie in several exported decks."""
    return {
        guid: replace(
            note,
            cards=tuple(sorted({*note.cards, *before[guid].cards})),
            sides=tuple(sorted({*note.sides, *before[guid].sides}, key=lambda side: side.card)),
        )
        if guid in before
        else note
        for guid, note in part.items()
    }
