"""Reads files and replaces them atomically; what goes wrong is a DeckgenError."""

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from deckgen.diagnostics import DeckgenError


def read(path: Path) -> bytes:
    """The bytes of a file; raises DeckgenError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise DeckgenError(f"{path.name}: cannot be read: {error.strerror}; correct its permissions") from error


def remove(files: Iterable[Path]) -> None:
    """Removes files, those that are already gone included; raises DeckgenError."""
    for path in files:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise DeckgenError(f"{path.name}: cannot be removed: {error.strerror}") from error


def replace(files: Sequence[tuple[Path, bytes]], *, mode: int = 0o644) -> None:
    """Write all files beside their targets and flush them, then rename them in order.

    `mode` are the files' permissions; until they are written, only their owner can read them. Raises DeckgenError, and
    then has changed nothing unless a rename failed after another one.
    """
    staged: list[tuple[str, Path]] = []
    path = Path()
    try:
        for path, data in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")
            staged.append((temporary, path))
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            os.chmod(temporary, mode)
        for temporary, path in staged:
            os.replace(temporary, path)
    except FileExistsError as error:
        raise DeckgenError(f"{path.parent.name}/ cannot be made: there is a file of that name") from error
    except OSError as error:
        raise DeckgenError(f"{path.name}: cannot be written: {error.strerror}") from error
    finally:
        for temporary, _ in staged:
            Path(temporary).unlink(missing_ok=True)
