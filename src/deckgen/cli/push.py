"""deckgen push."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.anki import ankiconnect
from deckgen.cli.delivery import DRY, PRUNE, RESTORE, TAKE, UNDELETE, YES, asker, consent, data, ready, restores
from deckgen.cli.options import ALONE, JSON, KEY, OFFLINE, PATHS, QUIET, URL, VERBOSE, Volume
from deckgen.cli.show import tell_json, warned
from deckgen.cli.telling import remaining, telling
from deckgen.wording import counted, said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deckgen.anki.owner import Take


@click.command(name="push")
@PATHS
@DRY
@click.option("--sync", "then_sync", is_flag=True, help="Press Sync in Anki afterwards.")
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
@click.option("--profile", envvar="DECKGEN_PROFILE", help="The profile that must be open in Anki.")
@URL
@KEY
def command(
    paths: tuple[Path, ...],
    dry_run: bool,
    then_sync: bool,
    prune: bool,
    yes: bool,
    take: "Mapping[str, Take]",
    undelete: bool,
    offline: bool,
    backup: Path | None,
    as_json: bool,
    volume: Volume,
    alone: bool,
    profile: str | None,
    url: str,
    key: str | None,
) -> int:
    """Build, and bring the cards into the running Anki.

    Anki needs its add-on AnkiConnect for it. Notes whose deck changed are moved; notes that are gone are tagged or,
    if you say so, deleted.

    \b
    Examples:
      deckgen push --dry-run     only say what would be done
      deckgen push --sync        and on to the phone
    """  # fmt: skip
    from deckgen.anki import desktop, restore, words
    from deckgen.anki.address import exposed
    from deckgen.anki.deliver import deliver
    from deckgen.anki.profile import remember, right_profile

    restoring = restores(backup, paths, dry_run=dry_run)
    if exposed(url):
        text = said("{address} is not encrypted: your cards can be read on the way", address=url)
        if key:
            text = said("{address} is not encrypted: your cards and its key can be read on the way", address=url)
        warned(text)
    with telling(volume, asker(), err=as_json) as (tell, ask):
        decks = ready(paths, alone=alone, offline=offline, restoring=restoring, volume=volume)
        anki = ankiconnect.AnkiConnect(url, key)
        for project, cargo in decks:
            kept = restore.read(backup, cargo.lock) if backup else None
            anki.hello()
            folder = desktop.home(data(), cargo.lock.project)
            memory = folder / "profile"
            first = not memory.is_file()
            current = right_profile(anki, profile, memory)
            agreed = consent(project, prune, yes, ask, take, undelete, "alone", "profile", "url")
            with desktop.opened(anki, folder, current) as collection:
                if kept:
                    restore.restore(collection, kept, cargo.types, cargo.lock.entries, tell)
                    continue
                heading, every = said("into Anki, profile {profile}:", profile=current), volume == "verbose"
                delivered = deliver(collection, cargo, agreed, heading, tell, dry_run=dry_run, every=every)
            remaining(delivered.plan, agreed.command, volume)
            if as_json:
                tell_json(words.as_json(delivered.plan, prune=prune, deletes=False))
            if dry_run:
                continue
            remember(current, memory)
            done, back = counted(delivered.present, "note"), counted(delivered.media, "media file")
            tell(
                said("done: {notes} in Anki, {files} put back", notes=done, files=back)
                if delivered.media
                else said("done: {notes} in Anki", notes=done)
            )
            if first and delivered.plan.imports:
                tell(desktop.SWITCHED)
        if then_sync and not (dry_run or restoring):
            desktop.synchronise(anki, tell)
    return 0
