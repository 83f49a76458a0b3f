"""What of the files is on no card, for people and for other tools."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deckgen.cli.places import here
from deckgen.cli.show import tell, tell_json
from deckgen.wording import said

if TYPE_CHECKING:
    from deckgen.compiler import Build


def show(results: "Sequence[Build]", *, as_json: bool) -> None:
    """Prints the texts of questions that their cards do not show, each with its place and the rule by which it went."""
    found = [
        (here(result.project, one.span.path), one)
        for result in results
        for one in result.omissions
        if result.project.shows(one.span.path)
    ]
    if as_json:
        rows = [
            {
                "path": one.span.path,
                "file": file,
                "line": one.span.line,
                "column": one.span.column,
                "rule": one.rule,
                "text": one.text,
            }
            for file, one in found
        ]
        tell_json(rows)
        return
    for file, one in found:
        place, rule = f"{file}:{one.span.line}:{one.span.column}", one.rule or said("no rule")
        tell(said("{place}: {rule}: {text}", place=place, rule=rule, text=one.text))
