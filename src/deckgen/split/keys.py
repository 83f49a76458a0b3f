"""The key at the end of a file: a heading that says "answers", and below it the answer to each number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from deckgen.split.head import Head
from deckgen.split.item import Item, Line
from deckgen.split.language import announces_answers, truth
from deckgen.split.leads import Number, counted, number
from deckgen.split.noise import is_noise
from deckgen.split.outline import Outline

# "1-5 ABCDA", and several answers on a line: "1. A  2. B".
_RANGE = re.compile(
    r"(?P<first>\d{1,3})\s*[-–~～—]\s*(?P<last>\d{1,3})\s*[:：.、]?\s*(?P<letters>[A-Ha-h](?:[\s,，]*[A-Ha-h])+)\s*$"
)
_SEVERAL = re.compile(r"(?P<n>\d{1,3})\s*[.、:：)）-]?\s*(?P<text>[^\W\d]{1,10}|[√×✓✗])(?=[\s,，;；]|$)")
_COUNT = re.compile(r"\D{0,12}?(?P<n>\d{1,3})(?!\d)")
_CAPITALS = re.compile("[A-H]{1,5}")
_LETTERS = re.compile(r"\(?[A-Ha-h]{1,5}[.)]?")
_MARGIN = re.compile(r"\s*+(?:>\s*)?(?:[-*+]\s+)?(?:\*\*)?")
# A key has at least so many answers, and fits at least this share of the questions.
_FEWEST, _FITS = 2, 0.6


@dataclass(frozen=True, slots=True)
class Key:
    """The line on which a key begins, and its answers in order: each with its number and its lines."""

    start: int
    answers: tuple[tuple[int, tuple[Line, ...]], ...]


def find(outline: Outline) -> Key | None:
    """The key of a file, if below the last line that announces answers nearly every line is one, or counts on.

    Below the last heading of a file, numbers with mere letters are a key whatever it says.
    """
    starts = [heading.line for heading in outline.headings if announces_answers(heading.text)]
    starts += [fold.line for fold in outline.folds if not fold.depth and announces_answers(fold.summary)]
    alone = [n for n, label in outline.labels.items() if label.role == "answer" and _alone(outline, n)]
    # Where there are several, each begins the answer of its question.
    starts += alone if len(alone) == 1 else []
    found = _below(outline, max(starts)) if starts else None
    if found is None and outline.headings:
        found = _below(outline, outline.headings[-1].line)
        letters = found and all(_LETTERS.fullmatch(text) for _, ((_, text), *_) in found.answers)
        return found if letters else None
    return found


def _alone(outline: Outline, number: int) -> bool:
    """True if a label stands alone on its line and announces several answers."""
    return not outline.labels[number].text and announces_answers(outline.lines[number].strip("*_#>:： "))


def _below(outline: Outline, start: int) -> Key | None:
    """The key below a line; what stands behind its last answer is none of it."""
    lines = [
        n
        for n in range(start + 1, len(outline.lines))
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
        return Key(start, tuple(sorted(answers) if distinct else answers))
    return _long(outline, start)


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


def _long(outline: Outline, start: int) -> Key | None:
    """The key whose answers are longer than a line: folds, headings or numbers that count on, each with its answer."""
    folds = {fold.line: fold for fold in outline.folds if fold.line > start and not fold.depth}
    titles = {line: counted(fold.summary) or _counted(fold.summary) for line, fold in folds.items()}
    titles = titles or {h.line: counted(h.text) for h in outline.headings if h.line > start}
    counts: list[tuple[int, int]] = []
    for line, lead in sorted(titles.items()):
        if lead and lead.value == (counts[-1][1] if counts else 0) + 1:
            counts.append((line, lead.value))
    if len(counts) < _FEWEST or len(counts) < _FITS * len(titles):
        return None
    ends = [line for line, _ in counts[1:]] + [len(outline.lines)]
    answers = []
    for (line, count), end in zip(counts, ends, strict=True):
        first, last = (folds[line].body, folds[line].end) if line in folds else (line + 1, end)
        text = tuple((n, outline.lines[n]) for n in range(first, last))
        answers.append((count, text or ((line, folds[line].first if line in folds else ""),)))
    return Key(start, tuple(answers))


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


def fits(heads: Sequence[Head], key: Key) -> bool:
    """True if the key answers most of these heads, and they are most of what it answers, by their numbers."""
    numbers = {lead.value for head in heads if (lead := counted(head.title))}
    known = numbers & {count for count, _ in key.answers}
    return len(known) >= _FITS * max(len(heads), len(key.answers))


def answered(items: Sequence[Item], key: Key) -> list[Item] | None:
    """The items with the answers of the key, in order and by number; None where too few of the numbers fit."""
    found: list[Item] = []
    at = given = 0
    for item in items:
        lead = counted(item.title)
        place = next((n for n in range(at, len(key.answers)) if lead and key.answers[n][0] == lead.value), None)
        if place is None:
            found.append(item)
            continue
        found.append(replace(item, key=key.answers[place][1]))
        at, given = place + 1, given + 1
    return found if given >= _FITS * len(items) else None
