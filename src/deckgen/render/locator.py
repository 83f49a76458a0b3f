"""Places in rendered Markdown → the lines and columns of the file that it came from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from deckgen.data import Fragment, Span
from deckgen.render.places import Place


def spellings(address: str) -> tuple[str, ...]:
    """How an address may stand in the Markdown: as it is, without percent-encoding, or only its file's name."""
    plain = unquote(address)
    return address, plain, plain.rpartition("/")[2]


@dataclass(slots=True)
class Locator:
    """Places → spans of a file. `sources` are the texts of a field, by the numbers that places have for them.

    Python-Markdown carries no places: there, what is looked for is found in the order in which it stands.
    """

    sources: Sequence[Fragment]
    otherwise: Span
    _reached: tuple[int, int] = (0, 0)

    def span(self, place: Place | None, *needles: str) -> Span:
        """Where the first of `needles` stands in what is at a place, else the place itself.

        `otherwise` where nothing is known.
        """
        return self.excerpt(place, *needles).span()

    def excerpt(self, place: Place | None, *needles: str, lines: int = 1) -> Fragment:
        """What is at a place, from the first of `needles` in it on; where no place is known, so many lines."""
        if place is None:
            return self._next(needles, lines)
        fragment = self.sources[place.source]
        if place.line >= len(fragment.lines):
            return self._nowhere()
        start = _wrapped(fragment, place.line, place.column)
        end = _wrapped(fragment, min(place.end_line, len(fragment.lines) - 1), place.end_column)
        return _cut(fragment, next(_occurrences(fragment, start, end, needles), start), end)

    def _next(self, needles: Sequence[str], lines: int) -> Fragment:
        fragment = self.sources[0]
        for start in (self._reached, (0, 0)):
            for line, column in _occurrences(fragment, start, _end_of(fragment), needles):
                self._reached = (line, column + 1)
                return _cut(fragment, (line, column), _end_of(fragment, line + lines))
        return self._nowhere()

    def _nowhere(self) -> Fragment:
        span = self.otherwise
        return Fragment(span.path, ("",), (span.line,), (span.column - 1,))


def _wrapped(fragment: Fragment, line: int, column: int) -> tuple[int, int]:
    """A title is rendered as one line: a column beyond the end of a line is one of the next line, if there is one."""
    while line + 1 < len(fragment.lines) and column > len(fragment.lines[line]):
        column -= len(fragment.lines[line]) + 1
        line += 1
    return line, min(column, len(fragment.lines[line]))


def _end_of(fragment: Fragment, count: int | None = None) -> tuple[int, int]:
    """The end of the first `count` lines, or of all."""
    lines = fragment.lines[:count]
    return len(lines) - 1, len(lines[-1]) if lines else 0


def _occurrences(
    fragment: Fragment, start: tuple[int, int], end: tuple[int, int], needles: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Where a needle stands between two positions: the first needle first."""
    for needle in filter(None, needles):
        for number in range(start[0], min(end[0] + 1, len(fragment.lines))):
            first = start[1] if number == start[0] else 0
            text = fragment.lines[number][: end[1] if number == end[0] else None]
            at = text.lower().find(needle.lower(), first)
            if at >= 0:
                yield number, at


def _cut(fragment: Fragment, start: tuple[int, int], end: tuple[int, int]) -> Fragment:
    """The part of a fragment between two positions."""
    numbers = range(start[0], min(end[0] + 1, len(fragment.lines)))
    margins = fragment.margins or (0,) * len(fragment.lines)
    lines = [fragment.lines[number][: end[1] if number == end[0] else None] for number in numbers]
    return Fragment(
        fragment.path,
        (lines[0][start[1] :], *lines[1:]),
        tuple(fragment.origins[number] for number in numbers),
        (margins[start[0]] + start[1], *(margins[number] for number in numbers[1:])),
    )
