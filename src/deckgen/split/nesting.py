"""In how many heads of one series heads of another stand."""

from bisect import bisect_left
from collections.abc import Sequence

from deckgen.split.head import Head, Sign
from deckgen.split.series import Judge


class Nesting:
    """How the series of one file are nested, each pair counted once."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._found: dict[tuple[Sign, Sign], tuple[float, float]] = {}

    def share(self, outer: Sign, inner: Sign) -> float:
        """The share of the outer heads in whose parts an inner head stands."""
        return self._both(outer, inner)[0]

    def spread(self, outer: Sign, inner: Sign) -> float:
        """The same, or the share of their lines where that is more: most lines may stand in one long list."""
        return self._both(outer, inner)[1]

    def outnumber(self, inner: Sign, outer: Sign) -> float:
        """The share of inner heads among both: a table with more rows than there are outer heads is no part of one."""
        inside, around = (len(self._judge.series[sign].heads) for sign in (inner, outer))
        return inside / (inside + around)

    def _both(self, outer: Sign, inner: Sign) -> tuple[float, float]:
        key = (outer, inner)
        if key not in self._found:
            starts, ends = self._judge.series[inner].starts, self._judge.ends
            heads = self._judge.series[outer].heads
            held = [h for h in heads if bisect_left(starts, ends[h.start]) > bisect_left(starts, h.below)]
            share = len(held) / len(heads)
            self._found[key] = (share, max(share, self._lines(held) / max(1, self._lines(heads))))
        return self._found[key]

    def _lines(self, heads: Sequence[Head]) -> int:
        return sum(self._judge.lines.shown(head.start, self._judge.ends[head.start]) for head in heads)
