"""deckgen build."""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click

from deckgen.cli.accounts import accounts
from deckgen.cli.changes import LEFT, as_line, notable
from deckgen.cli.compiling import Compiled, each
from deckgen.cli.options import ALONE, JSON, OFFLINE, OUTPUT, PATHS, QUIET, STRICT, VERBOSE, Volume
from deckgen.cli.places import as_row, here, placed, sources
from deckgen.cli.places import changes as placed_changes
from deckgen.cli.show import explained, failure, problems, tell, tell_json
from deckgen.diagnostics import DeckgenError, Diagnostic, Faulty, blocking
from deckgen.files import shown
from deckgen.wording import counted, joined, said


@click.command(name="build")
@PATHS
@OFFLINE
@STRICT
@click.option("--removed", is_flag=True, help="Ship removed notes once more, tagged deckgen::removed.")
@click.option("--touch", is_flag=True, help="Make every note win over edits made in Anki.")
@OUTPUT
@ALONE
@JSON
@QUIET
@VERBOSE
def command(
    paths: tuple[Path, ...],
    offline: bool,
    strict: bool,
    removed: bool,
    touch: bool,
    output: Path | None,
    alone: bool,
    as_json: bool,
    volume: Volume,
) -> int:
    """Compile notes into an Anki package, build/NAME.apkg.

    Takes the project here, or files and folders, each for a package of its own.

    \b
    Examples:
      deckgen build              the project here: deckgen.toml, or just source/
      deckgen build notes.md     one file, no configuration
      deckgen build a.md b/      two packages, each with its own lock
      deckgen build --removed    let Anki find what is gone: search tag:deckgen::removed
    """
    rows, found = list[dict[str, Any]](), list[Diagnostic]()
    start = time.monotonic()
    built = each(paths, alone=alone, output=output, offline=offline, removed=removed, touch=touch, writing=True)
    for one in _refused(built, rows) if as_json else built:
        rows.append(_built(one, output, strict=strict, every=volume == "verbose"))
        found += one.diagnostics
        for line in accounts(one, every=True) if volume == "verbose" and not as_json else ():
            tell(line)
        if volume != "quiet" and not as_json and rows[-1]["written"]:
            _summary(one, touch=touch, seconds=time.monotonic() - start, every=volume == "verbose")
        start = time.monotonic()
    if volume != "quiet":
        explained(found)
    if as_json:
        tell_json(rows)
    return int(not all(row["written"] for row in rows))


def _refused(built: Iterator[Compiled], rows: list[dict[str, Any]]) -> Iterator[Compiled]:
    """The same; where settings or a lock cannot be read, `--json` says so in a row of a package without a name."""
    try:
        yield from built
    except Faulty as error:
        told = [as_row(error)]
        row = {"written": False, "package": None, "notes": 0, "media": 0, "changes": [], "diagnostics": told}
        tell_json([*rows, row])
        raise


def _built(one: Compiled, output: Path | None, *, strict: bool, every: bool) -> dict[str, Any]:
    """Says what is wrong and writes what can be written; the row of `--json`."""
    from deckgen.compiler import write

    project, result = one.project, one.result
    problems(placed(project, one.diagnostics), sources(one), check="" if every else one.command("check"))
    if output and result.past.output != project.output:
        raise DeckgenError(said("{package} is the package of another project; name another file", package=output))
    stopped = blocking(one.diagnostics, strict=strict)
    if stopped:
        package = shown(result.past.output)
        if strict:
            failure(said("{package} was not written: correct the errors and warnings above", package=package))
        else:
            failure(said("{package} was not written: correct the errors above", package=package))
    else:
        write(result)
    return {
        "written": not stopped,
        "package": shown(result.past.output).as_posix(),
        "notes": len(result.notes),
        "media": len(result.media),
        "changes": [{"what": change.what, "guid": change.guid} for change in result.changes],
        "diagnostics": [d.as_json() | {"file": here(project, d.span.path)} for d in one.diagnostics],
    }


def _summary(one: Compiled, *, touch: bool, seconds: float, every: bool) -> None:
    """Prints the notes that need a word, or every change, and how many there are of each kind."""
    from deckgen.apkg.notetypes import REMOVED

    result, project = one.result, one.project
    changes, seen = result.changes, partial(placed_changes, result)
    tell(*(map(as_line, seen(changes)) if every else notable(changes, seen)))
    what = {change.guid: change.what for change in changes}
    kinds = list(what.values())
    gone, new = kinds.count("removed"), kinds.count("new")
    same = sum(note.guid not in what and REMOVED not in note.tags for note in result.notes)
    farewells = sum(REMOVED in note.tags for note in result.notes)
    if gone and not farewells:
        tell(LEFT)
    unanswered = sum(not match.question.answer for match in result.matches)
    counts = [
        said("{number} new", number=new),
        said("{number} changed", number=len(kinds) - new - gone),
        said("{number} touched", number=same) if touch else said("{number} unchanged", number=same),
        *([said("{number} removed", number=max(gone, farewells))] if gone or farewells else []),
        *([said("{number} unanswered", number=unanswered)] if unanswered else []),
        *([said("{files} left out", files=counted(len(project.left_out), "file"))] if project.left_out else []),
    ]
    tell(
        said(
            "{notes} ({counts}), {number} media, {seconds:.1f} s: {package}",
            notes=counted(len(result.notes), "note"), counts=joined(", ", counts), number=len(result.media),
            seconds=seconds, package=shown(result.past.output),
        )
    )  # fmt: skip
