"""The commands: parse arguments, call, show, exit code. Only this module touches the terminal."""

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.config import Project, locate
from deckgen.diagnostics import DeckgenError, Diagnostic, as_text, blocking, ordered

if TYPE_CHECKING:
    from deckgen.build import Build

_PATH = click.argument("path", required=False, type=click.Path(path_type=Path))
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON for other tools.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="deckgen-markdown")
def deckgen() -> None:
    """Compile Markdown questions into an Anki package that can be imported again after every edit."""


def _compile(path: Path | None, *, offline: bool) -> tuple[Project, "Build", tuple[Diagnostic, ...]]:
    # Anki, genanki and the Markdown engines take time to import; --help needs none of them.
    import platformdirs

    from deckgen import media
    from deckgen.build import build

    project, said = locate(path, Path.cwd())
    cache = Path(platformdirs.user_cache_dir("deckgen"), "media")
    fetch = None if offline else lambda address: media.download(address, cache)
    result = build(project, int(time.time()), fetch)
    return project, result, ordered([*said, *result.diagnostics])


@deckgen.command()
@_PATH
@click.option("--offline", is_flag=True, help="Do not download remote pictures.")
@click.option("--strict", is_flag=True, help="Warnings stop the package too.")
def build(path: Path | None, offline: bool, strict: bool) -> int:
    """Compile the project here, or one file or folder.

    Examples: `deckgen build`, `deckgen build notes.md`
    """
    from deckgen.build import write

    start = time.monotonic()
    project, result, said = _compile(path, offline=offline)
    for diagnostic in said:
        click.echo(as_text(diagnostic, result.sources), err=True)
    if blocking(said, strict=strict):
        click.echo("nothing was written", err=True)
        return 1
    write(project, result)
    count, shown = result.summary, project.output.relative_to(Path.cwd())
    click.echo(
        f"{len(result.assembly.notes)} notes ({count['new']} new, {count['changed']} changed, "
        f"{count['unchanged']} unchanged), {len(result.media)} media, {time.monotonic() - start:.1f} s: {shown}"
    )
    return 0


@deckgen.command()
@_PATH
@_JSON
def check(path: Path | None, as_json: bool) -> int:
    """Say everything build would say, and write nothing."""
    _, result, said = _compile(path, offline=True)
    said = tuple(d for d in said if d.rule.code != "image-remote")
    if as_json:
        click.echo(json.dumps([d.as_json() for d in said], ensure_ascii=False, indent=1))
    else:
        for diagnostic in said:
            click.echo(as_text(diagnostic, result.sources))
    return int(blocking(said, strict=False))


@deckgen.command(name="list")
@_PATH
@_JSON
def list_(path: Path | None, as_json: bool) -> int:
    """List the notes with their places and guids."""
    from deckgen.render import plain

    _, result, _ = _compile(path, offline=True)
    rows = []
    for match in result.matches:
        q, answer = match.question, match.question.answer
        rows.append(
            {
                "guid": match.guid, "path": q.span.path, "line": q.span.line, "end_line": q.end_line,
                "answer_line": answer.origins[0] if answer else None,
                "answer_end_line": answer.origins[-1] if answer else None,
                "kind": q.kind, "question": plain(q.title), "answered": answer is not None,
                "deck": q.deck, "tags": list(q.tags), "anchor": q.anchor,
            }
        )  # fmt: skip
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for row in rows:
            click.echo(f"{row['path']}:{row['line']}: {row['question']}{'' if row['answered'] else '  (unanswered)'}")
    return 0


def main(argv: list[str] | None = None) -> int:
    """Run a command; 0 on success, 1 when the sources or the world have errors, 2 on wrong usage."""
    try:
        return int(deckgen.main(argv, standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return 2
    except DeckgenError as error:
        click.echo(f"deckgen: {error}", err=True)
        return 1
    except (click.Abort, KeyboardInterrupt):
        return 130


def entry() -> None:
    """The console script."""
    sys.exit(main())
