"""Files on this machine: read with words for what goes wrong, and replaced so that they are the old ones or the new ones."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from deckgen.diagnostics import DeckgenError


def read(path: Path) -> bytes:
    """What a file holds; raises DeckgenError."""
    try:
        return path.read_bytes()
    except OSError as error:
        hint = "; correct its permissions, or move it out of the sources"
        raise DeckgenError(f"{path.name}: cannot be read: {error.strerror}{hint}") from error


def replace(files: Sequence[tuple[Path, bytes]], *, mode: int = 0o644) -> None:
    """Write all beside their targets and flush them, then rename in order; raises DeckgenError and changes nothing.

    `mode` are the files' permissions. Until they are written only their owner can read them.
    """
    staged: list[tuple[str, Path]] = []
    path = Path()
    try:
        for path, data in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}-")
            staged.append((beside, path))
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            os.chmod(beside, mode)
        for beside, path in staged:
            os.replace(beside, path)
    except FileExistsError as error:
        raise DeckgenError(f"{path.parent.name}/ cannot be made: there is a file of that name") from error
    except OSError as error:
        raise DeckgenError(f"{path.name}: cannot be written: {error.strerror}") from error
    finally:
        for beside, _ in staged:
            Path(beside).unlink(missing_ok=True)
