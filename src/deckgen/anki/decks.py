"""Which cards are in another deck than the sources say, and where their owner has put a file's cards."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deckgen.anki.stored import Stored
from deckgen.data import Note
from deckgen.lock import Entry


@dataclass(frozen=True, slots=True)
class Move:
    """Cards of one note that go to another deck."""

    guid: str
    question: str
    cards: tuple[int, ...]
    origin: str
    deck: str


def moved(
    notes: Iterable[Note],
    entries: Mapping[str, Entry],
    known: Mapping[str, Stored],
    renamed: Mapping[tuple[str, str], str],
) -> tuple[tuple[Move, ...], tuple[Move, ...]]:
    """The cards that are to be moved, and those that their owner has moved, which stay where they are.

    `renamed` is what `homes` returns.
    """
    moves: list[Move] = []
    elsewhere: list[Move] = []
    for note in notes:
        if old := known.get(note.guid):
            entry = entries[note.guid]
            for move, mine in _moves(entry, old, renamed.get((entry.path, entry.deck), entry.deck)):
                (moves if mine else elsewhere).append(move)
    return tuple(moves), tuple(elsewhere)


def homes(entries: Mapping[str, Entry], known: Mapping[str, Stored]) -> dict[tuple[str, str], str]:
    """Where most cards of a file's deck are, by file and deck, if none is where the lock says: the deck was renamed."""
    where: dict[tuple[str, str], Counter[str]] = {}
    living = {entry.deck.casefold() for entry in entries.values() if not entry.removed}
    for guid, note in known.items():
        entry = entries[guid]
        if not entry.removed:
            counts = where.setdefault((entry.path, entry.deck), Counter())
            former = {deck.casefold() for deck in (entry.deck, *entry.decks)}
            # What is still in the deck of another file has come from there, and says nothing about this one.
            elsewhere = former & living - {entry.deck.casefold()}
            there = (deck for _, deck in note.cards if deck.casefold() not in elsewhere)
            counts.update(entry.deck if deck.casefold() in former else deck for deck in there)
    return {
        (path, deck): max(sorted(counts), key=lambda name: counts[name])
        for (path, deck), counts in where.items()
        if counts and deck not in counts
    }


def _moves(entry: Entry, note: Stored, home: str) -> Iterable[tuple[Move, bool]]:
    """The cards that are not in the note's deck, and whether they are where deckgen put them, and go on to `home`."""
    by_deck: dict[str, list[int]] = {}
    # A note that adopts another one has been in that one's deck from the beginning.
    stays = {entry.deck.casefold(), *([home.casefold()] if entry.adopts else [])}
    for card, deck in note.cards:
        if deck.casefold() not in stays:
            by_deck.setdefault(deck, []).append(card)
    former = {deck.casefold() for deck in entry.decks} - {home.casefold()}
    for deck, cards in by_deck.items():
        yield Move(note.guid, entry.shown, tuple(cards), deck, home), deck.casefold() in former
