"""deckgen init."""

import secrets
from pathlib import Path

import click

from deckgen import files
from deckgen.cli.show import shown
from deckgen.diagnostics import DeckgenError
from deckgen.project import starter


@click.command(name="init")
@click.argument("folder", required=False, default=".", type=click.Path(path_type=Path, file_okay=False))
def command(folder: Path) -> int:
    """Write a small deckgen.toml and a first deck.

    \b
    Examples:
      deckgen init
      deckgen init interview-notes
    """
    contents = starter.files(folder.resolve().name, secrets.token_hex())
    made = {folder / name: text for name, text in contents.items() if not (folder / name).exists()}
    if (folder / "deckgen.toml") not in made:
        raise DeckgenError(f"{shown(folder.resolve())}: there is a deckgen.toml already")
    files.replace([(path, text.encode()) for path, text in made.items()])
    for path in made:
        click.echo(f"wrote {path}")
    click.echo("now: write your questions below source/, then deckgen build")
    return 0
