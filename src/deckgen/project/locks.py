"""What the lock of a project is called, and which locks lie nearby."""

import itertools
from collections.abc import Iterable
from pathlib import Path

from deckgen.bounds import Bounds
from deckgen.project.names import composed

# The lock of a project or a folder, and what the name of a single file's lock ends with.
LOCK, FILE_LOCK = "deckgen.lock", ".deckgen.lock"
# More locks than this beside the sources are somebody's archive.
_NEIGHBOURS = 100


def lock_of(base: Path) -> Path:
    """The lock of a file or folder that is a project of its own."""
    return base / LOCK if base.is_dir() else _spelled(base.with_name(base.stem + FILE_LOCK))


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
    alike = () if path.exists() else path.parent.iterdir()
    return next((other for other in alike if composed(other.name) == composed(path.name)), path)
