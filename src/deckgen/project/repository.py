"""The repository that a file stands in, read from Git's own files: no program is started."""

import configparser
import os
import re
import struct
from collections.abc import Iterator
from pathlib import Path

from deckgen import bounds

_SCHEME = re.compile(r"^[a-z+]+://(?:[^@/]*@)?|^[^@/:]+@", re.IGNORECASE)
# The flag of an entry of Git's index that has more flags; and the version from which on paths are told by what is
# other than in the path before.
_EXTENDED, _SHORTENED = 0x40, 4
# In bytes, of the files that name a folder or configure a repository.
_LARGEST = 2**20


def top(path: Path) -> Path | None:
    """The top of the work tree around a file or folder; None outside of any."""
    # Unlike Path.exists, it says no of what stands in a folder that nobody may read.
    return next((folder for folder in (path, *path.parents) if os.path.exists(folder / ".git")), None)


def origin(path: Path) -> str:
    """The address of the remote `origin` without its scheme, and the path in the repository; empty without a remote.

    All clones of one repository have it in common, by whatever protocol they were made.
    """
    home = top(path)
    if home is None or not (address := _address(home / ".git")):
        return ""
    bare = _SCHEME.sub("", address).replace(":", "/").rstrip("/").removesuffix(".git").lower()
    return f"{bare}//{path.relative_to(home).as_posix()}"


def tracks(path: Path) -> bool:
    """Whether Git has this file, as its index says (git-scm.com/docs/index-format); False where that cannot be read."""
    home = top(path.parent)
    try:
        return home is not None and path.relative_to(home).as_posix() in _indexed(_folder(home / ".git") / "index")
    except (OSError, ValueError, IndexError, struct.error):
        return False


def _indexed(index: Path) -> Iterator[str]:
    """The paths in an index; raises OSError, ValueError, IndexError or struct.error where it is none of SHA-1."""
    data = bounds.read(index)
    signature, version, count = struct.unpack_from(">4sII", data)
    if signature != b"DIRC":
        raise ValueError(signature)
    start, name = 12, b""
    for _ in range(count):
        # Behind what stat says and the SHA-1 come flags, and in later versions may come more of them.
        at = start + (64 if data[start + 60] & _EXTENDED else 62)
        kept = b""
        if version >= _SHORTENED:
            dropped, at = _number(data, at)
            kept = name[: len(name) - dropped]
        end = data.index(b"\0", at)
        name = kept + data[at:end]
        start = end + 1 if version >= _SHORTENED else end + 8 - (end - start) % 8
        yield os.fsdecode(name)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of variable length, as in pack files, and where it ends."""
    number = data[at] & 0x7F
    while data[at] & 0x80:
        at += 1
        number = ((number + 1) << 7) | (data[at] & 0x7F)
    return number, at + 1


def _folder(git: Path) -> Path:
    """Where Git's files are: a work tree or submodule has a file that names the folder."""
    return git.parent / _text(git).removeprefix("gitdir:").strip() if git.is_file() else git


def _text(file: Path) -> str:
    """What stands in one of Git's files; raises OSError, also for one that is too long or no file, or ValueError."""
    return bounds.read(file, _LARGEST).decode()


def _address(git: Path) -> str:
    """What the configuration says, which the work trees of a repository have in common."""
    try:
        folder = _folder(git)
        common = folder / "commondir"
        folder = folder / _text(common).strip() if common.is_file() else folder
        parser = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
        parser.read_string(_text(folder / "config"))
        return parser.get('remote "origin"', "url", fallback="")
    except (OSError, ValueError, configparser.Error):
        return ""
