"""What stands in sources, before anything is split: enough to see whether a note came from there."""

from collections.abc import Sequence
from functools import cached_property

from deckgen.lock import Entry, gaps
from deckgen.lock.fingerprint import normal, pieces, unpack

# More than this share of notes is most of them; and a note is there if this share of the pieces of its text is, of
# which fewer than the second number tell nothing. Of a note whose title is here the third is enough, as it is for
# recognition (identity/recognise.py).
MOST, _FEWEST, _EDITED = 0.5, 4, 0.2


class Text:
    """The lines of one or several sources."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.source = lines

    @cached_property
    def lines(self) -> frozenset[str]:
        """The lines as normal text, also without the marks of clozes."""
        return frozenset(filter(None, (normal(one) for line in self.source for one in (line, line.replace("==", "")))))

    @cached_property
    def pieces(self) -> set[int]:
        """The hashes of all pieces of the text."""
        return pieces("\n".join(self.source))

    def holds(self, entry: Entry) -> bool:
        """Whether most of what stood below the note's title is here, or the title where that was too short."""
        return self.share(entry) >= MOST

    def share(self, entry: Entry) -> float:
        """The share of what stood below the note's title that is here; where that was too short, 1 if the title is."""
        hashes = pieces(_gapped(entry)) if entry.type == "cloze" else unpack(entry.sketch)
        return len(hashes & self.pieces) / len(hashes) if len(hashes) >= _FEWEST else float(self.asks(entry))

    def asks(self, entry: Entry) -> bool:
        """Whether the note's title is here."""
        return normal(title(entry)) in self.lines

    def has_from(self, entry: Entry, other: "Text") -> bool:
        """Whether the note is here and not in the other text, by what stood below its title or by the title itself.

        An answer may stand in both, below other titles, and be edited on the way from one to the other.
        """
        if self.asks(entry) and not other.asks(entry):
            return self.share(entry) >= _EDITED
        return self.holds(entry) and not other.holds(entry)

    def knows(self, entries: Sequence[Entry]) -> bool:
        """Whether more of these notes are here than are not."""
        return sum(map(self.holds, entries)) > MOST * len(entries)


def _gapped(entry: Entry) -> str:
    """The text of a cloze without marks, which its sketch has in a form that no source has."""
    # Of a note that was rebuilt from a package, the first line of the text is the title.
    return gaps.read(entry.words.partition("\n")[2] if entry.asked else entry.words).text


def title(entry: Entry) -> str:
    """The question, of a cloze without marks: those of a package have them in their title."""
    return gaps.read(entry.title).text


def alike(one: Entry, other: Entry) -> bool:
    """Whether two notes are one, or ask or show the same: a text that shows one may as well be the other's."""
    if one.guid == other.guid or (one.asked and one.asked == other.asked) or normal(title(one)) == normal(title(other)):
        return True
    hashes = unpack(one.sketch)
    return len(hashes) >= _FEWEST and len(hashes & unpack(other.sketch)) >= MOST * len(hashes)
