"""A project's own lock and package, and what other locks know of it → what a build goes on from."""

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from deckgen import files, ids
from deckgen.data import Document, Span
from deckgen.diagnostics import LOCK_MISSING, LOCK_OLD, LOCK_TAKEN, PACKAGE_OTHER, Diagnostic
from deckgen.lock import Lock, ahead
from deckgen.past.beside import beside
from deckgen.past.commands import git
from deckgen.past.nearby import Neighbour, around, at_hand, neighbours, rivals, twins
from deckgen.past.others import Other, as_new, elsewhere, handed, joined, others_of, shown, went
from deckgen.past.own import left_behind, own_lock, own_package, short, unknown
from deckgen.past.pending import pending
from deckgen.past.still import Reader
from deckgen.past.surroundings import Surroundings
from deckgen.past.text import Text
from deckgen.project import Project, tracks
from deckgen.wording import counted, said


@dataclass(frozen=True, slots=True)
class Past:
    """What a build goes on from; `lock` is a new one where nothing is known.

    `output` is where the package goes, and `shipped` what the package that stands there holds; `beside` is what those
    of other names show of our notes, by guid, and since when. `others` are the locks that know questions of this
    source, and `former` is the lock of another project that stood in this one's place, and where it is to be kept.
    `elsewhere` are the guids that other sources nearby have, and `late` those of notes that only the package knows.
    `stamp` tells the lock that was read from one that took its place.
    """

    lock: Lock
    output: Path
    shipped: Lock | None = None
    beside: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    others: tuple[Other, ...] = ()
    former: tuple[Path, Lock] | None = None
    elsewhere: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    stamp: files.Stamp = None

    @property
    def latest(self) -> Lock | None:
        """What Anki may have of our notes, under whatever name it was shipped."""
        return ahead.with_later(self.shipped, self.lock, self.beside)

    @property
    def given(self) -> frozenset[str]:
        """The guids that no new question gets: those of other sources, and of the package.

        What that has and the lock has not is another branch's: it may be in Anki, and asks something else there.
        """
        return self.elsewhere | (self.shipped.guids if self.shipped else set())

    def settled(self, guids: Collection[str]) -> "Past":
        """The same after the notes with these guids were recognised: what only seemed to have come here goes back.

        So does what only seemed to be here of what the package knows: it may be another branch's.
        """
        others = tuple(other.settled(guids) for other in self.others)
        back = {entry.guid for before, after in zip(self.others, others, strict=True) for entry in before.moved}
        back -= {entry.guid for other in others for entry in other.moved}
        back |= self.late.difference(guids)
        entries = tuple(entry for entry in self.lock.entries if entry.guid not in back)
        lock, late = replace(self.lock, entries=entries), self.late.intersection(guids)
        return replace(self, lock=lock, others=others, late=late)

    def locks(self) -> Iterator[tuple[Path, Lock | None]]:
        """The other locks as they are to be written; None is to be removed, for nothing is left in it."""
        for other in self.others:
            if other.moved or other.doubled or other.given:
                lock = handed(self.lock, other)
                yield other.path, lock if any(entry.content for entry in lock.entries) else None


def recall(
    project: Project, documents: Mapping[str, Document], read: Reader, seen: Surroundings
) -> tuple[Past, tuple[Diagnostic, ...]]:
    """What is known of the project, and what is to be said about that; raises DeckgenError if its lock is damaged.

    `read` says what a project asks, and which of its notes that is; `seen` is what lies around this one.
    """
    where = Span(next(iter(documents), ""))
    text = Text([line for document in documents.values() for line in document.body.lines])
    stamp = files.stamp(project.lock)
    lock, former, diagnostics = own_lock(project)
    output, shipped = own_package(project, lock, text, seen)
    near, whole = tuple(neighbours(project, seen)), around(project, seen)
    every = (*near, *whole)
    if known := lock or shipped:
        newer = tuple(elsewhere(every, known))
        lock, shipped = (one and as_new(one, newer) for one in (lock, shipped))
    gone = went(project, every, shipped, text, seen) if shipped else frozenset[str]()
    lost = shipped and replace(shipped, entries=tuple(e for e in shipped.entries if e.guid not in gone))
    if output != project.output:
        theirs = short(project.output)
        message = said("{package} is the package of another project, and is not overwritten", package=theirs)
        hint = said("the one of this project is {package}", package=short(output))
        diagnostics.append(Diagnostic(PACKAGE_OTHER, where, message, hint))
    left = shipped and any(shipped.guids & one.lock.guids for one in near if not one.sources)
    if lock is None and shipped and not left and project.settings.id in ("", shipped.project):
        hint = said(
            "if there is an older one (git log), restore it: it knows more; commit the lock, so that it is not lost"
        )
        diagnostics.append(_missing(project, where, output, _restoring(project) or hint))
        lock = lost
    elif not (lock or shipped) and (found := left_behind(project, _known(every), text, seen)):
        package, lock = found
        hint = said(
            "renamed? all is well; copied? remove {lock}, {package} and {output}, and build again",
            lock=project.lock.name, package=short(package), output=short(output),
        )  # fmt: skip
        diagnostics.append(_missing(project, where, package, hint))
    elif not (lock or shipped) and (cure := _restoring(project)):
        message = said("{lock} is missing, so nothing is known of the cards there are", lock=project.lock.name)
        # The package of this build would be taken for one that is newer than the lock.
        hint = said(
            "{cure}; then remove {package}, which is made without it, and build again",
            cure=cure,
            package=files.shown(output),
        )
        diagnostics.append(Diagnostic(LOCK_MISSING, where, message, hint))
    late = unknown(lock, lost, text, output) if lock and lost else ()
    lock = lock and replace(lock, entries=(*lock.entries, *late))
    if lock and shipped:
        lock, shipped = ahead.with_shipped(lock, shipped), ahead.with_absent(shipped, lock)
    others = tuple(others_of(project, near, lock, former[1] if former else None, text, read, seen))
    apart = rivals(project, near, seen)
    taken = {one.lock.project for one in at_hand(project, apart)}
    taken |= {entry.home for one in whole for entry in one.lock.entries}
    lock = lock or _new(project, frozenset(taken), others, text)
    for other in others:
        gone = other.theirs | {entry.guid for entry in other.given}
        lock = replace(lock, entries=tuple(entry for entry in lock.entries if entry.guid not in gone))
        if other.moved:
            lock = joined(project, lock, other)
    diagnostics += pending(project, output, lock.entries)
    diagnostics += twins(project, apart, lock, project.span_of("id") if project.is_configured else where)
    living = {entry.guid for entry in elsewhere((one for one in every if one.sources), lock)}
    absent = frozenset(entry.guid for entry in late)
    later = beside(output, lock, shipped)
    return Past(lock, output, shipped, later, others, former, frozenset(living), absent, stamp), tuple(diagnostics)


def _known(near: Iterable[Neighbour]) -> set[str]:
    """The guids of all notes that other locks know."""
    return {guid for one in near for guid in one.lock.guids}


def _restoring(project: Project) -> str:
    """What to type for a lock that Git has; empty where it has none."""
    command = git(project.lock, "checkout") if tracks(project.lock) else ""
    return command and said("Git has it: {command}", command=command)


def _missing(project: Project, where: Span, package: Path, hint: str) -> Diagnostic:
    message = said(
        "{lock} is missing, so notes are recognised by what {package} shows",
        lock=project.lock.name, package=short(package),
    )  # fmt: skip
    return Diagnostic(LOCK_MISSING, where, message, hint)


def settle(project: Project, past: Past, paths: Mapping[str, str]) -> tuple[Past, tuple[Diagnostic, ...]]:
    """The past after notes were recognised, and what is to be said of those that came or went.

    The `paths` are those of the notes, by their guids.
    """
    settled = past.settled(paths)
    return settled, (*_late(project, settled, paths), *_taken(project, settled, paths))


def _late(project: Project, past: Past, paths: Mapping[str, str]) -> Iterator[Diagnostic]:
    # Where another project's lock stood in its place, that is said.
    if past.late and not past.former:
        message = said(
            "{lock} is older than {package} and lacks {notes} of it",
            lock=project.lock.name, package=short(past.output), notes=counted(len(past.late), "note"),
        )  # fmt: skip
        hint = said(
            "restore the newest lock (git log); without it these notes are recognised by what the package shows"
        )
        first = next(path for guid, path in paths.items() if guid in past.late)
        yield Diagnostic(LOCK_OLD, Span(first), message, hint)


def _taken(project: Project, past: Past, paths: Mapping[str, str]) -> Iterator[Diagnostic]:
    for other in past.others:
        name = shown(project, other.path)
        if other.moved:
            came = counted(len(other.moved), "question")
            message = said("{questions} came here from {lock}, with all cards and reviews", questions=came, lock=name)
            place = next(paths[entry.guid] for entry in other.moved if entry.guid in paths)
            yield Diagnostic(LOCK_TAKEN, Span(place), message)
        if other.given:
            went = counted(len(other.given), "question")
            message = said(
                "{questions} went from here to {lock}, with all cards and reviews", questions=went, lock=name
            )
            left = (entry.path for entry in other.given if project.place_of(entry.path) in project.files)
            yield Diagnostic(LOCK_TAKEN, Span(next(left, project.path_of(project.files[0]))), message)


def _new(project: Project, taken: frozenset[str], others: Sequence[Other], text: Text) -> Lock:
    """The lock of a project that has none: a file that was renamed goes on with the id it had."""
    if project.settings.id:
        return Lock(project.settings.id)
    renamed = next((other.lock for other in others if other.gone), None)
    # Of a file that was divided only one part can go on with its id: two would mint each other's guids.
    if renamed and renamed.project not in taken:
        return Lock(renamed.project, styles=renamed.styles)
    origin = project.origin or "\n".join(sorted(text.lines))
    # Of two sources of one name and one text the later one is another project all the same.
    minted = (ids.project(project.settings.name, f"{origin}{turn or ''}") for turn in itertools.count())
    return Lock(next(one for one in minted if one not in taken))
