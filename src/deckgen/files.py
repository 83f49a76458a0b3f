"""Reads files and replaces them atomically; what goes wrong is a DeckgenError."""

import errno
import os
import stat
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from deckgen import bounds
from deckgen.diagnostics import DeckgenError
from deckgen.wording import said, system

# What tells a file from another in its place; None where there is none.
Stamp = tuple[int, int, int] | None


def stamp(path: Path) -> Stamp:
    """The stamp of a file: replaced or written, it has another one."""
    try:
        there = os.stat(path)
    except OSError:
        return None
    return there.st_ino, there.st_size, there.st_mtime_ns


def shown(path: Path) -> Path:
    """A path as seen from here, or the whole of it where that is shorter."""
    try:
        relative = Path(os.path.relpath(path))
    except ValueError:  # on another drive of Windows
        return path
    return min(relative, path, key=lambda one: len(str(one)))


def read(path: Path, most: int = bounds.LARGEST) -> bytes:
    """The bytes of a file; raises DeckgenError, for a device and for more than `most` bytes too."""
    try:
        return bounds.read(path, most)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DeckgenError(said("{path}: no such file or folder", path=shown(path))) from error
    except OSError as error:
        values = {"file": shown(path), "why": system(error)}
        raise DeckgenError(
            said("{file}: cannot be read: {why}; correct its permissions", **values)
            if isinstance(error, PermissionError)
            else said("{file}: cannot be read: {why}", **values)
        ) from error


def remove(files: Iterable[Path]) -> None:
    """Removes files, those that are already gone included; raises DeckgenError."""
    for path in files:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise DeckgenError(said("{file}: cannot be removed: {why}", file=shown(path), why=system(error))) from error


def replace(files: Sequence[tuple[Path, bytes]], *, mode: int | None = None) -> None:
    """Write all files beside their targets and flush them, then rename them in order, each for good before the next.

    A target that is a link stays one: the file that it leads to is replaced. `mode` are the files' permissions, and
    what has some is no business of a link, which is replaced itself; None leaves those of a file that is there and
    gives a new one those that its owner gives to files. Until they are written, only their owner can read them.
    Raises DeckgenError, and then has changed nothing unless a rename failed after another one.
    """
    # Each temporary file, where it is to go, and the path that was asked for.
    staged: list[tuple[str, Path, Path]] = []
    path = Path()
    try:
        for path, data in files:
            target = Path(os.path.realpath(path)) if mode is None and path.is_symlink() else path
            os.makedirs(target.parent, exist_ok=True)
            permissions = _mode(target) if mode is None else mode
            handle, temporary = tempfile.mkstemp(".part", f".{target.name[:40]}-", target.parent)
            staged.append((temporary, target, path))
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            os.chmod(temporary, permissions)
        for step in staged:
            temporary, target, path = step
            os.replace(temporary, target)
            _flush(target.parent)
    except FileExistsError as error:
        raise DeckgenError(
            said("{folder}/ cannot be made: there is a file of that name", folder=shown(path.parent))
        ) from error
    except OSError as error:
        raise DeckgenError(said("{file}: cannot be written: {why}", file=shown(path), why=system(error))) from error
    finally:
        for temporary, _, _ in staged:
            # Most are renamed by now; and Windows does not remove a file that is read-only.
            with suppress(OSError):
                os.unlink(temporary)


def _mode(path: Path) -> int:
    """The permissions of the file, or of a new one; raises OSError, for a link that leads to itself too."""
    try:
        there = os.stat(path).st_mode
        if not stat.S_ISREG(there):
            # Renamed over a device, a file would take its place.
            raise OSError(errno.EISDIR if stat.S_ISDIR(there) else errno.EINVAL, "no ordinary file")
        return stat.S_IMODE(there)
    except FileNotFoundError:
        # It can be asked for only by setting it.
        masked = os.umask(0o077)
        os.umask(masked)
        return 0o666 & ~masked


def _flush(folder: Path) -> None:
    """Makes the renames in a folder last through a power cut, where the system can: Windows opens no folder."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
