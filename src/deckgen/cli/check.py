"""deckgen check."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.cli.compiling import compiled
from deckgen.cli.options import JSON, PATH, STRICT
from deckgen.cli.show import counted, to_json
from deckgen.diagnostics import IMAGE_REMOTE, as_github, as_text, blocking

if TYPE_CHECKING:
    from deckgen.data import Reading

# So many places of one role name themselves in the account of a file.
_PLACES = 4


@click.command(name="check")
@PATH
@JSON
@STRICT
@click.option("--github", is_flag=True, help="Print annotations for GitHub Actions.")
def command(path: Path | None, as_json: bool, strict: bool, github: bool) -> int:
    """Say everything build would say, and how each file was read, writing nothing.

    \b
    Examples:
      deckgen check notes.md
      deckgen check --strict --github    in CI
    """
    _, result, diagnostics = compiled(path, offline=True)
    # Whether a picture can be downloaded is for build to say.
    diagnostics = tuple(diagnostic for diagnostic in diagnostics if diagnostic.rule is not IMAGE_REMOTE)
    if as_json:
        click.echo(to_json([diagnostic.as_json() for diagnostic in diagnostics]))
    elif github:
        for diagnostic in diagnostics:
            click.echo(as_github(diagnostic))
    else:
        for diagnostic in diagnostics:
            click.echo(as_text(diagnostic, result.sources))
        for name, reading in result.readings.items():
            click.echo(f"{name}: {'; '.join(_account(reading))}")
    return int(blocking(diagnostics, strict=strict))


def _account(reading: "Reading") -> Iterator[str]:
    """How a file was read, then what the rest of it was taken for, by role: its lines, and why."""
    shape = f": {reading.description}" if reading.description else ""
    unanswered = sum(part.role == "unanswered" for part in reading.parts)
    count = counted(len(reading.questions), "question")
    yield f"{count}{f' ({unanswered} unanswered)' if unanswered else ''}{shape}"
    others: dict[str, list[str]] = {}
    for part in reading.parts:
        if part.role not in ("question", "unanswered") and part.why != "nothing shown":
            lines = f"{part.line}-{part.end_line}" if part.line < part.end_line else f"{part.line}"
            others.setdefault(part.role, []).append(f"{lines} ({part.why})" if part.why else lines)
    for role, places in others.items():
        more = f", … ({len(places)} in all)" if len(places) > _PLACES else ""
        yield f"{role} {', '.join(places[:_PLACES])}{more}"
