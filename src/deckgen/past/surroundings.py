"""What lies around the projects of one command: each part of it is looked at once, for all that the command builds."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deckgen import files
from deckgen.diagnostics import DeckgenError
from deckgen.past.text import Text
from deckgen.project import Below, locks

# So many sources nearby are kept in memory: a project has no more neighbours.
_TEXTS = 200


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Folders, the files of locks, and what stands in files: nothing that a build changes, as it does locks.

    `below` is what lies below a folder, `stems` what that is called; `left` are the locks whose files are gone, below
    the one folder, if any, and in the others. `sources` raises DeckgenError where a folder cannot be read, and `text`
    is None where a file cannot.
    """

    below: Callable[[Path], Below]
    stems: Callable[[Path], frozenset[str] | None]
    left: Callable[[Path | None, tuple[Path, ...]], tuple[Path, ...]]
    sources: Callable[[Path], tuple[Path, ...]]
    text: Callable[[tuple[Path, ...]], Text | None]


def surroundings() -> Surroundings:
    """What a command, or a build of its own, sees around it."""
    below = functools.cache(locks.below)
    sources = functools.cache(functools.partial(locks.sources_of, listing=functools.cache(locks.listed)))

    def left(wide: Path | None, others: tuple[Path, ...]) -> tuple[Path, ...]:
        seen = below(wide).folders if wide else {}
        beside = {place: [path.name for path in place.glob(f"*{locks.FILE_LOCK}")] for place in others}
        found = (path for place, names in {**seen, **beside}.items() for path in locks.singles(place, names))
        return tuple(path for path in found if not sources(path))

    return Surroundings(
        below,
        functools.cache(lambda folder: locks.stems(below(folder))),
        functools.cache(left),
        sources,
        functools.lru_cache(maxsize=_TEXTS)(_text),
    )


def _text(sources: tuple[Path, ...]) -> Text | None:
    try:
        texts = [files.read(source).decode("utf-8", "replace") for source in sources]
    except DeckgenError:
        return None
    return Text("\n".join(texts).split("\n"))
