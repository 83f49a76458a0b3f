"""What the lock of a project is called, which locks lie nearby, and whose they are."""

import itertools
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from deckgen import bounds
from deckgen.bounds import Bounds
from deckgen.project.names import composed
from deckgen.project.sources import SPELLINGS, SUFFIXES, markdown, visible

# The lock of a project or a folder, and what the name of a single file's lock ends with.
LOCK, FILE_LOCK = "deckgen.lock", ".deckgen.lock"
# What is put behind the name of a lock that is rebuilt: of one that was damaged, and of one that was only old.
DAMAGED, OLDER = ".damaged", ".older"
# More locks than this beside the sources are somebody's archive.
_NEIGHBOURS = 100
# In more folders than this nobody's lock is looked for.
_FOLDERS = 2000


@dataclass(frozen=True, slots=True)
class Below:
    """The folders below one, itself the first, each with the names of its files; `is_cut` where there are more."""

    folders: Mapping[Path, tuple[str, ...]]
    is_cut: bool = False


Look = Callable[[Path], Below]


def below(top: Path) -> Below:
    """What lies below a folder, without that in which no notes are."""
    found: dict[Path, tuple[str, ...]] = {}
    for directory, folders, names in os.walk(top):
        if len(found) == _FOLDERS:
            return Below(found, is_cut=True)
        folders[:] = visible(folders)
        found[Path(directory)] = tuple(names)
    return Below(found)


def lock_of(base: Path) -> Path:
    """The lock of a file or folder that is a project of its own."""
    return base / LOCK if base.is_dir() else _spelled(base.with_name(base.stem + FILE_LOCK))


def former(lock: Path) -> tuple[list[Path], Path]:
    """The locks of other projects that stood in the place of this one and are kept, the oldest first; and a free place.

    None is ever overwritten: it may be all that knows the cards of its project.
    """
    name = re.compile(re.escape(lock.name) + r"\.before(?:-([2-9]|[1-9]\d+))?")
    matches = ((name.fullmatch(path.name), path) for path in lock.parent.glob("*.before*"))
    kept = {int(match[1] or 1): path for match, path in matches if match}
    free = next(number for number in itertools.count(1) if number not in kept)
    return [kept[number] for number in sorted(kept)], lock.with_name(f"{lock.name}.before" + f"-{free}" * (free > 1))


def listed(folder: Path) -> Mapping[str, Path]:
    """What lies in a folder by its name, and by that in NFC."""
    paths = tuple(folder.iterdir())
    return {composed(path.name): path for path in paths} | {path.name: path for path in paths}


def sources_of(lock: Path, listing: Callable[[Path], Mapping[str, Path]] = listed) -> tuple[Path, ...]:
    """The files of a lock, as far as they exist; raises DeckgenError if a folder cannot be read.

    Who asks about many locks gives a `listing` that reads each folder once.
    """
    if lock.name == LOCK:
        return markdown(lock.parent / "source" if (lock.parent / "source").is_dir() else lock.parent)
    there = listing(lock.parent)
    names = (lock.name.removesuffix(FILE_LOCK) + suffix for suffix in SPELLINGS)
    paths = (there.get(name) or there.get(composed(name)) for name in names)
    return tuple(path for path in paths if path and path.exists())


def apart(home: Path, around: Path, stands: Path) -> tuple[Path | None, tuple[Path, ...]]:
    """Where a file that moved may have left its lock: anywhere below the first folder, if any, and in the others.

    That is the top folder of the folder `around`; without one, all below the folder where the author `stands`, or at
    least the folders in `home`, and the one around it.
    """
    if top := bounds.top(around):
        return top, ()
    if around.is_relative_to(stands) and stands not in bounds.too_high(around):
        return stands, (home.parent,)
    inside = (home / name for name in visible(next(os.walk(home), ("", [], []))[1]))
    return None, tuple(itertools.islice((*inside, home.parent), _FOLDERS))


def singles(folder: Path, names: Iterable[str]) -> Iterator[Path]:
    """The locks of single files among these names of a folder; links are left out."""
    paths = (folder / name for name in sorted(names) if name.endswith(FILE_LOCK))
    return (path for path in paths if not path.is_symlink())


def namesakes(lock: Path, stands: Path, look: Look) -> Iterator[Path]:
    """The locks of files or folders with the name of that which has this lock.

    They lie below the folder where the author `stands`, anywhere in the top folder, or in a folder beside its own.
    """
    home, name = lock.parent, Path(lock.name)
    if lock.name == LOCK:
        home, name = home.parent, Path(home.name, LOCK)
    widest = {stands, bounds.top(home) or stands}
    widest -= {one for one in widest if any(other in one.parents for other in widest)}
    inside = (place for one in widest for place in look(one).folders)
    places = dict.fromkeys(place / name for place in itertools.chain(inside, sorted(home.parent.glob("*"))))
    # Unlike Path.is_file, it says no of what stands in a folder that nobody may read.
    return (path for path in places if path != lock and os.path.isfile(path))


def stems(seen: Below) -> frozenset[str] | None:
    """What the folders below one, itself and the notes in them are called; None where there are too many to know."""
    found = {place.name for place in seen.folders}
    for names in seen.folders.values():
        found |= {path.stem for path in map(Path, names) if path.suffix.lower() in SUFFIXES}
    return None if seen.is_cut else frozenset(map(composed, found))


def neighbours(
    own: Path, reach: Bounds, near: Iterable[Path], files: Iterable[Path], beside: Iterable[Path] = ()
) -> tuple[Path, ...]:
    """The locks near a project's own: of single files around it and in its folders, of these folders, and `beside`."""
    inside = tuple(dict.fromkeys(path.parent for path in files))
    singles = (path for folder in dict.fromkeys((*near, *inside)) for path in sorted(folder.glob(f"*{FILE_LOCK}")))
    # The folder around a single file has another deck, even if it holds the same questions.
    whole = (folder / LOCK for folder in inside if folder != own.parent and (folder / LOCK).is_file())
    # What is taken from such a lock is written back to it, which is no business of a link to somebody else's.
    kept = (path for path in (*singles, *whole, *sorted(beside)) if not path.is_symlink() or reach.hold(path))
    found = dict.fromkeys(kept)
    return tuple(itertools.islice((p for p in found if p != own and p.name != FILE_LOCK), _NEIGHBOURS))


def _spelled(path: Path) -> Path:
    """The path, or one there is whose name is the same in NFC."""
    return path if path.exists() else listed(path.parent).get(composed(path.name), path)
