"""Heads that are paragraphs, each with its answer below it: folded away, in a box, or in an item that stands alone."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from deckgen.split.asking import asks, folds_answer
from deckgen.split.blocks import unbold
from deckgen.split.callouts import callout
from deckgen.split.head import Head
from deckgen.split.item import Item, Lines
from deckgen.split.language import SURE
from deckgen.split.noise import is_noise
from deckgen.split.outline import Outline

_NUMBERED = re.compile(r"\s{0,3}\d+[.)、]")
# What is a head of another kind, or no paragraph.
_OTHER = re.compile(r"\s*+(?:\d++[.)、]|[（(]\d++[)）]|[-*+]\s|[•·●○▪◦]|[|<>#!:`~$]|(\*\*|__)(?:(?!\1).)++\1\W*$)")
_ITEM = re.compile(r" {0,3}[-*+](?:\s|$)")
# So many items that stand alone are answers, where they are this share of all lists, and this share of what stands
# above them asks.
_MANY, _MOST, _ASK = 5, 0.8, 0.3


def heads(outline: Outline) -> Iterator[Head]:
    """The heads of both kinds; those above single items only where nothing is hidden."""
    hidden = list(_above_hidden(outline))
    yield from hidden or _above_items(outline)


def _above_hidden(outline: Outline) -> Iterator[Head]:
    """The first lines of what stands above each answer, where several answers stand below one heading.

    Below a heading with a single answer, the heading asks.
    """
    starts = [heading.line for heading in outline.headings]
    sections: dict[int, list[Lines]] = defaultdict(list)
    for answer in _answers(outline):
        sections[bisect_right(starts, answer.start) - 1].append(answer)
    for section, answers in sections.items():
        begin = outline.headings[section].end if section >= 0 else 0
        stems = []
        for answer in answers:
            shown = [n for n in range(begin, answer.start) if not is_noise(outline.lines[n])]
            if shown:
                stems.append((shown, answer.end))
            elif stems:
                # A hint comes before the solution.
                stems[-1] = (stems[-1][0], answer.end)
            begin = answer.end
        if len(stems) > 1 and not any(_has_head(outline, shown) for shown, _ in stems):
            for shown, end in stems:
                title = unbold(outline.lines[shown[0]].strip())
                yield Head("stem", ("stem",), shown[0], shown[0] + 1, title, asks(title), stop=end)


def _above_items(outline: Outline) -> Iterator[Head]:
    """What stands above lists of one item each, where there are many and hardly another list."""
    first, lists, found = -1, 0, []
    for block in outline.blocks:
        if block.kind == "paragraph":
            first = block.line if first < 0 else first
        elif block.kind == "bullet_list":
            lists += 1
            items = sum(bool(_ITEM.match(line)) for line in outline.lines[block.line : block.end])
            if items == 1 and first >= 0 and first not in outline.labels and not outline.lines[block.line - 1].strip():
                title = unbold(outline.lines[first].strip())
                item = Item(title, first, first + 1, block.end, answer=Lines(block.line, block.end))
                found.append(
                    Head("stem", ("stem", "item"), first, first + 1, title, asks(title), stop=block.end, item=item)
                )
        if block.kind not in ("paragraph", "list_item"):
            first = -1
    asking = sum(head.asks >= SURE for head in found)
    if len(found) >= max(_MANY, _MOST * lists) and asking >= _ASK * len(found):
        yield from found


def _answers(outline: Outline) -> Iterator[Lines]:
    """The folds and callouts that hold answers, in order."""
    folds = [Lines(one.line, one.stop) for one in outline.folds if not one.depth and folds_answer(one.summary)]
    boxes = []
    for block in outline.blocks:
        box = callout(outline.lines[block.line]) if block.kind == "blockquote" else None
        if box and box.may_be_answer:
            boxes.append(Lines(block.line, block.end))
    yield from sorted([*folds, *boxes], key=lambda lines: lines.start)


def _has_head(outline: Outline, shown: Sequence[int]) -> bool:
    """True if a line above an answer is a head of another kind, so that the answer may be that one's."""
    if _OTHER.match(outline.lines[shown[0]]) or shown[0] in outline.opaque:
        return True
    return any(n in outline.labels or _NUMBERED.match(outline.lines[n]) for n in shown)
