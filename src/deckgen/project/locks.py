"""What the lock of a project is called, which locks lie nearby, and whose they are."""

import itertools
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from deckgen import bounds
from deckgen.bounds import Bounds
from deckgen.project.names import composed
from deckgen.project.sources import SUFFIXES, markdown, visible

# The lock of a project or a folder, and what the name of a single file's lock ends with.
LOCK, FILE_LOCK = "deckgen.lock", ".deckgen.lock"
# More locks than this beside the sources are somebody's archive.
_NEIGHBOURS = 100
# In more folders than this nobody's lock is looked for.
_FOLDERS = 2000


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
    """What lies in a folder by its name in NFC."""
    return {composed(path.name): path for path in folder.iterdir()}


def sources_of(lock: Path, listing: Callable[[Path], Mapping[str, Path]] = listed) -> tuple[Path, ...]:
    """The files of a lock, as far as they exist; raises DeckgenError if a folder cannot be read.

    Who asks about many locks gives a `listing` that reads each folder once.
    """
    if lock.name == LOCK:
        return markdown(lock.parent / "source" if (lock.parent / "source").is_dir() else lock.parent)
    names = (lock.name.removesuffix(FILE_LOCK) + suffix for suffix in sorted(SUFFIXES))
    paths = (_spelled(lock.with_name(name), listing) for name in names)
    return tuple(path for path in paths if path.exists())


def apart(home: Path, around: Path, stands: Path) -> Iterator[Path]:
    """The locks of single files all over what is the author's: a file that moved may have left its lock anywhere there.

    That is the top folder of the folder `around`; without one, all below the folder where the author `stands`, or at
    least the folders in `home`, and the one around it. Links are left out.
    """
    places: Iterator[Path]
    if top := bounds.top(around):
        places = _below(top)
    elif around.is_relative_to(stands) and stands not in bounds.too_high(around):
        places = itertools.chain(_below(stands), [home.parent])
    else:
        inside = (home / name for name in visible(next(os.walk(home), ("", [], []))[1]))
        places = itertools.chain(inside, [home.parent])
    for place in itertools.islice(places, _FOLDERS):
        yield from (path for path in sorted(place.glob(f"*{FILE_LOCK}")) if not path.is_symlink())


def namesakes(lock: Path, stands: Path) -> Iterator[Path]:
    """The locks of files or folders with the name of that which has this lock.

    They lie below the folder where the author `stands`, anywhere in the top folder, or in a folder beside its own.
    """
    home, name = lock.parent, Path(lock.name)
    if lock.name == LOCK:
        home, name = home.parent, Path(home.name, LOCK)
    widest = {stands, bounds.top(home) or stands}
    widest -= {one for one in widest if any(other in one.parents for other in widest)}
    below = (itertools.islice(_below(one), _FOLDERS) for one in widest)
    places = dict.fromkeys(place / name for place in itertools.chain(*below, sorted(home.parent.glob("*"))))
    # Unlike Path.is_file, it says no of what stands in a folder that nobody may read.
    return (path for path in places if path != lock and os.path.isfile(path))


def stems(folder: Path) -> frozenset[str] | None:
    """What the folders below one, itself and the notes in them are called; None where there are too many to know."""
    found = set[str]()
    for number, (place, names) in enumerate(_walk(folder)):
        if number == _FOLDERS:
            return None
        found |= {place.name, *(path.stem for path in map(Path, names) if path.suffix.lower() in SUFFIXES)}
    return frozenset(map(composed, found))


def _below(top: Path) -> Iterator[Path]:
    return (place for place, _ in _walk(top))


def _walk(top: Path) -> Iterator[tuple[Path, list[str]]]:
    for directory, folders, names in os.walk(top):
        folders[:] = visible(folders)
        yield Path(directory), names


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


def _spelled(path: Path, listing: Callable[[Path], Mapping[str, Path]] = listed) -> Path:
    """The path, or one there is whose name is the same in NFC."""
    return path if path.exists() else listing(path.parent).get(composed(path.name), path)
