"""Anki's backend in tests: packages are imported, cards are studied, and what a collection holds is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def load(collection: Any, package: Path, **options: Any) -> Any:
    """Imports a package with these options, else with Anki's defaults, and returns the log of the import."""
    from anki.import_export_pb2 import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    request = ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions(**options))
    return collection.import_anki_package(request).log


def notes(collection: Any) -> dict[str, Any]:
    """All notes by the text of their question."""
    found = (collection.get_note(nid) for nid in collection.find_notes(""))
    return {note.fields[0].split(">", 1)[-1].split("<")[0]: note for note in found}


def deck_of(collection: Any, card: int) -> str:
    """The name of the deck that a card lies in."""
    return str(collection.decks.name(collection.get_card(card).did))


def study(collection: Any, deck: str, count: int) -> dict[int, Any]:
    """Answers the next `count` cards of a deck, and returns their schedules by card id."""
    collection.decks.select(collection.decks.id(deck))
    done = []
    for _ in range(count):
        card = collection.sched.getCard()
        card.start_timer()
        collection.sched.answerCard(card, 4)
        done.append(card.id)
    return {cid: schedule(collection, cid) for cid in done}


def schedule(collection: Any, card: int) -> Any:
    """All that Anki knows about when a card is due, and its reviews."""
    row = collection.db.first("select type, queue, due, ivl, factor, reps, lapses, data from cards where id=?", card)
    return row, collection.db.all("select id, ease, ivl from revlog where cid=? order by id", card)


def history(collection: Any, card: int) -> Any:
    """The same without the times of the reviews: what a card restored from a backup has."""
    row, reviews = schedule(collection, card)
    return row, [tuple(review[1:]) for review in reviews]
