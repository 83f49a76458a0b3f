"""What push and sync share: options, a build that may go out, and whether somebody can be asked."""

import shlex
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from deckgen.cli.accounts import accounts
from deckgen.cli.cargo import cargo
from deckgen.cli.compiling import each
from deckgen.cli.options import Volume
from deckgen.cli.places import as_shown, placed, sources
from deckgen.cli.show import confirmed, explained, problems, tell
from deckgen.diagnostics import ADOPTION_PENDING, PROJECT_TWIN, DeckgenError, blocking
from deckgen.wording import said

if TYPE_CHECKING:
    from deckgen.anki.consent import Ask, Consent
    from deckgen.anki.deliver import Cargo
    from deckgen.anki.owner import Take
    from deckgen.project import Project

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
        # What waits for a delivery is about to be delivered.
        told = [diagnostic for diagnostic in one.diagnostics if diagnostic.rule is not ADOPTION_PENDING]
        check = "" if volume == "verbose" else one.command("check")
        problems(placed(one.project, told), sources(one), check=check)
        for line in accounts(one, every=True) if volume == "verbose" else ():
            tell(line, err=True)
        if volume != "quiet":
            explained(told)
        if not restoring and blocking(one.diagnostics, strict=False):
            deck = one.project.settings.name
            raise DeckgenError(said("{deck} was not written or sent: correct the errors above", deck=deck))
        twin = next((diagnostic.message for diagnostic in told if diagnostic.rule is PROJECT_TWIN), "")
        yield one.project, cargo(one.result, twin)


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
    from deckgen.anki.consent import Consent
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
