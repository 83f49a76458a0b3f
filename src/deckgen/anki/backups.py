"""Backups of a collection: named by the time they are made, and the newest of each kind kept."""

import shutil
import time
from collections.abc import Iterable
from pathlib import Path

from deckgen import bounds, files

# Backups kept of one kind, in one folder.
KEPT = 10


def fresh(folder: Path, suffix: str = "") -> Path:
    """A path in `folder` for a backup made now; later ones sort behind it, unless the clock is put back."""
    now = time.time_ns()
    second = time.strftime("%Y%m%d-%H%M%S", time.localtime(now // 10**9))
    return folder / f"{second}-{now // 1_000 % 10**6:06}{suffix}"


# How often what a backup holds is imported, until all reviews have arrived.
ATTEMPTS = 4
# In ms, by how much the times of two attempts differ: a prime number, so that reviews meet others.
_APART = 7_919


def other_time(attempt: int) -> int:
    """The time now, in ms, and another one for each attempt."""
    return time.time_ns() // 10**6 + attempt * _APART


def packages(backup: Path) -> tuple[tuple[str, bytes], ...]:
    """The packages of a backup, which is one or a folder of them, with their names; raises DeckgenError."""
    paths = sorted(backup.glob("*.apkg")) if backup.is_dir() else [backup]
    return tuple((path.name, files.read(path, bounds.LARGEST_PACKAGE)) for path in paths)


def rotate(backups: Iterable[Path]) -> None:
    """Deletes all but the newest of these files or folders."""
    for path in sorted(backups)[:-KEPT]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
