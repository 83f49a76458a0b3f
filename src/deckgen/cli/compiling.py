"""A project found and compiled for a command."""

import os
import shlex
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen import bounds, turns
from deckgen.cli import progress
from deckgen.cli.show import warned
from deckgen.diagnostics import Diagnostic, ordered
from deckgen.files import shown
from deckgen.project import NoProject, Project, locate
from deckgen.wording import said

if TYPE_CHECKING:
    from deckgen.compiler import Build
    from deckgen.past import Surroundings


@dataclass(frozen=True, slots=True)
class Compiled:
    """A build, and everything to be said about it."""

    result: "Build"
    diagnostics: tuple[Diagnostic, ...]

    @property
    def project(self) -> Project:
        """The project with all its files."""
        return self.result.project

    @property
    def asked(self) -> tuple[Diagnostic, ...]:
        """What is to be said about the files that the command was asked about."""
        return tuple(one for one in self.diagnostics if self.project.shows(one.span.path))

    def command(self, name: str) -> str:
        """What to type here for the command of this name, about this project."""
        from deckgen.past import about

        return about(self.project, f"deckgen {name}")


def located(path: Path | None, *, alone: bool = False) -> tuple[Project, tuple[Diagnostic, ...]]:
    """The project at `path` or around here; raises DeckgenError."""
    try:
        return locate(path, Path.cwd(), alone=alone, allowed=bounds.allowed(os.environ))
    except NoProject as error:
        context = click.get_current_context(silent=True)
        words = shlex.join([context.info_name or "", *_arguments(context)]) if context else "build"
        text = said(
            "{trouble}: deckgen {command} notes.md; deckgen init makes a project of this folder",
            trouble=error.args[0], command=words,
        )  # fmt: skip
        raise NoProject(text) from error


def _arguments(context: click.Context) -> list[str]:
    """What was given to the command besides options and the path of a project, which nobody named."""
    given = (context.params.get(one.name or "") for one in context.command.params if isinstance(one, click.Argument))
    return [str(one) for one in given if one]


def compiled(path: Path | None, *, offline: bool, writing: bool = False) -> Compiled:
    """The project at `path` or around here, built; who is `writing` has the turn till the end. Raises DeckgenError."""
    project, remarks = located(path)
    if writing:
        click.get_current_context().with_resource(turn(project))
    return _compiled(project, remarks, None, offline=offline)


def each(
    paths: Sequence[Path],
    *,
    alone: bool = False,
    output: Path | None = None,
    offline: bool = True,
    removed: bool = False,
    touch: bool = False,
    writing: bool = False,
) -> Iterator[Compiled]:
    """The projects of these paths, or the one around here, built one after the other; raises DeckgenError.

    Several paths of one project are built once; `output` is the one project's package; who is `writing` has the turn.
    """
    from deckgen.past import surroundings

    found: dict[Path, tuple[Project, tuple[Diagnostic, ...]]] = {}
    for path in paths or (None,):
        project, remarks = located(path, alone=alone)
        if project.lock in found:
            before = found[project.lock][0].named
            project = replace(project, named=before | project.named if before and project.named else frozenset())
        found[project.lock] = project, remarks
    if output and len(found) > 1:
        raise click.UsageError(said("-o names the package of one deck; build the others on their own"))
    _apart([project for project, _ in found.values()])
    around, context = surroundings(), click.get_current_context()
    for project, remarks in found.values():
        one = replace(project, output=Path.cwd() / output) if output else project
        with ExitStack() as held:
            if writing:
                held.enter_context(turn(one))
                # Where an error ends the command, nobody comes back here.
                context.call_on_close(held.close)
            yield _compiled(one, remarks, around, offline=offline, removed=removed, touch=touch)


@contextmanager
def turn(project: Project) -> Iterator[None]:
    """Nobody else writes this project meanwhile; what a build that died has left in it is gone."""
    from deckgen.library import cache

    text = said("another deckgen is at work on {lock}: waiting for it to end", lock=shown(project.lock))
    with turns.turn(cache().with_name("turns"), project.lock, partial(warned, text)):
        turns.sweep([project.lock, project.output])
        yield


def _apart(projects: Sequence[Project]) -> None:
    """Raises UsageError if two projects have one package."""
    outputs = [project.output for project in projects]
    if twice := next((path for path in outputs if outputs.count(path) > 1), None):
        raise click.UsageError(
            said(
                "two of these paths would both make build/{package}: build them one by one, or the folder they are in",
                package=twice.name,
            )
        )


def _compiled(
    project: Project, remarks: Sequence[Diagnostic], around: "Surroundings | None",
    *, offline: bool, removed: bool = False, touch: bool = False,
) -> Compiled:  # fmt: skip
    # Anki's formats and the Markdown engines take time to import; --help needs none of them.
    from deckgen.compiler import build
    from deckgen.library import world

    with progress.shown() as told:
        seen = world(project, offline=offline, progress=told, around=around)
        result = build(project, seen, removed=removed, touch=touch)
    return Compiled(result, ordered([*remarks, *result.diagnostics]))
