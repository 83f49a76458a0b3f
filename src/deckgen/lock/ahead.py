"""What a package tells that the lock beside it does not: git may have gone back to an older lock, Anki goes nowhere."""

from collections.abc import Mapping
from dataclasses import replace

from deckgen.lock.file import Entry, Lock, Style


def seen_from(shipped: Lock, project: str) -> Lock:
    """The package as this project's lock says it, where most of its notes were made in another one."""
    if shipped.project == project:
        return shipped
    return Lock(
        project,
        tuple(at_home(entry, shipped.project, project) for entry in shipped.entries),
        {key.removeprefix(f"{project}:"): style for key, style in styles_elsewhere(shipped).items()},
    )


def at_home(entry: Entry, origin: str, project: str) -> Entry:
    """The note of the project `origin` in the lock of another one: it stays in the note type it has."""
    home = entry.home or origin
    return replace(entry, home="" if home == project else home)


def styles_elsewhere(lock: Lock) -> dict[str, Style]:
    """The styles of a lock as the lock of another project names them."""
    return {key if ":" in key else f"{lock.project}:{key}": style for key, style in lock.styles.items()}


def with_shipped(lock: Lock, shipped: Lock) -> Lock:
    """The lock that also knows what only the package shows: the decks of notes, out of which their cards may be moved.

    And the numbers of gaps, which must not go to other words.
    """
    there = {entry.guid: entry for entry in shipped.entries}
    entries = (_moved(_numbered(entry, there.get(entry.guid)), there.get(entry.guid)) for entry in lock.entries)
    return replace(lock, entries=tuple(entries))


def with_absent(shipped: Lock, lock: Lock) -> Lock:
    """The package that also tells of the notes that it lacks although they are older than it is.

    They were gone when it was built, so the lock is older than it. What they showed last is not known.
    """
    built, guids = max((entry.mod for entry in shipped.entries), default=0), shipped.guids
    absent = (e for e in lock.entries if e.content and not e.removed and e.guid not in guids)
    older = (replace(entry, content="") for entry in absent if entry.created // 1000 <= built)
    return replace(shipped, entries=(*shipped.entries, *older))


def with_later(shipped: Lock | None, lock: Lock, later: Mapping[str, tuple[int, str]]) -> Lock | None:
    """The package as if it had been built after what others show of its notes: the times and the digests, by guid."""
    if not later:
        return shipped
    entries = {entry.guid: entry for one in (lock, shipped) if one for entry in one.entries}
    known = {guid: entries[guid] for guid in later if guid in entries}
    newer = {guid: replace(entry, mod=later[guid][0], content=later[guid][1]) for guid, entry in known.items()}
    there = {entry.guid: entry for entry in shipped.entries} if shipped else {}
    return replace(shipped or Lock(lock.project), entries=tuple({**there, **newer}.values()))


def _moved(entry: Entry, there: Entry | None) -> Entry:
    if not there or there.deck in ("", entry.deck, *entry.decks):
        return entry
    return replace(entry, decks=(*entry.decks, there.deck))


def _numbered(entry: Entry, there: Entry | None) -> Entry:
    # A lock of an older deckgen has no numbers; they are learnt from its text.
    known = {number for number, _ in (*entry.gaps, *entry.gone)}
    if not there or not known:
        return entry
    more = {number: words for number, words in (*there.gaps, *there.gone) if number not in known}
    return replace(entry, gone=tuple(sorted((*entry.gone, *more.items()))))
