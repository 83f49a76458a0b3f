"""What push and sync share: options, a build that may go out, and whether somebody can be asked."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.cli.compiling import compiled
from deckgen.diagnostics import DeckgenError, blocking, folded

if TYPE_CHECKING:
    from deckgen.anki.deliver import Ask, Cargo
    from deckgen.project import Project

DRY = click.option("-n", "--dry-run", is_flag=True, help="Show the plan; write and change nothing.")
PRUNE = click.option("--prune", is_flag=True, help="Delete notes that are gone, instead of tagging them.")
YES = click.option("-y", "--yes", is_flag=True, help="Do not ask, even if an unusual share of a deck would go.")
RESTORE = click.option(
    "--restore", "backup", type=click.Path(path_type=Path, exists=True),
    help="Only bring back what a backup holds and is deleted.",
)  # fmt: skip


def ready(path: Path | None, *, offline: bool) -> "tuple[Project, Cargo]":
    """The project, and a build of it that may go out: raises DeckgenError where the build's errors stop it."""
    from deckgen.anki.deliver import Cargo
    from deckgen.build import write

    project, result, diagnostics = compiled(path, offline=offline)
    for line in folded(diagnostics, result.sources):
        click.echo(line, err=True)
    if blocking(diagnostics, strict=False):
        raise DeckgenError("nothing was written or sent: correct the errors above")
    written = partial(write, project, result)
    return project, Cargo(result.notes, result.types, result.lock, result.media, result.past.output, written)


def data() -> Path:
    """The user's folder for what deckgen keeps between runs."""
    import platformdirs

    return Path(platformdirs.user_data_dir("deckgen"))


def asker() -> "Ask | None":
    """Asks on the terminal; None where there is none."""
    return click.confirm if sys.stdin.isatty() else None
