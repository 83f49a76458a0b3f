"""One process at a time writes a project: the others wait. And what a process that died left there is cleared away.

The system itself lets go of a turn when its process ends, however it ends. It holds on this machine; a folder that
several share is also safe without, for whatever is written is written whole.
"""

import hashlib
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# How tempfile ends the names of what `files` writes beside its targets.
_PART = re.compile(r"-[a-z0-9_]{8}\.part")
# In seconds, between two looks whether it is our turn; so Ctrl-C ends the waiting everywhere.
_LOOK = 0.1


@contextmanager
def turn(folder: Path, target: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Only one process at a time is inside for a target; `waiting` is called if this one is not the first.

    `folder` is the user's own, for the files that stand for turns. Where there can be none, everybody goes on.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(os.fsencode(os.path.realpath(target))).hexdigest()[:32]
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        handle = os.open(folder / name, flags, 0o600)
    except OSError:
        yield
        return
    try:
        if not _taken(handle):
            waiting()
            while not _taken(handle):
                time.sleep(_LOOK)
        yield
    finally:
        os.close(handle)


def sweep(targets: Iterable[Path]) -> None:
    """Removes what a process that died has left beside these files; only who has the turn may."""
    for target in targets:
        start = f".{target.name[:40]}"
        with suppress(OSError):
            for path in list(target.parent.glob(".*.part")):
                if path.name.startswith(start) and _PART.fullmatch(path.name[len(start) :]) and not path.is_symlink():
                    with suppress(OSError):
                        path.unlink()


def _taken(handle: int) -> bool:
    """Whether it is our turn now; True where a file system knows none."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True
