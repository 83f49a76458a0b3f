"""deckgen check."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from deckgen.cli import removed, sarif, why
from deckgen.cli.accounts import accounts
from deckgen.cli.compiling import Compiled, each
from deckgen.cli.options import ALONE, JSON, PATHS, QUIET, STRICT, VERBOSE, Volume
from deckgen.cli.places import as_row, fault, here, placed, sources
from deckgen.cli.show import explained, problems, tell, tell_json
from deckgen.diagnostics import IMAGE_REMOTE, Diagnostic, Faulty, as_github, blocking
from deckgen.project import top
from deckgen.wording import said


@click.command(name="check")
@PATHS
@JSON
@STRICT
@ALONE
@click.option("--github", is_flag=True, help="Print annotations for GitHub Actions.")
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF, for code scanning.")
@click.option("--why", "reasons", is_flag=True, help="Print the ways each file could be read, each with its setting.")
@click.option("--removed", "gone", is_flag=True, help="Print what of the questions is not on their cards.")
@QUIET
@VERBOSE
def command(
    paths: tuple[Path, ...],
    as_json: bool,
    strict: bool,
    alone: bool,
    github: bool,
    as_sarif: bool,
    reasons: bool,
    gone: bool,
    volume: Volume,
) -> int:
    """Report problems and how each file was read; write nothing.

    \b
    Examples:
      deckgen check notes.md
      deckgen check --strict --github    in CI
    """
    of_files = {"--why": reasons, "--removed": gone}
    forms = {"--json": as_json and not any(of_files.values()), "--github": github, "--sarif": as_sarif, **of_files}
    if len(wanted := [form for form, is_wanted in forms.items() if is_wanted]) > 1:
        raise click.UsageError(said("{one} and {other} exclude each other", one=wanted[0], other=wanted[1]))
    try:
        found = list(each(paths, alone=alone))
    except Faulty as error:
        _refused(error, [form for form in wanted if form not in of_files])
        raise
    if reasons:
        why.show([one.result for one in found], as_json=as_json)
    elif gone:
        removed.show([one.result for one in found], as_json=as_json)
    elif as_json:
        tell_json([row for one in found for row in _rows(one)])
    elif as_sarif:
        tell_json(sarif.log([diagnostic for one in found for diagnostic in _from_top(one)]))
    elif github:
        for diagnostic in (diagnostic for one in found for diagnostic in _from_top(one)):
            tell(as_github(diagnostic), annotation=True)
    else:
        for one in found:
            problems(placed(one.project, _told(one)), sources(one), err=False)
            for line in accounts(one, every=volume == "verbose") if volume != "quiet" else ():
                tell(line)
        if volume != "quiet":
            explained(diagnostic for one in found for diagnostic in _told(one))
    return int(any(blocking(_told(one), strict=strict) for one in found))


def _refused(error: Faulty, forms: Sequence[str]) -> None:
    """Tells other tools in their form which settings or which lock cannot be read."""
    if "--json" in forms:
        tell_json([as_row(error)])
    from_top = fault(error, top(error.folder))
    if "--sarif" in forms:
        tell_json(sarif.log([from_top]))
    if "--github" in forms:
        tell(as_github(from_top), annotation=True)


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
