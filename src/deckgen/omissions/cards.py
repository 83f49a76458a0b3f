"""What of the lines of all questions is on no side of their cards."""

from collections.abc import Iterable, Iterator, Mapping

from deckgen.data import Document, Match, Note, Reading
from deckgen.diagnostics import Diagnostic
from deckgen.omissions.missing import Omission, missing, unexplained


def omissions(
    documents: Mapping[str, Document], readings: Mapping[str, Reading], matches: Iterable[Match], notes: Iterable[Note]
) -> tuple[tuple[Omission, ...], tuple[Diagnostic, ...]]:
    """What is not on the cards that there are, in the order of the files, and a warning of what no rule explains."""
    found = tuple(_omissions(documents, readings, matches, notes))
    return found, tuple(unexplained(found))


def _omissions(
    documents: Mapping[str, Document], readings: Mapping[str, Reading], matches: Iterable[Match], notes: Iterable[Note]
) -> Iterator[Omission]:
    # The last fields are the file and the reserve.
    fields = {note.guid: note.fields[:-2] for note in notes}
    cards: dict[tuple[str, int], tuple[str, ...]] = {}
    for match in matches:
        span = match.question.span
        cards[span.path, span.line] = cards.get((span.path, span.line), ()) + fields.get(match.guid, ())
    for name, reading in readings.items():
        for part in reading.parts:
            lines = range(part.line, part.end_line + 1) if part.role == "question" else ()
            shown = [text for line in lines for text in cards.get((name, line), ())]
            if shown:
                yield from missing(name, documents[name].source[part.line - 1 : part.end_line], part.line, shown)
