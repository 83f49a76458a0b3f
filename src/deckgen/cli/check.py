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
    from deckgen.build import Build
    from deckgen.data import Reading
    from deckgen.project import Project

# So many places of one role name themselves in the account of a file.
_PLACES = 4


@click.command(name="check")
@PATH
@JSON
@STRICT
@click.option("--github", is_flag=True, help="Print annotations for GitHub Actions.")
@click.option("--why", is_flag=True, help="Print the ways each file could be read, with the front matter for each.")
def command(path: Path | None, as_json: bool, strict: bool, github: bool, why: bool) -> int:
    """Say everything build would say, and how each file was read, writing nothing.

    \b
    Examples:
      deckgen check notes.md
      deckgen check --strict --github    in CI
    """
    project, result, diagnostics = compiled(path, offline=True)
    if why:
        _why(project, result, as_json=as_json)
        return 0
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


def _why(project: "Project", result: "Build", *, as_json: bool) -> None:
    """Prints the ways in which each file could be read, the one that is taken first."""
    from deckgen.build import ways

    files = ways(project, result)
    if as_json:
        click.echo(
            to_json(
                [
                    {
                        "path": name,
                        "readings": [
                            {
                                "front_matter": way.front_matter,
                                "questions": way.questions,
                                "answered": way.answered,
                                "score": way.score,
                                "parts": dict(way.parts),
                                "taken": way.taken,
                            }
                            for way in found
                        ],
                    }
                    for name, found in files.items()
                ]
            )
        )
        return
    for name, found in files.items():
        click.echo(f"{name}:" if found else f"{name}: no way to read it gives questions")
        for way in found:
            count = f"{counted(way.questions, 'question')}, {way.answered} answered"
            setting = way.front_matter or "as it is"
            click.echo(f"  {'read so' if way.taken else 'or so'}: {count} ({setting}), {way.score:+.1f} =")
            click.echo("    " + ", ".join(f"{part} {value:+.1f}" for part, value in way.parts.items()))


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
