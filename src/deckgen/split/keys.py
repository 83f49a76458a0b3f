"""The keys of a file, at its end or of each chapter: a heading that says "answers", and below it one to each number."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from deckgen.split.head import Head, Sign
from deckgen.split.item import Item, Line
from deckgen.split.language import announces_answers, truth
from deckgen.split.leads import Number, counted, number
from deckgen.split.noise import is_noise
from deckgen.split.outline import Heading, Outline

# "1-5 ABCDA", and several answers on a line: "1. A  2. B".
_RANGE = re.compile(
    r"(?P<first>\d{1,3})\s*[-–~～—]\s*(?P<last>\d{1,3})\s*[:：.、]?\s*(?P<letters>[A-Ha-h](?:[\s,，]*[A-Ha-h])+)\s*$"
)
_SEVERAL = re.compile(r"(?P<n>\d{1,3})\s*[.、:：)）-]?\s*(?P<text>[^\W\d]{1,10}|[√×✓✗])(?=[\s,，;；]|$)")
_COUNT = re.compile(r"\D{0,12}?(?P<n>\d{1,3})(?!\d)")
_CAPITALS = re.compile("[A-H]{1,5}")
_ONLY_LETTERS = re.compile(r"\(?[A-Ha-h]{1,5}[.)]?")
_MARGIN = re.compile(r"\s*+(?:>\s*)?(?:[-*+]\s+)?(?:\*\*)?")
# A key has at least so many answers, and fits at least this share of the questions.
_FEWEST, _FITS = 2, 0.6

_Part = TypeVar("_Part", Head, Item)


@dataclass(frozen=True, slots=True)
class Key:
    """A key from line `start` to line `end`, and its answers in order: each with its number and its lines.

    It answers what stands from line `after` on, where the key before it ends.
    """

    start: int
    end: int
    answers: tuple[tuple[int, tuple[Line, ...]], ...]
    after: int = 0


def find(outline: Outline, heads: Sequence[Head]) -> tuple[Key, ...]:
    """The keys of a file: the one at its end, and those of its chapters that answer heads above them by number."""
    last = _last(outline)
    if not last and (letters := _letters(outline)) and _answers_some(heads, letters):
        last = letters
    stop = last.start if last else len(outline.lines)
    found: list[Key] = []
    for heading, end in _announcing(outline):
        after = found[-1].end if found else 0
        if end <= stop and (key := _below(outline, heading.line, end)):
            key = replace(key, after=after)
            if _answers_some(heads, key):
                found.append(key)
    if last:
        found.append(replace(last, after=found[-1].end if found else 0))
    return tuple(found)


def _answers_some(heads: Sequence[Head], key: Key) -> bool:
    """True if a key answers the heads of some series above it by number."""
    series: dict[Sign, list[Head]] = defaultdict(list)
    for head in _above(heads, key):
        series[head.sign].append(head)
    return any(fits(of, (key,)) for of in series.values())


def _above(parts: Sequence[_Part], key: Key) -> Sequence[_Part]:
    """Those of some heads or items in order that a key may answer."""
    at = bisect_left(parts, key.after, key=lambda part: part.start)
    return parts[at : bisect_left(parts, key.start, key=lambda part: part.start)]


def _announcing(outline: Outline) -> Iterator[tuple[Heading, int]]:
    """The headings that announce answers, each with the line where the next one of its level or above begins."""
    open_: list[Heading] = []
    for heading in outline.headings:
        while open_ and open_[-1].level >= heading.level:
            yield open_.pop(), heading.line
        if announces_answers(heading.text) and not open_:
            open_.append(heading)


def _last(outline: Outline) -> Key | None:
    """The key at the end, if below the last line that announces answers nearly every line is one, or counts on."""
    starts = [heading.line for heading in outline.headings if announces_answers(heading.text)]
    starts += [fold.line for fold in outline.folds if not fold.depth and announces_answers(fold.summary)]
    alone = [n for n, label in outline.labels.items() if label.role == "answer" and _alone(outline, n)]
    # Where there are several, each begins the answer of its question.
    starts += alone if len(alone) == 1 else []
    end = len(outline.lines)
    sections = {heading.line: stop for heading, stop in _announcing(outline)}
    found = None
    for stop in dict.fromkeys([sections.get(max(starts), end), end]) if starts else ():
        found = found or _below(outline, max(starts), stop)
    return found


def _letters(outline: Outline) -> Key | None:
    """The numbers with mere letters below the last heading of a file, whatever that says."""
    found = _below(outline, outline.headings[-1].line, len(outline.lines)) if outline.headings else None
    return found if found and all(_ONLY_LETTERS.fullmatch(text) for _, ((_, text), *_) in found.answers) else None


def _alone(outline: Outline, number: int) -> bool:
    """True if a label stands alone on its line and announces several answers."""
    return not outline.labels[number].text and announces_answers(outline.lines[number].strip("*_#>:： "))


def _below(outline: Outline, start: int, end: int) -> Key | None:
    """The key below a line, up to another; what stands behind its last answer is none of it."""
    lines = [
        n
        for n in range(start + 1, end)
        if n not in outline.hidden and re.search(r"\w", outline.lines[n]) and not is_noise(outline.lines[n])
    ]
    read = _grid(outline, lines) or [(n, _answers(outline.lines[n])) for n in lines]
    while read and not read[-1][1]:
        read.pop()
    answers = [(count, ((n, text),)) for n, found in read for count, text in found]
    given = sum(bool(found) for _, found in read)
    if len(answers) >= _FEWEST and given >= _FITS * len(read):
        # Columns count downwards.
        distinct = len({count for count, _ in answers}) == len(answers)
        return Key(start, end, tuple(sorted(answers) if distinct else answers))
    return _long(outline, start, end)


def _grid(outline: Outline, lines: Sequence[int]) -> list[tuple[int, list[tuple[int, str]]]]:
    """The answers of a table whose rows count, each with a row of answers below it."""
    rows = [(n, re.findall(r"[^\s|]+", outline.lines[n])) for n in lines if outline.lines[n].lstrip().startswith("|")]
    rows = [(n, cells) for n, cells in rows if not set("".join(cells)) <= set("-:")]
    found = []
    for (_, counts), (n, texts) in pairwise(rows):
        pairs = [(int(c), t) for c, t in zip(counts[-len(texts) :], texts, strict=False) if c.isdigit() and _short(t)]
        if len(pairs) >= _FEWEST:
            found.append((n, pairs))
    return found


def _long(outline: Outline, start: int, end: int) -> Key | None:
    """The key whose answers are longer than a line: folds, headings or numbers that count on, each with its answer."""
    folds = {fold.line: fold for fold in outline.folds_in(start + 1, end) if not fold.depth}
    titles = {line: counted(fold.summary) or _counted(fold.summary) for line, fold in folds.items()}
    titles = titles or {h.line: counted(h.text) for h in outline.headings_in(start + 1, end)}
    counts: list[tuple[int, int]] = []
    for line, lead in sorted(titles.items()):
        if lead and lead.value == (counts[-1][1] if counts else 0) + 1:
            counts.append((line, lead.value))
    if len(counts) < _FEWEST or len(counts) < _FITS * len(titles):
        return None
    ends = [line for line, _ in counts[1:]] + [end]
    answers = []
    for (line, count), stop in zip(counts, ends, strict=True):
        first, last = (folds[line].body, folds[line].end) if line in folds else (line + 1, stop)
        text = tuple((n, outline.lines[n]) for n in range(first, last))
        answers.append((count, text or ((line, folds[line].first if line in folds else ""),)))
    return Key(start, end, tuple(answers))


def _answers(line: str) -> list[tuple[int, str]]:
    """The numbers and answers on one line of a key."""
    text = line[match.end() :] if (match := _MARGIN.match(line)) else line
    if span := _RANGE.match(text):
        letters = re.findall("[A-Ha-h]", span["letters"])
        return list(enumerate(letters, int(span["first"])))
    text = text.replace("|", " ").strip()
    several = [(int(found["n"]), found["text"]) for found in _SEVERAL.finditer(text) if _short(found["text"])]
    if len(several) > 1:
        return several
    lead = number(text)
    return [(lead.value, text[lead.end :].strip(" *"))] if lead and text[lead.end :].strip() else []


def _counted(summary: str) -> Number | None:
    """The number in a summary such as 問1の解答例."""
    found = _COUNT.match(summary)
    return Number("", int(found["n"]), found.end()) if found else None


def _short(text: str) -> bool:
    """True for letters of options, and for what says that a statement is so or is not."""
    return bool(_CAPITALS.fullmatch(text)) or truth(text) is not None


def fits(heads: Sequence[Head], keys: Sequence[Key]) -> bool:
    """True if the keys answer most of the heads above them, and these are most of what they answer, by number."""
    known = most = 0
    for key in keys:
        above = _above(heads, key)
        numbers = {lead.value for head in above if (lead := counted(head.title))}
        known += len(numbers & {count for count, _ in key.answers})
        most += max(len(above), len(key.answers))
    return known >= _FITS * max(1, most)


def answered(items: Sequence[Item], keys: Sequence[Key]) -> list[Item] | None:
    """The items with the answers of their key, in order and by number; None where too few of the numbers fit."""
    found: list[Item] = []
    above = given = 0
    for key in keys:
        with_key = _answered(_above(items, key), key)
        above, given = above + len(with_key), given + sum(bool(item.key) for item in with_key)
        found += with_key
    found += items[bisect_left(items, keys[-1].end, key=lambda item: item.start) :]
    return found if given >= _FITS * above else None


def _answered(items: Sequence[Item], key: Key) -> list[Item]:
    found: list[Item] = []
    at = 0
    for item in items:
        lead = counted(item.title)
        place = next((n for n in range(at, len(key.answers)) if lead and key.answers[n][0] == lead.value), None)
        if place is None:
            found.append(item)
            continue
        found.append(replace(item, key=key.answers[place][1]))
        at = place + 1
    return found
