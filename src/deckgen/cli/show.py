"""How things read on a terminal: changes, counts, paths, JSON."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deckgen.lock.changes import Change

# More lines than this about one kind of change say nothing that their number does not.
_MOST = 50


def change(one: "Change") -> str:
    """One change in a line, its place first."""
    place = f"{one.path}:{one.line}" if one.line else one.path
    if one.what == "reworded":
        return f"reworded  {place}: {one.was} → {one.question}"
    if one.what == "moved":
        stays = f" (cards stay in {one.stays} in Anki; push moves them)" if one.stays else ""
        return f"moved     {one.was} → {place}: {one.question}{stays}"
    if one.what == "fewer":
        cards = f"{counted(one.cards, 'card')} fewer"
        return f"fewer     {place}: {one.question} ({cards}: push or sync, or Tools > Empty Cards in Anki, clears up)"
    return f"{one.what:9} {place}: {one.question}"


def notable(changes: Iterable["Change"]) -> Iterator[str]:
    """The changes that a build names, by kind: all but new and edited notes, and of each kind the first ones."""
    changes = tuple(changes)
    for what in ("returned", "reworded", "moved", "fewer", "removed"):
        alike = [one for one in changes if one.what == what]
        yield from map(change, alike[:_MOST])
        if len(alike) > _MOST:
            yield f"{what:9} … and {len(alike) - _MOST} more"


def to_json(value: object) -> str:
    """JSON for other tools, in the letters that the output can carry."""
    return json.dumps(value, ensure_ascii=(sys.stdout.encoding or "").lower() not in ("utf-8", "utf8"), indent=1)


def counted(number: int, noun: str) -> str:
    """`1 note`, `2 notes`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def shown(path: Path) -> Path:
    """A path as seen from here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
