"""deckgen diff."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from deckgen.cli.changes import LEFT, as_line
from deckgen.cli.compiling import each
from deckgen.cli.options import ALONE, JSON, PATHS
from deckgen.cli.places import changes as placed_changes
from deckgen.cli.places import placed, sources
from deckgen.cli.show import problems, tell, tell_json
from deckgen.diagnostics import ADOPTION_PENDING, KIND_CHANGED, RECOGNITION_UNSURE, blocking
from deckgen.wording import said

# What else is told than errors: it says what an import would do, as the changes do.
_TOLD = (ADOPTION_PENDING, KIND_CHANGED, RECOGNITION_UNSURE)


@click.command(name="diff")
@PATHS
@JSON
@ALONE
def command(paths: tuple[Path, ...], as_json: bool, alone: bool) -> int:
    """Say what importing a build would change in Anki.

    Names new, reworded, edited, moved and removed notes, and cards that are fewer. Writes nothing.

    \b
    Examples:
      deckgen diff
      deckgen diff notes.md --json
    """
    rows: list[dict[str, Any]] = []
    wrong = nothing = False
    for one in each(paths, alone=alone):
        changes = [change for change in one.result.changes if one.project.shows(change.path)]
        shown = list(placed_changes(one.result, changes))
        rows += [
            asdict(seen) | {"path": change.path, "file": seen.path} for change, seen in zip(changes, shown, strict=True)
        ]
        failed = blocking(one.asked, strict=False)
        for change in () if as_json else shown:
            tell(as_line(change))
        if not as_json and any(change.what == "removed" for change in changes):
            tell(LEFT)
        told = [d for d in one.asked if d.rule.severity == "error" or d.rule in _TOLD]
        for diagnostic in placed(one.project, told):
            as_error = as_json or diagnostic.rule.severity == "error"
            problems([diagnostic], sources(one), err=as_error)
        wrong |= failed
        nothing |= not failed
    if as_json:
        tell_json(rows)
    elif not rows and nothing:
        tell(said("nothing changed"))
    return int(wrong)
