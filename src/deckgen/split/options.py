"""Options A, B, C below a question: where they begin and end, and which of them the author marked as right."""

import re
from collections.abc import Sequence
from itertools import pairwise

from deckgen.normal_forms import nfkc
from deckgen.split.item import Line
from deckgen.split.notation import BOX, CROSS, HANZI, OPTION, PICTURE, TASK_OPTION, TICK
from deckgen.split.outline import Outline
from deckgen.split.ticks import BARE_OPTION, BOLD, CROSSED, MARKS, REMARK, TICKED, without_marks

_LETTER = re.compile(
    rf"(?:^\s*+(?:>\s*)?(?:[-*+]\s+)?(?:(?:\*\*|{TICK}\s*+|{CROSS}\s*+){{1,2}}+)?[(（\[]?|\s{{2,4}}[(（]?|\s(?=[A-H][.、．)）])|\s[(（](?=[A-Ha-h][)）]))([A-Ha-h\uff21-\uff28\uff41-\uff48])(?=[\s.、:：)）\]．{HANZI}])"
)
_CHORE = re.compile(r"\s*+[-*+]\s+\[[-/><]\]\s+\S")
_CHECKED = re.compile(rf"^(\s*(?:[-*+]\s+)?){BOX.replace(' xX', 'xX')}(?=\s)")
_BOX = re.compile(rf"^(?P<bullet>\s*+(?:[-*+]\s+)?)(?P<box>{BOX})(?=\s+\S)")
# A list of fewer or more items are no options.
_FEWEST, _MOST = 2, 8
_ITEM = re.compile(r"(?P<bullet>\s*+(?:[-*+]|(?=\d)))(?:\d+[.)])?+\s+\S")
_SPEAKER = re.compile(rf"{BARE_OPTION.pattern}[*_]{{0,2}}(?P<who>[A-H])[*_]{{0,2}}[:：]")
_MARGIN = re.compile(rf"{BARE_OPTION.pattern}(?:{BOX}\s+)?")


def begin(outline: Outline, start: int = 0, end: int | None = None) -> list[int]:
    """The lines on which options begin: an A that a B follows on its line or one of the next ones."""
    found = []
    awaited = -1
    for number, line in enumerate(outline.lines[start:end], start):
        if number in outline.solid or not OPTION.match(line):
            continue
        letters = [nfkc(letter).upper() for letter in _LETTER.findall(line)]
        if "A" in letters:
            awaited = number
            if "B" in letters:
                found.append(number)
                awaited = -1
        elif "B" in letters and awaited >= 0:
            found.append(awaited)
            awaited = -1
    return found


def ticked(outline: Outline) -> list[int]:
    """The lines on which lists begin of which exactly one item is ticked or marked otherwise."""
    found = []
    items: list[int] = []
    before = ""
    for number, line in enumerate([*outline.lines, ""]):
        item = _ITEM.match(line) if number not in outline.solid else None
        bullet = item["bullet"] if item else ""
        if items and bullet != before:
            texts = [outline.lines[one] for one in items]
            marked = sum(map(_right, texts)) if all(map(_is_plain, texts)) else 0
            found += items[:1] if _FEWEST <= len(items) <= _MOST and marked == 1 else []
            items = []
        if item:
            items.append(number)
        before = bullet
    return found


def _right(text: str) -> bool:
    return checked(text) or any(mark.on(text) for mark in (TICKED, REMARK, BOLD))


def lettered(outline: Outline, start: int, end: int) -> frozenset[int]:
    """The lines of options A that a B follows: their `A:` is no label of an answer."""
    return frozenset(begin(outline, start, end))


def starts(outline: Outline, lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Where the options A, B, … begin: the places of their lines among these, and the columns."""
    found: list[tuple[int, int]] = []
    if _speak([text for number, text in lines if number not in outline.solid]):
        return found
    for at, (number, text) in enumerate(lines):
        if number in outline.solid or not OPTION.match(text):
            continue
        for letter in _LETTER.finditer(text):
            if ord(nfkc(letter[1]).upper()) == ord("A") + len(found):
                blank = len(letter[0]) - len(letter[0].lstrip())
                found.append((at, letter.start() + blank if letter.start() else margin(text)))
    return found


def _speak(lines: Sequence[str]) -> bool:
    """True if A and B speak by turns: with a colon behind each, A again, and nobody else."""
    said = [found["who"] for line in lines if (found := _SPEAKER.match(line))]
    return set(said) == {"A", "B"} and said.count("A") > 1


def count(outline: Outline, lines: Sequence[Line]) -> int:
    """The number of lines up to the last of the options A, B, …; 0 without options."""
    found = starts(outline, lines)
    return ended(outline, lines, [at for at, _ in found]) if len(found) > 1 else 0


def ended(outline: Outline, lines: Sequence[Line], begun: Sequence[int]) -> int:
    """Where the last of the options ends that begin at these places: with a block, if one stands below each other."""
    blocks = [number in outline.solid or bool(PICTURE.match(text)) for number, text in lines]
    end = begun[-1] + 1
    if not all(any(blocks[one:other]) for one, other in pairwise(begun)):
        return end
    at = end
    while at < len(lines) and not blocks[at] and not lines[at][1].strip():
        at += 1
    while at < len(lines) and blocks[at]:
        end = at = at + 1
    return end


def items(outline: Outline, lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Where the items of a list begin, as those of options that have no letters."""
    found = [at for at, (number, text) in enumerate(lines) if number not in outline.solid and _ITEM.match(text)]
    outer = min((len(_bullet(lines[at][1])) for at in found), default=0)
    return [(at, margin(lines[at][1])) for at in found if len(_bullet(lines[at][1])) == outer]


def margin(text: str) -> int:
    """The column at which an option begins behind its bullet, its number, its box."""
    found = _MARGIN.match(text)
    return found.end() if found else 0


def unlettered(outline: Outline, lines: Sequence[Line], *, bold: bool = False) -> int:
    """The number of lines up to the end of a list at the beginning, of which some but not all items bear a mark.

    Options have nothing below them. That an item is `bold` is a mark only where most of the series have such lists.
    """
    items: list[int] = []
    for at, (number, text) in enumerate(lines):
        item = _ITEM.match(text) if number not in outline.solid else None
        if not item and text.strip():
            if not items and (bold or PICTURE.match(text)):
                # More of the question, above its options.
                continue
            if text[:1].isspace():
                return 0
            break
        if item and not _is_plain(text):
            return 0
        if item and items and len(item["bullet"]) != len(_bullet(lines[items[0]][1])):
            return 0
        items += [at] if item else []
    marks = MARKS if bold else MARKS[:3]
    right = sum(any(mark.on(lines[at][1]) for mark in marks) for at in items)
    return items[-1] + 1 if _FEWEST <= len(items) <= _MOST and 0 < right < len(items) else 0


def _is_plain(text: str) -> bool:
    """True if an item announces nothing below it."""
    return not text.rstrip("*_ ").endswith((":", "："))


def _bullet(text: str) -> str:
    item = _ITEM.match(text)
    return item["bullet"] if item else ""


def choice(outline: Outline, lines: Sequence[Line]) -> bool:
    """True if exactly one option is marked as right, and none as wrong."""
    return len(marked(outline, lines)) == 1 and not any(CROSSED.on(text) for _, text in lines)


def chosen(outline: Outline, lines: Sequence[Line]) -> bool:
    """True if right options are marked: lettered ones, tasks, or a list at the beginning."""
    if any(OPTION.match(text) or TASK_OPTION.match(text) for _, text in _plain(outline, lines)):
        return bool(marked(outline, lines))
    return unlettered(outline, lines, bold=True) > 0


def tasks(outline: Outline, lines: Sequence[Line]) -> list[Line]:
    """The tasks to tick; none where some are begun, moved or given up, for those are somebody's chores."""
    plain = _plain(outline, lines)
    if any(_CHORE.match(text) for _, text in plain):
        return []
    return [line for line in plain if TASK_OPTION.match(line[1])]


def checked(text: str) -> bool:
    """True for a task that is ticked."""
    return bool(_CHECKED.match(text))


def bulleted(outline: Outline, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, boxes with the bullet and the brackets without which Markdown shows them as text."""
    return tuple((n, text if n in outline.solid else _BOX.sub(_boxed, text)) for n, text in lines)


def _boxed(found: re.Match[str]) -> str:
    return f"{found['bullet'] or '- '}[{found['box'].strip('[()]')}]"


def unchecked(outline: Outline, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The options without the tick that gives the answer away."""
    return tuple((n, text if n in outline.solid else _CHECKED.sub(r"\1[ ]", text)) for n, text in lines)


def marked(outline: Outline, lines: Sequence[Line], *, all_may: bool = False) -> tuple[Line, ...]:
    """The options that are marked as right: some of them, all in the same way; all of them only if `all_may` be."""
    plain = _plain(outline, lines)
    shown = [line for line in plain if OPTION.match(line[1]) or TASK_OPTION.match(line[1])]
    shown = shown or [line for line in plain if _ITEM.match(line[1])]
    if len(shown) < 2:
        return ()
    for mark in MARKS:
        right = tuple(line for line in shown if mark.on(line[1]))
        if right and (all_may or len(right) < len(shown)):
            return right
    return ()


def unmarked(lines: Sequence[Line], right: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, the options among them without the marks of those that are right and of those that are wrong."""
    numbers = {number for number, _ in right}
    ticked = any(TICKED.on(text) for _, text in right)

    def front(number: int, text: str) -> str:
        if number in numbers:
            return without_marks(text)
        return CROSSED.off(text) if ticked and (OPTION.match(text) or _ITEM.match(text)) else text

    return tuple((number, front(number, text)) for number, text in lines)


def _plain(outline: Outline, lines: Sequence[Line]) -> list[Line]:
    """The lines that may be options or items: code is neither, whatever it looks like."""
    return [line for line in lines if line[0] not in outline.solid]
