"""What is to be done to a collection so that it holds what was built: decided first, as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deckgen import ids
from deckgen.anki.stored import Snapshot, Stored, StoredType
from deckgen.apkg.notetypes import FIELDS, REMOVED, TEMPLATES, NoteType, type_key
from deckgen.data import Note
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Entry, Lock

# A deck that loses more than this many notes and more than this share of them asks for a second look.
UNUSUAL_NOTES, UNUSUAL_SHARE = 5, 0.2
# Lines about one kind of change; of more only the number is told.
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Move:
    """Cards of one note that go to another deck."""

    guid: str
    question: str
    cards: tuple[int, ...]
    origin: str
    deck: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A note in the collection that is no longer in the sources; `tagged` when it already says so."""

    guid: str
    id: int
    question: str
    deck: str
    tagged: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done.

    `elsewhere` are cards that their owner has moved and that stay where they are. `altered` are note types whose fields
    or templates were changed in Anki, so that an import cannot update their notes (docs/anki.md, Note types).
    """

    new: tuple[Note, ...]
    updated: tuple[Note, ...]
    restyled: tuple[str, ...]
    moves: tuple[Move, ...]
    elsewhere: tuple[Move, ...]
    gone: tuple[Gone, ...]
    returned: tuple[int, ...]
    altered: tuple[str, ...]
    totals: Mapping[str, int]

    @property
    def imports(self) -> bool:
        """Whether an import would change anything."""
        return bool(self.new or self.updated or self.restyled)

    def leaving(self, *, prune: bool) -> tuple[Gone, ...]:
        """The notes to delete, or those to tag that are not tagged yet."""
        return tuple(gone for gone in self.gone if prune or not gone.tagged)

    def overwrites(self, *, prune: bool) -> bool:
        """Whether notes that are there would be updated, moved, tagged or deleted: a backup comes first."""
        return bool(self.updated or self.moves or self.leaving(prune=prune))

    def nothing(self, *, prune: bool) -> bool:
        """Whether the collection already is as it should be."""
        return not (self.imports or self.moves or self.returned or self.leaving(prune=prune))

    def late(self, after: Snapshot) -> int:
        """How many notes of the import are absent from `after`, or older there."""
        wanted = (*self.new, *self.updated)
        return sum(note.guid not in after.notes or after.notes[note.guid].mod < note.mod for note in wanted)

    def unusual(self, *, prune: bool) -> tuple[str, ...]:
        """Decks (`""` is all of them together) that would lose an unusual share, with the figures, in words."""
        lost: dict[str, int] = {}
        for gone in self.leaving(prune=prune):
            for deck in ("", gone.deck):
                lost[deck] = lost.get(deck, 0) + 1
        return tuple(
            f"{count} of {self.totals[deck]} notes of {deck or 'the project'}"
            for deck, count in sorted(lost.items())
            if count > UNUSUAL_NOTES and count > UNUSUAL_SHARE * self.totals[deck]
        )


def plan(notes: Iterable[Note], types: Iterable[NoteType], lock: Lock, stored: Snapshot) -> Plan:
    """What makes `stored` hold `notes`. Only notes that both the lock and the project's note types know are touched."""
    notes = tuple(notes)
    kinds = {kind.key: kind for kind in types}
    entries = {entry.guid: entry for entry in lock.entries}
    known = {guid: note for guid, note in stored.notes.items() if guid in entries}
    moves: list[Move] = []
    elsewhere: list[Move] = []
    returned: list[int] = []
    for note in notes:
        if (old := known.get(note.guid)) is None:
            continue
        for move, mine in _moves(entries[note.guid], old):
            (moves if mine else elsewhere).append(move)
        if REMOVED in old.tags:
            returned.append(old.id)
    gone = tuple(
        Gone(guid, note.id, entries[guid].title, entries[guid].deck, REMOVED in note.tags)
        for guid, note in known.items()
        if entries[guid].removed
    )
    used = {type_key(note.kind, note.home) for note in notes}
    totals: dict[str, int] = {"": len(known)}
    for guid in known:
        totals[entries[guid].deck] = totals.get(entries[guid].deck, 0) + 1
    return Plan(
        tuple(note for note in notes if note.guid not in stored.notes),
        tuple(note for note in notes if note.guid in known and note.mod > known[note.guid].mod),
        tuple(
            kind.name for name, kind in kinds.items()
            if name in used and kind.id in stored.types and lock.styles[name].mod > stored.types[kind.id].mod
        ),
        tuple(moves),
        tuple(elsewhere),
        gone,
        tuple(returned),
        tuple(
            stored.types[kind.id].name for kind in kinds.values()
            if kind.id in stored.types and not _same(kind, stored.types[kind.id])
        ),
        totals,
    )  # fmt: skip


def refuse_altered(plan: Plan) -> None:
    """Raises DeckgenError when an import would merge note types, which makes every device do a full sync."""
    if plan.altered:
        raise DeckgenError(
            f"the fields or card templates of the note type {', '.join(plan.altered)} were changed in Anki, so an "
            "import cannot update its notes: undo that in Anki (Tools > Manage Note Types), or import the package by "
            "hand with 'Merge note types' on and 'Update notes' set to Always; nothing was changed"
        )


def lines(plan: Plan, *, prune: bool) -> Iterable[str]:
    """The plan in words, for people."""
    for count, what in (
        (len(plan.new), "new"),
        (len(plan.updated), "updated"),
        (len(plan.moves), "moved to another deck"),
        (len(plan.returned), f"back: loses the tag {REMOVED}"),
        (len(plan.leaving(prune=prune)), "deleted" if prune else f"gone: gets the tag {REMOVED}"),
    ):
        if count:
            yield f"{count:5} {what}"
    verb = "delete" if prune else "tag"
    yield from _some(f"move {move.origin} → {move.deck}: {move.question}" for move in plan.moves)
    yield from _some(f"{verb} {gone.deck}: {gone.question}" for gone in plan.leaving(prune=prune))
    for name in plan.restyled:
        yield f"      new look of the note type {name}"
    if plan.elsewhere:
        yield f"{len(plan.elsewhere):5} stay in decks you moved them to"
    if plan.nothing(prune=prune):
        yield "      nothing to do"


def _some(facts: Iterable[str]) -> Iterable[str]:
    every = list(facts)
    yield from (f"      {line}" for line in every[:_SHOWN])
    if len(every) > _SHOWN:
        yield f"      … and {len(every) - _SHOWN} more"


def _moves(entry: Entry, note: Stored) -> Iterable[tuple[Move, bool]]:
    """The cards that are not in the note's deck, and whether they are still where deckgen put them."""
    by_deck: dict[str, list[int]] = {}
    for card, deck in note.cards:
        if deck.casefold() != entry.deck.casefold():
            by_deck.setdefault(deck, []).append(card)
    former = {deck.casefold() for deck in entry.decks}
    for deck, cards in by_deck.items():
        yield Move(note.guid, entry.title, tuple(cards), deck, entry.deck), deck.casefold() in former


def _same(kind: NoteType, stored: StoredType) -> bool:
    ours = tuple((name, ids.number(str(kind.id), f"field {name}")) for name in FIELDS[kind.kind])
    sides = tuple((name, ids.number(str(kind.id), f"template {name}")) for name, *_ in TEMPLATES[kind.kind])
    return _match(ours, stored.fields) and _match(sides, stored.templates)


def _match(ours: tuple[tuple[str, int], ...], theirs: tuple[tuple[str, int | None], ...]) -> bool:
    """Anki's own comparison: ids where both sides have one, names elsewhere, in order (docs/anki.md, Note types)."""
    return len(ours) == len(theirs) and all(
        (mine[1] == other[1]) if other[1] is not None else (mine[0] == other[0])
        for mine, other in zip(ours, theirs, strict=True)
    )
