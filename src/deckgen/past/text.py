"""What stands in sources, before anything is split: enough to see whether a note came from there."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import combinations, islice

from deckgen.lock import Entry, gaps
from deckgen.lock.fingerprint import CJK, normal, pieces, terms, unpack

# More than this share of notes is most of them; and a note is there if this share of the pieces of its text is, of
# which fewer than the second number tell nothing. Of a note whose title is here the third is enough, as it is for
# recognition (identity/recognise.py); and a line in another order is a cloze's text if they share so many words.
MOST, _FEWEST, _EDITED, _SAID = 0.5, 4, 0.2, 0.75

# What divides a line into questions and answers, wherever it may be one of a list of words: a table's cells, two colons
# or a tab; and inside these, the first few times, a colon, a dash, a tag, code, a quotation, blanks, or another script.
_CELLS = re.compile(r"\||\t|:::?")
_BREAKS = re.compile(
    rf"[:：`\[\]\"]|(?:^|(?<=\s))(?:[-+*–—=→]+(?=\s)|#(?=\w))|\s{{2,}}|(?<=[{CJK}])\s*(?=[^\W{CJK}])"
    rf"|(?<=[^\W{CJK}])\s+(?=[{CJK}])"
)
_MOST_BREAKS = 6
# What a card has around a formula.
_FORMULA = re.compile(r"\\[()\[\]]")

# The notes nearby are looked at in each of the builds of one command: so many of them are not read anew.
_REMEMBERED = 4096
_hashes, _pieces = lru_cache(maxsize=_REMEMBERED)(unpack), lru_cache(maxsize=_REMEMBERED)(pieces)


class Text:
    """The lines of one or several sources."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.source = lines

    @cached_property
    def lines(self) -> frozenset[str]:
        """The lines as normal text, also without the marks of clozes; the id of a source outside Git is of these."""
        return frozenset(filter(None, map(normal, self._written)))

    @cached_property
    def titles(self) -> frozenset[str]:
        """What may be a title: the lines and their parts."""
        parts = {part for line in self._written for part in _parts(line)}
        return self.lines.union(filter(None, map(normal, parts)))

    @cached_property
    def _written(self) -> set[str]:
        return {one for line in self.source for one in (line, line.replace("==", ""))}

    @cached_property
    def pieces(self) -> set[int]:
        """The hashes of all pieces of the text."""
        return pieces("\n".join(self.source))

    def holds(self, entry: Entry) -> bool:
        """Whether most of what stood below the note's title is here, or the title where that was too short."""
        return self.share(entry) >= MOST

    def share(self, entry: Entry) -> float:
        """The share of what stood below the note's title that is here; where that was too short, 1 if the title is."""
        # The sketch of a cloze is of its text in a form that no source has.
        is_cloze = entry.type == "cloze"
        hashes = _pieces(_gapped(entry.words, bool(entry.asked))) if is_cloze else _hashes(entry.sketch)
        return len(hashes & self.pieces) / len(hashes) if len(hashes) >= _FEWEST else float(self.asks(entry))

    def tells(self, entry: Entry) -> bool:
        """Whether what stood below the note's title is enough to be looked for; of a cloze there is nothing else."""
        return entry.type == "cloze" or len(_hashes(entry.sketch)) >= _FEWEST

    def says(self, answer: str) -> bool:
        """Whether each line of a short answer, as a card shows it, is here as a line or as a part of one."""
        lines = (normal(_FORMULA.sub("$", line)) for line in answer.split("\n"))
        return all(line in self.titles for line in lines if line)

    def asks(self, entry: Entry) -> bool:
        """Whether the note's title is here, as a line or as a part of one."""
        return plain(entry.title) in self.titles

    def has_from(self, entry: Entry, other: "Text") -> bool:
        """Whether the note is here and not in the other text, by what stood below its title or by the title itself.

        An answer may stand in both, below other titles, and be edited on the way from one to the other.
        """
        if self.asks(entry) and not other.asks(entry):
            return self.share(entry) >= _EDITED
        return self.holds(entry) and not other.holds(entry)

    def may_have(self, entry: Entry, other: "Text") -> bool:
        """Whether the note is here and not in the other text; or a cloze's words are, in another order.

        Of such a one nothing may be in the other text, and recognition has to tell.
        """
        if self.has_from(entry, other):
            return True
        return entry.type == "cloze" and other.share(entry) < _EDITED and self._says(entry)

    def _says(self, entry: Entry) -> bool:
        """Whether a line has the words of a cloze's text, and few others."""
        words = Counter(terms(_gapped(entry.words, bool(entry.asked))))
        return any((words & line).total() >= _SAID * max(words.total(), line.total()) for line in self._terms)

    @cached_property
    def _terms(self) -> list[Counter[str]]:
        return [Counter(terms(line)) for line in self.source]

    def knows(self, entries: Sequence[Entry]) -> bool:
        """Whether more of these notes are here than are not."""
        return sum(map(self.holds, entries)) > MOST * len(entries)


def _parts(line: str) -> Iterator[str]:
    """What may be a title in a line that holds more than that; a title may itself have what divides lines."""
    for cell in map(str.strip, _CELLS.split(line)):
        breaks = islice(_BREAKS.finditer(cell), _MOST_BREAKS)
        spans = [(0, 0), *(found.span() for found in breaks), (len(cell), len(cell))]
        yield from (cell[begin:end] for (_, begin), (end, _) in combinations(spans, 2))


@lru_cache(maxsize=_REMEMBERED)
def _gapped(words: str, is_asked: bool) -> str:
    """The text of a cloze without marks; of a note that was rebuilt from a package, its first line is the title."""
    return gaps.read(words.partition("\n")[2] if is_asked else words).text


def title(entry: Entry) -> str:
    """The question, of a cloze without marks: those of a package have them in their title."""
    return gaps.read(entry.title).text


@lru_cache(maxsize=_REMEMBERED)
def plain(written: str) -> str:
    """A title as normal text, of a cloze without marks."""
    return normal(gaps.read(written).text)


class Alike:
    """Which of these notes are one with another, or ask or show the same: a text that shows one may be the other's.

    Most builds never ask, so nothing is looked at before the first question.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._given = entries

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        return tuple(self._given)

    @cached_property
    def _found(self) -> Mapping[object, Sequence[int]]:
        """Where the notes are that have a sign or a piece."""
        found = defaultdict[object, list[int]](list)
        for at, entry in enumerate(self._entries):
            for sign in (*_signs(entry), *_hashes(entry.sketch)):
                found[sign].append(at)
        return found

    def to(self, entry: Entry) -> Iterator[Entry]:
        """Those that are like this one, some of them twice."""
        yield from (self._entries[at] for sign in _signs(entry) for at in self._found.get(sign, ()))
        hashes = _hashes(entry.sketch)
        if len(hashes) >= _FEWEST:
            shared = Counter(at for piece in hashes for at in self._found.get(piece, ()))
            yield from (self._entries[at] for at, count in shared.items() if count >= MOST * len(hashes))

    def has(self, entry: Entry) -> bool:
        """Whether there are any."""
        return any(True for _ in self.to(entry))


def _signs(entry: Entry) -> Iterator[object]:
    yield "guid", entry.guid
    yield "title", plain(entry.title)
    if entry.asked:
        yield "asked", entry.asked
