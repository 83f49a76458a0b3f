"""A project found and compiled for a command, with a progress bar where somebody sees it."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import getproxies

from deckgen.diagnostics import Diagnostic, ordered
from deckgen.project import Project, locate

if TYPE_CHECKING:
    from deckgen.build import Build


def compiled(
    path: Path | None, *, offline: bool, removed: bool = False, touch: bool = False
) -> tuple[Project, "Build", tuple[Diagnostic, ...]]:
    """The project at `path` or around here, its build, and everything to be said about both; raises DeckgenError."""
    # Anki's formats and the Markdown engines take time to import; --help needs none of them.
    import platformdirs

    from deckgen.build import World, build
    from deckgen.media import Network
    from deckgen.render.diagrams import draw

    project, said = locate(path, Path.cwd())
    cache = Path(platformdirs.user_cache_dir("deckgen"), "media")
    network = Network(cache, project.settings.images, offline=offline, proxies=getproxies())
    with _progress() as progress:
        world = World(int(time.time()), network.fetch, draw, progress)
        result = build(project, world, removed=removed, touch=touch)
    return project, result, ordered([*said, *result.diagnostics])


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal for what takes long enough to be seen; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done)

        yield tell
