"""What a collection holds of one project, as data, and how it is read from Anki's tables."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from deckgen.lock import Entry

# Runs one SQL query on a collection's database and gives its rows: Anki's own connection does, and sqlite3's.
Execute = Callable[[str], Iterable[Sequence[Any]]]
# A note type as Anki writes it to JSON.
Model = Mapping[str, Any]
# Between the fields of a note, and the queue of a suspended card, in Anki's tables.
_SEPARATOR, _SUSPENDED = "\x1f", -1


@dataclass(frozen=True, slots=True)
class Side:
    """What one card of a note asks: its id, its ordinal among the note's cards, and how often it was reviewed.

    `schedule` is all that Anki knows about when it is due, as in its table of cards; `log` is how many reviews of it
    are on record.
    """

    card: int
    ordinal: int
    reviews: int = 0
    suspended: bool = False
    schedule: tuple[object, ...] = ()
    log: int = 0

    @property
    def studied(self) -> bool:
        """Whether it has a history."""
        return bool(self.reviews or self.log)


@dataclass(frozen=True, slots=True)
class Stored:
    """A note as a collection has it; `cards` are (card id, name of its home deck), `mod` is in s since the epoch."""

    guid: str
    id: int
    type: int
    mod: int
    tags: tuple[str, ...]
    cards: tuple[tuple[int, str], ...]
    fields: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredType:
    """A note type as a collection has it; fields and templates are (name, explicit id or None) in their order."""

    name: str
    mod: int
    fields: tuple[tuple[str, int | None], ...]
    templates: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a collection holds of one project: notes of its note types by guid, and these types by id.

    `strangers` are notes of the project that were given another note type in Anki: its name by guid. `graves` are the
    ids of notes that were deleted, where the collection tells them. `adoptable` are notes of other note types whose
    history notes of the project are to take over, by guid.
    """

    notes: Mapping[str, Stored]
    types: Mapping[int, StoredType]
    strangers: Mapping[str, str] = field(default_factory=dict)
    graves: AbstractSet[int] = frozenset()
    adoptable: Mapping[str, Stored] = field(default_factory=dict)


def read(
    execute: Execute,
    decks: Mapping[int, str],
    models: Mapping[int, Model],
    entries: Collection[Entry] = (),
    types: Mapping[int, str] | None = None,
) -> Snapshot:
    """The notes of these `models` (by id), with their cards; `decks` are full names by id.

    The `entries` and the notes that they adopt are looked for among notes of all other types too, whose names are in
    `types`, by id.
    """
    guids = {entry.guid for entry in entries}
    adopted = {entry.adopts.guid for entry in entries if entry.adopts}
    ours = f"({','.join(map(str, sorted(models)))})"
    notes = _notes(execute, decks, f"mid in {ours}")
    others = list(execute(f"select guid, mid, id from notes where mid not in {ours}")) if guids else []
    strangers = {guid: (types or {}).get(model, "") for guid, model, _ in others if guid in guids and guid not in notes}
    wanted = ",".join(str(number) for guid, _, number in others if guid in adopted)
    adoptable = _notes(execute, decks, f"id in ({wanted})") if wanted else {}
    return Snapshot(notes, {number: _type(model) for number, model in models.items()}, strangers, adoptable=adoptable)


def _notes(execute: Execute, decks: Mapping[int, str], condition: str) -> dict[str, Stored]:
    """The notes that fulfil the condition, with their cards, by guid."""
    notes = f"from notes where {condition}"
    reviewed = f"from revlog where cid in (select id from cards where nid in (select id {notes}))"
    log = dict(map(tuple, execute(f"select cid, count(*) {reviewed} group by cid")))
    cards: dict[int, list[tuple[int, str]]] = {}
    sides: dict[int, list[Side]] = {}
    # A card in a filtered deck has its home deck in odid, and often its due date in odue.
    for card, note, deck, home, ordinal, queue, due, home_due, *schedule in execute(
        "select id, nid, did, odid, ord, queue, due, odue, reps, type, ivl, factor, lapses, left, flags, data "
        f"from cards where nid in (select id {notes}) order by id"
    ):
        cards.setdefault(note, []).append((card, decks.get(home or deck, "")))
        # An import writes an empty object where an older Anki wrote nothing.
        when = (queue, home_due or due if home else due, *schedule[:-1], schedule[-1] or "{}")
        sides.setdefault(note, []).append(Side(card, ordinal, schedule[0], queue == _SUSPENDED, when, log.get(card, 0)))
    return {
        guid: Stored(
            guid,
            number,
            model,
            mod,
            tuple(tags.split()),
            tuple(cards.get(number, ())),
            tuple(shown.split(_SEPARATOR)),
            tuple(sides.get(number, ())),
        )
        for number, guid, model, mod, tags, shown in execute(f"select id, guid, mid, mod, tags, flds {notes}")
    }


def _type(model: Model) -> StoredType:
    fields, templates = (tuple((item["name"], item.get("id")) for item in model[key]) for key in ("flds", "tmpls"))
    return StoredType(model["name"], model["mod"], fields, templates)
