"""What is to be done to a collection so that it holds what was built: decided first, as data."""

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from deckgen import ids
from deckgen.anki.adoption import Adoption
from deckgen.anki.decks import Move, homes, moved
from deckgen.anki.fate import Conflict, Fates, Lost
from deckgen.anki.memory import Memory, Shown
from deckgen.anki.owner import Wishes, plain
from deckgen.anki.stored import Snapshot, Stored, StoredType
from deckgen.anki.unknown import asked_otherwise, doubled, unknown
from deckgen.apkg.notetypes import FIELDS, REMOVED, TEMPLATES, NoteType, type_key
from deckgen.data import Note
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Entry, Lock
from deckgen.wording import listed, said

# A deck that loses more than this many notes and more than this share of them asks for a second look.
UNUSUAL_NOTES, UNUSUAL_SHARE = 5, 0.2
# So does a project that loses more than this share, however few notes it has.
MOST = 0.5


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

    `shipped` are all notes as the import is to get them, with their owner's tags; `new` and `updated` are of them.
    `elsewhere` are cards that their owner has moved and that stay where they are. `altered` are note types whose fields
    or templates were changed in Anki, so that an import cannot update their notes (docs/anki.md, Note types).

    `lost` are cards that ask nothing any more, and `revived` those that were suspended for that and ask again.

    Left alone are `conflicts` that Anki wins or that nobody decided, `edited` (in Anki, and not in the files since),
    `strangers` (given another note type in Anki: its name by guid), `others` (another question in Anki, by guid), and
    `deleted` (in Anki). `unknown` are notes that deckgen made and that the lock does not know, their question by guid;
    `held` are new ones that may be these.

    `adoptions` are notes that deckgen did not make and that notes of the build adopt. `names` are places and titles, by
    guid; `shown` is what the collection has seen of the build afterwards, `forgone` what it has of notes that are not
    in the build.
    """

    shipped: tuple[Note, ...]
    new: tuple[Note, ...]
    updated: tuple[Note, ...]
    restyled: tuple[str, ...]
    moves: tuple[Move, ...]
    elsewhere: tuple[Move, ...]
    gone: tuple[Gone, ...]
    returned: tuple[int, ...]
    altered: tuple[str, ...]
    totals: Mapping[str, int]
    lost: tuple[Lost, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    edited: tuple[Conflict, ...] = ()
    strangers: Mapping[str, str] = field(default_factory=dict)
    deleted: tuple[str, ...] = ()
    unknown: Mapping[str, str] = field(default_factory=dict)
    adoptions: tuple[Adoption, ...] = ()
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    shown: Mapping[str, Shown] = field(default_factory=dict)
    revived: tuple[int, ...] = ()
    forgone: Mapping[str, Shown] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)
    held: tuple[str, ...] = ()

    @property
    def imports(self) -> bool:
        """Whether an import would change anything."""
        return bool(self.new or self.updated or self.restyled or self.carried)

    @property
    def carried(self) -> tuple[Adoption, ...]:
        """The notes whose history is to be carried over."""
        return tuple(one for one in self.adoptions if one.verdict == "carry")

    @property
    def adopted(self) -> tuple[Adoption, ...]:
        """The notes that can go, for ours have their history, or will have it."""
        return tuple(one for one in self.adoptions if one.verdict in ("carry", "carried"))

    def leaving(self, *, prune: bool) -> tuple[Gone, ...]:
        """The notes to delete, or those to tag that are not tagged yet."""
        return tuple(gone for gone in self.gone if prune or not gone.tagged)

    def retiring(self, *, deletes: bool, prune: bool) -> tuple[Lost, ...]:
        """The cards to delete, with `prune` those that have reviews too, or all to suspend that are not suspended."""
        if deletes:
            return tuple(lost for lost in self.lost if prune or not lost.reviews)
        return tuple(lost for lost in self.lost if not lost.suspended)

    def reviving(self, *, deletes: bool) -> tuple[int, ...]:
        """The cards to suspend no longer; where they can be deleted, none was suspended."""
        return () if deletes else self.revived

    def unusual(self, *, prune: bool, unasked: bool = False) -> tuple[str, ...]:
        """Decks (`""` is all of them together) that would lose an unusual share, with the figures, in words.

        Most of a project is one, however few they are, where they are deleted `unasked`.
        """
        gone: dict[str, int] = {}
        for one in self.leaving(prune=prune):
            for deck in ("", one.deck):
                gone[deck] = gone.get(deck, 0) + 1
        return tuple(
            said("{count} of {total} notes of {deck}", count=count, total=self.totals[deck], deck=deck)
            if deck
            else said("{count} of {total} notes of the project", count=count, total=self.totals[deck])
            for deck, count in sorted(gone.items())
            if (count > UNUSUAL_NOTES and count > UNUSUAL_SHARE * self.totals[deck])
            or (unasked and not deck and count > MOST * self.totals[deck])
        )

    def late(self, after: Snapshot) -> int:
        """How many notes of the import are absent from `after`, or older there."""
        wanted = (*self.new, *self.updated, *(one.note for one in self.carried))
        return sum(note.guid not in after.notes or after.notes[note.guid].mod < note.mod for note in wanted)


def plan(
    notes: Iterable[Note],
    types: Iterable[NoteType],
    lock: Lock,
    stored: Snapshot,
    delivered: Memory | None = None,
    places: Mapping[str, str] | None = None,
    wishes: Wishes | None = None,
) -> Plan:
    """What makes `stored` hold `notes`. Only notes that both the lock and the project's note types know are touched.

    `delivered` is what the last delivery to this collection brought, `places` are those of the questions, by guid.
    """
    notes, memory, wishes = tuple(notes), delivered or Memory(), wishes or Wishes()
    kinds = {kind.key: kind for kind in types}
    entries = {entry.guid: _left(entry, memory) for entry in lock.entries}
    strangers = {**stored.strangers, **dict(_changed_types(kinds, entries, stored))}
    others = asked_otherwise(entries, stored.notes, strangers, memory)
    apart = strangers.keys() | others.keys()
    known = {guid: note for guid, note in stored.notes.items() if guid in entries and guid not in apart}
    names = {guid: ((places or {}).get(guid, entry.path), entry.shown) for guid, entry in entries.items()}
    absent = (
        note for note in notes
        if not entries[note.guid].adopts and note.guid not in {**stored.notes, **strangers, **memory.shown}
    )  # fmt: skip
    strays = unknown(stored.notes, entries)
    held = doubled(absent, strays.values())
    left = tuple(note for note in notes if note.guid not in apart and note.guid not in held)
    adoptable = {
        guid: stored.adoptable[entry.adopts.guid]
        for guid, entry in entries.items()
        if entry.adopts and entry.adopts.guid in stored.adoptable
    }
    decks = homes(entries, {**adoptable, **known})
    left = tuple(replace(one, deck=decks.get((entries[one.guid].path, one.deck), one.deck)) for one in left)
    fates = _fates(left, entries, known, adoptable, stored.graves, memory, names, wishes)
    moves, elsewhere = moved(notes, entries, known, decks)
    used = {type_key(note.kind, note.home) for note in fates.shipped}
    return Plan(
        tuple(fates.shipped),
        tuple(fates.new),
        tuple(fates.updated),
        tuple(
            kind.name for name, kind in kinds.items()
            if name in used and kind.id in stored.types and lock.styles[name].mod > stored.types[kind.id].mod
        ),
        moves,
        elsewhere,
        tuple(
            Gone(guid, note.id, entries[guid].shown, entries[guid].deck, REMOVED in note.tags)
            for guid, note in known.items() if entries[guid].removed
        ),
        tuple(known[note.guid].id for note in notes if note.guid in known and REMOVED in known[note.guid].tags),
        tuple(
            stored.types[kind.id].name for kind in kinds.values()
            if kind.id in stored.types and not _same(kind, stored.types[kind.id])
        ),
        {"": len(known), **Counter(entries[guid].deck for guid in known)},
        tuple(fates.lost),
        tuple(fates.conflicts),
        tuple(fates.edited),
        {guid: strangers[guid] for guid, entry in entries.items() if guid in strangers and entry.content},
        tuple(fates.deleted),
        {guid: plain(note.fields[0]) if note.fields else "" for guid, note in strays.items()},
        tuple(fates.adoptions),
        names,
        {guid: replace(one, deck=entries[guid].deck) for guid, one in fates.shown.items()},
        tuple(fates.revived),
        {
            guid: shown for guid, shown in {**memory.gone, **memory.shown}.items()
            if guid in (stored.notes.keys() - {note.guid for note in notes}) | strangers.keys()
        },
        {guid: title for guid, title in others.items() if not entries[guid].removed},
        held,
    )  # fmt: skip


def refuse_altered(plan: Plan) -> None:
    """Raises DeckgenError when an import would merge note types, which makes every device do a full sync."""
    if plan.altered:
        raise DeckgenError(
            said(
                "the fields or card templates of the note type {types} were changed in Anki, so an import cannot "
                "update its notes: undo that in Anki (Tools > Manage Note Types), or import the package by hand with "
                "'Merge note types' on and 'Update notes' set to Always; nothing was changed",
                types=listed(plan.altered),
            )
        )


def refuse_unmatched(plan: Plan, wishes: Wishes) -> None:
    """Raises DeckgenError when a side was taken for a note that has none to take."""
    edited = {one.guid for one in (*plan.conflicts, *plan.edited)}
    known = {"", *edited, *(plan.names[guid][0] for guid in edited)}
    if wrong := sorted(wishes.take.keys() - known):
        raise DeckgenError(
            said("--take: no note that was edited in Anki is at {place}; nothing was changed", place=wrong[0])
        )


def _left(entry: Entry, memory: Memory) -> Entry:
    """The entry with the deck in which the last delivery left its note: the lock may be older, when git went back."""
    deck = shown.deck if (shown := memory.shown.get(entry.guid) or memory.gone.get(entry.guid)) else ""
    return replace(entry, decks=(*entry.decks, deck)) if deck and deck != entry.deck else entry


def _changed_types(
    kinds: Mapping[str, NoteType], entries: Mapping[str, Entry], stored: Snapshot
) -> Iterable[tuple[str, str]]:
    """The notes that have another of our note types than the lock says, with the name of that type."""
    for guid, note in stored.notes.items():
        if entry := entries.get(guid):
            kind = kinds.get(type_key(entry.type, entry.home))
            if kind and note.type != kind.id:
                yield guid, stored.types[note.type].name if note.type in stored.types else ""


def _fates(
    notes: tuple[Note, ...],
    entries: Mapping[str, Entry],
    known: Mapping[str, Stored],
    adoptable: Mapping[str, Stored],
    graves: AbstractSet[int],
    memory: Memory,
    names: Mapping[str, tuple[str, str]],
    wishes: Wishes,
) -> Fates:
    fates, delivered = Fates(), memory.shown
    for order, note in enumerate(notes):
        entry = entries[note.guid]
        if (theirs := adoptable.get(note.guid)) and entry.adopts:
            heir = replace(note, created=max(wishes.now * 1000 + order, note.created + 1))
            if fates.adopting(Adoption(heir, entry.adopts, theirs, known.get(note.guid))):
                continue
        if old := known.get(note.guid):
            take = wishes.of(note.guid, names[note.guid][0])
            fates.present(note, entry, old, delivered.get(note.guid) or memory.gone.get(note.guid), take)
        else:
            # Graves hold what deckgen has deleted too; they count only where it is not known what was delivered.
            deleted = note.guid in delivered if delivered else note.created in graves
            if deleted and not wishes.undelete:
                fates.left_deleted(note)
            elif deleted or note.created in graves:
                # With its old id, Anki would never send a second deletion (docs/anki.md, Sync).
                fates.absent(replace(note, created=max(wishes.now * 1000 + order, note.created + 1)))
            else:
                fates.absent(note)
    return fates


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
