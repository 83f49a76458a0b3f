"""What a project may reach: what lies below its top folder, links followed, and the folders that its user allows.

Notes come from strangers too. A link in their folder, or an address in their settings, must not bring a file of yours
into a package, nor have one written.
"""

import errno
import os
import stat
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deckgen.diagnostics import DeckgenError
from deckgen.wording import said

# Folders that projects may reach besides their own, which only their user can say: it is no setting of a project.
VARIABLE = "DECKGEN_FOLDERS"
# In bytes: what somebody wrote is not as long, what is packed with pictures may be.
LARGEST, LARGEST_PACKAGE = 100 * 2**20, 4 * 2**30
# What marks the top folder of somebody's notes.
VAULT = ".obsidian"
_TOPS = (".git", VAULT, "deckgen.toml", "mkdocs.yml")
# What cures names that the locale has no letters for, or other letters.
IN_UTF_8 = said("set PYTHONUTF8=1 in the environment, or a locale of UTF-8 such as LC_ALL=C.UTF-8")


def read(path: Path, most: int = LARGEST) -> bytes:
    """The bytes of a file; raises OSError, for a device too, which may have no end, and for more than `most` bytes."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, said("no ordinary file"), str(path))
    with path.open("rb") as file:
        too_large = os.fstat(file.fileno()).st_size > most
        # It may grow while it is read.
        data = b"" if too_large else file.read(most + 1)
    if too_large or len(data) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data


@dataclass(frozen=True, slots=True)
class Bounds:
    """The folders below which everything of a project lies."""

    folders: tuple[Path, ...]

    def hold(self, path: Path) -> bool:
        """Whether a path leads into one of the folders."""
        try:
            real = Path(os.path.realpath(path))
        except ValueError:  # no name holds a zero byte, nor a letter that the locale does not have
            return False
        return any(real.is_relative_to(folder) for folder in self.folders)

    def keep(self, path: Path, cure: str, name: str = "") -> Path:
        """The path; raises DeckgenError if it leads out of the folders. `cure` is what to do about that."""
        if self.hold(path):
            return path
        if "\0" in str(path):
            raise DeckgenError(
                said("{path} holds a zero byte, which no path does; write it without", path=name or path)
            )
        try:
            target = Path(os.path.realpath(path))
        except UnicodeEncodeError as error:
            letters, encoding = error.object[error.start : error.end], sys.getfilesystemencoding()
            raise DeckgenError(
                said(
                    "{path} cannot be the name of a file here: the locale is {encoding}, which has no {letters}; "
                    "{cure}",
                    path=name or path, encoding=encoding, letters=letters, cure=IN_UTF_8,
                )
            ) from error  # fmt: skip
        inside = path.is_relative_to(self.folders[0])
        known = name or (path.relative_to(self.folders[0]).as_posix() if inside else str(path))
        folder = target if os.path.isdir(target) else target.parent
        raise DeckgenError(
            said(
                "{file} leads out of the project, to {target}; {cure}, or allow it by the environment variable "
                "{setting}",
                file=known,
                target=target,
                cure=cure,
                setting=f"{VARIABLE}={folder}",
            )
        )


def as_text(name: str) -> str:
    """The name of a file in the letters that it has in UTF-8, which a locale may take for another encoding."""
    if name.isascii():
        return name
    try:
        return os.fsencode(name).decode()
    except UnicodeError:
        return name


def allowed(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """The folders that projects may reach besides their own, as their user says."""
    return tuple(Path(os.path.expanduser(one)) for one in environ.get(VARIABLE, "").split(os.pathsep) if one)


def around(folder: Path, allowed: tuple[Path, ...] = ()) -> Bounds:
    """The bounds of what lies in a folder: its top folder, the folder itself where none is marked, and `allowed`."""
    real = Path(os.path.realpath(folder))
    return Bounds((top(real) or real, *(Path(os.path.realpath(one)) for one in allowed)))


def top(folder: Path, marks: Iterable[str] = _TOPS) -> Path | None:
    """The nearest folder from `folder` up that is a repository, a vault or a project; None without one.

    Or one with another of these `marks`.
    """
    above = too_high(folder)
    for one in (folder, *folder.parents):
        if one in above:
            return None
        # Unlike Path.exists, it says no of what stands in a folder that nobody may read.
        if any(os.path.exists(one / mark) for mark in marks):
            return one
    return None


def too_high(folder: Path) -> set[Path]:
    """Folders that are nobody's notes: a home and what is above it."""
    # Somebody who keeps the whole home folder in git does not mean all of it to be pictures of a deck.
    home = Path(os.path.realpath(os.path.expanduser("~")))
    return {Path(folder.anchor), home, home.parent}
