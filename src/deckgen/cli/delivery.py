"""What push and sync share: options, a build that may go out, and whether somebody can be asked."""

import shlex
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click
from click.core import ParameterSource

from deckgen.cli.accounts import accounts
from deckgen.cli.compiling import each
from deckgen.cli.options import Volume
from deckgen.cli.places import as_shown, by_guid, placed, sources
from deckgen.cli.show import confirmed, explained, problems, tell
from deckgen.diagnostics import DeckgenError, blocking
from deckgen.wording import said

if TYPE_CHECKING:
    from deckgen.anki.deliver import Ask, Cargo, Consent
    from deckgen.anki.owner import Take
    from deckgen.compiler import Build
    from deckgen.data import Note
    from deckgen.lock import Entry
    from deckgen.project import Project

    One = TypeVar("One", Note, Entry)

DRY = click.option("-n", "--dry-run", is_flag=True, help="Show the plan; write and change nothing.")
PRUNE = click.option("--prune", is_flag=True, help="Delete what is gone, instead of tagging it.")
YES = click.option("-y", "--yes", is_flag=True, help="Do not ask, even if an unusual share of a deck would go.")
RESTORE = click.option(
    "--restore", "backup", type=click.Path(path_type=Path, exists=True),
    help="Only bring back notes that were deleted, from a backup.",
)  # fmt: skip


def _sides(_context: click.Context, _parameter: click.Parameter, values: Sequence[str]) -> "Mapping[str, Take]":
    """Which side wins, by place or guid."""
    sides: dict[str, Take] = {}
    for value in values:
        side, _, where = value.partition("=")
        if side not in ("mine", "anki"):
            raise click.BadParameter(said("{side} is no side: mine or anki, for one note mine=FILE:LINE", side=side))
        sides[where] = "mine" if side == "mine" else "anki"
    return sides


TAKE = click.option(
    "--take", multiple=True, callback=_sides, metavar="mine|anki[=FILE:LINE]",
    help="Which side wins where a note was edited in Anki too.",
)  # fmt: skip
UNDELETE = click.option("--undelete", is_flag=True, help="Bring back notes that were deleted in Anki.")


def restores(backup: Path | None, paths: Sequence[Path], *, dry_run: bool) -> bool:
    """Whether nothing is wanted but to bring back notes from a backup; raises UsageError if that cannot be."""
    if backup and dry_run:
        raise click.UsageError(said("{one} and {other} exclude each other", one="--restore", other="--dry-run"))
    if backup and len(paths) > 1:
        raise click.UsageError(said("--restore brings back the notes of one deck: name one path"))
    return backup is not None


def ready(
    paths: Sequence[Path], *, alone: bool, offline: bool, restoring: bool, volume: Volume
) -> "Iterator[tuple[Project, Cargo]]":
    """Each project and a build of it; raises DeckgenError where its errors stop it, unless it only restores notes."""
    for one in each(paths, alone=alone, offline=offline, writing=True):
        problems(placed(one.project, one.diagnostics), sources(one), every=volume == "verbose")
        for line in accounts(one, every=True) if volume == "verbose" else ():
            tell(line, err=True)
        if volume != "quiet":
            explained(one.diagnostics)
        if not restoring and blocking(one.diagnostics, strict=False):
            deck = one.project.settings.name
            raise DeckgenError(said("{deck} was not written or sent: correct the errors above", deck=deck))
        yield one.project, cargo(one.result)


def cargo(result: "Build") -> "Cargo":
    """What a build hands over."""
    from deckgen.anki.deliver import Cargo
    from deckgen.apkg.write import pack
    from deckgen.compiler import write

    project = result.project
    return Cargo(
        result.notes,
        result.types,
        result.lock,
        result.media,
        by_guid(result),
        lambda shipped: write(_stamped(result, shipped)),
        lambda shipped: pack(shipped, result.timed_types, result.media),
        str(project.root),
        project.settings.name if project.settings.id else "",
    )


def _stamped(result: "Build", shipped: "Sequence[Note]") -> "Build":
    """The build with the ids and times of what was shipped, so that none is ever behind what Anki has."""
    stamps = {note.guid: (note.created, note.mod) for note in shipped}

    def stamped(one: "One") -> "One":
        created, mod = stamps.get(one.guid, (one.created, one.mod))
        return replace(one, created=created, mod=max(one.mod, mod))

    entries = tuple(map(stamped, result.lock.entries))
    return replace(result, notes=tuple(map(stamped, result.notes)), lock=replace(result.lock, entries=entries))


def consent(
    project: "Project",
    prune: bool,
    yes: bool,
    ask: "Ask | None",
    take: "Mapping[str, Take]",
    undelete: bool,
    *repeated: str,
) -> "Consent":
    """What the options agree to; `repeated` are those that a command printed for later must repeat."""
    from deckgen.anki.deliver import Consent
    from deckgen.anki.owner import Wishes

    sides = {as_shown(project, where): side for where, side in take.items()}
    context = click.get_current_context()
    words = ["deckgen", str(context.info_name)]
    words += map(str, context.params["paths"])
    for name in repeated:
        if context.params.get(name) and context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = next(one for one in context.command.params if one.name == name)
            is_flag = context.params[name] is True
            words += [option.opts[0], *([] if is_flag else [str(context.params[name])])]
    return Consent(prune, yes, ask, Wishes(sides, undelete, int(time.time())), shlex.join(words))


def data() -> Path:
    """The user's folder for what deckgen keeps between runs."""
    import platformdirs

    return Path(platformdirs.user_data_dir("deckgen"))


def asker() -> "Ask | None":
    """Asks on the terminal; None where there is none."""
    return confirmed if sys.stdin.isatty() else None
