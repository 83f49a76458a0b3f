"""deckgen list."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from deckgen.cli.compiling import compiled
from deckgen.cli.options import JSON, PATH
from deckgen.cli.show import to_json
from deckgen.diagnostics import QUESTION_NONE, SHAPE_CHANGED, SHAPE_UNSURE, as_text

if TYPE_CHECKING:
    from deckgen.data import Match


@click.command(name="list")
@PATH
@JSON
def command(path: Path | None, as_json: bool) -> int:
    """List the notes with their places and guids, and say what else may be one.

    \b
    Examples:
      deckgen list notes.md
      deckgen list --json | jq '.[] | select(.answered | not) | .question'
    """
    _, result, diagnostics = compiled(path, offline=True)
    rows = [_row(match) for match in result.matches]
    if as_json:
        click.echo(to_json(rows))
    else:
        for row in rows:
            click.echo(f"{row['path']}:{row['line']}: {row['question']}{'' if row['answered'] else '  (unanswered)'}")
        for diagnostic in diagnostics:
            if diagnostic.rule in (QUESTION_NONE, SHAPE_CHANGED, SHAPE_UNSURE):
                click.echo(as_text(diagnostic, result.sources), err=True)
    return 0


def _row(match: "Match") -> dict[str, Any]:
    """The keys that other tools depend on: add some, never rename one."""
    from deckgen.data import Basic
    from deckgen.render import plain

    question = match.question
    answer = question.answer
    reverse = isinstance(question, Basic) and question.reversed
    return {
        "guid": match.guid,
        "path": question.span.path,
        "line": question.span.line,
        "end_line": question.end_line,
        "answer_line": answer.origins[0] if answer else None,
        "answer_end_line": answer.origins[-1] if answer else None,
        "kind": "reversed" if reverse else question.note_kind,
        "question": plain(question.title),
        "answered": answer is not None,
        "deck": question.deck,
        "tags": list(question.tags),
        "anchor": question.anchor,
    }
