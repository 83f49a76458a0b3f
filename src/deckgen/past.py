"""What is known of a project from before: its lock, the package that stands beside it, and the locks of other sources.

A lock may be missing, or older than the package, or belong to a file that was renamed. Whatever knows the questions is
used, and its author is told: a card that starts anew has lost its reviews.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
from deckgen.lock import Entry, Lock, load
from deckgen.lock.fingerprint import normal
from deckgen.project import Project

# A lock or a package is a source's own if the source asks at least this share of its questions.
_KNOWS = 0.5


@dataclass(frozen=True, slots=True)
class Past:
    """What a build goes on from; `lock` is a new one where nothing is known.

    `output` is where the package goes, and `shipped` what the package that stands there holds. `others` are the locks
    whose notes have come here, as they are without these; None where nothing is left in one.
    """

    lock: Lock
    output: Path
    shipped: Lock | None = None
    others: tuple[tuple[Path, Lock | None], ...] = ()


def recall(project: Project, documents: Mapping[str, Document]) -> tuple[Past, tuple[Diagnostic, ...]]:
    """What is known of the project, and what is to be said about that; raises DeckgenError if its lock is damaged."""
    where = Span(next(iter(documents), ""))
    text = normal("\n".join(line for document in documents.values() for line in document.body.lines))
    lock, diagnostics = _own(project)
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
    others = []
    for path, other, moved in _moved(project, lock, text):
        message = (
            f"{path.name} knew {len(moved)} questions that stand here now; they keep their cards and their reviews"
        )
        diagnostics.append(Diagnostic(LOCK_TAKEN, where, message))
        lock = _with(project, lock, other, moved)
        left = tuple(entry for entry in other.entries if entry not in moved)
        others.append((path, replace(other, entries=left) if any(entry.content for entry in left) else None))
    if lock is None:
        lock = Lock(project.settings.id or ids.project(project.settings.name, project.origin or text))
    return Past(lock, output, shipped, tuple(others)), tuple(diagnostics)


def _own(project: Project) -> tuple[Lock | None, list[Diagnostic]]:
    """The project's lock, None where there is none, held against the project's id and name."""
    if not project.lock.exists():
        return None, []
    lock, wanted = _read(project.lock), project.settings.id
    if wanted not in ("", lock.project):
        message = f"the id here is {wanted}, in the lock it is {lock.project}: this is a new project, with new notes"
        hint = f'to keep the cards that there are, write id = "{lock.project}"'
        return Lock(wanted), [Diagnostic(PROJECT_NEW, project.settings_span, message, hint)]
    name = ids.name_of(lock.project)
    if not wanted and name != project.settings.name and not project.is_file:
        message = f"this project was called {name} when its lock was written; its cards stay the cards of {name}"
        hint = f'renamed? write id = "{lock.project}"; copied? give it another id, and its cards are its own'
        return lock, [Diagnostic(PROJECT_RENAMED, project.settings_span, message, hint)]
    return lock, []


def _read(path: Path) -> Lock:
    return load(files.read(path).decode("utf-8", "replace"), path.name)


def _package(project: Project, lock: Lock | None, text: str) -> tuple[Path, Lock | None]:
    """Where the package goes, and what it holds now: never where another project's package stands."""
    path, number = project.output, 1
    while path.exists():
        try:
            shipped = rebuild(files.read(path), path.name, lock.project if lock else project.settings.id)
        except DeckgenError:
            return path, None  # no package of deckgen, or a damaged one: it holds nothing that anybody studies
        if _is_own(shipped, lock, text):
            return path, shipped
        suffix = "" if number == 1 else f"-{number}"
        path, number = project.output.with_stem(f"{project.root.name}-{project.output.stem}{suffix}"), number + 1
    return path, None


def _is_own(shipped: Lock, lock: Lock | None, text: str) -> bool:
    if lock:
        guids = {entry.guid for entry in lock.entries}
        return shipped.project == lock.project or any(entry.guid in guids for entry in shipped.entries)
    return _knows(shipped.entries, text)


def _knows(entries: Sequence[Entry], text: str) -> bool:
    """Whether the text asks enough of these questions."""
    return sum(_asked(entry, text) for entry in entries) >= _KNOWS * len(entries)


def _asked(entry: Entry, text: str) -> bool:
    title = normal(entry.title)
    return bool(title) and title in text


def _unknown(lock: Lock, shipped: Lock, text: str) -> tuple[Entry, ...]:
    """The notes of the package that the lock does not know, although their questions stand here.

    Of another branch of git the package may hold more, whose questions do not stand here.
    """
    guids = {entry.guid for entry in lock.entries}
    asked = {entry.title for entry in lock.entries if not entry.removed}
    return tuple(e for e in shipped.entries if e.guid not in guids and e.title not in asked and _asked(e, text))


def _moved(project: Project, lock: Lock | None, text: str) -> Iterator[tuple[Path, Lock, tuple[Entry, ...]]]:
    """The locks of other sources that know questions of this one, each with the notes that have come here."""
    guids = {entry.guid for entry in lock.entries} if lock else set()
    asked = {entry.asked for entry in lock.entries} if lock else set()
    for path in project.neighbours:
        source = next((file for file in project.sources_of(path) if file.exists()), None)
        try:
            other = _read(path)
            there = normal(files.read(source).decode("utf-8", "replace")) if source else ""
        except DeckgenError:
            continue  # what is wrong with another source is said when that is built
        cards = tuple(entry for entry in other.entries if entry.content and entry.guid not in guids)
        here = source in project.files
        if here or (source is None and cards and _knows(cards, text)):
            moved = cards
        else:
            moved = tuple(e for e in cards if _asked(e, text) and not _asked(e, there) and e.asked not in asked)
        if moved:
            yield path, other, moved


def _with(project: Project, lock: Lock | None, other: Lock, moved: Sequence[Entry]) -> Lock:
    """The lock with the notes that have come from another one, in whose note types they stay."""
    if lock is None and not project.settings.id:
        lock = Lock(other.project, styles=other.styles)
    lock = lock or Lock(project.settings.id)
    homes = [entry.home or other.project for entry in moved]
    entries = (
        replace(entry, home="" if home == lock.project else home, removed=False)
        for entry, home in zip(moved, homes, strict=True)
    )
    styles = {f"{other.project}:{key}" if ":" not in key else key: style for key, style in other.styles.items()}
    return replace(
        lock,
        entries=(*lock.entries, *entries),
        styles={**styles, **lock.styles},
        layouts={**other.layouts, **lock.layouts},
    )
