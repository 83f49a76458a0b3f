"""deckgen sync."""

import os
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import click

from deckgen.anki import credentials
from deckgen.cli.delivery import DRY, PRUNE, RESTORE, YES, asker, data, ready
from deckgen.cli.options import OFFLINE, PATH


@click.command(name="sync")
@PATH
@DRY
@PRUNE
@YES
@OFFLINE
@RESTORE
@click.option("--user", envvar=credentials.USER, help="The account, for AnkiWeb an e-mail address.")
@click.option("--endpoint", envvar=credentials.ENDPOINT, default="", help="A sync server of your own.")
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
    backup: Path | None,
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
    from deckgen.anki import account
    from deckgen.anki.deliver import Consent, deliver, restore
    from deckgen.anki.exchange import Direction, Exchange, address, exposed

    if full_download and full_upload:
        raise click.UsageError("--full-download and --full-upload exclude each other")
    if backup and dry_run:
        raise click.UsageError("--restore and --dry-run exclude each other")
    ask = asker()
    if not user:
        if not ask:
            raise click.UsageError(f"whose account? set {credentials.USER} or name it: --user")
        user = str(click.prompt("Account"))
    server = address(endpoint)
    project, cargo = ready(path, offline=offline)
    place = account.Place(chosen.resolve()) if chosen else account.place(data(), user, server)
    if exposed(server):
        click.echo(f"{server} is not encrypted: your password and cards can be read on the way", err=True)
    hidden = partial(click.prompt, hide_input=True) if ask else None
    secret = partial(credentials.password, user, server or "AnkiWeb", os.environ, hidden)
    direction: Direction = "download" if full_download else "upload" if full_upload else None
    with account.opened(place) as collection:
        exchange = Exchange(collection, user, server, secret, direction, ask, click.echo)
        with nullcontext() if dry_run else exchange.both_ways():
            if backup:
                restore(collection, backup, click.echo)
            else:
                heading = "with what is known from the last sync:" if dry_run else f"for {user}:"
                consent = Consent(prune, yes, ask)
                deliver(collection, cargo, consent, heading, click.echo, dry_run=dry_run)
    if not dry_run:
        click.echo(f"synced: {len(cargo.notes)} notes of {project.settings.name}, {len(cargo.media)} media files")
    return 0
