"""How far a file is one long list whose items are all explained: by what their own line says, or by what is below."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from deckgen.split.chains import OTHER
from deckgen.split.head import Head
from deckgen.split.passages import Lines

_LISTS = frozenset({"number", "bullet", "term"})
# Lists with no more items than this below each title explain the titles.
_ITEMS = 1.5


class Explained:
    """The items that stand in no other: how far all are explained and there is little else, as a share from 0 to 1."""

    def __init__(self, lines: Lines, heads: Sequence[Head]) -> None:
        # Where the items of other lists ask, those of one in which none does are none.
        top = [head for head in heads if head.kind in _LISTS and len(head.sign) > 3 and head.sign[2] == 0]
        self.items = [head for head in top if head.sign[-1] != OTHER]
        self.signs = frozenset(head.sign for head in self.items)
        bullets = [head for head in self.items if head.kind != "number"]
        # Bullets of two kinds are questions and answers.
        alike = len({lines.outline.lines[head.line].lstrip()[:1] for head in bullets}) == 1
        self.bulleted = frozenset(head.sign for head in bullets if alike)
        self._starts = [head.start for head in bullets]
        self.share = _share(lines, self.items) if self.items else 0.0

    def sibling(self, head: Head, end: int) -> int:
        """Where the next bullet of the lists begins that this one stands in, if each is explained; else `end`."""
        if not self.share or head.sign not in self.bulleted:
            return end
        at = bisect_left(self._starts, head.below)
        return min([end, *self._starts[at : at + 1]])


def _share(lines: Lines, items: Sequence[Head]) -> float:
    headings = [heading.line for heading in lines.outline.headings]
    own = size = 0
    for head, following in zip(items, [*(head.start for head in items[1:]), len(lines)], strict=True):
        at = bisect_left(headings, head.below)
        end = min([following, *headings[at : at + 1]])
        own += bool(head.lead) or lines.shown(head.below, end) > 0
        size += lines.shown(head.start, end)
    few = max(0.0, 1 - _ITEMS * max(0, _titles(lines, items) - 1) / len(items)) * min(1.0, (len(items) - 2) / 4)
    return max(0.0, few) * max(0.0, 2 * own / len(items) - 1) * max(0.0, 2 * lines.share(size) - 1)


def _titles(lines: Lines, items: Sequence[Head]) -> int:
    """The number of headings, and of other lines right above a list."""
    starts = {head.start for head in items}
    above = [
        block
        for block, following in pairwise(lines.outline.blocks)
        if block.kind == "paragraph" and following.kind.endswith("_list") and block.line not in starts
    ]
    return len(lines.outline.headings) + len(above)
