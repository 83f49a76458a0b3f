"""Heads that are paragraphs, each with its answer folded away or in a box below it, as in the exercises of a course."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from deckgen.split.asking import asks, folds_answer
from deckgen.split.blocks import unbold
from deckgen.split.callouts import callout
from deckgen.split.head import Head
from deckgen.split.item import Lines
from deckgen.split.noise import is_noise
from deckgen.split.outline import Outline

_NUMBERED = re.compile(r"\s{0,3}(\d+)[.)、]")
# What is a head of another kind, or no paragraph.
_OTHER = re.compile(r"\s*+(?:\d++[.)、]|[（(]\d++[)）]|[-*+]\s|[•·●○▪◦]|[|<>#!:`~$]|(\*\*|__)(?:(?!\1).)++\1\W*$)")


def heads(outline: Outline) -> Iterator[Head]:
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
    numbers = [int(found[1]) for n in shown if (found := _NUMBERED.match(outline.lines[n]))]
    # Several that count from one are options.
    options = len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))
    return any(n in outline.labels for n in shown) or (bool(numbers) and not options)
