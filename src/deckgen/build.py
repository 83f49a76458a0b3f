"""The whole compiler on one page: read, split, identify, render, media, assemble. Writing comes after the verdict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from deckgen import atomic, identity, media, package, render, source, split
from deckgen import lock as locks
from deckgen.assemble import Assembly, assemble
from deckgen.changes import Change, compare
from deckgen.data import Draw, Match, Question, Reading, Span
from deckgen.diagnostics import NOTES_NONE, DeckgenError, Diagnostic, ordered
from deckgen.notetypes import TEMPLATES, NoteType, author, note_type
from deckgen.project import Project

# Called with what is being done, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Build:
    """All a build knows before anything is written."""

    before: locks.Lock
    readings: Mapping[str, Reading]
    matches: tuple[Match, ...]
    assembly: Assembly
    types: tuple[NoteType, ...]
    media: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, tuple[str, ...]]

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is not as it was at the last build."""
        return compare(self.before, self.assembly.lock, self.matches)


def build(
    project: Project,
    now: int,
    fetch: media.Fetch | None,
    *,
    removed: bool = False,
    touch: bool = False,
    draw: Draw | None = None,
    progress: Progress | None = None,
) -> Build:
    """Compile; `now` in seconds since the epoch. Raises DeckgenError when a file cannot be read.

    `fetch` None has nothing remote, `removed` ships the notes that are gone once more, `touch` makes every note newer
    than what Anki has.
    """
    settings, tell = project.settings, progress or (lambda *_: None)
    before = read_lock(project)
    said: list[Diagnostic] = []
    readings: dict[str, Reading] = {}
    sources: dict[str, tuple[str, ...]] = {}
    for at, path in enumerate(project.files):
        tell("reading", at, len(project.files))
        name = path.relative_to(project.root).as_posix()
        document, found = source.read(name, _bytes(path))
        said += found
        if document is not None:
            sources[name] = document.source
            readings[name], found = split.split(
                document, _deck(project, name), settings.splitting_of(name), before.layouts.get(name, "")
            )
            said += found
    questions = tuple(question for reading in readings.values() for question in reading.questions)
    matches, found = identity.identify(questions, before)
    said += found
    fields = {}
    for at, match in enumerate(matches):
        tell("rendering", at, len(matches))
        if match.question.answer or match.question.kind == "cloze":
            fields[match.guid], found = render.render(match.question, settings.rendering, draw)
            said += found
    cards = [match for match in matches if match.guid in fields]
    wanted = [
        (address, _place(match.question, address))
        for match in cards
        for address in render.references(fields[match.guid].front + fields[match.guid].back)
    ]
    tell("collecting pictures", 0, len(wanted))
    linked, found = media.resolve(
        wanted, project.root, settings.images, fetch, lambda done, of: tell("downloading", done, of)
    )
    said += found
    names = {path: linked.of(path) for path in readings}
    fields |= {m.guid: render.linked(fields[m.guid], names[m.question.span.path]) for m in cards}
    look, found = author.look({path.relative_to(project.lock.parent).as_posix(): _bytes(path) for path in project.look})
    said += found
    types = tuple(
        note_type(kind, before.project, look.style, look.templates, wrap=settings.rendering.code.wrap)
        for kind in TEMPLATES
    )
    assembly = assemble(matches, fields, before, types, now, removed=removed, touch=touch)
    layouts = {name: reading.layout for name, reading in readings.items() if reading.questions}
    assembly = replace(assembly, lock=replace(assembly.lock, layouts=layouts))
    had = any(entry.content and not entry.removed for entry in before.entries)
    if not assembly.notes and (had or not questions):
        said.append(
            Diagnostic(
                NOTES_NONE,
                Span(next(iter(sources), "")),
                "there is no question with an answer here",
                "deckgen check says how each file was read",
            )
        )
    return Build(before, readings, matches, assembly, types, linked.files, ordered(said), sources)


def read_lock(project: Project) -> locks.Lock:
    """The lock of the last build, or a fresh one under the project's id; raises DeckgenError."""
    if not project.lock.exists():
        return locks.Lock(project.settings.id)
    return locks.load(_bytes(project.lock).decode("utf-8", "replace"), project.lock.name)


def write(project: Project, result: Build) -> None:
    """The package, then the lock: the lock is the commit record. Raises DeckgenError and then leaves both as they were."""
    styles = result.assembly.lock.styles
    types = [(kind, styles[kind.type].mod) for kind in result.types]
    packed = package.pack(result.assembly.notes, types, result.media)
    atomic.replace([(project.output, packed), (project.lock, locks.dump(result.assembly.lock).encode())])


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        hint = "; correct its permissions, or move it out of the sources"
        raise DeckgenError(f"{path.name}: cannot be read: {error.strerror}{hint}") from error


def _deck(project: Project, name: str) -> str:
    parts = [part.replace("::", "-").strip() for part in Path(name).with_suffix("").parts]
    alone = len(project.files) == 1 and parts[-1] == project.settings.name
    return "::".join([project.settings.name, *([] if alone else parts)])


def _place(question: Question, address: str) -> Span:
    plain = unquote(address)
    # The address as rendered may be percent-encoded, or have been an escape or a reference in the note.
    for needle in dict.fromkeys((address, plain, plain.rpartition("/")[2])):
        for fragment in (question.prompt, question.answer):
            if fragment and needle and any(needle in line for line in fragment.lines):
                return fragment.locate(needle)
    return question.span
