"""Which shape a file's questions have: every shape is tried, and the one that explains most wins."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from deckgen.options import Splitting
from deckgen.split import bold, cards, clozes, folds, headings, labels, lists, tables
from deckgen.split.item import Item
from deckgen.split.outline import Outline

# What a sign is worth that is written for the purpose, or that is found in any text.
_WORTH = {"labels": 1.3, "cards": 1.3, "folds": 1.15, "headings": 1.0, "bold": 1.0, "lists": 0.7}
# Shapes whose marks are so plain that they count wherever another shape leaves room.
_PLAIN = ("labels", "cards", "folds", "lists")
_SURE = 0.8
# The layout of the last build stays while it scores this much of the best: one question more changes no file's shape.
_STAYS = 0.6


@dataclass(frozen=True, slots=True)
class Detected:
    """The questions found, the shape's name, how it reads, and the second best shape where that is close.

    `was` is how the layout of the last build reads, where it no longer explains the file.
    """

    items: tuple[Item, ...]
    layout: str
    words: str
    rival: str = ""
    was: str = ""


def detect(outline: Outline, options: Splitting, before: str = "") -> Detected:
    """The questions of a file; `options` may name the shape or the level, `before` is the layout of the last build."""
    found, level = _all(outline, options)
    name = _asked_for(options) or _best(found)
    if not name:
        return Detected((), "", "")
    was = ""
    old, _, digit = before.partition("-")
    known = old in found and (digit in tuple("123456") if old == "headings" else not digit)
    if known and not _asked_for(options) and before != _layout(name, level):
        those = found[old]
        if digit:
            those, _ = headings.find(outline, int(digit), deep=options.split == "deep", sure=False)
        if _score(old, those) >= _STAYS * _score(name, found[name]):
            name, level, found = old, int(digit) if digit else level, found | {old: those}
        else:
            was = _words(old, int(digit) if digit else None)
    items = list(found[name])
    if name != "clozes":
        items = _completed(outline, items, name, found)
    return Detected(tuple(items), _layout(name, level), _words(name, level), _rival(name, found), was)


def _layout(name: str, level: int | None) -> str:
    return f"headings-{level}" if name == "headings" else name


def _all(outline: Outline, options: Splitting) -> tuple[dict[str, list[Item]], int | None]:
    heads, level = headings.find(outline, options.question_level, deep=options.split == "deep")
    found = {
        "labels": labels.find(outline),
        "cards": cards.find(outline),
        "folds": folds.find(outline),
        "headings": heads,
        "bold": bold.find(outline),
        "lists": lists.find(outline),
    }
    if options.tables:
        found["tables"] = tables.find(outline)
    if options.cloze:
        found["clozes"] = clozes.find(outline)
    return found, level


def _asked_for(options: Splitting) -> str:
    if options.shape:
        return options.shape
    if options.cloze:
        return "clozes"
    if options.tables:
        return "tables"
    return "headings" if options.question_level else ""


def _best(found: Mapping[str, Sequence[Item]]) -> str:
    scores = {name: _score(name, items) for name, items in found.items()}
    best = max(scores, key=lambda name: scores[name])
    heads = found["headings"]
    asking = sum(item.strength >= _SURE for item in heads)
    # Headings that ask hold what stands below them: bold or labelled questions there are parts of their answers.
    if best in ("bold", "lists", "labels", "cards") and asking * 10 >= len(heads) * 6 and scores["headings"]:
        extents = _Extents(heads)
        inside = sum(any(h.start < item.line for h in extents.holding(item.line)) for item in found[best])
        if inside and asking >= 3 and asking * 4 >= inside:
            return "headings"
    return best if scores[best] > 0 else ""


def _score(name: str, items: Sequence[Item]) -> float:
    sure = [item for item in items if item.strength >= _SURE]
    if name == "headings" and len(sure) * 10 < len(items) * 3:
        return 0.0
    if name == "folds" and not sure:
        return 0.0
    if name == "labels" and not any(item.answer or item.gapped for item in items) and len(items) < 3:
        return 0.0
    if name == "bold" and len(items) == 1 and not sure:
        return 0.0
    if name == "lists" and len(items) < 3 and not any(item.strength >= _SURE for item in items):
        return 0.0
    return _WORTH.get(name, 1.0) * sum(item.strength for item in items)


class _Extents:
    """Which items hold a line, found without looking at all of them."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = sorted(items, key=lambda item: item.start)
        self.starts = [item.start for item in self.items]
        self.reach = list(accumulate((item.end for item in self.items), max))

    def holding(self, line: int) -> list[Item]:
        """The items that begin at or before a line and have not ended there."""
        found = []
        at = bisect_right(self.starts, line) - 1
        while at >= 0 and self.reach[at] > line:
            if self.items[at].end > line:
                found.append(self.items[at])
            at -= 1
        return found

    def begin_in(self, start: int, end: int) -> bool:
        """Whether an item begins from one line on and before another."""
        return bisect_left(self.starts, start) < bisect_left(self.starts, end)


def _completed(outline: Outline, items: list[Item], name: str, found: Mapping[str, Sequence[Item]]) -> list[Item]:
    """With the plain questions of other shapes that stand where this one has none."""
    for other in _PLAIN:
        if other != name and _score(other, found[other]) > 0.0:
            items = _with(outline, items, name, other, found[other])
    asking = [item for item in found["headings"] if item.strength >= _SURE]
    if name != "headings" and len(asking) > 1:
        here = _Extents(items)
        items = items + [
            item for item in asking if not here.begin_in(item.start, item.end) and not here.holding(item.start)
        ]
    return sorted(items, key=lambda item: item.line)


def _with(outline: Outline, items: list[Item], name: str, other: str, those: Sequence[Item]) -> list[Item]:
    here, starts = _Extents(items), sorted(item.start for item in those)
    added: list[Item] = []
    removed: set[int] = set()
    ends: dict[int, int] = {}
    for item in those:
        holders = here.holding(item.start)
        if other == "cards" and name in ("labels", "bold") and _apart(outline, item):
            for holder in holders:
                if holder.start < item.start:
                    ends[holder.line] = min(item.start, ends.get(holder.line, item.start))
            holders = []
        weak = [holder for holder in holders if holder.strength < 0.5 and _first_in(holder, item, starts)]
        if item.strength < 0.5 or len(weak) < len(holders):
            continue
        removed.update(holder.line for holder in weak)
        added.append(item)
    kept = [item.until(ends[item.line]) if item.line in ends else item for item in items if item.line not in removed]
    return kept + added


def _apart(outline: Outline, item: Item) -> bool:
    """Whether a card is a paragraph of its own: what is above it has ended."""
    return item.strength > 0.9 and item.start > 0 and not outline.lines[item.start - 1].strip()


def _first_in(holder: Item, item: Item, starts: Sequence[int]) -> bool:
    """Whether a holder begins with questions of its own: then it is their title and not one of them."""
    first = starts[bisect_right(starts, holder.start)] if holder.start < item.start else item.start
    return item.start != holder.start and first - holder.below <= 1


def _words(name: str, level: int | None) -> str:
    return {
        "headings": f"level-{level} headings",
        "labels": "lines that begin with Q: or 问：",
        "cards": "flash-card notations",
        "folds": "folds whose summary asks",
        "bold": "paragraphs in bold",
        "lists": "list items that ask",
        "tables": "table rows",
        "clozes": "clozes",
    }[name]


def _rival(name: str, found: Mapping[str, Sequence[Item]]) -> str:
    scores = {other: _score(other, items) for other, items in found.items() if other != name and len(items) > 2}
    best = max(scores, key=lambda other: scores[other], default="")
    return best if best and scores[best] >= 0.8 * _score(name, found.get(name, ())) > 0 else ""
