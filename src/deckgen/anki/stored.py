"""What a collection holds of one project, as data, and how it is read from Anki's tables."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

# Runs one SQL query on a collection's database and gives its rows: Anki's own connection does, and sqlite3's.
Execute = Callable[[str], Iterable[Sequence[Any]]]
# A note type as Anki writes it to JSON.
Model = Mapping[str, Any]
# Between the fields of a note, and the queue of a suspended card, in Anki's tables.
_SEPARATOR, _SUSPENDED = "\x1f", -1


@dataclass(frozen=True, slots=True)
class Side:
    """What one card of a note asks: its id, its ordinal among the note's cards, and how often it was reviewed."""

    card: int
    ordinal: int
    reviews: int = 0
    suspended: bool = False


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
    ids of notes that were deleted, where the collection tells them.
    """

    notes: Mapping[str, Stored]
    types: Mapping[int, StoredType]
    strangers: Mapping[str, str] = field(default_factory=dict)
    graves: AbstractSet[int] = frozenset()


def read(
    execute: Execute,
    decks: Mapping[int, str],
    models: Mapping[int, Model],
    guids: AbstractSet[str] = frozenset(),
    types: Mapping[int, str] | None = None,
) -> Snapshot:
    """The notes of these `models` (by id), with their cards; `decks` are full names by id.

    `guids` are looked for among notes of all other types too, whose names are in `types`, by id.
    """
    ours = f"({','.join(map(str, sorted(models)))})"
    notes = f"from notes where mid in {ours}"
    cards: dict[int, list[tuple[int, str]]] = {}
    sides: dict[int, list[Side]] = {}
    # A card in a filtered deck has its home deck in odid.
    for card, note, deck, home, ordinal, reviews, queue in execute(
        f"select id, nid, did, odid, ord, reps, queue from cards where nid in (select id {notes}) order by id"
    ):
        cards.setdefault(note, []).append((card, decks.get(home or deck, "")))
        sides.setdefault(note, []).append(Side(card, ordinal, reviews, queue == _SUSPENDED))
    found = {
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
    others = execute(f"select guid, mid from notes where mid not in {ours}") if guids else ()
    strangers = {guid: (types or {}).get(model, "") for guid, model in others if guid in guids and guid not in found}
    return Snapshot(found, {number: _type(model) for number, model in models.items()}, strangers)


def _type(model: Model) -> StoredType:
    fields, templates = (tuple((item["name"], item.get("id")) for item in model[key]) for key in ("flds", "tmpls"))
    return StoredType(model["name"], model["mod"], fields, templates)
