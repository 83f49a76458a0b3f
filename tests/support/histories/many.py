"""Many histories at once."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

History = Callable[[Path, int], None]


def failures(history: History, folder: Path, seeds: Iterable[int]) -> list[str]:
    """What went wrong in histories, which are lived on all processors."""
    # A fork would take the threads of Anki's backend along, without what they hold.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(mp_context=context) as pool:
        return [failure for failure in pool.map(partial(lived, history, folder), seeds, chunksize=2) if failure]


@contextmanager
def told(events: list[str]) -> Iterator[None]:
    """Whatever goes wrong inside is told with the events, of which the first is the seed."""
    try:
        yield
    except Exception as error:
        if str(error).startswith(events[0]):
            raise
        raise AssertionError(f"{' '.join(events)}: {error!r}") from error


def lived(history: History, folder: Path, seed: int) -> str:
    """What went wrong in one; what it leaves stays only then."""
    place = folder / str(seed)
    try:
        history(place, seed)
    except AssertionError as error:
        return str(error)
    shutil.rmtree(place)
    return ""
