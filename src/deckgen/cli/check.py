"""deckgen check."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.cli import removed, sarif, why
from deckgen.cli.compiling import Compiled, each
from deckgen.cli.options import ALONE, JSON, PATHS, STRICT
from deckgen.cli.places import here, placed, sources
from deckgen.cli.show import counted, to_json
from deckgen.diagnostics import IMAGE_REMOTE, Diagnostic, as_github, as_text, blocking
from deckgen.project import top

if TYPE_CHECKING:
    from deckgen.data import Reading
    from deckgen.render import Breaks

# So many places of one role name themselves in the account of a file.
_PLACES = 4


@click.command(name="check")
@PATHS
@JSON
@STRICT
@ALONE
@click.option("--github", "form", flag_value="github", help="Print annotations for GitHub Actions.")
@click.option("--sarif", "form", flag_value="sarif", help="Print SARIF, for code scanning.")
@click.option("--why", "form", flag_value="why", help="Print the ways each file could be read, each with its setting.")
@click.option("--removed", "form", flag_value="removed", help="Print what of the questions is not on their cards.")
def command(paths: tuple[Path, ...], as_json: bool, strict: bool, alone: bool, form: str | None) -> int:
    """Say everything build would say, and how each file was read, writing nothing.

    \b
    Examples:
      deckgen check notes.md
      deckgen check --strict --github    in CI
    """
    if as_json and form in ("github", "sarif"):
        raise click.UsageError(f"--json and --{form} exclude each other")
    found = list(each(paths, alone=alone))
    if form == "why":
        why.show([one.result for one in found], as_json=as_json)
    elif form == "removed":
        removed.show([one.result for one in found], as_json=as_json)
    elif as_json:
        click.echo(to_json([row for one in found for row in _rows(one)]))
    elif form == "sarif":
        click.echo(to_json(sarif.log([diagnostic for one in found for diagnostic in _from_top(one)])))
    elif form == "github":
        for diagnostic in (diagnostic for one in found for diagnostic in _from_top(one)):
            click.echo(as_github(diagnostic))
    else:
        for one in found:
            _report(one)
    return int(any(blocking(_told(one), strict=strict) for one in found))


def _told(one: Compiled) -> Sequence[Diagnostic]:
    """What is said of the files asked about; whether a picture can be downloaded is for build to say."""
    return [diagnostic for diagnostic in one.asked if diagnostic.rule is not IMAGE_REMOTE]


def _from_top(one: Compiled) -> Sequence[Diagnostic]:
    """The same with places from the top of the repository, as services that show them beside the lines want it."""
    return placed(one.project, _told(one), top(one.project.home))


def _rows(one: Compiled) -> Iterator[dict[str, str | int]]:
    """The rows of `--json`: keys may be added, none renamed."""
    for diagnostic in _told(one):
        yield diagnostic.as_json() | {"file": here(one.project, diagnostic.span.path)}


def _report(one: Compiled) -> None:
    """Prints what is said, how each file was read, and what was left out."""
    from deckgen.build import breaks

    for diagnostic in placed(one.project, _told(one)):
        click.echo(as_text(diagnostic, sources(one)))
    shown = breaks(one.result)
    for name, reading in one.result.readings.items():
        if one.project.shows(name):
            click.echo(f"{here(one.project, name)}: {'; '.join((*_account(reading), *_joined(shown[name])))}")
    for left in one.project.left_out if not one.project.named else ():
        click.echo(f"{here(one.project, one.project.path_of(left.path))}: left out: {left.why}")


def _joined(breaks: "Breaks") -> Iterator[str]:
    """What becomes of a file's line breaks, where they are not all shown."""
    if breaks.shown != "all":
        yield why.line_breaks(breaks)


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
