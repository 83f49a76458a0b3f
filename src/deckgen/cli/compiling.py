"""A project found and compiled for a command, with a progress bar where somebody sees it."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen import bounds
from deckgen.cli.show import translate
from deckgen.diagnostics import Diagnostic, ordered
from deckgen.project import NoProject, Project, locate
from deckgen.wording import said, translated

if TYPE_CHECKING:
    from deckgen.compiler import Build


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


def located(path: Path | None, *, alone: bool = False) -> tuple[Project, tuple[Diagnostic, ...]]:
    """The project at `path` or around here; raises DeckgenError."""
    try:
        return locate(path, Path.cwd(), alone=alone, allowed=bounds.allowed(os.environ))
    except NoProject as error:
        context = click.get_current_context(silent=True)
        command = context.info_name if context else "build"
        text = said("{trouble}: deckgen {command} notes.md", trouble=error.args[0], command=command)
        raise NoProject(text) from error


def compiled(
    path: Path | None, *, alone: bool = False, offline: bool, removed: bool = False, touch: bool = False
) -> Compiled:
    """The project at `path` or around here, built; raises DeckgenError."""
    project, remarks = located(path, alone=alone)
    return _compiled(project, remarks, offline=offline, removed=removed, touch=touch)


def each(
    paths: Sequence[Path],
    *,
    alone: bool = False,
    output: Path | None = None,
    offline: bool = True,
    removed: bool = False,
    touch: bool = False,
) -> Iterator[Compiled]:
    """The projects of these paths, or the one around here, built one after the other; raises DeckgenError.

    Several paths of one project are built once. `output` is where the package of the one project goes.
    """
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
    for project, remarks in found.values():
        one = replace(project, output=Path.cwd() / output) if output else project
        yield _compiled(one, remarks, offline=offline, removed=removed, touch=touch)


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
    project: Project, remarks: Sequence[Diagnostic], *, offline: bool, removed: bool, touch: bool
) -> Compiled:
    # Anki's formats and the Markdown engines take time to import; --help needs none of them.
    from deckgen.compiler import build
    from deckgen.library import world

    with _progress() as progress:
        result = build(project, world(project, offline=offline, progress=progress), removed=removed, touch=touch)
    return Compiled(result, ordered([*remarks, *result.diagnostics]))


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal for what takes long enough to be seen; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(translated(what, translate), total=total)
            bar.update(tasks[what], completed=done)

        yield tell
