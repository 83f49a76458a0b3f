"""Compares two locks: what an import of this build would change in the notes of the last one, as data."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from deckgen.data import Match
from deckgen.lock.file import Entry, Lock
from deckgen.lock.fingerprint import normal
from deckgen.lock.sequence import sequence

What = Literal["new", "edited", "reworded", "moved", "returned", "fewer", "removed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One note that is not as it was; `line` is None if it was removed.

    `was` is the former question of a reworded note, and the former file or deck of a moved one; `deck` is where the
    latter is now, if only its deck is another. `stays` is the deck in
    which the cards of a moved note are in Anki, if it is not the note's own any more: an import moves nothing. `cards`
    is how many cards of the note ask nothing any more, if it has `fewer`: an import deletes none.
    """

    what: What
    guid: str
    question: str
    path: str
    line: int | None
    was: str = ""
    stays: str = ""
    cards: int = 0
    deck: str = ""


def compare(before: Lock, after: Lock, matches: Iterable[Match]) -> tuple[Change, ...]:
    """The changes in document order, removed notes last, as they stood. A note can be both reworded and moved."""
    former = {entry.guid: entry for entry in before.entries}
    changes, gone = [], {}
    questions = {match.guid: match.question for match in matches}
    for entry in after.entries:
        old = former.get(entry.guid)
        if not entry.content:
            continue
        if entry.removed:
            if old and not old.removed:
                gone[entry.guid] = Change("removed", entry.guid, old.shown, old.path, None)
            continue
        line = questions[entry.guid].span.line
        for what, was in _differences(old, entry):
            stays = old.deck if old and what == "moved" and old.deck != entry.deck else ""
            deck = entry.deck if stays and old and old.path == entry.path else ""
            changes.append(Change(what, entry.guid, entry.shown, entry.path, line, was, stays, deck=deck))
        if old and old.content and (lost := old.cards - entry.cards):
            changes.append(Change("fewer", entry.guid, entry.shown, entry.path, line, cards=len(lost)))
    return (*changes, *(gone[guid] for guid in sequence(before) if guid in gone))


def _differences(old: Entry | None, entry: Entry) -> list[tuple[What, str]]:
    """What changed about a note, each with what it was before."""
    if old is None or not old.content:
        return [("new", "")]
    differences: list[tuple[What, str]] = []
    if old.removed:
        differences.append(("returned", ""))
    if old.asked and _is_reworded(old, entry):
        differences.append(("reworded", old.shown))
    elif old.content != entry.content and not old.removed:
        differences.append(("edited", ""))
    if (old.path, old.deck) != (entry.path, entry.deck) and old.path:
        differences.append(("moved", old.path if old.path != entry.path else old.deck))
    return differences


def _is_reworded(old: Entry, entry: Entry) -> bool:
    if old.asked != entry.asked:
        return old.title != entry.title
    # The author has said that it is that note, and no build has named it since.
    return old.content != entry.content and normal(old.shown) != normal(entry.shown)
