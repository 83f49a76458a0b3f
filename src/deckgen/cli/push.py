"""deckgen push."""

from pathlib import Path

import click

from deckgen.anki import ankiconnect
from deckgen.cli.delivery import DRY, PRUNE, RESTORE, YES, asker, data, ready
from deckgen.cli.options import OFFLINE, PATH


@click.command(name="push")
@PATH
@DRY
@click.option("--sync", "then_sync", is_flag=True, help="Press Sync in Anki afterwards.")
@PRUNE
@YES
@OFFLINE
@RESTORE
@click.option("--profile", envvar="DECKGEN_PROFILE", help="The profile that must be open in Anki.")
@click.option("--url", envvar="ANKICONNECT_URL", default=ankiconnect.URL, show_default=True)
@click.option("--key", envvar=ankiconnect.KEY, help=f"AnkiConnect's apiKey; better in {ankiconnect.KEY}.")
def command(
    path: Path | None,
    dry_run: bool,
    then_sync: bool,
    prune: bool,
    yes: bool,
    offline: bool,
    backup: Path | None,
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
    from deckgen.anki import desktop
    from deckgen.anki.deliver import Consent, deliver, restore
    from deckgen.anki.profile import remember, right_profile

    if backup and dry_run:
        raise click.UsageError("--restore and --dry-run exclude each other")
    _, cargo = ready(path, offline=offline)
    anki = ankiconnect.AnkiConnect(url, key)
    anki.hello()
    folder = desktop.home(data(), cargo.lock.project)
    memory = folder / "profile"
    first = not memory.is_file()
    profile = right_profile(anki, profile, memory)
    with desktop.opened(anki, folder) as collection:
        if backup:
            restore(collection, backup, click.echo)
            return 0
        heading = f"into Anki, profile {profile}:"
        consent = Consent(prune, yes, asker())
        delivered = deliver(collection, cargo, consent, heading, click.echo, dry_run=dry_run)
    if dry_run:
        return 0
    remember(profile, memory)
    click.echo(f"done: {len(cargo.notes)} notes are in Anki, {delivered.media} media files were put back")
    if first and delivered.plan.imports:
        click.echo(desktop.SWITCHED)
    if then_sync:
        desktop.synchronise(anki, click.echo)
    return 0
