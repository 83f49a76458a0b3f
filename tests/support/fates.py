"""What became of cards in Anki, as one of a few words: those of the tables in docs/reference/identity.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deckgen.apkg.notetypes import REMOVED
from tests.support import anki

WORDS = frozenset({
    "kept", "overwritten", "Anki's", "new", "deleted", "tagged", "empty", "suspended", "old deck", "new deck",
    "your deck",
})  # fmt: skip
# A note's guid and the number of the card's template or gap.
Key = tuple[str, int]


@dataclass(frozen=True)
class Card:
    """A card as its learner knows it.

    `learnt` is its schedule with its reviews, `asks` the words that a gap hides, `shows` the fields of its note.
    """

    learnt: Any
    suspended: bool
    empty: bool
    asks: str
    shows: str
    tags: tuple[str, ...]
    deck: str


Cards = Mapping[Key, Card]


def study(col: Any) -> None:
    """Answers every new card, and gives each a due date that no other has."""
    new = col.find_cards("is:new")
    for deck in sorted({anki.deck_of(col, card) for card in new}):
        anki.study(col, deck, len(col.find_cards(f'is:new "deck:{deck}"')))
    for at, card in enumerate(new):
        col.sched.set_due_date([card], f"{10 + len(col.find_cards('')) + at}!")


def cards(col: Any, words: str = "") -> Cards:
    """All cards, or those of the notes that show these words."""
    empty = {card for note in col.get_empty_cards().notes for card in note.card_ids}
    found: dict[Key, Card] = {}
    for number in col.find_cards(""):
        card = col.get_card(number)
        note = card.note()
        if words not in (text := "\n".join(note.fields)):
            continue
        assert (note.guid, card.ord) not in found, "a note that is there twice"
        (_kind, queue, *rest), reviews = anki.history(col, number)
        hidden = card.answer().partition('<span class="cloze"')[2].partition(">")[2].partition("</span>")[0]
        asks = col.media.strip_av_tags(hidden)
        tags = tuple(sorted(note.tags))
        found[note.guid, card.ord] = Card(
            (rest, reviews), queue == -1, number in empty, asks, text, tags, anki.deck_of(col, number)
        )
    return found


def word(before: Cards, now: Cards, *shows: str, mine: str = "") -> str:
    """What became of the cards `before`.

    `shows` is what the files say of their notes, in each of which one of these stands; `mine` is what their owner has
    written into one or tagged it with.
    """
    assert before
    there = {key: now[key] for key in before if key in now and now[key].learnt == before[key].learnt}
    showing = {guid for (guid, _), card in now.items() if any(text in card.shows for text in shows)}
    if not there:
        return "new" if showing else "deleted"
    assert there.keys() == before.keys(), f"some cards are left: {there.keys()} of {before.keys()}"
    if all(card.empty for card in there.values()):
        return "suspended" if all(card.suspended for card in there.values()) else "empty"
    assert {key: card.asks for key, card in there.items()} == {key: card.asks for key, card in before.items()}
    assert not any(card.suspended for card in there.values())
    if showing - {guid for guid, _ in before}:
        return "new"
    if any(REMOVED in card.tags for card in there.values()):
        return "tagged"
    if any(not any(text in card.shows for text in shows) for card in there.values()):
        return "Anki's"
    owned = not mine or any(mine in (*card.tags, card.shows) or mine in card.shows for card in there.values())
    return "kept" if owned else "overwritten"
