"""deckgen sync."""

import sys
from pathlib import Path

import click

from deckgen.cli.delivery import DRY, PRUNE, RESTORE, YES, agreed, echo, ready
from deckgen.cli.options import OFFLINE, PATH


@click.command(name="sync")
@PATH
@DRY
@PRUNE
@YES
@OFFLINE
@RESTORE
@click.option("--user", envvar="DECKGEN_SYNC_USER", help="The account, for AnkiWeb an e-mail address.")
@click.option("--endpoint", envvar="DECKGEN_SYNC_ENDPOINT", default="", help="A sync server of your own.")
@click.option("--full-download", is_flag=True, help="Where both sides cannot be merged, take the server's.")
@click.option("--full-upload", is_flag=True, help="Where both sides cannot be merged, overwrite the server's.")
@click.option(
    "--collection", "chosen", type=click.Path(path_type=Path, dir_okay=False), envvar="DECKGEN_SYNC_COLLECTION",
    help="Where the collection is kept; a folder of its own.",
)  # fmt: skip
def command(
    path: Path | None,
    dry_run: bool,
    prune: bool,
    yes: bool,
    offline: bool,
    restore: Path | None,
    user: str | None,
    endpoint: str,
    full_download: bool,
    full_upload: bool,
    chosen: Path | None,
) -> int:
    """Build, and sync with AnkiWeb or your own server, with no Anki on this machine.

    The password comes from DECKGEN_SYNC_PASSWORD, the system's keyring, or a prompt.

    \b
    Examples:
      deckgen sync --user me@example.org
      deckgen sync --endpoint http://my-server:8080/ --prune --yes
    """  # fmt: skip
    import os
    import re

    import platformdirs

    from deckgen.anki import account as syncing
    from deckgen.anki import credentials
    from deckgen.anki.plan import lines, plan, refuse_altered
    from deckgen.build import write

    if full_download and full_upload:
        raise click.UsageError("--full-download and --full-upload exclude each other")
    if not user:
        if not sys.stdin.isatty():
            raise click.UsageError("whose account? set DECKGEN_SYNC_USER or name it: --user")
        user = str(click.prompt("Account"))
    endpoint = endpoint and endpoint.rstrip("/") + "/"
    project, result = ready(path, offline=offline)
    data = Path(platformdirs.user_data_dir("deckgen"))
    where = syncing.Place(chosen.resolve()) if chosen else syncing.place(data, user, endpoint)
    asking = sys.stdin.isatty()
    if endpoint.startswith("http://") and not re.match(r"http://(127\.|localhost[:/]|\[::1\])", endpoint):
        click.echo(f"{endpoint} is not encrypted: your password and cards can be read on the way", err=True)

    def secret() -> str:
        prompt = (lambda text: str(click.prompt(text, hide_input=True))) if asking else None
        return credentials.password(user, endpoint or "AnkiWeb", os.environ, prompt)

    with syncing.collection(where) as opened:
        if not dry_run:
            session = syncing.connect(
                opened, where, user, endpoint, secret,
                "download" if full_download else "upload" if full_upload else None,
                click.confirm if asking else None, click.echo,
            )  # fmt: skip
        stored = syncing.look(opened, result.types)
        todo = plan(result.notes, result.types, result.lock, stored)
        if restore:
            click.echo(f"{syncing.restore(opened, restore)} deleted notes are back with their history")
        else:
            heading = "with what is known from the last sync:" if dry_run else f"for {user}:"
            echo(heading, *lines(todo, prune=prune))
            refuse_altered(todo)
            if dry_run:
                return 0
            prune = agreed(todo, prune=prune, yes=yes)
            if todo.updated or todo.moves or todo.leaving(prune=prune):
                click.echo(f"backup of before: deckgen sync --restore '{syncing.export(opened, where, stored)}'")
            write(project, result)
            syncing.carry_out(opened, todo, project.output, prune=prune)
            syncing.add_media(opened, result.media)
        session = syncing.exchange(opened, where, session, None, None, click.echo)
        syncing.exchange_media(opened, session)
    click.echo(f"synced: {len(result.notes)} notes of {project.settings.name}, {len(result.media)} media files")
    return 0
