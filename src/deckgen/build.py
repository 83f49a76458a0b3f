"""The whole compiler on one page: read, split, identify, render, media, assemble. Writing comes after the verdict."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen import identity, media, notetypes, package, render, source
from deckgen.config import Project
from deckgen.data import Match, Note, Question, Span
from deckgen.diagnostics import DeckgenError, Diagnostic, ordered
from deckgen.lock import Entry, Lock, dump, load
from deckgen.split import headings


@dataclass(frozen=True, slots=True)
class Build:
    """All a build knows before anything is written."""

    matches: tuple[Match, ...]
    notes: tuple[Note, ...]
    lock: Lock
    media: dict[str, bytes]
    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, tuple[str, ...]]
    new: int
    changed: int


def build(project: Project, now: int, fetch: Callable[[str], bytes] | None) -> Build:
    """Compile; `now` in seconds since the epoch. Raises DeckgenError when a file cannot be read."""
    before = (
        load(project.lock.read_text("utf-8"), project.lock.name) if project.lock.exists() else Lock(project.settings.id)
    )
    said: list[Diagnostic] = []
    questions: list[Question] = []
    sources: dict[str, tuple[str, ...]] = {}
    for path in project.files:
        name = path.relative_to(project.root).as_posix()
        document, found = source.read(name, _bytes(path))
        said += found
        if document is not None:
            sources[name] = ("",) * (len(document.body.origins) and document.body.origins[0] - 1) + document.body.lines
            split, found_here = headings.split(document, _deck(project, name), project.settings.question_level)
            questions += split
            said += found_here
    matches, found_ids = identity.identify(tuple(questions), before)
    rendered = [(m, render.render(m.question, project.settings.dialect)) for m in matches if m.question.answer]
    wanted = [
        (address, _place(m.question, address))
        for m, fields in rendered
        for address in render.references(fields.front + fields.back)
    ]
    linked, found_media = media.resolve(wanted, project.root, fetch)
    known = {entry.guid: entry for entry in before.entries}
    notes, entries = [], []
    for order, (match, fields) in enumerate(rendered):
        question = match.question
        names = {address: name for (path, address), name in linked.names.items() if path == question.span.path}
        values = tuple(render.literal(text, names) for text in (fields.front, fields.back))
        row = (values[0], values[1], "", fields.topic, fields.source, "")
        tags = tuple(sorted({_tag(tag) for tag in (*question.tags, "::".join(map(_tag, question.topics))) if tag}))
        content = identity.digest(*row, *tags).hex()[:16]
        old = known.get(match.guid)
        mod = old.mod if old and old.content == content else max(now, old.mod + 1 if old else 0)
        created = old.created if old else now * 1000 + order
        notes.append(Note(match.guid, question.deck, row, tags, created, mod))
        entries.append(
            Entry(match.guid, question.span.path, order, identity.asked(question), identity.answered(question), content,
                  created, mod, question.anchor)
        )  # fmt: skip
    guids = {entry.guid for entry in entries}
    gone = (replace(entry, removed=True) for entry in before.entries if entry.guid not in guids)
    style = notetypes.basic(before.project).hash
    style_mod = before.style_mod if before.style == style else max(now, before.style_mod + 1)
    after = Lock(before.project, (*entries, *gone), style, style_mod)
    diagnostics = ordered([*said, *found_ids, *found_media])
    new = sum(entry.guid not in known for entry in entries)
    changed = sum(entry.guid in known and known[entry.guid].content != entry.content for entry in entries)
    return Build(matches, tuple(notes), after, linked.files, diagnostics, sources, new, changed)


def write(project: Project, result: Build) -> None:
    """The package, then the lock: the lock is the commit record."""
    kind = notetypes.basic(result.lock.project)
    package.replace(project.output, package.pack(result.notes, kind, result.lock.style_mod, result.media))
    package.replace(project.lock, dump(result.lock).encode())


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DeckgenError(f"{path.name}: cannot be read: {error.strerror}") from error


def _deck(project: Project, name: str) -> str:
    parts = [part.replace("::", "-").strip() for part in Path(name).with_suffix("").parts]
    alone = len(project.files) == 1 and parts[-1] == project.settings.name
    return "::".join([project.settings.name, *([] if alone else parts)])


def _tag(text: str) -> str:
    return re.sub(r"[\s\u3000]+", "-", render.plain(text)) if "::" not in text else text


def _place(question: Question, address: str) -> Span:
    for fragment in (question.prompt, question.answer):
        if fragment and any(address in line for line in fragment.lines):
            return fragment.locate(address)
    return question.span
