"""Chooses the shape of a file's questions: every shape is tried, and the one that explains most of the file wins.

A shape is a kind of notation ("headings", "labels"). A layout is a shape as the lock remembers it, for headings with
their level ("headings-2").
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from deckgen.options import Splitting
from deckgen.split import bold, cards, clozes, folds, headings, labels, lists, tables
from deckgen.split.item import Item
from deckgen.split.outline import Outline
from deckgen.split.wording import LIKELY, SURE

# What an item counts: more in notations that exist for questions, less in those that any text has.
_WORTH = {"labels": 1.3, "cards": 1.3, "folds": 1.15, "headings": 1.0, "bold": 1.0, "lists": 0.7}
# Shapes whose marks are so plain that their questions count wherever the chosen shape leaves room.
_PLAIN = ("labels", "cards", "folds", "lists")
# The layout of the last build stays while it scores this much of the best: one more question changes no file's shape.
_STAYS = 0.6
# Another shape that scores this much of the chosen one explains the file nearly as well.
_RIVALS = 0.8
# Headings are no questions where less than this share of them surely ask.
_FEW = Fraction(3, 10)
# Headings outweigh a shape whose items stand below them where at least this share of the headings ask, at least so
# many do, and those are at least this share of the items below.
_OUTWEIGHS, _AT_LEAST, _PER_INSIDE = Fraction(6, 10), 3, Fraction(1, 4)
# Fewer list items, or labelled questions without any answer, are no shape; nor is there a rival with fewer items.
_FEWEST = 3
# A card that is stronger than this may stand on its own among the questions of another shape.
_APART = 0.9


@dataclass(frozen=True, slots=True)
class Detected:
    """The questions of a file as `items`, and the layout they were found by, with its `description` in words.

    `rival` is another shape that explains the file nearly as well. `former` describes the layout of the last build,
    where it no longer explains the file. Both are empty otherwise.
    """

    items: tuple[Item, ...]
    layout: str
    description: str
    rival: str = ""
    former: str = ""


def detect(outline: Outline, options: Splitting, last_layout: str = "") -> Detected:
    """The questions of a file; `options` may set the shape or the level, `last_layout` is that of the last build."""
    by_shape, level = _all(outline, options)
    shape = _asked_for(options) or _best(by_shape)
    if not shape:
        return Detected((), "", "")
    former = ""
    last_shape, _, digit = last_layout.partition("-")
    last_exists = last_shape in by_shape and (digit in tuple("123456") if last_shape == "headings" else not digit)
    if last_exists and not _asked_for(options) and last_layout != _layout(shape, level):
        last_items = by_shape[last_shape]
        if digit:
            last_items, _ = headings.find(outline, int(digit), deep=options.split == "deep", sure=False)
        if _score(last_shape, last_items) >= _STAYS * _score(shape, by_shape[shape]):
            shape, level, by_shape = last_shape, int(digit) if digit else level, by_shape | {last_shape: last_items}
        else:
            former = _description(last_shape, int(digit) if digit else None)
    items = list(by_shape[shape])
    if shape != "clozes":
        items = _completed(outline, items, shape, by_shape)
    rival = _rival(shape, by_shape)
    return Detected(tuple(items), _layout(shape, level), _description(shape, level), rival, former)


def _layout(shape: str, level: int | None) -> str:
    return f"headings-{level}" if shape == "headings" else shape


def _all(outline: Outline, options: Splitting) -> tuple[dict[str, list[Item]], int | None]:
    """What each shape finds, by its name, and the level on which headings ask."""
    heads, level = headings.find(outline, options.question_level, deep=options.split == "deep")
    by_shape = {
        "labels": labels.find(outline),
        "cards": cards.find(outline),
        "folds": folds.find(outline),
        "headings": heads,
        "bold": bold.find(outline),
        "lists": lists.find(outline),
    }
    if options.tables:
        by_shape["tables"] = tables.find(outline)
    if options.cloze:
        by_shape["clozes"] = clozes.find(outline)
    return by_shape, level


def _asked_for(options: Splitting) -> str:
    """The shape that the author chose, empty if it is left to the detector."""
    if options.shape:
        return options.shape
    if options.cloze:
        return "clozes"
    if options.tables:
        return "tables"
    return "headings" if options.question_level else ""


def _best(by_shape: Mapping[str, Sequence[Item]]) -> str:
    """The shape that explains most, empty if none explains anything."""
    scores = {shape: _score(shape, items) for shape, items in by_shape.items()}
    best = max(scores, key=lambda shape: scores[shape])
    heads = by_shape["headings"]
    asking = sum(item.strength >= SURE for item in heads)
    # Bold or labelled questions below headings that ask are parts of the answers.
    if best in ("bold", "lists", "labels", "cards") and asking >= _OUTWEIGHS * len(heads) and scores["headings"]:
        extents = _Extents(heads)
        inside = sum(any(h.start < item.line for h in extents.holding(item.line)) for item in by_shape[best])
        if inside and asking >= _AT_LEAST and asking >= _PER_INSIDE * inside:
            return "headings"
    return best if scores[best] > 0 else ""


def _score(shape: str, items: Sequence[Item]) -> float:
    """How much a shape explains: the strengths of its items, or 0 where its items are too few or too weak."""
    sure = [item for item in items if item.strength >= SURE]
    if shape == "headings" and len(sure) < _FEW * len(items):
        return 0.0
    if shape == "folds" and not sure:
        return 0.0
    if shape == "labels" and not any(item.answer or item.gapped for item in items) and len(items) < _FEWEST:
        return 0.0
    if shape == "bold" and len(items) == 1 and not sure:
        return 0.0
    if shape == "lists" and len(items) < _FEWEST and not sure:
        return 0.0
    return _WORTH.get(shape, 1.0) * sum(item.strength for item in items)


class _Extents:
    """Finds the items that hold a line without looking at all of them."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = sorted(items, key=lambda item: item.start)
        self.starts = [item.start for item in self.items]
        self.reach = list(accumulate((item.end for item in self.items), max))

    def holding(self, line: int) -> list[Item]:
        """The items that begin at or before a line and end after it."""
        items = []
        at = bisect_right(self.starts, line) - 1
        while at >= 0 and self.reach[at] > line:
            if self.items[at].end > line:
                items.append(self.items[at])
            at -= 1
        return items

    def begin_in(self, start: int, end: int) -> bool:
        """True if an item begins on one of the lines from `start` to before `end`."""
        return bisect_left(self.starts, start) < bisect_left(self.starts, end)


def _completed(outline: Outline, items: list[Item], shape: str, by_shape: Mapping[str, Sequence[Item]]) -> list[Item]:
    """The items of a shape, and the plain questions of other shapes that stand where this one has none."""
    for other in _PLAIN:
        if other != shape and _score(other, by_shape[other]) > 0.0:
            items = _with(outline, items, shape, other, by_shape[other])
    asking = [item for item in by_shape["headings"] if item.strength >= SURE]
    if shape != "headings" and len(asking) > 1:
        extents = _Extents(items)
        items = items + [
            item for item in asking if not extents.begin_in(item.start, item.end) and not extents.holding(item.start)
        ]
    return sorted(items, key=lambda item: item.line)


def _with(outline: Outline, items: list[Item], shape: str, other: str, others: Sequence[Item]) -> list[Item]:
    """The items of `shape` and the `others` that stand outside them, or inside one that is only their title."""
    extents, starts = _Extents(items), sorted(item.start for item in others)
    added: list[Item] = []
    removed: set[int] = set()
    ends: dict[int, int] = {}
    for item in others:
        holders = extents.holding(item.start)
        if other == "cards" and shape in ("labels", "bold") and _apart(outline, item):
            for holder in holders:
                if holder.start < item.start:
                    ends[holder.line] = min(item.start, ends.get(holder.line, item.start))
            holders = []
        titles = [holder for holder in holders if holder.strength < LIKELY and _is_title(holder, item, starts)]
        if item.strength < LIKELY or len(titles) < len(holders):
            continue
        removed.update(holder.line for holder in titles)
        added.append(item)
    items = [item.until(ends[item.line]) if item.line in ends else item for item in items if item.line not in removed]
    return items + added


def _apart(outline: Outline, item: Item) -> bool:
    """True if a card surely is one and begins a paragraph."""
    return item.strength > _APART and item.start > 0 and not outline.lines[item.start - 1].strip()


def _is_title(holder: Item, item: Item, starts: Sequence[int]) -> bool:
    """True if the body of `holder` begins with a question of the other shape: `holder` is a section title.

    `item` is such a question inside it, and `starts` are the first lines of all of them.
    """
    first = starts[bisect_right(starts, holder.start)] if holder.start < item.start else item.start
    return item.start != holder.start and first - holder.below <= 1


def _description(shape: str, level: int | None) -> str:
    return {
        "headings": f"level-{level} headings",
        "labels": "lines that begin with Q: or 问：",
        "cards": "flash-card notations",
        "folds": "folds whose summary asks",
        "bold": "paragraphs in bold",
        "lists": "list items that ask",
        "tables": "table rows",
        "clozes": "clozes",
    }[shape]


def _rival(shape: str, by_shape: Mapping[str, Sequence[Item]]) -> str:
    """The shape that explains the file nearly as well as `shape`, empty if none does."""
    others = {other: items for other, items in by_shape.items() if other != shape and len(items) >= _FEWEST}
    scores = {other: _score(other, items) for other, items in others.items()}
    best = max(scores, key=lambda other: scores[other], default="")
    return best if best and scores[best] >= _RIVALS * _score(shape, by_shape.get(shape, ())) > 0 else ""
