"""Which files Git ignores, by `.gitignore` and `.git/info/exclude` as gitignore(5) has them: no program is started."""

import re
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path

from pathspec import GitIgnoreSpec

from deckgen import bounds
from deckgen.project.repository import top

# A line with more wildcards is no pattern here: what pathspec makes of it takes a power of the path's length for each.
_STARS, _MOST = re.compile(r"\*++"), 4
# More than two at once are one, says gitignore(5); pathspec makes a wildcard of each.
_RUN = re.compile(r"\*{3,}")


def ignored(folder: Path) -> Callable[[Path], bool]:
    """Says of a file below `folder` whether Git ignores it; of none where Git ignores the folder itself."""
    home = top(folder)
    if home is None:
        return lambda path: False

    @cache
    def patterns(directory: Path) -> tuple[GitIgnoreSpec, ...]:
        files = (directory / ".gitignore", *([home / ".git" / "info" / "exclude"] if directory == home else []))
        return tuple(_spec(_lines(file)) for file in files if file.is_file())

    @cache
    def is_ignored(path: Path, end: str) -> bool:
        if path == home:
            return False
        # What stands in an ignored folder cannot be taken back.
        if is_ignored(path.parent, "/"):
            return True
        verdict = False
        for directory in reversed(path.relative_to(home).parents):
            for spec in patterns(home / directory):
                said = spec.check_file(path.relative_to(home / directory).as_posix() + end).include
                verdict = verdict if said is None else said
        return verdict

    if is_ignored(folder, "/"):
        return lambda path: False
    return lambda path: is_ignored(path, "")


def _spec(lines: list[str]) -> GitIgnoreSpec:
    """The patterns of these lines; Git takes no notice of those that mean nothing, such as a lone `!`."""
    lines = [_RUN.sub("*", line) for line in lines if len(_STARS.findall(line)) <= _MOST]
    try:
        with warnings.catch_warnings():
            # `[[a]` is told to authors of expressions, who are not those of patterns.
            warnings.simplefilter("ignore", FutureWarning)
            return GitIgnoreSpec.from_lines(lines)
    except (ValueError, re.error):
        return GitIgnoreSpec.from_lines(line for line in lines if _is_pattern(line))


def _is_pattern(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True


def _lines(file: Path) -> list[str]:
    try:
        return bounds.read(file).decode("utf-8", "replace").splitlines()
    except OSError:
        return []
