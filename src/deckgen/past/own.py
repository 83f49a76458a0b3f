"""The lock and the package that are the project's own."""

import contextlib
import functools
import itertools
import shlex
from collections.abc import Collection, Iterator
from pathlib import Path

from deckgen import bounds, files, ids
from deckgen.apkg.read import NoPackage
from deckgen.apkg.rebuild import rebuild
from deckgen.apkg.shipped import answers
from deckgen.diagnostics import PROJECT_NEW, PROJECT_RENAMED, DeckgenError, Diagnostic, Faulty
from deckgen.files import shown
from deckgen.lock import Entry, Lock, ahead, load
from deckgen.normal_forms import nfc
from deckgen.past.commands import about, git
from deckgen.past.nearby import around, at_hand, namesakes
from deckgen.past.surroundings import Surroundings
from deckgen.past.text import Text, title
from deckgen.project import Project, former
from deckgen.wording import said


def own_lock(project: Project) -> tuple[Lock | None, tuple[Path, Lock] | None, list[Diagnostic]]:
    """The project's lock, held against its id and name; and that of another project in its place, and where to keep it.

    What was kept there before has been taken back.
    """
    lock, wanted = read_lock(project), project.settings.id
    if lock is None:
        return None, None, []
    if wanted not in ("", nfc(lock.project)):
        kept, free = former(project.lock)
        # Of two the later one was in use last.
        if found := next(((path, one) for path in reversed(kept) if (one := read(path)).project == wanted), None):
            before, back = found
            message = said(
                "the id here is {wanted} again, in the lock it is {known}: {file} is taken back",
                wanted=wanted, known=lock.project, file=before.name,
            )  # fmt: skip
            hint = said("{file} is the lock of {project} now", file=before.name, project=lock.project)
            return back, (before, lock), [Diagnostic(PROJECT_NEW, project.span_of("id"), message, hint)]
        package, shipped = next(_found(project, Lock(wanted)))
        if shipped and shipped.project == wanted:
            message = said(
                "the id here is {wanted}, in the lock it is {known}: it is the lock of another project, so notes are "
                "recognised by what {package} shows",
                wanted=wanted, known=lock.project, package=short(package),
            )  # fmt: skip
            hint = said("restore the newest lock of {wanted} (git log); the other one is kept beside it", wanted=wanted)
            return Lock(wanted), (free, lock), [Diagnostic(PROJECT_NEW, project.span_of("id"), message, hint)]
        message = said(
            "the id here is {wanted}, in the lock it is {known}: this is a new project, with new notes",
            wanted=wanted, known=lock.project,
        )  # fmt: skip
        hint = said(
            'to keep the cards that there are, write id = "{known}"; the lock of before is kept beside it',
            known=lock.project,
        )
        return Lock(wanted), (free, lock), [Diagnostic(PROJECT_NEW, project.span_of("id"), message, hint)]
    # Where the author has written the id, it is said once, for that may be the answer to it.
    name = ids.name_of(lock.project) if not wanted else lock.name or project.settings.name
    if name != project.settings.name and project.is_configured:
        message = said(
            "this project was called {name} when its lock was written; its cards stay the cards of {name}", name=name
        )
        hint = said("renamed? all is well; copied? give it another id, and its cards are its own")
        if not wanted:
            hint = said(
                'renamed? write id = "{known}"; copied? give it another id, and its cards are its own',
                known=lock.project,
            )
        return lock, None, [Diagnostic(PROJECT_RENAMED, project.span_of("name"), message, hint)]
    return lock, None, []


def read_lock(project: Project) -> Lock | None:
    """The project's lock, None where there is none; raises DeckgenError if it is damaged."""
    if not project.lock.exists():
        return None
    package = shlex.quote(shown(project.output).as_posix()) if project.output.exists() else "EXPORT.apkg"
    return read(project.lock, f"{about(project, 'deckgen lock')} --from {package}")


def with_cards(project: Project) -> Project:
    """The project with those files that are left out as usual, but have cards; raises DeckgenError on a bad lock."""
    lock = read_lock(project) if project.left_out else None
    return project.with_known(entry.path for entry in lock.entries if not entry.removed) if lock else project


def read(path: Path, mend: str = "deckgen lock --from EXPORT.apkg") -> Lock:
    """The lock; `mend` is the command that rebuilds it."""
    try:
        return load(files.read(path).decode("utf-8", "replace"), path.name, mend, functools.partial(git, path))
    except Faulty as error:
        raise error.below(path.parent) from error


def own_package(project: Project, lock: Lock | None, text: Text, seen: Surroundings) -> tuple[Path, Lock | None]:
    """Where the package goes, and what it holds now: never where another project's package stands.

    One that holds notes of ours may be that of a file whose name and notes have come here: ours names our project. So
    does that of a file with whose id we go on; ours was written later.
    """
    found = list(_found(project, lock))
    own = [(path, shipped) for path, shipped in found if shipped and _is_own(shipped, lock, text, project, seen)]
    named = [(path, shipped) for path, shipped in own if lock and shipped.project == lock.project]
    named.sort(key=lambda one: one[0].stat().st_mtime_ns, reverse=True)
    path, shipped = next(iter((*named, *own, *found[-1:])))
    return path, ahead.seen_from(shipped, lock.project) if lock and shipped else shipped


def left_behind(project: Project, others: Collection[str], text: Text, seen: Surroundings) -> tuple[Path, Lock] | None:
    """The latest package beside the project's own that a source left there which was renamed, and lost its lock.

    Most of its notes stand here, no source has its name, and none of them is of these `others`, which other locks know.
    """
    beside = [path for path in project.output.parent.glob("*.apkg") if path.is_file() and not path.is_symlink()]
    named = seen.stems(project.stands) if beside else None
    if named is None:
        return None
    for path in sorted((one for one in beside if one.stem not in named), key=lambda one: -one.stat().st_mtime):
        with contextlib.suppress(DeckgenError):
            shipped = rebuild(files.read(path, bounds.LARGEST_PACKAGE), path.name, project.settings.id)
            is_left = ids.name_of(shipped.project) not in named and shipped.guids.isdisjoint(others)
            if is_left and _is_own(shipped, None, text, project, seen):
                return path, shipped
    return None


def _found(project: Project, lock: Lock | None) -> Iterator[tuple[Path, Lock | None]]:
    """The packages where this project's may stand, up to the first place that is free."""
    for path in _places(project):
        try:
            wanted, known = (lock.project, lock.guids) if lock else (project.settings.id, set[str]())
            shipped = (
                rebuild(files.read(path, bounds.LARGEST_PACKAGE), path.name, wanted, known) if path.exists() else None
            )
        except NoPackage:
            shipped = None  # no package of deckgen, or a damaged one: it holds nothing that anybody studies
        yield path, shipped
        if shipped is None:
            return


def _places(project: Project) -> Iterator[Path]:
    """Where the package may go, the best place first."""
    yield project.output
    for number in itertools.count(1):
        suffix = "" if number == 1 else f"-{number}"
        path = project.output.with_stem(f"{project.root.name}-{project.output.stem}{suffix}")
        # Nothing of ours makes a link there, and it leads who knows where.
        if not path.is_symlink():
            yield path


def _is_own(shipped: Lock, lock: Lock | None, text: Text, project: Project, seen: Surroundings) -> bool:
    """Whether the package is this project's, by the lock, by its id, or else by what stands in the sources."""
    if lock:
        return shipped.project == lock.project or not lock.guids.isdisjoint(shipped.guids)
    if project.settings.id:
        return shipped.project == project.settings.id
    others = (*at_hand(project, namesakes(project, seen)), *around(project, seen))
    return text.knows(shipped.entries) and not any(shipped.guids & one.lock.guids for one in others)


def unknown(lock: Lock, shipped: Lock, text: Text, package: Path) -> tuple[Entry, ...]:
    """The notes of the package that the lock does not know, although their questions stand here with their answers.

    Of another branch of git the package may hold more, whose questions do not stand here, or are others of one title.
    """
    guids = lock.guids
    asked = {title(entry) for entry in lock.entries if not entry.removed}
    found = tuple(e for e in shipped.entries if e.guid not in guids and title(e) not in asked and text.holds(e))
    if all(map(text.tells, found)):
        return found
    with package.open("rb") as file:
        said = answers(file, package.name)
    return tuple(e for e in found if text.tells(e) or text.says(said.get(e.guid, "")))


def short(path: Path) -> str:
    """A package's name with its folder's."""
    return f"{path.parent.name}/{path.name}"
