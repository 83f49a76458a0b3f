"""deckgen push."""

from pathlib import Path

import click

from deckgen.cli.delivery import DRY, PRUNE, RESTORE, YES, agreed, echo, ready
from deckgen.cli.options import OFFLINE, PATH
from deckgen.diagnostics import DeckgenError


@click.command(name="push")
@PATH
@DRY
@click.option("--sync", "then_sync", is_flag=True, help="Press Sync in Anki afterwards.")
@PRUNE
@YES
@OFFLINE
@RESTORE
@click.option("--profile", envvar="DECKGEN_PROFILE", help="The profile that must be open in Anki.")
@click.option("--url", envvar="ANKICONNECT_URL", default="http://127.0.0.1:8765", show_default=True)
@click.option("--key", envvar="ANKICONNECT_KEY", help="AnkiConnect's apiKey; better in ANKICONNECT_KEY.")
def command(
    path: Path | None,
    dry_run: bool,
    then_sync: bool,
    prune: bool,
    yes: bool,
    offline: bool,
    restore: Path | None,
    profile: str | None,
    url: str,
    key: str | None,
) -> int:
    """Build, and bring it into the running Anki through its add-on AnkiConnect.

    Notes whose deck changed are moved; notes that are gone are tagged or, if you say so, deleted.

    \b
    Examples:
      deckgen push --dry-run     only say what would be done
      deckgen push --sync        and on to the phone
    """  # fmt: skip
    import platformdirs

    from deckgen.anki import desktop as pushing
    from deckgen.anki.ankiconnect import AnkiConnect
    from deckgen.anki.plan import lines, plan, refuse_altered
    from deckgen.build import write

    project, result = ready(path, offline=offline)
    anki = AnkiConnect(url, key)
    anki.hello()
    folder = pushing.backups(Path(platformdirs.user_data_dir("deckgen")), result.before.project)
    first = not (folder / "profile").is_file()
    open_profile = pushing.right_profile(anki, profile, folder / "profile")
    if restore:
        pushing.restore(anki, restore)
        click.echo(f"imported {restore}: deleted notes are back with their history")
        return 0
    seen = pushing.look(anki, result.types, folder)
    keep = False
    try:
        todo = plan(result.notes, result.types, result.lock, seen.stored)
        echo(f"into Anki, profile {open_profile}:", *lines(todo, prune=prune))
        refuse_altered(todo)
        if dry_run:
            return 0
        prune = agreed(todo, prune=prune, yes=yes)
        keep = bool(todo.updated or todo.moves or todo.leaving(prune=prune))
        write(project, result)
        pushing.carry_out(anki, todo, project.output, prune=prune)
        if todo.imports:
            after = pushing.look(anki, result.types, folder)
            pushing.discard(after)
            pushing.arrived(todo, after.stored)
        added = pushing.add_media(anki, result.media, folder)
        pushing.remember(open_profile, folder / "profile")
    except KeyboardInterrupt as error:
        raise DeckgenError("interrupted; push again: it does what is left") from error
    finally:
        if keep:
            pushing.rotate(folder)
        else:
            pushing.discard(seen)
    if keep:
        click.echo(f"backup of before: deckgen push --restore '{seen.backup}'")
    click.echo(f"done: {len(result.notes)} notes are in Anki, {len(added)} media files were put back")
    if first and todo.imports:
        click.echo(
            "AnkiConnect's import has switched on 'Merge note types' and both 'Import any …' options in Anki's own import "
            "dialog: look at them when you next import a deck by hand"
        )
    if then_sync:
        pushing.synchronise(anki, click.echo)
    return 0
