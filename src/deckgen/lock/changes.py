"""What an import of this build would do to the notes of the last one, as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from deckgen.data import Match
from deckgen.lock.file import Entry, Lock

What = Literal["new", "edited", "reworded", "moved", "returned", "removed"]
ORDER: tuple[What, ...] = ("new", "returned", "reworded", "edited", "moved", "removed")


@dataclass(frozen=True, slots=True)
class Change:
    """One note that is not as it was. `was` is its former question or place, where that is what changed."""

    what: What
    guid: str
    question: str
    path: str
    line: int | None
    was: str = ""


def compare(before: Lock, after: Lock, matches: Iterable[Match]) -> tuple[Change, ...]:
    """The changes in document order, what was removed last. A note can be both reworded and moved."""
    known = {entry.guid: entry for entry in before.entries}
    changes = []
    questions = {match.guid: match.question for match in matches}
    for entry in after.entries:
        old = known.get(entry.guid)
        if not entry.content:
            continue
        if entry.removed:
            if old and not old.removed:
                changes.append(Change("removed", entry.guid, title(old), old.path, None))
            continue
        line = questions[entry.guid].span.line
        for what, was in _differences(old, entry):
            changes.append(Change(what, entry.guid, title(entry), entry.path, line, was))
    return tuple(changes)


def count(changes: Iterable[Change]) -> Mapping[What, int]:
    """How many changes of each kind there are."""
    found = dict.fromkeys(ORDER, 0)
    for change in changes:
        found[change.what] += 1
    return found


def title(entry: Entry) -> str:
    """The question as the lock remembers it."""
    return entry.words.split("\n")[0]


def _differences(old: Entry | None, entry: Entry) -> list[tuple[What, str]]:
    if old is None or not old.content:
        return [("new", "")]
    found: list[tuple[What, str]] = []
    if old.removed:
        found.append(("returned", ""))
    if old.asked and old.asked != entry.asked:
        found.append(("reworded", title(old)))
    elif old.content != entry.content and not old.removed:
        found.append(("edited", ""))
    if (old.path, old.deck) != (entry.path, entry.deck) and old.path:
        found.append(("moved", old.path if old.path != entry.path else old.deck))
    return found
