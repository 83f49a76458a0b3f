"""The repository that a file stands in, read from Git's own files: no program is started."""

import configparser
import os
import re
from pathlib import Path

_SCHEME = re.compile(r"^[a-z+]+://(?:[^@/]*@)?|^[^@/:]+@", re.IGNORECASE)


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


def _address(git: Path) -> str:
    """What the configuration says; a work tree or submodule has a file that names the folder it is in."""
    try:
        if git.is_file():
            git = git.parent / git.read_text("utf-8").removeprefix("gitdir:").strip()
            common = git / "commondir"
            git = git / common.read_text("utf-8").strip() if common.is_file() else git
        parser = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
        parser.read_string((git / "config").read_text("utf-8"))
        return parser.get('remote "origin"', "url", fallback="")
    except (OSError, UnicodeDecodeError, configparser.Error):
        return ""
