"""What push and sync share."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.cli.compiling import compiled
from deckgen.diagnostics import DeckgenError, blocking, folded
from deckgen.project import Project

if TYPE_CHECKING:
    from deckgen.anki.plan import Plan
    from deckgen.build import Build

DRY = click.option("-n", "--dry-run", is_flag=True, help="Show the plan; write and change nothing.")
PRUNE = click.option("--prune", is_flag=True, help="Delete notes that are gone, instead of tagging them.")
YES = click.option("-y", "--yes", is_flag=True, help="Do not ask, even if an unusual share of a deck would go.")
RESTORE = click.option(
    "--restore", type=click.Path(path_type=Path, exists=True),
    help="Only bring back what a backup holds and is deleted.",
)  # fmt: skip


def ready(path: Path | None, *, offline: bool) -> tuple[Project, "Build"]:
    """A build that may go out: raises DeckgenError where its errors stop it."""
    project, result, said = compiled(path, offline=offline)
    for line in folded(said, result.sources):
        click.echo(line, err=True)
    if blocking(said, strict=False):
        raise DeckgenError("nothing was written or sent: correct the errors above")
    return project, result


def agreed(todo: "Plan", *, prune: bool, yes: bool) -> bool:
    """Whether notes that are gone are to be deleted; raises DeckgenError where too much would go and nobody agreed."""
    asking = sys.stdin.isatty() and not yes
    if asking and not prune and todo.leaving(prune=False):
        count = len(todo.leaving(prune=True))
        prune = click.confirm(f"Delete the {count} notes that are gone, with their history? (no: they are tagged)")
    if not yes and (unusual := todo.unusual(prune=prune)):
        text = f"an unusual share is gone from the sources: {', '.join(unusual)}. Was a file forgotten, or is it the wrong folder?"
        if not asking:
            raise DeckgenError(f"{text} Nothing was changed; if it is right, say --yes")
        if not click.confirm(f"{text} Go on?"):
            raise DeckgenError("nothing was changed")
    return prune


def echo(*lines: str) -> None:
    for line in lines:
        click.echo(line)
