"""deckgen build."""

import time
from pathlib import Path

import click

from deckgen.cli.compiling import compiled
from deckgen.cli.options import OFFLINE, STRICT
from deckgen.cli.show import counted, notable, shown
from deckgen.diagnostics import blocking, folded


@click.command(name="build")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@OFFLINE
@STRICT
@click.option("--removed", is_flag=True, help="Ship removed notes once more, tagged deckgen::removed.")
@click.option("--touch", is_flag=True, help="Make every note win over edits made in Anki.")
@click.option("-q", "--quiet", is_flag=True, help="Print problems only.")
def command(paths: tuple[Path, ...], offline: bool, strict: bool, removed: bool, touch: bool, quiet: bool) -> int:
    """Compile the project here, or files and folders, each into build/NAME.apkg.

    \b
    Examples:
      deckgen build              the project here: deckgen.toml, or just source/
      deckgen build notes.md     one file, no configuration
      deckgen build a.md b/      two packages, each with its own lock
      deckgen build --removed    let Anki find what is gone: search tag:deckgen::removed
    """
    stems = [path.resolve().stem for path in paths]
    if twice := sorted({stem for stem in stems if stems.count(stem) > 1}):
        raise click.UsageError(f"two of these would be build/{twice[0]}.apkg; build them one by one, or their folder")
    return max(_built(path, offline, strict, removed, touch, quiet) for path in paths or (None,))


def _built(path: Path | None, offline: bool, strict: bool, removed: bool, touch: bool, quiet: bool) -> int:
    from deckgen.build import write

    start = time.monotonic()
    project, result, diagnostics = compiled(path, offline=offline, removed=removed, touch=touch)
    for line in folded(diagnostics, result.sources):
        click.echo(line, err=True)
    if blocking(diagnostics, strict=strict):
        click.echo("nothing was written: correct the errors above" + (" and warnings" if strict else ""), err=True)
        return 1
    write(project, result)
    if quiet:
        return 0
    changes = result.changes
    for line in notable(changes):
        click.echo(line)
    touched = {change.guid for change in changes}
    new = sum(change.what == "new" for change in changes)
    gone = {change.guid for change in changes if change.what == "removed"}
    same = sum(note.guid not in touched for note in result.notes)
    click.echo(
        f"{counted(len(result.notes), 'note')} ({new} new, {len(touched) - new - len(gone)} changed, {same} unchanged"
        f"{f', {len(gone)} removed' if gone else ''}), {len(result.media)} media, "
        f"{time.monotonic() - start:.1f} s: {shown(result.past.output)}"
    )
    return 0
