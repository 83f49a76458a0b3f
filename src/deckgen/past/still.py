"""What a source still asks, as a build reads it: a question that stands there has not gone from there."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property

from deckgen import ids
from deckgen.data import Match, Question
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Entry, Lock
from deckgen.lock.fingerprint import asked, words
from deckgen.past.text import Text, plain
from deckgen.project import Project

# The questions of a project, and which notes of its lock they are.
Reader = Callable[[Project, Lock], Iterable[Match]]


class Still:
    """The questions of a source, to be asked about the notes that its lock knows; they are read when that is asked.

    A source that cannot be read may ask anything: nobody takes from it what it may have.
    """

    def __init__(self, matches: Callable[[], Iterable[Match]], text: Text) -> None:
        self._matches, self._text = matches, text

    def asks(self, entry: Entry) -> bool:
        """Whether one of the questions says the same as the note's, or has its title or its id.

        Or is recognised as that note, with its answer: then it was reworded, and is not built yet.
        """
        if self._read is None:
            return True
        known, answers, _ = self._read
        signs = ("asked", entry.asked), ("title", plain(entry.title)), ("id", entry.anchor)
        if any(sign in known for sign in signs):
            return True
        answered = answers.get(entry.guid)
        return answered is not None and (answered == entry.answered or self._text.holds(entry))

    def count(self, title: str) -> int:
        """How many of the questions have this title, as normal text."""
        return self._read[2][title] if self._read else 0

    @cached_property
    def _read(self) -> tuple[set[tuple[str, str]], dict[str, str], Counter[str]] | None:
        try:
            matches = tuple(self._matches())
        except DeckgenError:
            return None
        known = {sign for match in matches for sign in _signs(match.question)}
        titles = Counter(_title(match.question) for match in matches)
        return known, {match.guid: match.fingerprint.answered for match in matches}, titles


def _signs(question: Question) -> Iterable[tuple[str, str]]:
    yield "asked", ids.short(asked(question))
    if title := _title(question):
        yield "title", title
    if question.anchor:
        yield "id", question.anchor


def _title(question: Question) -> str:
    return plain(words(question.title, ""))
