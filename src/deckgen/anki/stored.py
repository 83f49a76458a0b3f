"""What a collection holds of one project, as data, and how it is read from Anki's tables."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Runs one SQL query on a collection's database and gives its rows: Anki's own connection does, and sqlite3's.
Execute = Callable[[str], Iterable[Sequence[Any]]]
# A note type as Anki writes it to JSON.
Model = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """A note as a collection has it; `cards` are (card id, name of its home deck), `mod` is in s since the epoch."""

    guid: str
    id: int
    type: int
    mod: int
    tags: tuple[str, ...]
    cards: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class StoredType:
    """A note type as a collection has it; fields and templates are (name, explicit id or None) in their order."""

    name: str
    mod: int
    fields: tuple[tuple[str, int | None], ...]
    templates: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a collection holds of one project: notes of its note types by guid, and these types by id."""

    notes: Mapping[str, Stored]
    types: Mapping[int, StoredType]


def read(execute: Execute, decks: Mapping[int, str], models: Mapping[int, Model]) -> Snapshot:
    """The notes of these `models` (by id), with their cards; `decks` are full names by id."""
    notes = f"from notes where mid in ({','.join(map(str, sorted(models)))})"
    cards: dict[int, list[tuple[int, str]]] = {}
    # A card in a filtered deck has its home deck in odid.
    for card, note, deck, home in execute(
        f"select id, nid, did, odid from cards where nid in (select id {notes}) order by id"
    ):
        cards.setdefault(note, []).append((card, decks.get(home or deck, "")))
    return Snapshot(
        {
            guid: Stored(guid, number, model, mod, tuple(tags.split()), tuple(cards.get(number, ())))
            for number, guid, model, mod, tags in execute(f"select id, guid, mid, mod, tags {notes}")
        },
        {number: _type(model) for number, model in models.items()},
    )


def _type(model: Model) -> StoredType:
    fields, templates = (tuple((item["name"], item.get("id")) for item in model[key]) for key in ("flds", "tmpls"))
    return StoredType(model["name"], model["mod"], fields, templates)
