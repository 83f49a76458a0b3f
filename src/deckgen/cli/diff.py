"""deckgen diff."""

from dataclasses import asdict
from pathlib import Path

import click

from deckgen.cli.compiling import compiled
from deckgen.cli.options import JSON, PATH
from deckgen.cli.show import change as line_of
from deckgen.cli.show import to_json
from deckgen.diagnostics import KIND_CHANGED, RECOGNITION_UNSURE, as_text


@click.command(name="diff")
@PATH
@JSON
def command(path: Path | None, as_json: bool) -> int:
    """Say what an import of this build would do: new, reworded, edited, moved and removed notes.

    \b
    Examples:
      deckgen diff
      deckgen diff notes.md --json
    """
    _, result, diagnostics = compiled(path, offline=True)
    if as_json:
        click.echo(to_json([asdict(change) for change in result.changes]))
        return 0
    for change in result.changes:
        click.echo(line_of(change))
    for diagnostic in diagnostics:
        if diagnostic.rule in (RECOGNITION_UNSURE, KIND_CHANGED):
            click.echo(as_text(diagnostic, result.sources))
    if not result.changes:
        click.echo("nothing changed")
    return 0
