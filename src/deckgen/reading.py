"""What the sources of a project ask: read and split, as any build does it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import get_args

from deckgen import files, read, split
from deckgen.data import Document, Question, Reading
from deckgen.diagnostics import Diagnostic, Faulty
from deckgen.lock import Lock
from deckgen.lock.fingerprint import words
from deckgen.options import Level
from deckgen.past import with_cards
from deckgen.project import Project
from deckgen.wording import said

# A file is read anew if more than this share of the titles that it had are not found as it was read before.
_LOST = 0.25

# What stands in each file, and what the files say about one another.
Known = tuple[Mapping[str, split.Seen], split.Habits]
# What is being done, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]


def questions(project: Project, before: Lock) -> tuple[Question, ...]:
    """What the sources ask now; raises DeckgenError when one cannot be read."""
    project = with_cards(project)
    found, remarks = documents(project, lambda what, done, total: None)
    if len(found) < len(project.files):
        raise Faulty(next(one for one in remarks if one.rule.severity == "error"))
    (_, read_as), _ = readings(project, found, before)
    return tuple(question for one in read_as.values() for question in one.questions)


def documents(project: Project, progress: Progress) -> tuple[dict[str, Document], list[Diagnostic]]:
    """The sources by their paths, and what is to be said of them; raises DeckgenError when one cannot be read."""
    found, diagnostics = {}, list[Diagnostic]()
    for at, path in enumerate(project.files):
        progress(said("reading"), at, len(project.files))
        name = project.path_of(path)
        document, remarks = read.read(name, files.read(path))
        diagnostics += remarks
        if document is not None:
            found[name] = document
    return found, diagnostics


def _known(project: Project, documents: Mapping[str, Document]) -> Known:
    """What stands in each file, and what the files say about one another."""
    seen = {name: split.seen(document) for name, document in documents.items()}
    return seen, split.habits((one, project.settings.splitting_of(name)) for name, one in seen.items())


def readings(
    project: Project, documents: Mapping[str, Document], before: Lock
) -> tuple[tuple[Known, dict[str, Reading]], list[Diagnostic]]:
    """What the sources are known by and how each is read, held against what the lock knows of them."""
    found, diagnostics = {}, list[Diagnostic]()
    titles: dict[str, set[str]] = {}
    for entry in before.entries:
        if not entry.removed:
            titles.setdefault(entry.path, set()).add(entry.title)
    seen, habits = _known(project, documents)
    for name, one in seen.items():
        deck, options, known = project.deck(name), project.settings.splitting_of(name), titles.get(name, set())
        outcome = split.reading(one, split.Given(deck, options, before.layouts.get(name, ""), habits))
        lost = known - _titles(outcome[0])
        if before.layouts.get(name) and len(lost) > _LOST * len(known):
            # All headings may have moved by a level: what is remembered of the file is then not how it is written.
            levels = () if options.shape or options.question_level else get_args(Level)
            others = [options, *(replace(options, question_level=level) for level in levels)]
            outcomes = [split.reading(one, split.Given(deck, other)) for other in others]
            best = min(outcomes, key=lambda one: (len(known - _titles(one[0])), len(_titles(one[0]) - known)))
            outcome = best if len(known - _titles(best[0])) < len(lost) else outcome
        found[name], remarks = outcome
        diagnostics += remarks
    return ((seen, habits), found), diagnostics


def _titles(reading: Reading) -> set[str]:
    return {words(question.title, "") for question in reading.questions}
