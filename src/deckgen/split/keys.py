"""The keys of a file, at its end or of each chapter: a heading that says "answers", and below it one to each number."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from deckgen.split import keylines, longkeys, marks, options
from deckgen.split.asking import folds_answer
from deckgen.split.callouts import callout
from deckgen.split.head import Head, Sign
from deckgen.split.item import Item, Line
from deckgen.split.language import LIKELY, announces_answers
from deckgen.split.leads import counted
from deckgen.split.longkeys import Answer
from deckgen.split.noise import is_noise
from deckgen.split.outline import Heading, Outline

# Options that begin on the line of the question.
_BESIDE = re.compile(r"\s(?=[(（]?A[.、:：．)）])")
_ONLY_LETTERS = re.compile(r"\(?[A-Ha-h]{1,5}[.)]?")
# A key has at least so many answers, and fits at least this share of the questions.
_FEWEST, _FITS = 2, 0.6
# A short line that is bold or ends with a colon.
_TITLED = re.compile(r"\s*+(?:\*\*|__)[^*_]{2,40}+(?:\*\*|__)\s*+[:：]?\s*+$|[^:：]{2,40}+[:：]\s*+$")
# Blocks that a key without a name may stand below, or be.
_ABOVE = ("hr", "table")

_Part = TypeVar("_Part", Head, Item)


@dataclass(frozen=True, slots=True)
class Key:
    """A key from line `start` to line `end`, and its answers in order: each with its number and its lines.

    It answers what stands from line `after` on, where the key before it ends. It is `short` if all its answers are
    letters or verdicts; one without answers is a key that cannot be right.
    """

    start: int
    end: int
    answers: tuple[Answer, ...]
    after: int = 0

    @property
    def short(self) -> bool:
        """True if each answer is letters, or says that a statement is so or is not."""
        return all(keylines.short(lines[0][1]) for _, lines in self.answers)


def find(outline: Outline, heads: Sequence[Head]) -> tuple[Key, ...]:
    """The keys of a file: the one at its end, and those of its chapters that answer heads above them by number."""
    last = _last(outline)
    if last and not _above(heads, last):
        # A title that speaks of answers: nothing stands above it that they would answer.
        last = None
    if not last and (folded := _folded(outline)) and _answers_some(heads, folded):
        last = folded
    if not last and (letters := _letters(outline)) and _answers_some(heads, letters):
        last = letters
    stop = last.start if last else len(outline.lines)
    headed = [
        key for heading, end in _announcing(outline) if end <= stop and (key := _below(outline, heading.line, end))
    ]
    lined = [key for n in range(stop) if n not in outline.opaque and (key := _on(outline, n))]
    found: list[Key] = []
    for one in sorted([*headed, *lined], key=lambda key: key.start):
        key = replace(one, after=found[-1].end if found else 0)
        fit = _answers_some(heads, key) if one in headed and one.answers else asked(outline, heads, key)
        if fit:
            found.append(key)
    if last:
        found.append(replace(last, after=found[-1].end if found else 0))
    return tuple(found)


def _answers_some(heads: Sequence[Head], key: Key) -> bool:
    """True if a key answers the heads of some series above it by number, or the last list of them that counts."""
    return any(fits(of, (key,)) or fits(_last_list(of), (key,)) for of in _series(heads, key))


def _last_list(parts: Sequence[_Part]) -> Sequence[_Part]:
    """The last of several lists that count from one."""
    ones = [at for at, part in enumerate(parts) if (lead := counted(part.title)) and lead.value == 1]
    return parts[ones[-1] :] if ones else parts


def _series(heads: Sequence[Head], key: Key) -> list[list[Head]]:
    """The heads that a key may answer, by series."""
    series: dict[Sign, list[Head]] = defaultdict(list)
    for head in _above(heads, key):
        series[head.sign].append(head)
    return list(series.values())


def asked(outline: Outline, heads: Sequence[Head], key: Key) -> bool:
    """True if a key announces the answers of several questions: most of a series above it wait for such ones."""
    for series in _series(heads, key):
        stops = [*(head.start for head in series[1:]), key.start]
        parts = zip(series, stops, _given(series, key), strict=True)
        waiting = sum(_waits(outline, head, stop, given) for head, stop, given in parts)
        if len(series) >= _FEWEST and waiting >= _FITS * len(series):
            return True
    return False


def _waits(outline: Outline, head: Head, stop: int, given: Sequence[Line]) -> bool:
    """True if nothing below a head answers it, and it asks, has options, or is so or not as a key says."""
    beside = _BESIDE.split(outline.lines[head.line], maxsplit=1)[1:]
    lines = [*((head.line, text) for text in beside), *((n, outline.lines[n]) for n in range(head.below, stop))]
    offered = options.count(outline, lines)
    if not marks.is_prompt(outline, lines[offered:]):
        return False
    return bool(offered) or head.asks >= LIKELY or bool(given and keylines.possible(given[0][1], 0))


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
    folds = [fold for fold in outline.folds if not fold.depth and announces_answers(fold.summary)]
    # One of several below a title is a part of the key.
    if not (folds and _parts(outline, max([*starts, -1]), len(outline.lines))):
        starts += [fold.line for fold in folds]
    alone = [n for n, label in outline.labels.items() if label.role == "answer" and _alone(outline, n)]
    # Where there are several, each begins the answer of its question.
    starts += alone if len(alone) == 1 else []
    if not starts:
        # "**Answer key**" is no label.
        titles = [n for n, line in enumerate(outline.lines) if n not in outline.solid and _TITLED.match(line)]
        named = [n for n in titles if _names_key(outline.lines[n])]
        starts += named if len(named) == 1 else []
    end = len(outline.lines)
    sections = {heading.line: stop for heading, stop in _announcing(outline)}
    found = None
    for stop in dict.fromkeys([sections.get(max(starts), end), end]) if starts else ():
        found = found or _below(outline, max(starts), stop)
    return found


def _folded(outline: Outline) -> Key | None:
    """The key of mere letters and verdicts in the only fold or callout of a file that says that an answer is inside."""
    folds = [(fold.line, fold.stop) for fold in outline.folds if not fold.depth and folds_answer(fold.summary)]
    boxes = [n for n, line in enumerate(outline.lines) if (box := callout(line)) and box.may_be_answer]
    found = folds + [(n, len(outline.lines)) for n in boxes if n not in outline.opaque]
    key = _below(outline, *found[0]) if len(found) == 1 else None
    return key if key and key.short else None


def _letters(outline: Outline) -> Key | None:
    """The numbers with mere letters that end a file below a heading, a rule or a table's header, whatever that says."""
    starts = {heading.line for heading in outline.headings[-1:]}
    starts |= {max((block.line for block in outline.blocks if block.kind == kind), default=-1) for kind in _ABOVE}
    for start in sorted(starts - {-1}, reverse=True):
        found = _below(outline, start, len(outline.lines))
        if found and all(_ONLY_LETTERS.fullmatch(text) for _, ((_, text), *_) in found.answers):
            return found
    return None


def _alone(outline: Outline, number: int) -> bool:
    """True if a label stands alone on its line and announces several answers."""
    return not outline.labels[number].text and _names_key(outline.lines[number])


def _names_key(line: str) -> bool:
    """True if a line says that answers follow, and no more."""
    return announces_answers(line.strip("*_#>:： "))


def _below(outline: Outline, start: int, end: int) -> Key | None:
    """The key below a line, up to another; text at the margin behind its last answer is none of it."""
    lines = [
        n
        for n in range(start + 1, end)
        if n not in outline.hidden and re.search(r"\w", outline.lines[n]) and not is_noise(outline.lines[n])
    ]
    if any(keylines.misfits(outline.lines[n]) for n in lines) and all(_says(outline.lines[n]) for n in lines):
        return Key(start, end, ())
    if parts := _parts(outline, start, end):
        return Key(start, end, parts)
    lines = [n for n in lines if not keylines.names_part(outline.lines[n])]
    read = longkeys.grid(outline, lines) or longkeys.told(outline, lines, end)
    while read and not read[-1][1]:
        read.pop()
    answers = [answer for _, found in read for answer in found]
    given = sum(bool(found) for _, found in read)
    sections = longkeys.answers(outline, start, end)
    # Steps of one answer are no answers.
    steps = len(sections) > 1 and read and read[-1][0] < sections[1][1][0][0]
    if len(answers) >= _FEWEST and given >= _FITS * len(read) and not steps:
        # Columns count downwards.
        distinct = len({count for count, _ in answers}) == len(answers)
        return Key(start, end, tuple(sorted(answers) if distinct else answers))
    return Key(start, end, sections) if sections else None


def _parts(outline: Outline, start: int, end: int) -> tuple[Answer, ...]:
    """The answers of a key that has a fold for each part of an examination; none where one of them is no key."""
    folds = [fold for fold in outline.folds_in(start + 1, end) if not fold.depth and folds_answer(fold.summary)]
    parts = [_below(outline, fold.line, fold.stop) for fold in folds] if len(folds) > 1 else []
    return tuple(answer for part in parts if part for answer in part.answers) if all(parts) else ()


def _says(line: str) -> bool:
    """True if a line of a key says answers, in however wrong a number."""
    return bool(keylines.answers(line)) or keylines.misfits(line)


def _on(outline: Outline, number: int) -> Key | None:
    """The key that stands whole behind a word for answers, on this line and those right below it."""
    rest = keylines.behind_name(outline.lines[number])
    if not _says(rest):
        return None
    end = number + 1
    while end < len(outline.lines) and _says(outline.lines[end]):
        end += 1
    texts = [rest, *outline.lines[number + 1 : end]]
    wrong = any(map(keylines.misfits, texts))
    answers = [(count, ((n, t),)) for n, text in enumerate(texts, number) for count, t in keylines.answers(text)]
    key = Key(number, end, () if wrong else tuple(answers))
    return key if wrong or (len(answers) >= _FEWEST and key.short) else None


def fits(heads: Sequence[Head], keys: Sequence[Key]) -> bool:
    """True if the keys answer most of the heads above them, and these are most of what they answer, by number."""
    known = most = 0
    for key in keys:
        above = _above(heads, key)
        numbers = Counter(lead.value for head in above if (lead := counted(head.title)))
        known += (numbers & Counter(count for count, _ in key.answers)).total()
        most += max(len(above), len(key.answers)) if key.answers else 0
    return known >= _FITS * max(1, most)


def answered(outline: Outline, items: Sequence[Item], keys: Sequence[Key]) -> tuple[list[Item], tuple[Key, ...]]:
    """The items with the answers of their key, in order and by number; and the keys of which too few answers fit.

    Nothing is taken from such a key, unless most answers of all keys together fit.
    """
    read: list[tuple[Key, list[Item]]] = []
    for key in keys:
        above = _above(items, key)
        given = _with(outline, above, key)
        if not _mostly(given) and _mostly(listed := _with(outline, _last_list(above), key)):
            given = listed
        read.append((key, [longkeys.untitled(outline, item) for item in given]))
    most = _mostly([item for key, given in read if key.answers for item in given])
    unread = tuple(key for key, given in read if not key.answers or not (most or _mostly(given)))
    answers = {item.line: item for key, given in read if key not in unread for item in given}
    return [answers.get(item.line, item) for item in items], unread


def _with(outline: Outline, items: Sequence[Item], key: Key) -> list[Item]:
    """The items with their answers."""
    return [
        _told(outline, item, lines) if lines else item for item, lines in zip(items, _given(items, key), strict=True)
    ]


def _mostly(items: Sequence[Item]) -> bool:
    """True if most of some items have an answer from a key."""
    return sum(bool(item.key) for item in items) >= _FITS * len(items)


def _told(outline: Outline, item: Item, lines: tuple[Line, ...]) -> Item:
    """The item with its answer, unless that is a letter that none of its options has."""
    count = len(options.starts(outline, [(n, outline.lines[n]) for n in range(item.below, item.end)]))
    letters = keylines.short(lines[0][1])
    possible = count < _FEWEST or not letters or keylines.possible(lines[0][1], count)
    return replace(item, key=lines) if possible else replace(item, misfit=lines[0][0])


def _given(parts: Sequence[_Part], key: Key) -> list[tuple[Line, ...]]:
    """What a key says of each of some heads or items, in order and by number; no lines where it says nothing."""
    found: list[tuple[Line, ...]] = []
    at = 0
    for part in parts:
        lead = counted(part.title)
        place = next((n for n in range(at, len(key.answers)) if lead and key.answers[n][0] == lead.value), None)
        found.append(() if place is None else key.answers[place][1])
        at = at if place is None else place + 1
    return found
