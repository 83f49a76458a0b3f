"""deckgen list."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deckgen.cli.compiling import each
from deckgen.cli.options import ALONE, JSON, PATHS
from deckgen.cli.places import asked, here, placed, sources
from deckgen.cli.show import problems, tell, tell_json
from deckgen.diagnostics import QUESTION_NONE, SHAPE_CHANGED, SHAPE_UNSURE, blocking
from deckgen.project import Project
from deckgen.wording import said

# The warnings about what a list lacks.
_TOLD = (QUESTION_NONE, SHAPE_CHANGED, SHAPE_UNSURE)

if TYPE_CHECKING:
    from deckgen.data import Match


@click.command(name="list")
@PATHS
@JSON
@ALONE
def command(paths: tuple[Path, ...], as_json: bool, alone: bool) -> int:
    """List the questions with their places.

    Also says what else may be a question.

    \b
    Examples:
      deckgen list notes.md
      deckgen list --json | jq '.[] | select(.answered | not) | .question'
    """
    rows: list[dict[str, Any]] = []
    wrong = False
    for one in each(paths, alone=alone):
        asked = (match for match in one.result.matches if one.project.shows(match.question.span.path))
        found = [_row(one.project, match) for match in asked]
        for row in () if as_json else found:
            line = f"{row['file']}:{row['line']}: {row['question']}"
            tell(line if row["answered"] else said("{question}  (unanswered)", question=line))
        remarks = [d for d in one.asked if d.rule.severity == "error" or d.rule in _TOLD]
        problems(placed(one.project, remarks), sources(one))
        rows += found
        wrong |= blocking(one.asked, strict=False)
    if as_json:
        tell_json(rows)
    return int(wrong)


def _row(project: Project, match: "Match") -> dict[str, Any]:
    """The keys that other tools depend on: add some, never rename one."""
    from deckgen.data import Basic

    question = match.question
    answer = question.answer
    reverse = isinstance(question, Basic) and question.reversed
    return {
        "guid": match.guid,
        "path": question.span.path,
        "file": here(project, question.span.path),
        "line": question.span.line,
        "end_line": question.end_line,
        "answer_line": answer.origins[0] if answer else None,
        "answer_end_line": answer.origins[-1] if answer else None,
        "kind": "reversed" if reverse else question.note_kind,
        "question": asked(question),
        "answered": answer is not None,
        "deck": question.deck,
        "tags": list(question.tags),
        "anchor": question.anchor,
    }
