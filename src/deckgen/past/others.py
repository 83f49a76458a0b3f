"""What the locks of other sources know: a question may have come from there, by a rename or from file to file."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen import files
from deckgen.data import Match
from deckgen.lock import Entry, Lock, ahead
from deckgen.past.nearby import Neighbour, reached
from deckgen.past.still import Reader, Still
from deckgen.past.surroundings import Surroundings
from deckgen.past.text import MOST, Alike, Text, plain
from deckgen.project import LOCK, Project, locate


@dataclass(frozen=True, slots=True)
class Other:
    """The lock of another source.

    `moved` are the notes whose questions stand here, `given` those of ours whose questions stand there; `gone` says
    that the source does not exist any more, and may be this one under another name. A build may have died between two
    locks: `doubled` are notes that ours knows too and that stand here, `theirs` those there.
    """

    path: Path
    lock: Lock
    moved: tuple[Entry, ...]
    gone: bool
    doubled: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    given: tuple[Entry, ...] = ()

    def settled(self, guids: Collection[str]) -> "Other":
        """The same with the notes that were recognised; of a file that was renamed all come along."""
        recognised = tuple(entry for entry in self.moved if entry.guid in guids)
        whole = self.gone and len(recognised) > MOST * len(self.moved)
        return self if whole else replace(self, moved=recognised)


def others_of(
    project: Project, near: Iterable[Neighbour], lock: Lock | None, former: Lock | None, text: Text, read: Reader,
    seen: Surroundings,
) -> Iterator[Other]:  # fmt: skip
    """The locks nearby that know questions which have come here.

    Of what still lies beside its copy nothing has: `former` is the lock that this project had under another id. And
    what a source still asks, as a build reads it, has not gone from there: `read` says what that is.
    """
    guids, near = set(lock.guids) if lock else set[str](), tuple(near)
    lives = _lives(near)
    copies = {one.project for one in (lock, former) if one}
    ours, before = lock.entries if lock else (), former.entries if former else ()
    living = Alike(entry for entry in ours if not entry.removed)
    # One of ours that went, and had another text, is not what has come.
    known = Alike(entry for entry in (*ours, *before) if not entry.removed or text.holds(entry))
    # What stands here, title and all, has not gone there.
    shown = (e for e in ours if e.content and not e.removed) if near else ()
    away = [entry for entry in shown if not (text.asks(entry) and text.holds(entry))]
    here = Still(lambda: read(project, lock) if lock else (), text)
    for one in reached(project, near):
        sources, other = one.sources, one.lock
        there = seen.text(sources)
        if there is None:
            continue
        still = _still(project, one, read, there)
        if sources and (other.project in copies or _is_copy(other, ours, there, text)):
            continue
        # What somebody keeps elsewhere as a copy of ours is no lock that a file has left behind.
        if one.path not in project.neighbours and not guids.isdisjoint(other.guids):
            continue
        cards = tuple(e for e in other.entries if e.content and e.guid not in guids and lives[e.guid] == one.path)
        is_left = not sources
        if set(sources) & set(project.files):
            moved = tuple(e for e in cards if all(_is_older(e, own, ours) for own in living.to(e)))
        elif is_left and (text.knows(cards) or (lock is None and any(text.has_from(e, there) for e in cards))):
            # Of a file that is not there any more recognition tells, which sees more than what stands here as it was.
            # But what is asked here and is a note of ours stays that: one of the two files was a copy.
            moved = tuple(_beside(cards, ours, here))
            is_left = len(moved) == len(cards)
        else:
            moved = tuple(e for e in cards if text.may_have(e, there) and not known.has(e) and not still.asks(e))
        both = [entry for entry in other.entries if entry.guid in guids and not entry.removed]
        doubled = frozenset(e.guid for e in both if text.has_from(e, there) and not still.asks(e))
        theirs = frozenset(e.guid for e in both if there.has_from(e, text) and not here.asks(e))
        live = [e for e in away if there.has_from(e, text) and not here.asks(e)] if sources else []
        like = Alike(other.entries if live else ())
        given = tuple(entry for entry in live if not like.has(entry))
        if moved or doubled or theirs or given:
            guids |= {entry.guid for entry in moved}
            yield Other(one.path, other, moved, is_left, doubled, theirs, given)


def _beside(cards: Iterable[Entry], ours: Iterable[Entry], here: Still) -> Iterator[Entry]:
    """The notes of another lock without those that ask the same as one of ours, unless that is asked here once more."""
    known = Counter(plain(entry.title) for entry in ours if not entry.removed)
    return (entry for entry in cards if (title := plain(entry.title)) not in known or here.count(title) > known[title])


def _still(project: Project, one: Neighbour, read: Reader, text: Text) -> Still:
    """What the source of a lock asks, if that exists."""

    def matches() -> Iterable[Match]:
        source = one.path.parent if one.path.name == LOCK else one.sources[0]
        there, _ = locate(source, project.stands, alone=True, allowed=project.bounds.folders[1:])
        return read(there, one.lock)

    return Still(matches if one.sources else tuple, text)


def _lives(near: Sequence[Neighbour]) -> dict[str, Path]:
    """The lock in which each note lives: where it has moved away it may be remembered as one that is gone, or was."""
    rows = [(entry, one.path) for one in reversed(near) for entry in one.lock.entries]
    rows.sort(key=lambda row: (not row[0].removed, row[0].mod))
    return {entry.guid: path for entry, path in rows}


def _is_copy(other: Lock, ours: Iterable[Entry], there: Text, text: Text) -> bool:
    """True if most of the notes that two locks know stand in both sources.

    A lock that is made of a package has the id of those who made its notes: so a copy may have another one.
    """
    known = {entry.guid for entry in other.entries if not entry.removed}
    both = [entry for entry in ours if entry.guid in known and not entry.removed]
    return text.knows(both) and there.knows(both)


def went(project: Project, near: Iterable[Neighbour], shipped: Lock, text: Text, seen: Surroundings) -> frozenset[str]:
    """The notes of the project's package that have gone to other sources nearby since it was made.

    Not those that a copy has too; no copy of a single file brings its package along.
    """
    found = set[str]()
    for one in near:
        living = {e.guid for e in elsewhere([one], shipped) if not e.removed} & shipped.guids if one.sources else set()
        is_most = project.lock.name == LOCK and len(living) > MOST * len(shipped.entries)
        there = seen.text(one.sources) if is_most else None
        if there is None or not _is_copy(one.lock, shipped.entries, there, text):
            found |= living
    return frozenset(found)


def _is_older(one: Entry, other: Entry, others: Collection[Entry]) -> bool:
    """True if a note was made in an earlier build than another; of those of one build each is a millisecond younger."""
    return one.created + len(others) < other.created


def elsewhere(near: Iterable[Neighbour], own: Lock) -> Iterator[Entry]:
    """The notes that other sources nearby have, or had until they were renamed; copies of this one have its own."""
    for one in near:
        if one.lock.project != own.project or not one.sources:
            yield from (entry for entry in one.lock.entries if entry.content)


def as_new(lock: Lock, others: Iterable[Entry]) -> Lock:
    """A lock as new as what `others` show: it stayed behind where its file was renamed, and they went on."""
    newest = {entry.guid: entry for entry in sorted(others, key=lambda entry: entry.mod)}
    entries = (
        replace(old, content=new.content, mod=new.mod) if (new := newest.get(old.guid)) and new.mod > old.mod else old
        for old in lock.entries
    )
    return replace(lock, entries=tuple(entries))


def shown(project: Project, lock: Path) -> str:
    """A lock as the message names it: as it is seen from here where it is another project's."""
    return lock.name if lock.parent == project.lock.parent or lock.name != LOCK else files.shown(lock).as_posix()


def joined(project: Project, lock: Lock, other: Other) -> Lock:
    """The lock with the notes that have come from another one, in whose note types they stay."""
    origin, renamed = other.lock.project, other.gone and len(project.files) == 1
    path = project.path_of(project.files[0]) if renamed else ""
    entries = [replace(ahead.at_home(e, origin, lock.project), path=path or e.path) for e in other.moved]
    layouts = {project.path_of(project.files[0]): one for one in other.lock.layouts.values()} if renamed else {}
    return replace(
        lock,
        entries=(*lock.entries, *entries),
        styles={**ahead.styles_elsewhere(other.lock), **lock.styles},
        layouts={**layouts, **lock.layouts},
    )


def handed(lock: Lock, other: Other) -> Lock:
    """The other lock with the notes that `lock` gives it, without those that have come from it."""
    gone = {entry.guid for entry in other.moved} | other.doubled
    left = tuple(entry for entry in other.lock.entries if entry.guid not in gone)
    given = tuple(ahead.at_home(entry, lock.project, other.lock.project) for entry in other.given)
    styles = ahead.styles_elsewhere(lock) if given else {}
    return replace(other.lock, entries=(*left, *given), styles={**styles, **other.lock.styles})
