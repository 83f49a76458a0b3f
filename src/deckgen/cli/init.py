"""deckgen init."""

import os
import secrets
import shlex
from pathlib import Path

import click

from deckgen import bounds, files
from deckgen.cli.options import Named
from deckgen.cli.show import tell, translate
from deckgen.diagnostics import DeckgenError
from deckgen.files import shown
from deckgen.project import CONFIG, LOCK, around, sources_of, starter
from deckgen.wording import joined, said, translated


@click.command(name="init")
@click.argument("folder", required=False, default=".", type=Named(path_type=Path, file_okay=False))
def command(folder: Path) -> int:
    """Begin a project: write its settings, deckgen.toml.

    In a folder that has notes they are for these notes; in another one a first deck is written too.

    \b
    Examples:
      deckgen init
      deckgen init interview-notes
    """
    if (folder / CONFIG).exists():
        raise DeckgenError(said("{folder}: there is a deckgen.toml already", folder=shown(folder.resolve())))
    _stands_alone(folder)
    # The folder may be a clone of somebody else's, in which a link leads to a file of one's own.
    reach = bounds.around(folder, bounds.allowed(os.environ))
    for name in (CONFIG, *starter.LINES, "source", LOCK):
        reach.keep(folder / name, said("remove that link"), name)
    made = starter.files(folder.resolve(), secrets.token_hex(), _known(folder / LOCK))
    known = {name for name in made if (folder / name).exists()}
    told = {name: translated(text, translate) for name, text in made.items()}
    files.replace([(folder / name, text.encode("utf-8", "surrogateescape")) for name, text in told.items()])
    for name in made:
        file = folder / name
        tell(said("added a line to {file}", file=file) if name in known else said("wrote {file}", file=file))
    steps = [f"cd {shlex.quote(str(folder))}"] if folder.resolve() != Path.cwd() else []
    begun = "source/first.md" in made
    steps.append(
        said("write your questions below source/") if begun else said("see how your notes are read: deckgen check")
    )
    tell(said("now: {steps}, then deckgen build", steps=joined(", ", steps)))
    return 0


def _stands_alone(folder: Path) -> None:
    """Raises DeckgenError if the notes of a folder are another project's already."""
    base = folder.resolve()
    if not base.is_dir() or (base / LOCK).exists():
        return
    whole, _ = around(base, Path.cwd(), bounds.allowed(os.environ)) or (None, ())
    if whole is None or not whole.is_configured:
        return
    # Notes that a project leaves out are nobody's.
    notes = sources_of(base / LOCK)
    if not notes or set(notes) & set(whole.files):
        raise DeckgenError(
            said(
                "{folder}: these notes belong to a project already, and stay in it; build that: deckgen build {home}",
                folder=shown(base), home=shlex.quote(shown(whole.home).as_posix()),
            )
        )  # fmt: skip


def _known(lock: Path) -> str:
    """The id that the cards of this folder have already, if it was built before; raises DeckgenError on a bad lock."""
    from deckgen.past import read

    return read(lock).project if lock.exists() else ""
