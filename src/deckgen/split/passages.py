"""What stands between two lines of a file, each found without reading it again."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from deckgen.split import options
from deckgen.split.asking import folds_answer
from deckgen.split.head import Head
from deckgen.split.language import LIKELY, container
from deckgen.split.noise import DIVIDER, LETTER, PROPERTY
from deckgen.split.outline import Outline

_LINK = re.compile(r"\s*+(?:[-*+]|\d+[.)])?\s*\[[^\]]*\]\([^)]*\)\W*$")
# The same within the file.
_INSIDE = re.compile(r"\s*+(?:[-*+]|\d+[.)])?\s*\[[^\]]*\]\(#[^)]*\)\W*$")


class Lines:
    """What stands where in a file, each found without reading it again; `listed` are lines of its contents."""

    def __init__(self, outline: Outline, listed: frozenset[int] = frozenset()) -> None:
        self.outline = outline
        self.noise = [outline.is_noise(n, line) for n, line in enumerate(outline.lines)]
        shown = [not noise for noise in self.noise]
        self._shown = [0, *accumulate(shown)]
        self._lettered = options.begin(outline)
        lettered = frozenset(self._lettered)
        self._marks = [n for n in range(len(outline.lines)) if shown[n] and n not in lettered and _marks(outline, n)]
        self._marks += [fold.line for fold in outline.folds if folds_answer(fold.summary)]
        self._marks.sort()
        self._quoted = [0, *accumulate(shown[n] and n in outline.quoted for n in range(len(shown)))]
        self._options = sorted([*self._lettered, *options.ticked(outline)])
        apart = {n for heading in outline.headings for n in range(heading.line, heading.end)} | listed
        apart |= {n for table in outline.blocks if table.kind == "table" for n in (table.line, table.line + 1)}
        apart |= {n for n, line in enumerate(outline.lines) if PROPERTY.match(line) or LETTER.match(line)}
        self._text = sum(shown) - len(apart & {n for n, one in enumerate(shown) if one})
        self._links = [0, *accumulate(bool(_LINK.match(line)) for line in outline.lines)]
        self._inside = [0, *accumulate(bool(_INSIDE.match(line)) for line in outline.lines)]
        self._listed = [0, *accumulate(n in listed for n in range(len(outline.lines)))]

    def __len__(self) -> int:
        return len(self.noise)

    def shown(self, start: int, end: int) -> int:
        """The number of lines that show something."""
        return self._count(self._shown, start, end)

    def first(self, start: int, end: int) -> int:
        """The first line that shows something, -1 if none does."""
        return next((n for n in range(start, min(end, len(self))) if not self.noise[n]), -1)

    def before_topic(self, start: int, end: int) -> int:
        """Where a part ends whose last line only names what comes next: "二、填空题", "Part 2"; else `end`."""
        last = next((n for n in range(min(end, len(self)) - 1, start - 1, -1) if not self.noise[n]), -1)
        topic = last >= 0 and last not in self.outline.solid and container(self.outline.lines[last])
        return last if topic else end

    def share(self, own: int) -> float:
        """The share of the file's text that so many lines are; headings are no text, nor as many links as they."""
        links = min(own, self._links[-1])
        return min(1.0, own / max(1, self._text - links))

    def marked(self, start: int, end: int) -> float:
        """How far a label, a fold or a divider says that one answer begins there; many say it of those inside."""
        marks = bisect_left(self._marks, end) - bisect_left(self._marks, start)
        return 1 / marks if marks else 0.0

    def quoted(self, start: int, end: int) -> bool:
        """True if all that stands there is quoted."""
        quoted = self._count(self._quoted, start, end)
        return quoted > 0 and quoted == self.shown(start, end)

    def contents(self, head: Head, end: int) -> bool:
        """True if most of what stands below a head leads to other places of the file, or says their titles."""
        listed = head.asks < LIKELY and self._mostly(self._listed, head.below, end)
        return listed or self._mostly(self._inside, head.below, end)

    def links(self, start: int, end: int) -> bool:
        """True if most of what stands there are links."""
        links = self._count(self._links, start, end)
        return self._mostly(self._links, start, end) or links == self.shown(start, end) > 0

    def _mostly(self, sums: Sequence[int], start: int, end: int) -> bool:
        hits = self._count(sums, start, end)
        return hits > 1 and 3 * hits >= 2 * self.shown(start, end)

    def _count(self, sums: Sequence[int], start: int, end: int) -> int:
        """How many lines from `start` on and before `end` there are, given their running sums."""
        end = min(end, len(self))
        return sums[end] - sums[start] if start < end else 0

    def options(self, head: Head, end: int) -> float:
        """How far options of one question begin below a head; those of several are inside, and of headings there.

        Below an item or a term, a list of which one item is marked is only a list.
        """
        begin = self._lettered if head.kind in ("bullet", "term") else self._options
        first = bisect_left(begin, head.below)
        heading = next(iter(self.outline.headings_in(head.below, end)), None)
        near = heading.line if heading else end
        return 1 / (bisect_left(begin, end) - first) if bisect_left(begin, near) > first else 0.0


def _marks(outline: Outline, number: int) -> bool:
    label = outline.labels.get(number)
    divides = number not in outline.opaque and DIVIDER.match(outline.lines[number])
    return bool((label and label.role == "answer") or divides)
