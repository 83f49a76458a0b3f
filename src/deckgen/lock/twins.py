"""Two notes of one question: an older lock was built with, and the question came into Anki a second time."""

from collections import defaultdict
from collections.abc import Container
from dataclasses import replace

from deckgen import ids
from deckgen.lock.file import Entry, Lock

_Said = tuple[str, str, str]


def without_twins(lock: Lock, known: Container[str], there: Container[str], studied: Container[str]) -> Lock:
    """The lock in which a note with reviews is the question of one that says the same and has none.

    Only where what is known of the sources (`known` are the guids of that) does not have the note with reviews as well:
    then both stand there. The other one is gone from the sources, and from the lock too unless it is `there` in Anki.
    """
    same: dict[_Said, list[Entry]] = defaultdict(list)
    for entry in lock.entries:
        if entry.words:
            same[entry.type, entry.words, entry.sketch].append(entry)
    heirs: dict[str, Entry] = {}
    for entries in same.values():
        found = (entry for entry in entries if entry.guid in studied and entry.guid not in known)
        twins = [entry for entry in entries if entry.guid not in studied and not entry.removed]
        # Those that stand in the sources first.
        twins.sort(key=lambda entry: entry.guid not in known)
        heirs |= {twin.guid: heir for twin, heir in zip(twins, found, strict=False)}
    if not heirs:
        return lock
    taken = {heir.guid: _in_place(heir, twin) for twin in lock.entries if (heir := heirs.get(twin.guid))}
    entries = [
        taken.get(entry.guid) or (_retired(entry) if entry.guid in heirs else entry)
        for entry in lock.entries
        if entry.guid not in heirs or entry.guid in there
    ]
    return replace(lock, entries=tuple(_after(entry, heirs) for entry in entries))


def _in_place(heir: Entry, twin: Entry) -> Entry:
    """The note, where the other one stands in the sources."""
    if not twin.asked:
        return replace(heir, removed=False)
    return replace(
        heir,
        removed=False,
        path=twin.path,
        after=twin.after,
        asked=twin.asked,
        answered=twin.answered,
        anchor=twin.anchor,
        written=twin.written,
    )


def _retired(twin: Entry) -> Entry:
    """The note as one that is gone and that no question is again: not even the one that would mint its guid."""
    return replace(twin, removed=True, asked=ids.short(twin.guid), answered="", words="", sketch="", anchor=None)


def _after(entry: Entry, heirs: dict[str, Entry]) -> Entry:
    before = heirs.get(entry.after)
    return replace(entry, after=before.guid) if before and before.guid != entry.guid else entry
