"""deckgen sync."""

import os
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.anki import credentials
from deckgen.cli.delivery import DRY, PRUNE, RESTORE, TAKE, UNDELETE, YES, asker, consent, data, ready, restores
from deckgen.cli.installed import need_backend
from deckgen.cli.options import ALONE, JSON, OFFLINE, PATHS, QUIET, VERBOSE, Volume, web
from deckgen.cli.show import asked, tell_json, warned
from deckgen.cli.telling import remaining, telling, waiting
from deckgen.wording import counted, said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deckgen.anki.owner import Take


@click.command(name="sync")
@PATHS
@DRY
@PRUNE
@YES
@TAKE
@UNDELETE
@OFFLINE
@RESTORE
@JSON
@QUIET
@VERBOSE
@ALONE
@click.option("--user", envvar=credentials.USER, help="The account, for AnkiWeb an e-mail address.")
@click.option("--endpoint", envvar=credentials.ENDPOINT, default="", callback=web, help="A sync server of your own.")
@click.option("--full-download", is_flag=True, help="Where both sides cannot be merged, take the server's.")
@click.option("--full-upload", is_flag=True, help="Where both sides cannot be merged, overwrite the server's.")
@click.option(
    "--collection", "chosen", type=click.Path(path_type=Path, dir_okay=False), envvar="DECKGEN_SYNC_COLLECTION",
    help="Where the collection is kept; a folder of its own.",
)  # fmt: skip
def command(
    paths: tuple[Path, ...],
    dry_run: bool,
    prune: bool,
    yes: bool,
    take: "Mapping[str, Take]",
    undelete: bool,
    offline: bool,
    backup: Path | None,
    as_json: bool,
    volume: Volume,
    alone: bool,
    user: str | None,
    endpoint: str,
    full_download: bool,
    full_upload: bool,
    chosen: Path | None,
) -> int:
    """Build, and sync with AnkiWeb or a server, without Anki.

    The password comes from DECKGEN_SYNC_PASSWORD, the system's keyring, or a prompt.

    \b
    Examples:
      deckgen sync --user me@example.org
      deckgen sync --endpoint http://my-server:8080/ --prune --yes
    """  # fmt: skip
    from deckgen.anki import account, restore, words
    from deckgen.anki.address import exposed
    from deckgen.anki.deliver import deliver, refuse
    from deckgen.anki.exchange import Direction, Exchange, address

    if full_download and full_upload:
        raise click.UsageError(
            said("{one} and {other} exclude each other", one="--full-download", other="--full-upload")
        )
    restoring = restores(backup, paths, dry_run=dry_run)
    need_backend()
    asks = asker()
    if not user:
        if not asks:
            which = said("which account? name it with --user, or set {variable}", variable=credentials.USER)
            raise click.UsageError(which)
        user = asked(said("Account"))
    server = address(endpoint)
    if exposed(server):
        warned(said("{address} is not encrypted: your password and cards can be read on the way", address=server))
    with telling(volume, asks, err=as_json) as (tell, ask):
        decks = ready(paths, alone=alone, offline=offline, restoring=restoring, volume=volume)
        for project, cargo in decks:
            kept = restore.read(backup, cargo.lock) if backup else None
            agreed = consent(project, prune, yes, ask, take, undelete, "alone", "user", "endpoint", "chosen")
            place = account.Place(chosen.resolve()) if chosen else account.place(data(), user, server)
            hidden = partial(asked, hidden=True) if ask else None
            secret = partial(credentials.password, user, server or "AnkiWeb", os.environ, hidden)
            direction: Direction = "download" if full_download else "upload" if full_upload else None
            with account.opened(place, cargo.lock.project, server) as collection:
                check = (lambda: None) if kept else partial(refuse, collection, cargo, agreed)
                exchange = Exchange(collection, user, server, secret, direction, ask, tell, check)
                with nullcontext() if dry_run else exchange.both_ways():
                    if kept:
                        restore.restore(collection, kept, cargo.types, cargo.lock.entries, tell)
                    else:
                        heading = said("for {user}:", user=user)
                        if dry_run:
                            heading = said("with what is known from the last sync:")
                        every = volume == "verbose"
                        delivered = deliver(collection, cargo, agreed, heading, tell, dry_run=dry_run, every=every)
            if not kept:
                if dry_run and (late := waiting(delivered.plan, cargo.lock.entries)):
                    tell(said("{number:5} of the new adopt instead what the sync brings of yours", number=late))
                remaining(delivered.plan, agreed.command, volume)
            if as_json and not kept:
                tell_json(words.as_json(delivered.plan, prune=prune, deletes=True))
            if not dry_run:
                notes, media = counted(len(cargo.notes), "note"), counted(len(cargo.media), "media file")
                deck = project.settings.name
                tell(said("synced: {notes} of {deck}, {files}", notes=notes, deck=deck, files=media))
    return 0
