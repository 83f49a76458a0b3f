"""deckgen for other programs: `from deckgen import build`. What stands here stays as it is; all else may change."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from urllib.request import getproxies

import platformdirs

from deckgen import bounds, compiler, render
from deckgen.apkg.notetypes import FIELDS
from deckgen.apkg.write import pack
from deckgen.data import Match, NoteKind
from deckgen.data import Note as Assembled
from deckgen.diagnostics import DeckgenError, ordered
from deckgen.diagnostics import Diagnostic as Remark
from deckgen.diagrams import draw
from deckgen.media import Network
from deckgen.past import Surroundings, surroundings
from deckgen.project import Project, locate
from deckgen.wording import counted, said


@dataclass(frozen=True, slots=True)
class Note:
    """One note as it will be in Anki: `fields` are HTML, by the names that the note type gives them.

    `title` is the question as plain text; `file` and `line`, from 1, say where it stands.
    """

    guid: str
    title: str
    kind: NoteKind
    deck: str
    tags: tuple[str, ...]
    fields: Mapping[str, str]
    file: Path
    line: int


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing to be said to the author, with its place; `line` and `column` count from 1.

    `deckgen explain CODE` says more about a code.
    """

    code: str
    severity: Literal["error", "warning"]
    file: Path
    line: int
    column: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Deck:
    """A compiled deck, of which nothing is written yet.

    `output` is where `write` puts the package; `lock` remembers which note each question is, and belongs to the notes.
    """

    notes: tuple[Note, ...]
    diagnostics: tuple[Diagnostic, ...]
    output: Path
    lock: Path
    _result: compiler.Build = field(repr=False)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics because of which there is no package."""
        return tuple(one for one in self.diagnostics if one.severity == "error")

    @property
    def package(self) -> bytes:
        """The bytes of the .apkg, the same for the same notes; raises DeckgenError where there are errors."""
        self._refuse()
        return pack(self._result.notes, self._result.timed_types, self._result.media)

    def write(self) -> Path:
        """Writes the lock and the package, as `deckgen build` does; returns the package's path.

        Raises DeckgenError where there are errors or the disk does not let it; then both are as they were.
        """
        self._refuse()
        compiler.write(self._result)
        return self.output

    def _refuse(self) -> None:
        if self.errors:
            first = self.errors[0]
            raise DeckgenError(
                said(
                    "{package}: {errors}, the first at {place}: {message}",
                    package=self.output.name, errors=counted(len(self.errors), "error"),
                    place=f"{first.file}:{first.line}", message=first.message,
                )
            )  # fmt: skip


def build(path: str | os.PathLike[str] | None = None, *, alone: bool = False, offline: bool = False) -> Deck:
    """Compiles a file of notes, a folder, or a project, by default the one around the current folder.

    `alone` makes a deck of its own of a file that belongs to a project, `offline` downloads no pictures. Nothing is
    written. Raises DeckgenError where there are no notes to read.
    """
    project, remarks = locate(
        Path(path) if path is not None else None, Path.cwd(), alone=alone, allowed=bounds.allowed(os.environ)
    )
    result = compiler.build(project, world(project, offline=offline))
    matches = {match.guid: match for match in result.matches}
    return Deck(
        tuple(_note(result.project, matches[note.guid], note) for note in result.notes),
        tuple(_diagnostic(result.project, one) for one in ordered([*remarks, *result.diagnostics])),
        result.past.output,
        result.project.lock,
        result,
    )


def world(
    project: Project,
    *,
    offline: bool,
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
    around: Surroundings | None = None,
) -> compiler.World:
    """The clock, the network with its cache, what draws diagrams, and what lies `around`, if not seen yet."""
    network = Network(cache(), project.settings.images, offline=offline, proxies=getproxies())
    return compiler.World(int(time.time()), network.fetch, draw, progress, around or surroundings())


def cache() -> Path:
    """The folder for downloads, which all projects share."""
    return Path(platformdirs.user_cache_dir("deckgen"), "media")


def _note(project: Project, match: Match, note: Assembled) -> Note:
    named = MappingProxyType(dict(zip(FIELDS[note.kind], note.fields, strict=True)))
    span = match.question.span
    title = render.readable(match.question.title)
    return Note(note.guid, title, note.kind, note.deck, note.tags, named, project.place_of(span.path), span.line)


def _diagnostic(project: Project, one: Remark) -> Diagnostic:
    span, rule = one.span, one.rule
    file = project.place_of(span.path)
    return Diagnostic(rule.code, rule.severity, file, span.line, span.column, one.message, one.hint)
