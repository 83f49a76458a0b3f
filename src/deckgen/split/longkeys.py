"""The keys whose answers are sections: folds or headings that count, each with an answer below it or on its line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from deckgen.split import keylines
from deckgen.split.asking import asks
from deckgen.split.blocks import unbold
from deckgen.split.item import Item, Line
from deckgen.split.language import LIKELY, announces_answers, examined, without_points
from deckgen.split.leads import Number, counted
from deckgen.split.marks import trimmed
from deckgen.split.notation import indented
from deckgen.split.outline import Outline

_COUNT = re.compile(r"\D{0,12}?(?P<n>\d{1,3})(?!\d)")
# The number of an answer, and its lines.
Answer = tuple[int, tuple[Line, ...]]
# A key has at least so many answers, and at least this share of its sections count.
_FEWEST, _MOST = 2, 0.6


def answers(outline: Outline, start: int, end: int) -> tuple[Answer, ...]:
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


def grid(outline: Outline, lines: Sequence[int]) -> list[tuple[int, list[Answer]]]:
    """The answers of a table whose rows count, each with rows of answers below it."""
    rows = [(n, re.findall(r"[^\s|]+", outline.lines[n])) for n in lines if outline.lines[n].lstrip().startswith("|")]
    rows = [(n, cells) for n, cells in rows if not set("".join(cells)) <= set("-:")]
    found: list[tuple[int, list[Answer]]] = []
    counts: list[str] = []
    for n, cells in rows:
        if all(map(str.isdigit, cells[1:])):
            counts = cells
            continue
        pairs = [
            (c, t) for c, t in zip(counts[-len(cells) :], cells, strict=False) if c.isdigit() and keylines.short(t)
        ]
        if len(pairs) >= _FEWEST:
            found.append((n, [(int(count), ((n, text),)) for count, text in pairs]))
    return found


def told(outline: Outline, lines: Sequence[int], end: int) -> list[tuple[int, list[Answer]]]:
    """The answers on each of these lines of a key that ends at a line, with what explains them below.

    What is indented below an answer that has its line to itself, and what a label calls its explanation, is no line of
    the key. A line without an answer has none.
    """
    found = {n: keylines.answers(outline.lines[n]) for n in lines}
    answering = [n for n in lines if found[n]]
    if not answering:
        return []
    margin = indented(outline.lines[answering[0]]) + 1
    read: list[int] = []
    alone = False
    for n in lines:
        if not alone or (indented(outline.lines[n]) <= margin and not _explains(outline, n)):
            read.append(n)
            alone = len(found[n]) == 1 if found[n] else alone
    answering = [n for n in read if found[n]]
    stops = {n: _stop(outline, n + 1, end, margin) for n in answering[-1:]} | dict(pairwise(answering))
    return [(n, [(count, _with_rest(outline, n, text, stops, found[n])) for count, text in found[n]]) for n in read]


def _with_rest(
    outline: Outline, number: int, text: str, stops: Mapping[int, int], found: Sequence[object]
) -> tuple[Line, ...]:
    """An answer and, if it has its line to itself, what stands below it."""
    below = range(number + 1, stops[number]) if len(found) == 1 else ()
    lines = [(n, outline.lines[n]) for n in below]
    part = next((at for at, (_, line) in enumerate(lines) if keylines.names_part(line)), len(lines))
    inwards = min((indented(line) for _, line in lines[:part] if line.strip()), default=0)
    rest = trimmed(outline, [(n, line[min(inwards, indented(line)) :]) for n, line in lines[:part]])
    return ((number, text), *(((number, ""),) if rest and rest[0][0] > number + 1 else ()), *rest)


def _stop(outline: Outline, start: int, end: int, margin: int) -> int:
    """Where what belongs to the last answer ends: at the first line at the margin that does not explain it.

    Below an answer in a heading all belongs to it.
    """
    if outline.headings_in(start - 1, start):
        return end
    at_margin = (
        n
        for n in range(start, end)
        if outline.lines[n].strip() and indented(outline.lines[n]) <= margin and n not in outline.opaque
    )
    return next((n for n in at_margin if not _explains(outline, n)), end)


def _explains(outline: Outline, number: int) -> bool:
    label = outline.labels.get(number)
    return label is not None and label.explains


def untitled(outline: Outline, item: Item) -> Item:
    """The question, its answer without the heading above that where it only repeats what is asked."""
    line, text = item.key[0] if len(item.key) > 1 else (-1, "")
    repeats = outline.headings_in(line, line + 1) and (asks(text) >= LIKELY or text in item.title)
    return replace(item, key=item.key[1:]) if repeats else item


def _counted(summary: str) -> Number | None:
    """The number in a summary such as 問1の解答例."""
    found = _COUNT.match(summary)
    return Number("", int(found["n"]), found.end()) if found else None
