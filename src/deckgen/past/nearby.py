"""The locks of other sources nearby, and whether one of them has the id of this one."""

import functools
import itertools
import os
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from deckgen import bounds, files
from deckgen.data import Span
from deckgen.diagnostics import PROJECT_TWIN, DeckgenError, Diagnostic
from deckgen.lock import Lock, load
from deckgen.past.surroundings import Surroundings
from deckgen.project import LOCK, Project, locks, top
from deckgen.wording import said

# More locks than this without their files are somebody's archive.
_LEFT = 100
# The files of one command are neighbours of each other: their locks are not read anew for each of them.
_load = functools.lru_cache(maxsize=2 * _LEFT)(load)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A lock nearby, and the files of its source, none if that does not exist any more."""

    path: Path
    lock: Lock
    sources: tuple[Path, ...]


def neighbours(project: Project, seen: Surroundings) -> Iterator[Neighbour]:
    """The locks nearby that can be read: what is wrong with another source is said when that is built.

    And those further away of files that are not there any more.
    """
    left = (path for path in seen.left(*project.apart) if path != project.lock)
    return _neighbours((*project.neighbours, *itertools.islice(left, _LEFT)), seen)


def around(project: Project, seen: Surroundings) -> tuple[Neighbour, ...]:
    """The lock of the project to which this source belongs that is built on its own: nothing comes from it."""
    return tuple(_neighbours([project.whole] if project.whole else [], seen))


def namesakes(project: Project, seen: Surroundings) -> Iterator[Neighbour]:
    """The locks of other sources with the same name, whose packages have that name too."""
    paths = locks.namesakes(project.lock, project.stands, seen.below)
    return (one for one in _neighbours(itertools.islice(paths, _LEFT), seen) if one.sources)


def _neighbours(paths: Iterable[Path], seen: Surroundings) -> Iterator[Neighbour]:
    for path in dict.fromkeys(paths):
        try:
            yield Neighbour(path, _load(files.read(path).decode("utf-8", "replace"), path.name), seen.sources(path))
        except DeckgenError:
            continue


def rivals(project: Project, near: Iterable[Neighbour], seen: Surroundings) -> tuple[Neighbour, ...]:
    """The locks of other sources nearby, or of this name.

    Clones of a repository have one id in common, and a link to this source leads to its own.
    """
    found = {os.path.realpath(one.path): one for one in (*near, *namesakes(project, seen)) if one.sources}
    found.pop(os.path.realpath(project.lock), None)
    repository = functools.cache(top)
    return tuple(one for one in found.values() if repository(one.path.parent) == repository(project.home))


def at_hand(project: Project, sources: Iterable[Neighbour]) -> Iterator[Neighbour]:
    """Those of the same repository, of the same folder, or below the folder of the command.

    A copy in any other place is somebody else's, with the same cards: who begins without a lock agrees with it.
    """
    if top(project.home):
        return iter(sources)
    return (one for one in sources if one.path.parent == project.home or one.path.is_relative_to(project.stands))


def reached(project: Project, sources: Iterable[Neighbour]) -> Iterator[Neighbour]:
    """Those from which questions go to the project, and back.

    They do in one repository or vault; without one below the folder of the project or of the command. What a single
    file has left behind that is not there any more is nobody's, unless it lies in a repository of others.
    """
    ground = functools.cache(_ground)
    below = {project.home, project.stands} & {project.home, *project.home.parents}
    for one in sources:
        theirs, is_left = ground(one.path.parent), not one.sources and one.path.name != LOCK
        if set(one.sources) & set(project.files):
            yield one
        elif theirs or (ground(project.home) and not is_left):
            if theirs == ground(project.home):
                yield one
        elif is_left or any(one.path.is_relative_to(folder) for folder in below):
            yield one


def _ground(folder: Path) -> Path | None:
    return top(folder) or bounds.top(folder, [bounds.VAULT])


def _from_above(project: Project, other: Path) -> str:
    """What to type to build the project from the nearest folder below which the other lock lies too."""
    folder = Path(os.path.commonpath([project.home, other.parent]))
    source = project.home if project.lock.name == LOCK else project.files[0]
    build = f"deckgen build {shlex.quote(source.relative_to(folder).as_posix())}"
    return f"cd {shlex.quote(files.shown(folder).as_posix())} && {build}"


def twins(project: Project, rivals: Iterable[Neighbour], own: Lock, where: Span) -> Iterator[Diagnostic]:
    """A warning, at `where`, if one of the other sources has the id of this one."""
    for one in rivals:
        if one.lock.project == own.project:
            lock = files.shown(one.path).as_posix()
            message = said("{lock} has the same id: both sources have the same cards", lock=lock)
            hint = said("copied? remove the lock and the package of the copy, and its cards are its own")
            if project.is_configured:
                hint = said("copied? give the copy another id in deckgen.toml, and its cards are its own")
            elif not any(at_hand(project, [one])):
                # Whoever begins here again would agree with it again.
                hint = said(
                    "copied? remove the lock and the package of the copy, and build it where both can be seen: its "
                    "cards are its own then: {command}",
                    command=_from_above(project, one.path),
                )
            yield Diagnostic(PROJECT_TWIN, where, message, hint)
