"""What becomes of each note of a build: new, updated, left as it is, or its owner's to decide."""

from dataclasses import dataclass, field, replace

from deckgen.anki.adoption import Adoption
from deckgen.anki.memory import Shown, shown
from deckgen.anki.owner import Take, difference, differing
from deckgen.anki.stored import Stored
from deckgen.apkg.write import card_ords
from deckgen.data import Note
from deckgen.lock import Entry


@dataclass(frozen=True, slots=True)
class Conflict:
    """A note that was edited in Anki, and mostly here too: both texts, and the side that wins, if anybody said."""

    guid: str
    anki: str
    mine: str
    take: Take | None


@dataclass(frozen=True, slots=True)
class Lost:
    """Cards of a note that ask nothing any more: a reversed card switched off, a cloze number that is gone."""

    guid: str
    cards: tuple[int, ...]
    reviews: int
    suspended: bool


@dataclass(slots=True)
class Fates:
    """What was decided so far; see `Plan`, which has the same names."""

    shipped: list[Note] = field(default_factory=list)
    new: list[Note] = field(default_factory=list)
    updated: list[Note] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    edited: list[Conflict] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    adoptions: list[Adoption] = field(default_factory=list)
    revived: list[int] = field(default_factory=list)
    shown: dict[str, Shown] = field(default_factory=dict)

    def adopting(self, adoption: Adoption) -> bool:
        """A note that adopts another one; whether that says all about it.

        While a card of the old note has no counterpart, ours is not brought: two notes would ask the same.
        """
        self.adoptions.append(adoption)
        if adoption.verdict == "carry":
            tags = tuple(sorted({*adoption.note.tags, *adoption.old.tags}))
            note = replace(adoption.note, tags=tags)
            self.adoptions[-1] = replace(adoption, note=note)
            self.shipped.append(note)
            self.shown[note.guid] = shown(adoption.note)
            return True
        return adoption.verdict in ("cards", "edited") and adoption.here is None

    def absent(self, note: Note) -> None:
        """A note that the collection does not have."""
        self.new.append(note)
        self.shipped.append(note)
        self.shown[note.guid] = shown(note)

    def left_deleted(self, note: Note) -> None:
        """A note that its owner has deleted, and that stays so."""
        self.deleted.append(note.guid)
        self.shown[note.guid] = shown(note)

    def present(self, note: Note, entry: Entry, old: Stored, before: Shown | None, take: Take | None) -> None:
        """A note that the collection has, as `old`; `before` is what the last delivery brought."""
        differs = difference(note, entry, old, before)
        if differs.edited:
            found = Conflict(note.guid, *differing(old.fields, note.fields), take)
            (self.conflicts if differs.changed or take == "mine" else self.edited).append(found)
        undecided = differs.edited and differs.changed and take is None
        if undecided and before:
            self.shown[note.guid] = before
        elif not undecided:
            self.shown[note.guid] = shown(note)
        if differs.edited and take != "mine":
            return
        if not differs.same_text or (differs.changed and not differs.same_tags):
            # An import updates only what is newer in the package (docs/anki.md, Notes).
            note = replace(note, tags=differs.tags, mod=max(note.mod, old.mod + 1))
            self.updated.append(note)
        else:
            note = replace(note, tags=old.tags, mod=min(note.mod, old.mod))
        self.shipped.append(note)
        self._count_sides(note, old, before.retired if before else ())

    def _count_sides(self, note: Note, old: Stored, retired: tuple[int, ...]) -> None:
        """Which cards of a note ask nothing any more, and which do again of those that were `retired` for that."""
        ordinals = card_ords(note)
        ours = [side for side in old.sides if side.suspended and side.ordinal in retired]
        self.revived += [side.card for side in ours if side.ordinal in ordinals]
        if sides := [side for side in old.sides if side.ordinal not in ordinals]:
            gone = tuple(side.ordinal for side in sides if side in ours or not side.suspended)
            self.shown[note.guid] = replace(self.shown[note.guid], retired=gone)
            cards, reviews = tuple(side.card for side in sides), sum(side.reviews for side in sides)
            self.lost.append(Lost(note.guid, cards, reviews, all(side.suspended for side in sides)))
