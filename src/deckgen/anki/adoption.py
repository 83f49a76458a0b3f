"""What becomes of a note that deckgen did not make, and of its history, when a note of a build adopts it.

The history goes with the first import of our note: Anki takes learning progress from a package for cards that it does
not have (docs/anki.md, Notes). The old note goes once each of its cards was found again in ours.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from deckgen import ids
from deckgen.anki.stored import Stored
from deckgen.apkg.write import card_ords
from deckgen.data import Note
from deckgen.lock import Adopted, Entry

# `carry`: the history is to be carried over. `carried`: it is, and the old note can go. `edited`: its text is another
# than it was when it was found to be the same. `cards`: a card with reviews has none that asks the same in ours.
# `studied`: both notes were.
Verdict = Literal["carry", "carried", "edited", "cards", "studied"]


@dataclass(frozen=True, slots=True)
class Adoption:
    """A note of the build as it is to be imported, the note that it adopts, and which card is which.

    `here` is our note if the collection has it.
    """

    note: Note
    adopted: Adopted
    old: Stored
    here: Stored | None

    @property
    def verdict(self) -> Verdict:
        """What is to be done, or why nothing can be."""
        cards, ours = dict(self.adopted.cards), card_ords(self.note)
        if ids.short(*self.old.fields) != self.adopted.text:
            return "edited"
        if any(side.studied and cards.get(side.ordinal) not in ours for side in self.old.sides):
            return "cards"
        if not self.here or not any(side.studied for side in self.here.sides):
            return "carry"
        if self.arrived(self.here):
            return "carried"
        # The same schedule with fewer reviews on record is what an import has left that was cut short.
        return "carry" if self.arrived(self.here, whole=False) else "studied"

    @property
    def reviews(self) -> int:
        """How many reviews the old note has."""
        return sum(side.reviews for side in self.old.sides)

    def arrived(self, ours: Stored | None, *, whole: bool = True) -> bool:
        """Whether the history of each card is found in this note: its schedule, and if `whole` all its reviews."""
        cards, there = dict(self.adopted.cards), {side.ordinal: side for side in ours.sides} if ours else {}
        pairs = ((side, there.get(cards.get(side.ordinal, -1))) for side in self.old.sides if side.studied)
        return ours is not None and all(
            other is not None
            and old.schedule == other.schedule
            and (old.log == other.log if whole else old.log > other.log)
            for old, other in pairs
        )


def settled(entries: Iterable[Entry], there: Collection[str], done: Iterable[Adoption]) -> frozenset[str]:
    """The notes, by guid, that were to adopt another one and need not wait for it any more.

    `there` are the guids of notes to be adopted that the collection had, `done` are those that have been.
    """
    gone = {one.note.guid for one in done}
    return frozenset(e.guid for e in entries if e.adopts and e.waits and (e.guid in gone or e.adopts.guid not in there))
