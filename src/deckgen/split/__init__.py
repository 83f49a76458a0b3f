"""Document → Questions: heads that are written alike are judged as series, and divide the file from outside in."""

from deckgen.data import Document, Reading
from deckgen.diagnostics import Diagnostic
from deckgen.options import Splitting
from deckgen.split import offers, splitting
from deckgen.split.habits import Habits, habits
from deckgen.split.offers import Way, ways
from deckgen.split.readings import Given
from deckgen.split.seen import Seen, seen

__all__ = ["Given", "Habits", "Seen", "Way", "habits", "reading", "seen", "split", "ways"]


def split(
    document: Document, deck: str, options: Splitting, last_layout: str = ""
) -> tuple[Reading, tuple[Diagnostic, ...]]:
    """The questions of a document that stands alone; see `reading`."""
    return reading(seen(document), Given(deck, options, last_layout))


def reading(seen: Seen, given: Given) -> tuple[Reading, tuple[Diagnostic, ...]]:
    """The questions in document order with how the file was read, and what the author should know about it."""
    reading, said, judged = splitting.split(seen, given)
    return reading, offers.offered(seen, given, reading, judged, said)
