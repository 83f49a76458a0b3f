"""What a delivery needs of a collection.

There are two kinds: a running Anki (desktop.py), and a collection of our own (account.py).
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from deckgen.anki.memory import Memory
from deckgen.anki.stored import Snapshot
from deckgen.apkg.notetypes import NoteType
from deckgen.lock import Entry


class Collection(Protocol):
    """Notes and cards are named by Anki's ids, decks by full names.

    Every method may be called again with the same arguments after an interruption. What goes wrong becomes a
    DeckgenError, at the latest where the collection is closed.
    """

    @property
    def command(self) -> str:
        """The command of deckgen that reaches this collection."""

    @property
    def again(self) -> str:
        """What to tell people whose delivery was interrupted."""

    @property
    def deletes_cards(self) -> bool:
        """Whether `retire` deletes cards, with their history, and does not suspend them."""

    def look(self, types: Iterable[NoteType], entries: Iterable[Entry]) -> Snapshot:
        """What the collection holds now of these note types, and of these notes whatever their type."""

    def delivered(self) -> Memory:
        """What the last delivery to this collection brought; nothing before the first."""

    def remember(self, delivered: Memory) -> None:
        """Keeps what was delivered, for `delivered`."""

    def back_up(self, snapshot: Snapshot) -> Path:
        """Keeps the notes of the last look, with their history; where `restore` finds them."""

    def import_package(self, package: bytes) -> None:
        """Adds new notes and updates those that are newer in the package; no learning progress is changed."""

    def move(self, cards: Sequence[int], deck: str) -> None:
        """Puts cards into a deck, which is made when there is none."""

    def add_tag(self, notes: Sequence[int], tag: str) -> None:
        """Adds one tag to each of the notes."""

    def remove_tag(self, notes: Sequence[int], tag: str) -> None:
        """Takes one tag off each of the notes."""

    def delete(self, notes: Sequence[int]) -> None:
        """Deletes notes with their cards and history."""

    def retire(self, cards: Sequence[int]) -> bool:
        """Deletes cards that ask nothing any more, or suspends them; False if neither can be done here."""

    def revive(self, cards: Sequence[int]) -> None:
        """Takes back that `retire` suspended these cards."""

    def absent_media(self, names: Iterable[str]) -> Iterable[str]:
        """Those of the media files that the collection does not have."""

    def add_media(self, name: str, content: bytes) -> None:
        """Adds a media file that is absent."""

    def restore(self, package: bytes) -> None:
        """Adds the notes of a package, with their history."""
