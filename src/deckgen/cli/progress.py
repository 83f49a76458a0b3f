"""A bar on a terminal for what takes long enough to be seen."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from deckgen.cli.show import translate
from deckgen.wording import translated


@contextmanager
def shown() -> Iterator[Callable[[str, int, int], None]]:
    """What is to be told how far things are; nothing is shown where nobody sees it."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(translated(what, translate), total=total)
            bar.update(tasks[what], completed=done)

        yield tell
