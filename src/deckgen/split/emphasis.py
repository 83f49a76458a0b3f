"""Bold words that do not ask, among others that do: parts of those answers, unless they begin like tasks."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from deckgen.split.asking import is_task
from deckgen.split.head import Head, Sign
from deckgen.split.language import SURE
from deckgen.split.notation import OPTION
from deckgen.split.passages import Lines


class Emphasis:
    """Which bold heads of a file only begin a part of an answer."""

    def __init__(self, lines: Lines, heads: Sequence[Head]) -> None:
        self._lines = lines
        self._headings = [head.start for head in heads if head.kind == "heading"]
        self._bold = frozenset(head.start for head in heads if head.kind == "bold")
        self._asking: dict[Sign, list[Head]] = defaultdict(list)
        for head in heads:
            if head.kind == "bold" and head.asks >= SURE:
                self._asking[head.sign].append(head)

    def begins(self, head: Head, end: int) -> bool:
        """True for bold words without number or letter that do not ask, below the same heading as one that does.

        Those with options or a marked answer of their own, up to the line `end`, are questions; so are tasks.
        """
        counts = head.number >= 0 or OPTION.match(head.title)
        if head.kind != "bold" or head.asks >= SURE or counts:
            return False
        lines = self._lines
        own = lines.marked(head.below, end) or lines.options(head, end) or lines.quoted(head.below, end)
        return not own and self._is_beside(head)

    def _is_beside(self, head: Head) -> bool:
        """True if one like it asks below the same heading, so that it may be a part of that one's answer."""
        at = bisect_left(self._headings, head.start)
        begin = self._headings[at - 1] if at else 0
        end = self._headings[at] if at < len(self._headings) else len(self._lines)
        asking = self._asking[head.sign]
        first = bisect_left(asking, begin, key=lambda one: one.start)
        stop = bisect_left(asking, end, key=lambda one: one.start)
        if first == stop:
            return False
        above = asking[first : bisect_left(asking, head.start, key=lambda one: one.start)][-1:]
        return not is_task(head.title) or any(map(self._is_divided, above))

    def _is_divided(self, head: Head) -> bool:
        """True if other bold words stand right below a question: they are what its answer is made of."""
        return self._lines.first(head.below, len(self._lines)) in self._bold
