"""deckgen lock."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen import bounds, files
from deckgen.cli.compiling import located, turn
from deckgen.cli.options import PATH
from deckgen.cli.places import as_shown, asked, typed
from deckgen.cli.show import tell
from deckgen.diagnostics import DeckgenError
from deckgen.files import shown
from deckgen.project import NoProject, Project
from deckgen.project.locks import DAMAGED, OLDER
from deckgen.wording import counted, said

if TYPE_CHECKING:
    from deckgen.lock import Lock
    from deckgen.lock.overrule import Pairs


@click.command(name="lock")
@PATH
@click.option("--same", nargs=2, metavar="OLD NEW", help="NEW is the note OLD, reworded.")
@click.option("--different", nargs=2, metavar="OLD NEW", help="NEW is not the note OLD.")
@click.option("--in-place", metavar="FILE", help="FILE was translated or rewritten in place: its notes stay its notes.")
@click.option(
    "--from", "package", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Rebuild a lost lock, or mend an old one, from the last package or an Anki export.",
)  # fmt: skip
def command(
    path: Path | None,
    same: tuple[str, str] | None,
    different: tuple[str, str] | None,
    in_place: str | None,
    package: Path | None,
) -> int:
    """Say which question is which note, or rebuild a lost lock.

    OLD is a guid, NEW a place (notes.md:12) or a guid; `deckgen diff --json` and `deckgen list --json` print guids.

    \b
    Examples:
      deckgen lock --same 4jtrsw7ko6qcunbx notes.md:12
      deckgen lock --different 4jtrsw7ko6qcunbx notes.md:12
      deckgen lock --in-place notes.md
      deckgen lock --from build/notes.apkg
    """
    from deckgen.apkg.progress import reviews
    from deckgen.apkg.rebuild import rebuild
    from deckgen.compiler import World, build
    from deckgen.lock import dump, overrule, salvage
    from deckgen.lock.twins import without_twins
    from deckgen.past import git, read_lock

    if sum(map(bool, (same, different, in_place, package))) != 1:
        raise click.UsageError(said("name one of --same, --different, --in-place and --from"))
    old, new = same or different or ("", f"{in_place or ''}:")
    project = _named(path, new)
    click.get_current_context().with_resource(turn(project))
    pairs: Pairs = ()
    if package:
        data, sound = files.read(package, bounds.LARGEST_PACKAGE), _sound(partial(read_lock, project))
        shipped = made = rebuild(data, package.name, sound.project if sound else project.settings.id)
        if sound and made.project != sound.project:
            raise DeckgenError(
                said(
                    "{file} is of {project}, and {lock} of {other}: if it is to be rebuilt, move it away first",
                    file=package.name, project=made.project, lock=shown(project.lock), other=sound.project,
                )
            )  # fmt: skip
        aside = project.lock.with_name(project.lock.name + (OLDER if sound else DAMAGED))
        was = files.read(project.lock) if project.lock.exists() else b""
        known = sound.guids if sound else set()
        made = salvage(was.decode("utf-8", "replace"), made)
        studied = {guid for guid, log in reviews(data, package.name).items() if log}
        made = without_twins(made, known, shipped.guids, studied)
        message = said("{notes} of {project}", notes=counted(len(made.entries), "note"), project=made.project)
        if project.lock.exists():
            files.replace([(aside, was)])
            message = said("{notes}; what was there is {file}", notes=message, file=shown(aside))
    else:
        result = build(project, World(int(time.time())))
        new = typed(project, new)
        before, matches = result.past.lock, result.matches
        message = said("build to see what it does")
        if in_place:
            file = new.removesuffix(":")
            if file not in map(project.path_of, result.project.files):
                raise DeckgenError(said("{file} is none of the notes here; deckgen list names them", file=in_place))
            back = git(project.lock, "checkout") or project.lock.name
            made, pairs = overrule.in_place(before, matches, file, back)
        elif same:
            made = overrule.same(before, matches, old, new)
        else:
            made = overrule.different(before, matches, old, new)
            message = said("the question starts as a new note at the next build")
    files.replace([(project.lock, dump(made).encode())])
    tell(said("{lock} written: {message}", lock=shown(project.lock), message=message))
    for line in _paired(project, pairs):
        tell(line)
    return 0


def _paired(project: Project, pairs: "Pairs") -> Iterator[str]:
    """Which question is which note now, for what stands in one place may be something else."""
    for entry, match in pairs:
        place = as_shown(project, f"{match.question.span.path}:{match.question.span.line}")
        yield said(
            "{guid}  {was} → {place}: {question}",
            guid=entry.guid,
            was=entry.shown,
            place=place,
            question=asked(match.question),
        )
    if pairs:
        yield said("what is wrong of these: deckgen lock --different GUID FILE:LINE")


def _sound(read: "Callable[[], Lock | None]") -> "Lock | None":
    """The lock, if there is one that can be read and lacks nothing."""
    try:
        return lock if (lock := read()) and not lock.torn else None
    except DeckgenError:
        return None


def _named(path: Path | None, new: str) -> Project:
    """The project named or here; where there is none, the project of the file in the place NEW.

    So the command in a warning works as it is.
    """
    try:
        return located(path)[0]
    except NoProject:
        name = new.rpartition(":")[0]
        if Path(name).is_dir():
            raise
        return located(Path(name))[0]
