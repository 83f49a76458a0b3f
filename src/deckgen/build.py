"""The whole compiler on one page: read, split, identify, render, media, assemble. Writing comes after the verdict."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from deckgen import files, media, read, render, split
from deckgen.apkg import notetypes
from deckgen.apkg.assemble import assemble, without_notes
from deckgen.apkg.notetypes import NoteType, custom
from deckgen.apkg.write import pack
from deckgen.data import Document, Draw, Match, Note, Reading
from deckgen.diagnostics import Diagnostic, ordered
from deckgen.identity import identify, number
from deckgen.lock import Lock, dump, load
from deckgen.lock.changes import Change, compare
from deckgen.project import Project
from deckgen.render import Rendered

Value = TypeVar("Value")
Outcome = tuple[Value, Iterable[Diagnostic]]


@dataclass(frozen=True, slots=True)
class World:
    """What a build asks of the world.

    `now` is in seconds since the epoch; `fetch` has what stands behind remote addresses, None has nothing; `draw`
    draws diagrams; `progress` is told what is being done, how much of it is done, and how much there is.
    """

    now: int
    fetch: media.Fetch | None = None
    draw: Draw | None = None
    progress: Callable[[str, int, int], None] = lambda what, done, total: None


@dataclass(frozen=True, slots=True)
class Build:
    """All that is known before anything is written; `sources` are the lines of each file."""

    before: Lock
    readings: Mapping[str, Reading]
    matches: tuple[Match, ...]
    notes: tuple[Note, ...]
    lock: Lock
    types: tuple[NoteType, ...]
    media: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, tuple[str, ...]]

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is not as it was at the last build."""
        return compare(self.before, self.lock, self.matches)


def build(project: Project, world: World, *, removed: bool = False, touch: bool = False) -> Build:
    """Compile; raises DeckgenError when a file cannot be read.

    `removed` ships the notes that are gone once more, `touch` makes every note newer than what Anki has.
    """
    diagnostics: list[Diagnostic] = []

    def take(outcome: Outcome[Value]) -> Value:
        value, remarks = outcome
        diagnostics.extend(remarks)
        return value

    before = read_lock(project)
    documents = take(_read(project, world))
    readings = take(_split(project, documents, before))
    questions = tuple(question for reading in readings.values() for question in reading.questions)
    matches = take(number(take(identify(questions, before)), before))
    rendered = take(_render(project, matches, world))
    pictures = take(_resolve(project, rendered.values(), world))
    fields = {
        match.guid: render.linked(rendered[match.guid], pictures.of(match.question.span.path))
        for match in matches
        if match.guid in rendered
    }
    types = take(_note_types(project, before))
    layouts = {path: reading.layout for path, reading in readings.items() if reading.questions}
    notes, lock = assemble(matches, fields, before, layouts, types, world.now, removed=removed, touch=touch)
    diagnostics += without_notes(notes, questions, before, next(iter(documents), ""))
    sources = {path: document.source for path, document in documents.items()}
    return Build(before, readings, matches, notes, lock, types, pictures.files, ordered(diagnostics), sources)


def read_lock(project: Project) -> Lock:
    """The lock of the last build, or a fresh one under the project's id; raises DeckgenError."""
    if not project.lock.exists():
        return Lock(project.settings.id)
    return load(files.read(project.lock).decode("utf-8", "replace"), project.lock.name)


def write(project: Project, result: Build) -> None:
    """Writes the package, then the lock, which is the commit record.

    Raises DeckgenError and then leaves both as they were.
    """
    types = [(kind, result.lock.styles[kind.key].mod) for kind in result.types]
    packed = pack(result.notes, types, result.media)
    files.replace([(project.output, packed), (project.lock, dump(result.lock).encode())])


def _read(project: Project, world: World) -> Outcome[dict[str, Document]]:
    documents, diagnostics = {}, list[Diagnostic]()
    for at, path in enumerate(project.files):
        world.progress("reading", at, len(project.files))
        name = path.relative_to(project.root).as_posix()
        document, remarks = read.read(name, files.read(path))
        diagnostics += remarks
        if document is not None:
            documents[name] = document
    return documents, diagnostics


def _split(project: Project, documents: Mapping[str, Document], before: Lock) -> Outcome[dict[str, Reading]]:
    readings, diagnostics = {}, list[Diagnostic]()
    for name, document in documents.items():
        readings[name], remarks = split.split(
            document, project.deck(name), project.settings.splitting_of(name), before.layouts.get(name, "")
        )
        diagnostics += remarks
    return readings, diagnostics


def _render(project: Project, matches: tuple[Match, ...], world: World) -> Outcome[dict[str, Rendered]]:
    """What the questions that have an answer show, by guid."""
    options = project.settings.rendering
    rendered, diagnostics = {}, list(render.unknown_extensions(options, project.settings_span))
    for at, match in enumerate(matches):
        world.progress("rendering", at, len(matches))
        if match.question.answer:
            rendered[match.guid], remarks = render.render(match.question, options, world.draw)
            diagnostics += remarks
    return rendered, diagnostics


def _resolve(project: Project, rendered: Iterable[Rendered], world: World) -> Outcome[media.Media]:
    """The files behind all pictures, sounds and videos."""
    wanted = [reference for one in rendered for reference in one.references]
    world.progress("collecting pictures", 0, len(wanted))
    return media.resolve(
        wanted,
        project.root,
        project.settings.images,
        world.fetch,
        lambda done, of: world.progress("downloading", done, of),
    )


def _note_types(project: Project, before: Lock) -> Outcome[tuple[NoteType, ...]]:
    home = project.lock.parent
    paths = {path.relative_to(home).as_posix(): path for path in project.appearance}
    own, diagnostics = custom.appearance({name: files.read(path) for name, path in paths.items()})
    wrap = project.settings.rendering.code.wrap
    homes = sorted({"", *(entry.home for entry in before.entries)})
    types = (
        notetypes.note_type(kind, before.project, own.style, own.templates, wrap=wrap, home=home)
        for home in homes
        for kind in notetypes.TEMPLATES
    )
    return tuple(types), diagnostics
