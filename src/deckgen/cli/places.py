"""Places as whoever reads them can open them: relative to where the command was given, or to the repository's top."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen import bounds
from deckgen.cli.compiling import Compiled
from deckgen.diagnostics import Diagnostic, Faulty
from deckgen.project import CONFIG, Project

if TYPE_CHECKING:
    from deckgen.compiler import Build
    from deckgen.data import Question
    from deckgen.lock.changes import Change


def here(project: Project, path: str, base: Path | None = None) -> str:
    """The path of a Span from the folder `base`, by default where the command was given; "" stays as it is."""
    return _seen(project.place_of(path), base) if path else path


def _seen(place: Path, base: Path | None) -> str:
    try:
        return Path(os.path.relpath(place, base or Path.cwd())).as_posix()
    except ValueError:  # on another drive of Windows
        return place.as_posix()


def fault(error: Faulty, base: Path | None = None) -> Diagnostic:
    """What is wrong with a file that cannot be read, with its place as seen from `base`."""
    return error.diagnostic.moved(lambda path: _seen(error.folder / path, base))


def as_row(error: Faulty) -> dict[str, str | int]:
    """The same under the keys of `--json`."""
    return error.diagnostic.as_json() | {"file": fault(error).span.path}


def placed(project: Project, said: Iterable[Diagnostic], base: Path | None = None) -> tuple[Diagnostic, ...]:
    """The diagnostics with their places as seen from `base`, those of the settings first."""
    ours = sorted(said, key=lambda one: one.span.path != CONFIG)
    return tuple(one.moved(lambda path: here(project, path, base)) for one in ours)


def sources(one: Compiled) -> dict[str, tuple[str, ...]]:
    """The lines of each file, of deckgen.toml and of templates, by the path as seen from here."""
    lines = dict(one.result.sources)
    config = one.project.home / CONFIG
    for path in (config, *one.project.appearance) if one.project.is_configured else ():
        if path.is_file():
            text = bounds.read(path).decode("utf-8-sig", "replace")
            lines[path.relative_to(one.project.home).as_posix()] = tuple(text.splitlines())
    return {here(one.project, path): text for path, text in lines.items()}


def asked(question: "Question") -> str:
    """What a question asks, in a line."""
    from deckgen.render import readable

    return readable(question.title or " ".join(question.front.text.split()))


def changes(result: "Build", these: "Iterable[Change]") -> "Iterator[Change]":
    """Changes with their places as seen from here, and what is asked now: the lock has words to compare."""
    questions = {match.guid: match.question for match in result.matches}
    for one in these:
        question = asked(questions[one.guid]) if one.guid in questions else one.question
        yield replace(one, path=here(result.project, one.path), question=question)


def by_guid(result: "Build") -> dict[str, str]:
    """Where each question stands as seen from here, and which file each note that is gone stood in."""
    lines = {match.guid: f":{match.question.span.line}" for match in result.matches}
    return {one.guid: here(result.project, one.path) + lines.get(one.guid, "") for one in result.lock.entries}


def typed(project: Project, place: str) -> str:
    """A guid as it is, and FILE:LINE with the path from the top of the notes, from wherever it was typed."""
    path, colon, line = place.rpartition(":")
    file = (Path.cwd() / path).resolve()
    return f"{project.path_of(file)}{colon}{line}" if colon and path and file in project.files else place


def as_shown(project: Project, place: str) -> str:
    """A guid as it is, and FILE:LINE as `by_guid` has it."""
    path, colon, line = typed(project, place).rpartition(":")
    return f"{here(project, path)}{colon}{line}" if colon and project.place_of(path) in project.files else place
