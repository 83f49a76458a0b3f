"""What is known of a project from before: its lock, the package that stands beside it, and the locks of other sources.

A lock may be missing, or older than the package, or belong to a file that was renamed. Whatever knows the questions is
used, and its author is told: a card that starts anew has lost its reviews.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from deckgen import files, ids
from deckgen.apkg.rebuild import rebuild
from deckgen.data import Document, Span
from deckgen.diagnostics import (
    LOCK_MISSING,
    LOCK_OLD,
    LOCK_TAKEN,
    PACKAGE_OTHER,
    PROJECT_NEW,
    PROJECT_RENAMED,
    DeckgenError,
    Diagnostic,
)
from deckgen.lock import Entry, Lock, ahead, gaps, load
from deckgen.lock.fingerprint import normal, pieces, unpack
from deckgen.project import LOCK, Project

# A lock or a package is a source's own if more than this share of its notes is there, and a note is there if this share
# of the pieces of its text is, of which fewer than the second number tell nothing.
_KNOWS, _FEWEST = 0.5, 4


@dataclass(frozen=True, slots=True)
class Past:
    """What a build goes on from; `lock` is a new one where nothing is known.

    `output` is where the package goes, and `shipped` what the package that stands there holds. `others` are the locks
    that know questions of this source, and `former` is the lock of another project that stood in this one's place.
    """

    lock: Lock
    output: Path
    shipped: Lock | None = None
    others: tuple["Other", ...] = ()
    former: Lock | None = None

    def settled(self, guids: Collection[str]) -> "Past":
        """The same after the notes with these guids were recognised: what only seemed to have come here goes back."""
        others = tuple(other.settled(guids) for other in self.others)
        back = {entry.guid for before, after in zip(self.others, others, strict=True) for entry in before.moved}
        back -= {entry.guid for other in others for entry in other.moved}
        entries = tuple(entry for entry in self.lock.entries if entry.guid not in back)
        return replace(self, lock=replace(self.lock, entries=entries), others=others)

    def locks(self) -> Iterator[tuple[Path, Lock | None]]:
        """The other locks as they are to be written; None is to be removed, for nothing is left in it."""
        for other in self.others:
            left = tuple(entry for entry in other.lock.entries if entry not in other.moved)
            left = tuple(entry for entry in left if entry.guid not in other.doubled)
            if other.moved or other.doubled:
                yield other.path, replace(other.lock, entries=left) if any(e.content for e in left) else None


@dataclass(frozen=True, slots=True)
class Other:
    """The lock of another source.

    `moved` are the notes whose questions stand here; `gone` says that the source does not exist any more. A build may
    have died between two locks: `doubled` are notes that ours knows too and that stand here, `theirs` those there.
    """

    path: Path
    lock: Lock
    moved: tuple[Entry, ...]
    gone: bool
    doubled: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()

    def settled(self, guids: Collection[str]) -> "Other":
        """The same with the notes that were recognised; of a file that was renamed all come along."""
        recognised = tuple(entry for entry in self.moved if entry.guid in guids)
        whole = self.gone and len(recognised) >= _KNOWS * len(self.moved)
        return self if whole else replace(self, moved=recognised)


class _Text:
    """What stands in a source, before anything is split: enough to see whether it is where a note came from."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.source = lines

    @cached_property
    def lines(self) -> frozenset[str]:
        """The lines as normal text, also without the marks of clozes."""
        return frozenset(filter(None, (normal(one) for line in self.source for one in (line, line.replace("==", "")))))

    @cached_property
    def pieces(self) -> set[int]:
        """The hashes of all pieces of the text."""
        return pieces("\n".join(self.source))

    def holds(self, entry: Entry) -> bool:
        """Whether most of what stood below the note's title is here, or the title where that was too short."""
        hashes = pieces(_gapped(entry)) if entry.type == "cloze" else unpack(entry.sketch)
        if len(hashes) >= _FEWEST:
            return len(hashes & self.pieces) >= _KNOWS * len(hashes)
        return normal(_title(entry)) in self.lines

    def knows(self, entries: Sequence[Entry]) -> bool:
        """Whether more of these notes are here than are not."""
        return sum(map(self.holds, entries)) > _KNOWS * len(entries)


def recall(project: Project, documents: Mapping[str, Document]) -> tuple[Past, tuple[Diagnostic, ...]]:
    """What is known of the project, and what is to be said about that; raises DeckgenError if its lock is damaged."""
    where = Span(next(iter(documents), ""))
    text = _Text([line for document in documents.values() for line in document.body.lines])
    lock, former, diagnostics = _own(project)
    output, shipped = _package(project, lock, text)
    if output != project.output:
        message = f"build/{project.output.name} is the package of another project, and is not overwritten"
        diagnostics.append(Diagnostic(PACKAGE_OTHER, where, message, f"the one of this project is build/{output.name}"))
    if lock is None and shipped and project.settings.id in ("", shipped.project):
        message = f"{project.lock.name} is missing, so notes are recognised by what build/{output.name} shows"
        hint = "if there is an older one (git log), restore it: it knows more; commit the lock, so that it is not lost"
        diagnostics.append(Diagnostic(LOCK_MISSING, where, message, hint))
        lock = shipped
    elif lock and shipped and (newer := _unknown(lock, shipped, text)):
        message = f"{project.lock.name} is older than build/{output.name} and does not know {len(newer)} of its notes"
        hint = "restore the newest lock (git log); without it these notes are recognised by what the package shows"
        diagnostics.append(Diagnostic(LOCK_OLD, where, message, hint))
        lock = replace(lock, entries=(*lock.entries, *newer))
    if lock and shipped:
        lock, shipped = ahead.with_numbers(lock, shipped), ahead.with_absent(shipped, lock)
    copies = {one.project for one in (lock, former) if one}
    others = tuple(_others(project, lock, text, copies))
    lock = lock or _new(project, others, text)
    for other in others:
        lock = replace(lock, entries=tuple(entry for entry in lock.entries if entry.guid not in other.theirs))
        if not other.moved:
            continue
        names = f"{_shown(project, other.path)} knows {len(other.moved)} questions that stand here now"
        diagnostics.append(Diagnostic(LOCK_TAKEN, where, f"{names}; they keep their cards and reviews"))
        lock = _with(project, lock, other)
    return Past(lock, output, shipped, others, former), tuple(diagnostics)


def _own(project: Project) -> tuple[Lock | None, Lock | None, list[Diagnostic]]:
    """The project's lock, or the one of another project in its place; held against the project's id and name."""
    lock, wanted = read_lock(project), project.settings.id
    if lock is None:
        return None, None, []
    if wanted not in ("", lock.project):
        before = former_lock(project)
        if before.exists() and (back := _read(before)).project == wanted:
            message = f"the id here is {wanted} again, in the lock it is {lock.project}: {before.name} is taken back"
            hint = f"{before.name} is the lock of {lock.project} now"
            return back, lock, [Diagnostic(PROJECT_NEW, project.settings_span, message, hint)]
        message = f"the id here is {wanted}, in the lock it is {lock.project}: this is a new project, with new notes"
        hint = f'to keep the cards that there are, write id = "{lock.project}"; the lock of before is kept beside it'
        return Lock(wanted), lock, [Diagnostic(PROJECT_NEW, project.settings_span, message, hint)]
    # Where the author has written the id, it is said once, for that may be the answer to it.
    name = ids.name_of(lock.project) if not wanted else lock.name or project.settings.name
    if name != project.settings.name and project.is_configured:
        message = f"this project was called {name} when its lock was written; its cards stay the cards of {name}"
        renamed = "renamed? all is well" if wanted else f'renamed? write id = "{lock.project}"'
        hint = f"{renamed}; copied? give it another id, and its cards are its own"
        return lock, None, [Diagnostic(PROJECT_RENAMED, project.settings_span, message, hint)]
    return lock, None, []


def former_lock(project: Project) -> Path:
    """Where the lock of another project is kept that stood in the place of this one's."""
    return project.lock.with_name(f"{project.lock.name}.before")


def read_lock(project: Project) -> Lock | None:
    """The project's lock, None where there is none; raises DeckgenError if it is damaged."""
    if not project.lock.exists():
        return None
    alone = "" if project.lock.name == LOCK else f"{project.files[0].name} "
    return _read(project.lock, f"deckgen lock {alone}--from build/{project.output.name}")


def _read(path: Path, mend: str = "") -> Lock:
    """The lock; `mend` is the command that rebuilds it."""
    return load(files.read(path).decode("utf-8", "replace"), path.name, mend)


def _package(project: Project, lock: Lock | None, text: _Text) -> tuple[Path, Lock | None]:
    """Where the package goes, and what it holds now: never where another project's package stands."""
    path, number = project.output, 1
    known = lock.guids if lock else set()
    while path.exists():
        try:
            shipped = rebuild(files.read(path), path.name, lock.project if lock else project.settings.id, known)
        except DeckgenError:
            return path, None  # no package of deckgen, or a damaged one: it holds nothing that anybody studies
        if _is_own(shipped, lock, text, project.settings.id):
            return path, shipped
        suffix = "" if number == 1 else f"-{number}"
        path, number = project.output.with_stem(f"{project.root.name}-{project.output.stem}{suffix}"), number + 1
    return path, None


def _is_own(shipped: Lock, lock: Lock | None, text: _Text, project: str) -> bool:
    """Whether the package is this project's, by the lock, by its id, or else by what stands in the sources."""
    if lock:
        return shipped.project == lock.project or not lock.guids.isdisjoint(shipped.guids)
    return shipped.project == project if project else text.knows(shipped.entries)


def _unknown(lock: Lock, shipped: Lock, text: _Text) -> tuple[Entry, ...]:
    """The notes of the package that the lock does not know, although their questions stand here.

    Of another branch of git the package may hold more, whose questions do not stand here.
    """
    guids = lock.guids
    asked = {_title(entry) for entry in lock.entries if not entry.removed}
    return tuple(e for e in shipped.entries if e.guid not in guids and _title(e) not in asked and text.holds(e))


def _gapped(entry: Entry) -> str:
    """The text of a cloze without marks, which its sketch has in a form that no source has."""
    # Of a note that was rebuilt from a package, the first line of the text is the title.
    return gaps.read(entry.words.partition("\n")[2] if entry.asked else entry.words).text


def _title(entry: Entry) -> str:
    """The question, of a cloze without marks: those of a package have them in their title."""
    return gaps.read(entry.title).text


def _others(project: Project, lock: Lock | None, text: _Text, copies: Collection[str]) -> Iterator[Other]:
    """The locks nearby that know questions which have come here.

    Of what still lies beside its copy nothing has: `copies` are the ids that this project has and had.
    """
    guids = lock.guids if lock else set()
    asked = {entry.asked for entry in lock.entries} if lock else set()
    for path in project.neighbours:
        sources = project.sources_of(path)
        try:
            other = _read(path)
            read = (files.read(source).decode("utf-8", "replace") for source in sources)
            there = _Text("\n".join(read).split("\n"))
        except DeckgenError:
            continue  # what is wrong with another source is said when that is built
        if sources and other.project in copies:
            continue
        cards = tuple(entry for entry in other.entries if entry.content and entry.guid not in guids)
        if set(sources) & set(project.files) or (not sources and cards and text.knows(cards)):
            moved = cards
        else:
            moved = tuple(e for e in cards if text.holds(e) and not there.holds(e) and e.asked not in asked)
        both = [entry for entry in other.entries if entry.guid in guids and not entry.removed]
        doubled = frozenset(entry.guid for entry in both if text.holds(entry) and not there.holds(entry))
        theirs = frozenset(entry.guid for entry in both if there.holds(entry) and not text.holds(entry))
        if moved or doubled or theirs:
            yield Other(path, other, moved, not sources, doubled, theirs)


def _shown(project: Project, lock: Path) -> str:
    """A lock as the message names it: by its folder too where it is another project's."""
    return lock.name if lock.parent == project.lock.parent or lock.name != LOCK else f"{lock.parent.name}/{lock.name}"


def _new(project: Project, others: Sequence[Other], text: _Text) -> Lock:
    """The lock of a project that has none: a file that was renamed goes on with the id it had."""
    renamed = next((other.lock for other in others if other.gone), None)
    if project.settings.id:
        return Lock(project.settings.id)
    if renamed:
        return Lock(renamed.project, styles=renamed.styles)
    return Lock(ids.project(project.settings.name, project.origin or "\n".join(sorted(text.lines))))


def _with(project: Project, lock: Lock, other: Other) -> Lock:
    """The lock with the notes that have come from another one, in whose note types they stay."""
    origin, renamed = other.lock.project, other.gone and len(project.files) == 1
    entries = []
    for entry in other.moved:
        home = entry.home or origin
        path = project.path_of(project.files[0]) if renamed else entry.path
        entries.append(replace(entry, home="" if home == lock.project else home, path=path, removed=False))
    styles = {key if ":" in key else f"{origin}:{key}": style for key, style in other.lock.styles.items()}
    layouts = {project.path_of(project.files[0]): one for one in other.lock.layouts.values()} if renamed else {}
    return replace(
        lock,
        entries=(*lock.entries, *entries),
        styles={**styles, **lock.styles},
        layouts={**layouts, **lock.layouts},
    )
