"""The whole compiler on one page: read, split, identify, render, media, assemble. Writing comes after the verdict."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from deckgen import bounds, files, media, patience, read, reading, render, split
from deckgen.apkg import notetypes
from deckgen.apkg.assemble import assemble, unmade, without_notes
from deckgen.apkg.notetypes import NoteType, custom
from deckgen.apkg.write import pack
from deckgen.data import Document, Draw, Fields, Match, Note, Reading
from deckgen.diagnostics import DeckgenError, Diagnostic, Faulty, ordered
from deckgen.identity import identify, number
from deckgen.lock import Lock, dump, torn
from deckgen.lock.changes import Change, compare
from deckgen.lock.fingerprint import LONGEST
from deckgen.omissions import Omission, omissions
from deckgen.past import Past, Surroundings, about, recall, settle, surroundings, with_cards
from deckgen.project import Project
from deckgen.reading import Known
from deckgen.render import Rendered
from deckgen.wording import said

Value = TypeVar("Value")
Outcome = tuple[Value, Iterable[Diagnostic]]


@dataclass(frozen=True, slots=True)
class World:
    """What a build asks of the world.

    `now` is in seconds since the epoch; `fetch` has what stands behind remote addresses, None has nothing; `draw`
    draws diagrams; `progress` is told what is being done, how much of it is done, and how much there is. `around` is
    what lies around the project: the builds of one command have it in common.
    """

    now: int
    fetch: media.Fetch | None = None
    draw: Draw | None = None
    progress: Callable[[str, int, int], None] = lambda what, done, total: None
    around: Surroundings = field(default_factory=surroundings)


@dataclass(frozen=True, slots=True)
class Build:
    """All that is known before anything is written.

    `known` is what the files were read by, `breaks` are the line breaks inside paragraphs that each file shows,
    `omissions` what of the lines of questions is on no side of their cards.
    """

    project: Project
    past: Past
    documents: Mapping[str, Document]
    known: Known
    readings: Mapping[str, Reading]
    matches: tuple[Match, ...]
    notes: tuple[Note, ...]
    lock: Lock
    types: tuple[NoteType, ...]
    media: Mapping[str, bytes]
    breaks: Mapping[str, render.Breaks]
    omissions: tuple[Omission, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """The lines of each file, by its path."""
        return {path: document.source for path, document in self.documents.items()}

    @property
    def timed_types(self) -> tuple[tuple[NoteType, int], ...]:
        """The note types, each with the time of its last change, in seconds since the epoch."""
        return tuple((kind, self.lock.styles[kind.key].mod) for kind in self.types)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is not as it was at the last build."""
        return compare(self.past.lock, self.lock, self.matches)


def build(project: Project, world: World, *, removed: bool = False, touch: bool = False) -> Build:
    """Compile; raises DeckgenError when a file cannot be read.

    `removed` ships the notes that are gone once more, `touch` makes every note newer than what Anki has.
    """
    diagnostics: list[Diagnostic] = []

    def take(outcome: Outcome[Value]) -> Value:
        value, remarks = outcome
        diagnostics.extend(remarks)
        return value

    project = with_cards(project)
    documents = take(reading.documents(project, world.progress))
    past = take(recall(project, documents, _recognised, world.around))
    known, readings = take(reading.readings(project, documents, past.lock))
    matches = take(_identify(readings, past, project.lock.parent))
    past = take(settle(project, past, {match.guid: match.question.span.path for match in matches}))
    breaks = take(_breaks(project, documents))
    rendered = take(_render(project, documents, matches, breaks, world))
    pictures = take(_resolve(project, rendered.values(), world))
    fields = _linked(matches, rendered, pictures)
    types = take(_note_types(project, past.lock))
    notes, lock = assemble(matches, fields, past.lock, past.latest, types, world.now, removed=removed, touch=touch)
    lost = take(omissions(documents, readings, matches, notes))
    lock = replace(_readable(lock, matches), layouts=_layouts(readings), name=project.settings.name)
    if not notes:
        diagnostics = without_notes(diagnostics, matches, past.lock, readings, about(project, "deckgen check"))
    told, shipped = ordered([*diagnostics, *unmade(matches, notes)]), pictures.files
    return Build(project, past, documents, known, readings, matches, notes, lock, types, shipped, breaks, lost, told)


def ways(result: Build) -> dict[str, tuple[split.Way, ...]]:
    """How each file that is shown could be read, the way it is read first."""
    project, (seen, habits) = result.project, result.known
    layouts, options = result.past.lock.layouts, project.settings.splitting_of
    return {
        name: split.ways(one, split.Given(project.deck(name), options(name), layouts.get(name, ""), habits))
        for name, one in seen.items()
        if project.shows(name)
    }


def write(result: Build) -> None:
    """Writes the lock, then the package: what is in a package, and so in Anki, is always in the lock.

    A lock that is ahead of its package loses nothing, for the next build writes the package of that lock. A package
    ahead of its lock has guids that the next build does not know (docs/decisions/lock-format.md). Raises DeckgenError;
    then the package is as it was.
    """
    packed = pack(result.notes, result.timed_types, result.media)
    if files.stamp(result.project.lock) != result.past.stamp:
        lock = files.shown(result.project.lock)
        raise DeckgenError(said("{lock} was changed while this build ran; nothing was written: build again", lock=lock))
    others = dict(result.past.locks())
    if result.past.former:
        others |= dict([result.past.former])
    locks = [(path, dump(lock).encode()) for path, lock in {result.project.lock: result.lock, **others}.items() if lock]
    files.replace([*locks, (result.past.output, packed)])
    files.remove(path for path, lock in others.items() if lock is None)


def _recognised(project: Project, before: Lock) -> tuple[Match, ...]:
    """What the sources ask now, and which notes of their lock that is; raises DeckgenError when one cannot be read."""
    return identify(reading.questions(project, before), before)[0]


def _identify(readings: Mapping[str, Reading], past: Past, folder: Path) -> Outcome[tuple[Match, ...]]:
    """Which note each question is; raises Faulty where the lock of a merge, in `folder`, lacks what tells."""
    questions = tuple(question for reading in readings.values() for question in reading.questions)
    matches, diagnostics = identify(questions, past.lock, past.given)
    if lack := torn.lack(past.lock, matches, readings):
        raise Faulty(lack, folder)
    matches, remarks = number(matches, past.lock)
    return matches, (*diagnostics, *remarks)


def _notes(project: Project, documents: Mapping[str, Document], breaks: Mapping[str, render.Breaks]) -> render.Notes:
    """The notes that others embed, or link to where they have addresses; those that are no sources are read too."""
    found = media.Files(project.root, project.settings.images.folders, project.bounds.folders)

    def find(note: str, name: str) -> str:
        file = found.find(note, name)
        if not isinstance(file, media.Found) or file.near or not project.bounds.hold(file.path):
            return ""
        name = found.relative(file.path)
        # What the locale takes for other letters is no name of a note.
        return name if bounds.as_text(name) == name else ""

    def load(path: str) -> Document | None:
        document, _ = read.read(path, files.read(project.root / path))
        return document

    return render.gathered(documents, breaks, project.settings.rendering, find, load)


def _breaks(project: Project, documents: Mapping[str, Document]) -> Outcome[dict[str, render.Breaks]]:
    """Which line breaks inside paragraphs each file shows, and why."""
    decided, diagnostics = {}, list[Diagnostic]()
    for name, document in documents.items():
        decided[name], remarks = render.breaks(document, project.settings.rendering)
        diagnostics += remarks
    return decided, diagnostics


def _render(
    project: Project,
    documents: Mapping[str, Document],
    matches: tuple[Match, ...],
    breaks: Mapping[str, render.Breaks],
    world: World,
) -> Outcome[dict[str, Rendered]]:
    """What the questions that have an answer show, by guid."""
    options = project.settings.rendering
    patience.renew()
    rendered, diagnostics = {}, list(render.unknown_extensions(options, project.span_of("extensions")))
    notes = _notes(project, documents, breaks)
    for at, match in enumerate(matches):
        world.progress(said("rendering"), at, len(matches))
        question = match.question
        if question.answer:
            shown = breaks[question.span.path]
            rendered[match.guid], remarks = render.render(question, options, world.draw, shown, notes)
            diagnostics += remarks
    return rendered, diagnostics


def _resolve(project: Project, rendered: Iterable[Rendered], world: World) -> Outcome[media.Media]:
    """The files behind all pictures, sounds and videos."""
    wanted = [reference for one in rendered for reference in one.references]
    world.progress(said("collecting pictures"), 0, len(wanted))
    return media.resolve(
        wanted,
        project.root,
        project.settings.images,
        world.fetch,
        lambda done, of: world.progress(said("downloading"), done, of),
        project.bounds.folders,
    )


def _linked(matches: tuple[Match, ...], rendered: Mapping[str, Rendered], pictures: media.Media) -> dict[str, Fields]:
    """The fields by guid, in which pictures have the names of their files."""
    cards = (match for match in matches if match.guid in rendered)
    return {card.guid: render.linked(rendered[card.guid], pictures.names) for card in cards}


def _layouts(readings: Mapping[str, Reading]) -> dict[str, str]:
    return {path: reading.layout for path, reading in readings.items() if reading.questions}


def _readable(lock: Lock, matches: tuple[Match, ...]) -> Lock:
    """The lock with the titles as people read them: what is compared has lost its markup, and `_` with it."""
    titles = {match.guid: render.readable(match.question.title)[:LONGEST] for match in matches}
    named = ((entry, titles.get(entry.guid, entry.shown)) for entry in lock.entries)
    return replace(
        lock, entries=tuple(replace(entry, written=title if title != entry.title else "") for entry, title in named)
    )


def _note_types(project: Project, before: Lock) -> Outcome[tuple[NoteType, ...]]:
    paths = {path.relative_to(project.home).as_posix(): path for path in project.appearance}
    own, diagnostics = custom.appearance({name: files.read(path) for name, path in paths.items()})
    wrap = project.settings.rendering.code.wrap
    homes = sorted({"", *(entry.home for entry in before.entries)})
    types = (
        notetypes.note_type(kind, before.project, own.style, own.templates, wrap=wrap, home=home)
        for home in homes
        for kind in notetypes.TEMPLATES
    )
    return tuple(types), diagnostics
