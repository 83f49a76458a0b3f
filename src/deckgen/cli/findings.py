"""What deckgen doctor looks at: this installation, Anki, the project here, the cache."""

import platform
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from deckgen.anki import ankiconnect
from deckgen.cli.compiling import Compiled, compiled, located
from deckgen.cli.installed import NAME, adding, versions
from deckgen.cli.places import fault, placed
from deckgen.diagnostics import ADOPTION_PENDING, LOCK_MISSING, LOCK_OLD, DeckgenError, Diagnostic, Faulty
from deckgen.files import shown
from deckgen.project import CONFIG, NoProject, Project
from deckgen.wording import counted, joined, reason, said

# Seconds until an Anki that is there must have said so.
_PATIENCE = 2.0
# The smallest diagram of each language.
_DIAGRAMS = {"mermaid": "flowchart LR\n  A --> B\n", "dot": "digraph { a -> b }\n"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and what to type where it is not well."""

    what: str
    state: Literal["ok", "missing", "broken"]
    found: str
    cure: str = ""


def installation() -> Iterator[Finding]:
    """The program, and what its extras bring."""
    version, python = metadata.version(NAME), platform.python_version()
    found = said("{version}, Python {python}, {system}", version=version, python=python, system=sys.platform)
    yield Finding("deckgen", "ok", found)
    there = versions("sync")
    if absent := [name for name, version in there.items() if not version]:
        yield Finding(
            "sync", "missing", said("deckgen sync needs {packages}", packages=joined(" and ", absent)), adding("sync")
        )
    else:
        yield Finding("sync", "ok", joined(", ", [f"{name} {version}" for name, version in there.items()]))
    from deckgen.diagrams import draw

    for language, text in _DIAGRAMS.items():
        drawing = draw(language, text)
        if drawing is None:
            yield Finding(language, "missing", said("these diagrams are shown as text"), adding("diagrams"))
        elif drawing.error:
            yield Finding(language, "broken", drawing.error)
        else:
            yield Finding(language, "ok", said("these diagrams are drawn"))


def anki(url: str, key: str | None) -> Finding:
    """The running Anki, which only push needs."""
    from deckgen.anki.profile import right_profile

    anki = ankiconnect.AnkiConnect(url, key, timeout=_PATIENCE)
    try:
        anki.hello(_PATIENCE)
        profile = right_profile(anki, None, Path())
        return Finding("anki", "ok", said("{address}, profile {profile}", address=url, profile=profile))
    except DeckgenError as error:
        return Finding("anki", "missing", said("{trouble}. Only deckgen push needs it", trouble=reason(error)))


def project(path: Path | None) -> Iterator[Finding]:
    """The settings, the notes and the lock of the project that a command here would take."""
    from deckgen.past import read_lock

    try:
        found, remarks = located(path)
    except Faulty as error:
        yield _wrong(fault(error))
        return
    except DeckgenError as error:
        yield Finding(said("project"), "missing" if isinstance(error, NoProject) else "broken", reason(error))
        return
    yield _settings(found, remarks, shown(found.root) if path is None else path)
    try:
        read_lock(found)
        one = compiled(path, offline=True)
    except Faulty as error:
        yield _wrong(fault(error), said("lock"))
        return
    except DeckgenError as error:
        yield Finding(said("notes"), "broken", reason(error))
        return
    yield _notes(one)
    yield _lock(one)


def _wrong(one: Diagnostic, what: str = "") -> Finding:
    place = f"{one.span.path}:{one.span.line}:{one.span.column}"
    found = said("{place}: {message}", place=place, message=one.message)
    return Finding(what or said("project"), "broken", found, one.hint)


def _settings(found: Project, remarks: tuple[Diagnostic, ...], named: Path) -> Finding:
    if errors := [one for one in placed(found, remarks) if one.rule.severity == "error"]:
        return _wrong(errors[0])
    file = found.home / CONFIG
    where: str = str(shown(file))
    if not (file.is_file() and found.is_configured):
        where = said("{folder}, without a {file}", folder=named, file=CONFIG)
    return Finding(said("project"), "ok", said("{name}, {where}", name=found.settings.name, where=where))


def _notes(one: Compiled) -> Finding:
    """How much is read and left out, and whether anything is wrong with it."""
    left, kinds = len(one.project.left_out), Counter(told.rule.severity for told in one.diagnostics)
    parts = [counted(len(one.project.files), "file"), counted(len(one.result.notes), "note")]
    parts += [said("{files} left out", files=counted(left, "file"))] if left else []
    parts += [counted(many, "error" if severity == "error" else "warning") for severity, many in sorted(kinds.items())]
    cure = said("{command} says which", command=one.command("check")) if left or kinds else ""
    return Finding(said("notes"), "broken" if "error" in kinds else "ok", joined(", ", parts), cure)


def _lock(one: Compiled) -> Finding:
    """Whether the lock is there, and knows what the package knows."""
    name, past = shown(one.project.lock), one.result.past
    if doubts := [told for told in one.diagnostics if told.rule in (LOCK_MISSING, LOCK_OLD, ADOPTION_PENDING)]:
        return Finding(said("lock"), "missing", doubts[0].message, doubts[0].hint)
    if not one.project.lock.exists():
        found = said("{lock} is written by the first build", lock=name)
        return Finding(said("lock"), "missing", found, one.command("build"))
    package = shown(past.output)
    step = said("in step with {package}", package=package)
    if not past.shipped:
        step = said("there is no {package} to compare", package=package)
    # As above: those that were removed are known too, and questions that wait for an answer.
    notes = sum(bool(entry.content) and not entry.removed for entry in past.lock.entries)
    parts = [str(name), counted(notes, "note"), step]
    return Finding(said("lock"), "ok", joined(", ", parts))


def downloads() -> Finding:
    """Where downloads are kept, and how much they take."""
    from deckgen.library import cache

    sizes = [file.stat().st_size for file in cache().rglob("*") if file.is_file()]
    size = said("{number:.1f} MB", number=sum(sizes) / 2**20)
    return Finding(said("cache"), "ok", joined(", ", [str(cache()), counted(len(sizes), "file"), size]))
