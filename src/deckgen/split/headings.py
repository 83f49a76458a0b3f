"""Finds questions that are headings, and the level they stand on; setext, HTML and list items' headings count too."""

from fractions import Fraction

from deckgen.split.answers import asked_below
from deckgen.split.bold import BOLD
from deckgen.split.item import Item
from deckgen.split.outline import Heading, Outline
from deckgen.split.wording import (
    ANSWER_LABEL,
    ANSWER_TITLE,
    LABELLED,
    QUESTION_LABEL,
    SURE,
    asks,
    contents,
    folds_answer,
    is_noise,
    number_only,
    outside,
    wordless,
)

# What a heading with text below it counts more than one without, when the level that asks is looked for.
_TEXT_BELOW = 0.1
# A level that scores this much of what the best level scores asks about as often.
_ABOUT = 0.6
# Where the labelled headings are at least this share of those that ask, only they are questions.
_LABELLED = Fraction(4, 5)
# Where at least this share of the headings surely ask, the others are questions too.
_MOST = Fraction(1, 2)


def find(outline: Outline, level: int | None, *, deep: bool, sure: bool = True) -> tuple[list[Item], int | None]:
    """The questions, and the level they stand on.

    All headings of a `level` that is `sure` are questions. One that is not is taken for the level that asks, but each
    of its headings has to ask by itself.
    """
    headings = own(outline)
    chosen = level or question_level(outline, headings)
    if not sure:
        level = None
    if chosen is None:
        return [], None
    items = []
    beyond = _outside(headings)
    ends = _ends(outline, headings, chosen, deep=deep)
    for at, heading in enumerate(headings):
        wanted = heading.level == chosen or (deep and heading.level > chosen and asks(heading.text) >= SURE)
        if (
            not wanted
            or (level is None and (outside(heading.text) or wordless(heading.text)))
            or heading.line in beyond
        ):
            continue
        follows = ends[at]
        strength = 1.0 if level else _strength(outline, heading, follows)
        items.append(_item(outline, heading, follows, strength))
    return _chosen(items, headings, forced=level is not None), chosen


def own(outline: Outline) -> list[Heading]:
    """The headings that structure the file: all but those inside folds and those that only announce an answer."""
    inside = {n for fold in outline.folds for n in range(fold.line + 1, fold.stop)}
    return [h for h in outline.headings if h.line not in inside and not h.nested and not ANSWER_TITLE.match(h.text)]


def question_level(outline: Outline, headings: list[Heading]) -> int | None:
    """The shallowest level that asks about as often as any; None where there are no headings."""
    score = dict.fromkeys(range(1, 7), 0.0)
    beyond = _outside(headings)
    for at, heading in enumerate(headings):
        if outside(heading.text) or wordless(heading.text) or heading.line in beyond:
            continue
        follows = headings[at + 1].line if at + 1 < len(headings) else len(outline.lines)
        below = any(not is_noise(line) for line in outline.lines[heading.end : follows])
        score[heading.level] += _strength(outline, heading, follows) + _TEXT_BELOW * below
    levels = [heading.level for heading in headings]
    if levels and levels.count(levels[0]) == 1 and len(levels) > 1 and min(levels) == levels[0]:
        score[levels[0]] = 0.0  # one heading above all others is the title
    most = max(score.values())
    return next((level for level in range(1, 7) if score[level] and score[level] >= most * _ABOUT), None)


def _item(outline: Outline, heading: Heading, follows: int, strength: float) -> Item:
    title, below = heading.text, heading.end
    if number_only(title):
        # "## 12": the question is the paragraph below.
        block = next(
            (b for b in outline.blocks_in(below, follows) if b.end <= follows and b.kind != "html_block"), None
        )
        if block and block.kind == "paragraph" and not ANSWER_LABEL.match(block.text):
            first, _, _ = block.text.partition("\n")
            title, below = f"{title.rstrip('.')}. {first}", block.line + 1
    return Item(title, heading.line, below, follows, strength, indent=heading.indent)


def _ends(outline: Outline, headings: list[Heading], level: int, *, deep: bool) -> list[int]:
    """For each heading, the line where it ends: the next heading of this level or above, or one below that asks."""
    ends = []
    end = len(outline.lines)
    for heading in reversed(headings):
        ends.append(end)
        if heading.level <= level or (deep and asks(heading.text) >= SURE):
            end = heading.line
    return ends[::-1]


def _outside(headings: list[Heading]) -> frozenset[int]:
    """The lines of the headings below one that announces references and the like."""
    lines: set[int] = set()
    path: list[tuple[int, bool]] = []
    for heading in headings:
        while path and path[-1][0] >= heading.level:
            path.pop()
        if any(beyond for _, beyond in path):
            lines.add(heading.line)
        path.append((heading.level, outside(heading.text) and not contents(heading.text)))
    return frozenset(lines)


def _strength(outline: Outline, heading: Heading, end: int) -> float:
    """How much a heading asks: by its own words, by a marked answer below it, or by a question as its whole text."""
    return max(asks(heading.text), SURE * _marked(outline, heading, end), SURE * asked_below(outline, heading.end, end))


def _marked(outline: Outline, heading: Heading, end: int) -> bool:
    """True if the text below a heading is marked as one answer, and not as the answers to questions in that text."""
    folds = [f for f in outline.folds_in(heading.end, end) if not f.depth]
    if folds:
        return len(folds) == 1 and folds_answer(folds[0].summary)
    below = [outline.lines[number] for number in range(heading.end, end) if number not in outline.opaque]
    labels = sum(bool(ANSWER_LABEL.match(line) or ANSWER_TITLE.match(line)) for line in below)
    # An answer and its explanation may both be labelled.
    return 1 <= labels <= 2 and not any(QUESTION_LABEL.match(line) or BOLD.match(line) for line in below)


def _chosen(items: list[Item], headings: list[Heading], *, forced: bool) -> list[Item]:
    """The items of the level: all where most of them ask; where few do, those in chapters where one asks."""
    if forced or not items:
        return items
    asking = [item for item in items if item.strength >= SURE]
    labelled = [item for item in items if LABELLED.match(item.title)]
    if len(labelled) >= 2 and len(labelled) >= _LABELLED * len(asking):
        return labelled
    if len(asking) >= _MOST * len(items):
        return items
    chapter: dict[int, int] = {}
    path: list[Heading] = []
    for heading in headings:
        while path and path[-1].level >= heading.level:
            path.pop()
        chapter[heading.line] = path[-1].line if path else -1
        path.append(heading)
    asking_chapters = {chapter[item.line] for item in asking}
    return [item for item in items if chapter[item.line] in asking_chapters]
