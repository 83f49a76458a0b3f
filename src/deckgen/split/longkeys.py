"""The keys whose answers are sections: folds or headings that count, each with an answer below it or on its line."""

import re
from collections.abc import Mapping
from dataclasses import replace

from deckgen.split.asking import asks
from deckgen.split.blocks import unbold
from deckgen.split.item import Item, Line
from deckgen.split.language import LIKELY, announces_answers, examined, without_points
from deckgen.split.leads import Number, counted
from deckgen.split.outline import Outline

_COUNT = re.compile(r"\D{0,12}?(?P<n>\d{1,3})(?!\d)")
# A key has at least so many answers, and at least this share of its sections count.
_FEWEST, _MOST = 2, 0.6


def answers(outline: Outline, start: int, end: int) -> tuple[tuple[int, tuple[Line, ...]], ...]:
    """The answers from one line to another, each with its number; none where the sections do not count."""
    folds = {fold.line: fold for fold in outline.folds_in(start + 1, end) if not fold.depth}
    heads = {} if folds else {h.line: h.text for h in outline.headings_in(start + 1, end)}
    titles = {line: counted(fold.summary) or _counted(fold.summary) for line, fold in folds.items()}
    titles = titles or {line: counted(text) for line, text in heads.items()}
    counts = _counts(titles)
    if not counts:
        heads = _labelled(outline, start, end)
        counts, folds = _counts({line: counted(text) for line, text in heads.items()}), {}
    if not counts:
        return ()
    ends = [line for line, _ in counts[1:]] + [end]
    found = []
    for (line, lead), stop in zip(counts, ends, strict=True):
        first, last = (folds[line].body, folds[line].end) if line in folds else (line + 1, stop)
        told = _told(heads.get(line, "")[lead.end :])
        above = ((line, told), (line, "")) if told else ()
        text = (*above, *((n, outline.lines[n]) for n in range(first, last)))
        found.append((lead.value, text or ((line, folds[line].first if line in folds else ""),)))
    return tuple(found)


def _counts(titles: Mapping[int, Number | None]) -> list[tuple[int, Number]]:
    """The lines of the titles that count from one, with their numbers; none where too many do not."""
    counts: list[tuple[int, Number]] = []
    for line, lead in sorted(titles.items()):
        if lead and lead.value == (counts[-1][1].value if counts else 0) + 1:
            counts.append((line, lead))
    return [] if len(counts) < _FEWEST or len(counts) < _MOST * len(titles) else counts


def _labelled(outline: Outline, start: int, end: int) -> dict[int, str]:
    """The lines that begin with the label of a question and its number, or are in bold and count."""
    found = {}
    for n in range(start + 1, end):
        label, line = outline.labels.get(n), outline.lines[n].strip()
        if label and label.number >= 0 and label.role == "question":
            found[n] = line
        elif n not in outline.opaque and (bare := unbold(line)) != line and counted(bare):
            found[n] = bare
    return found


def _told(behind: str) -> str:
    """What is left behind a number of what only says that an answer follows, or how much it is worth."""
    told = behind.strip(" :：-–—】]*")
    return "" if announces_answers(told) or (examined(told) and without_points(told) == told) else told


def untitled(outline: Outline, item: Item) -> Item:
    """The question, its answer without the heading above that where it only repeats what is asked."""
    line, text = item.key[0] if len(item.key) > 1 else (-1, "")
    repeats = outline.headings_in(line, line + 1) and (asks(text) >= LIKELY or text in item.title)
    return replace(item, key=item.key[1:]) if repeats else item


def _counted(summary: str) -> Number | None:
    """The number in a summary such as 問1の解答例."""
    found = _COUNT.match(summary)
    return Number("", int(found["n"]), found.end()) if found else None
