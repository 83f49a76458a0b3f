"""What was shipped under other names: a file or a project was renamed, and git went back to what it was called."""

import contextlib
import functools
from collections.abc import Iterator, Mapping
from pathlib import Path

from deckgen.apkg.shipped import shipped
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Lock

# More packages than this in one folder are somebody's archive, of which the latest count.
_PACKAGES = 100


def beside(output: Path, lock: Lock, known: Lock | None) -> Mapping[str, tuple[int, str]]:
    """The notes of the lock that a package beside `output` shows no earlier than anything else does.

    Each by its guid, with the time and the digest of what is shown; `known` is what the package at `output` holds.
    """
    times = {entry.guid: entry.mod for entry in lock.entries if entry.content}
    for entry in known.entries if known else ():
        if entry.guid in times:
            times[entry.guid] = max(times[entry.guid], entry.mod)
    found: dict[str, tuple[int, str]] = {}
    for package in _packages(output) if times else ():
        for guid in times.keys() & package.keys():
            if package[guid][0] >= times[guid]:
                found[guid] = max(found.get(guid, (0, "")), package[guid])
    return found


def _packages(output: Path) -> Iterator[Mapping[str, tuple[int, str]]]:
    every = (path for path in output.parent.glob("*.apkg") if path != output)
    paths = (path for path in every if path.is_file() and not path.is_symlink())
    for path in sorted(paths, key=lambda one: -one.stat().st_mtime_ns)[:_PACKAGES]:
        with contextlib.suppress(DeckgenError, OSError):
            yield _read(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=2 * _PACKAGES)
def _read(package: Path, _written: int) -> Mapping[str, tuple[int, str]]:
    """What a package shows, which is read once for all files of a command, unless one of them has written it anew."""
    with package.open("rb") as file:
        return shipped(file, package.name)
