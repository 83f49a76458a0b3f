"""What a source still asks, as a build reads it: a question that stands there has not gone from there."""

from collections.abc import Callable, Iterable
from functools import cached_property

from deckgen import ids
from deckgen.data import Question
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Entry, Lock
from deckgen.lock.fingerprint import asked, words
from deckgen.past.text import plain
from deckgen.project import Project

# The questions of a project, of which the lock knows how its files were read.
Reader = Callable[[Project, Lock], Iterable[Question]]


class Still:
    """The questions of a source, to be asked about the notes that its lock knows; they are read when that is asked.

    A source that cannot be read may ask anything: nobody takes from it what it may have.
    """

    def __init__(self, questions: Callable[[], Iterable[Question]]) -> None:
        self._questions = questions

    def asks(self, entry: Entry) -> bool:
        """Whether one of the questions says the same as the note's, or has its title or its id."""
        signs = ("asked", entry.asked), ("title", plain(entry.title)), ("id", entry.anchor)
        return self._known is None or any(sign in self._known for sign in signs)

    @cached_property
    def _known(self) -> set[tuple[str, str]] | None:
        try:
            return {sign for one in self._questions() for sign in _signs(one)}
        except DeckgenError:
            return None


def _signs(question: Question) -> Iterable[tuple[str, str]]:
    yield "asked", ids.short(asked(question))
    if title := plain(words(question.title, "")):
        yield "title", title
    if question.anchor:
        yield "id", question.anchor
