"""A deck that somebody made and studied in Anki by hand, with cards in all states that Anki has."""

from __future__ import annotations

import html
import re
import time
from pathlib import Path
from typing import Any

from tests.support import anki

OLD = "School::JavaScript"
# What `states` calls the cards of the notes that are questions in `NOTES` and `CLOZES`.
CARDS = (
    "front: What is a closure?", "front: What is hoisting?", "back: What is hoisting?", "front: What is a leech?",
    "Rhine", "North Sea",
)  # fmt: skip
# The questions of `old_deck` but for two of them; the one about tides is new.
NOTES = """\
## What is a closure?

A function with its scope.

## What is hoisting?

Declarations are known in their whole scope.

<!-- reverse -->

## Why do tides rise?

Because of the moon.

## What is a leech?

A card that is forgotten over and over.
"""
CLOZES = """\
---
cloze: true
---

# Rivers

The ==long== river ==Rhine== flows to the ==North Sea==.
"""
# The cards of what is new.
NEW = {"front: Why do tides rise?", "long"}


def old_deck(col: Any) -> dict[str, Any]:
    """Makes the deck; the states of its cards."""
    col.set_config("fsrs", True)
    add(col, "Basic", "What is a closure?", "A function with its scope.", tags=["mine", "marked"])
    add(col, "Basic (and reversed card)", "<b>What</b> is hoisting?", "Declarations are known in their whole scope.")
    add(col, "Basic", "What is a leech?", "A card that is forgotten over and over.", tags=["leech"])
    add(col, "Basic", "What is my dog called?", "Rex")
    add(col, "Cloze", "The long river {{c1::Rhine}} flows to the {{c2::North Sea}}.", "")
    add(col, "Basic", "What did I never look at?", "This.")
    anki.study(col, OLD, 7)
    cards = card_ids(col)
    col.set_user_flag_for_cards(3, [cards["front: What is a closure?"]])
    col.sched.suspend_cards([cards["back: What is hoisting?"]])
    col.sched.bury_cards([cards["front: What is hoisting?"]])
    col.sched.set_due_date([cards["front: What is a leech?"], cards["North Sea"]], "0")
    for asked, ease in (("front: What is a leech?", 1), ("North Sea", 3)):
        card = col.get_card(cards[asked])
        card.start_timer()
        col.sched.answerCard(card, ease)
    filtered = col.sched.get_or_create_filtered_deck(0)
    filtered.name = "Before the exam"
    filtered.config.search_terms[0].search = f"cid:{cards['Rhine']}"
    filtered.config.search_terms[0].limit = 9
    col.sched.add_or_update_filtered_deck(filtered)
    _take_time(col)
    return states(col)


def _take_time(col: Any) -> None:
    """Lays some time between the reviews, as somebody who thinks does."""
    reviews = [review for (review,) in col.db.all("select id from revlog order by id")]
    for back, review in zip(range(len(reviews), 0, -1), reviews, strict=True):
        col.db.execute("update revlog set id = ? where id = ?", review - 10_000 * back, review)


def age(col: Any, years: int = 5) -> None:
    """Makes the collection years old. Its day begins at an hour that makes today another day than if it began at 4.

    From 23 o'clock on there is no such hour.
    """
    hour = time.localtime().tm_hour
    col.set_config("rollover", 0 if hour < 4 else min(hour + 2, 23))
    col.db.execute("update col set crt = crt - ?", years * 365 * 86400)
    col.close()
    col.reopen()
    # The first look at the decks on a day unburies cards.
    col.sched.deck_due_tree()


def card_ids(col: Any, query: str = "") -> dict[str, int]:
    """The cards that a search finds, by what they ask for."""
    return {asks(col.get_card(number)): number for number in col.find_cards(query)}


def asks(card: Any) -> str:
    """The words of a gap, or one side of a note."""
    if gap := re.search(r'data-cloze="([^"]*)"', card.question()):
        return html.unescape(gap[1])
    title = " ".join(re.sub(r"<[^>]*>", " ", card.note().fields[0]).split())
    return f"{('front', 'back')[card.ord]}: {title}"


def add(col: Any, kind: str, *fields: str, tags: list[str] | None = None) -> None:
    note = col.new_note(col.models.by_name(kind))
    note.fields[: len(fields)] = fields
    note.tags = tags or []
    col.add_note(note, col.decks.id(OLD))


def package(col: Any, path: Path, name: str = "School", *, legacy: bool = False) -> None:
    """The deck of this name as Anki exports it."""
    from anki.collection import DeckIdLimit, ExportAnkiPackageOptions

    options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy)
    col.export_anki_package(out_path=str(path), options=options, limit=DeckIdLimit(col.decks.id_for_name(name)))


def states(col: Any, query: str = "") -> dict[str, Any]:
    """The schedule and the reviews of each card, its flag, its deck and its note's tags, by what it asks for."""
    found = {}
    for asked, number in card_ids(col, query).items():
        card = col.get_card(number)
        (kind, queue, due, *rest), reviews = anki.history(col, number)
        home = col.decks.name(card.odid or card.did)
        found[asked] = (kind, queue, card.odue or due, rest, reviews, card.flags, home, sorted(card.note().tags))
    return found


def only(cards: dict[str, Any]) -> dict[str, Any]:
    """Those of `CARDS`."""
    return {card: cards[card] for card in CARDS}
