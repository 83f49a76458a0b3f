"""Divides the lines below a title into question and answer, by how most questions of the file mark their answers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from deckgen.split.item import Item, Line, Lines
from deckgen.split.outline import Fold, Outline
from deckgen.split.quotes import unquoted
from deckgen.split.wording import (
    ANSWER_LABEL,
    ANSWER_TITLE,
    HANZI,
    OPTION,
    PICTURE,
    QUESTION_LABEL,
    TASK_OPTION,
    asks_outright,
    folds_answer,
    hints,
    is_noise,
    is_placeholder,
    is_rule,
    speaks_of_code,
    speaks_of_picture,
)

_ANSWER_COMMENT = re.compile(r"^\s*<!--\s*(?:deckgen:\s*)?answer\s*-->\s*$", re.IGNORECASE)
_LETTER = re.compile(rf"(?:^\s*(?:[-*+]\s+)?(?:\*\*)?[(（]?|\s{{2,}}[(（]?)([A-Ha-h])(?=[\s.、:：)）{HANZI}])")
_CHECKED = re.compile(r"^(\s*[-*+]\s+\[)[xX](\])")
_LINK = re.compile(r"^\s*(?:[-*+]\s+)?\[[^\]]*\]\([^)]*\)\W*$")
_LIST_ITEM = re.compile(r"\s*[-*+]\s")
# A mark is the file's style when at least this share of its questions have it; ticked options need the second share.
_MOST, _MOST_TICKED = Fraction(1, 2), Fraction(2, 3)
# In lines: what stands below a title and is shorter can be question throughout.
_SHORT = 12
# Lines of prose that can introduce options; more of them answer.
_INTRODUCTION = 6


@dataclass(frozen=True, slots=True)
class Style:
    """How the answers of a file are marked: each field is true if most of its questions do it."""

    fold: bool = False
    label: bool = False
    quote: bool = False
    rule: bool = False
    asked_below: bool = False
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Division:
    """The lines of the question below its title, and those of its answer: None where it is missing or a placeholder."""

    prompt: tuple[Line, ...]
    answer: tuple[Line, ...] | None


def style_of(outline: Outline, items: Sequence[Item]) -> Style:
    """The style of most questions that have lines below them and whose shape does not know the answer's lines."""
    bodies = [item for item in items if item.answer is None and _lines(outline, item, item.below, item.end)]
    if not bodies:
        return Style()

    def mostly(has: Sequence[bool]) -> bool:
        return sum(has) >= _MOST * len(has)

    return Style(
        fold=mostly([_fold(outline, item) is not None for item in bodies]),
        label=mostly([_label(outline, item) is not None for item in bodies]),
        quote=mostly([_quoted(outline, item) for item in bodies]),
        rule=mostly([_rule(outline, item) is not None for item in bodies]),
        ticked=len(bodies) > 1 and sum(_ticked(outline, item) for item in bodies) >= _MOST_TICKED * len(bodies),
        asked_below=mostly([asked_below(outline, i.below, i.end) and not asks_outright(i.title) for i in bodies]),
    )


def describe(style: Style) -> str:
    """The style in words, empty when the answer is simply what follows."""
    marks = []
    if style.fold:
        marks.append("in folds")
    if style.label:
        marks.append("after a label")
    if style.quote and not style.label:
        marks.append("in block quotes")
    if style.rule:
        marks.append("after a rule")
    return "answers " + " and ".join(marks) if marks else ""


def divide(outline: Outline, item: Item, style: Style) -> Division:
    """The question and the answer of one item; all lines of a cloze are the question."""
    if item.gapped:
        return Division(item.gapped, None)
    if item.answer is not None:
        prompt, answer = _given(outline, item, item.answer)
    else:
        prompt, answer = _searched(outline, item, style)
    asked, answered = _trimmed(outline, prompt), _trimmed(outline, answer)
    if answered and is_placeholder([text for _, text in answered]):
        answered = ()
    if ticked := [line for line in asked if _CHECKED.match(line[1]) and line not in answered]:
        options = [line for line in asked if TASK_OPTION.match(line[1])]
        blank = [(ticked[-1][0], "")] if answered else []
        answered = (*options, *blank, *answered)
    return Division(_unticked(asked), answered or None)


def _given(outline: Outline, item: Item, answer: Lines) -> tuple[list[Line], list[Line]]:
    """The question's lines and the answer's, where the shape knows the answer."""
    start, end = answer.start, answer.end
    prompt = _lines(outline, item, item.below, start if item.lead is not None else start - 1)
    if options := _options(prompt):
        prompt = prompt[:options]
    lines = _lines(outline, item, start, end)
    if item.lead is not None:
        lines = [(start, item.lead), *_lines(outline, item, start + 1, end)]
    ended = [fold for fold in outline.folds_in(item.start, end) if fold.end == end and fold.closed]
    return prompt, [*lines, *(_last(ended[0]) if ended else [])]


def _last(fold: Fold) -> list[Line]:
    """The text before the closing tag of a fold, as a line."""
    text = re.sub(r"(?:\s*</(?:b|p|div|strong)>)+\s*$", "", fold.last)
    return [(fold.end, text)] if text.strip() else []


def _searched(outline: Outline, item: Item, style: Style) -> tuple[list[Line], list[Line]]:
    """The question's lines and the answer's, where a mark between them has to be found."""
    lines = _lines(outline, item, item.below, item.end)
    if item.unanswered or (style.asked_below and sum(not is_noise(text) for _, text in lines) < _SHORT):
        return lines, []
    for number, text in lines:
        if _ANSWER_COMMENT.match(text):
            return [line for line in lines if line[0] < number], [line for line in lines if line[0] > number]
    fold = _fold(outline, item)
    if fold and (style.fold or _is_prompt(outline, [line for line in lines if line[0] < fold.line])):
        lead = [(fold.body - 1, fold.first)] if fold.first.strip() else []
        inside = [*lead, *_lines(outline, item, fold.body, fold.end), *_last(fold)]
        after = [line for line in lines if line[0] >= fold.stop]
        return [line for line in lines if line[0] < fold.line], [*_trimmed(outline, inside), *after]
    label = _label(outline, item)
    if label is not None and (style.label or _is_prompt(outline, [line for line in lines if line[0] < label])):
        return [line for line in lines if line[0] < label], [line for line in lines if line[0] >= label]
    if style.rule and (rule := _rule(outline, item)) is not None:
        return [line for line in lines if line[0] < rule], [line for line in lines if line[0] > rule]
    return _led(outline, item, lines, style)


def _led(outline: Outline, item: Item, lines: list[Line], style: Style) -> tuple[list[Line], list[Line]]:
    """The same without a mark: options and what the title speaks of belong to the question, all else answers it."""
    tasks = [at for at, (_, text) in enumerate(lines) if TASK_OPTION.match(text)]
    first_line = next((at for at, (_, text) in enumerate(lines) if not is_noise(text)), 0)
    # One question with a list of tasks is no quiz, unless the list is all there is above.
    quiz = style.ticked or (bool(tasks) and tasks[0] == first_line)
    if quiz and len(tasks) > 1 and _is_prompt(outline, lines[: tasks[0]], prose=True):
        if any(_CHECKED.match(lines[at][1]) for at in tasks):
            return lines[: tasks[-1] + 1], lines[tasks[0] :]
        if all(is_noise(text) for _, text in lines[tasks[-1] + 1 :]):
            return lines, []
    if options := _options(lines):
        first = next(at for at, (_, text) in enumerate(lines) if OPTION.match(text))
        answered = any(not is_noise(text) for _, text in lines[options:])
        if _is_prompt(outline, lines[:first], prose=answered):
            return lines[:options], lines[options:]
    if style.quote and _quoted(outline, item):
        first_quote = next((at for at, (number, _) in enumerate(lines) if number in outline.quoted), 0)
        if _is_prompt(outline, lines[:first_quote]):
            return lines[:first_quote], lines[first_quote:]
    count = _shown(outline, item, lines)
    return lines[:count], lines[count:]


def _shown(outline: Outline, item: Item, lines: list[Line]) -> int:
    """The number of lines that show what the title speaks of; 0 if nothing would be left to answer it."""
    at = next((at for at, (_, text) in enumerate(lines) if text.strip()), 0)
    end = at
    if speaks_of_picture(item.title) and at < len(lines) and PICTURE.match(lines[at][1]):
        end = at + 1
    elif speaks_of_code(item.title) and at < len(lines) and lines[at][0] in outline.opaque:
        while end < len(lines) and lines[end][0] in outline.opaque:
            end += 1
    return end if any(not is_noise(text) for _, text in lines[end:]) else 0


def _lines(outline: Outline, item: Item, start: int, end: int) -> list[Line]:
    """The lines without the list item's indent and the quote's marks; none when they show nothing."""
    lines = []
    for number in range(start, min(end, len(outline.lines))):
        text = outline.lines[number]
        if item.indent:
            text = re.sub(rf"^ {{0,{item.indent}}}", "", text.expandtabs(4) if text.startswith("\t") else text)
        if item.quoted:
            text = unquoted(text)
        lines.append((number, text))
    return lines if any(not is_noise(text) for _, text in lines) else []


def _trimmed(outline: Outline, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines without noise and comments at both ends; the tag that closes a fold among them stays."""
    start, end = 0, len(lines)
    while start < end and (is_noise(lines[start][1]) or lines[start][0] in outline.hidden):
        start += 1
    inside = outline.folds_in(lines[start][0], lines[-1][0]) if start < end else ()
    closing = {fold.end for fold in inside}
    while end > start and (is_noise(lines[end - 1][1]) or lines[end - 1][0] in outline.hidden):
        if lines[end - 1][0] in closing:
            break
        end -= 1
    return tuple(lines[start:end])


def _unticked(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The options without the tick that gives the answer away."""
    return tuple((number, _CHECKED.sub(r"\1 \2", text)) for number, text in lines)


def _fold(outline: Outline, item: Item) -> Fold | None:
    """The fold whose summary says that it holds the answer, one that promises a hint only where there is no other."""
    folds = [fold for fold in outline.folds_in(item.below, item.end) if folds_answer(fold.summary)]
    return next((fold for fold in folds if not hints(fold.summary)), folds[0] if folds else None)


def _label(outline: Outline, item: Item) -> int | None:
    """The line whose label begins the answer; None if a labelled question comes first, for then it answers that."""
    for number in range(item.below, item.end):
        if number not in outline.opaque:
            line = outline.lines[number]
            if (label := QUESTION_LABEL.match(line)) and label["text"]:
                return None
            if ANSWER_LABEL.match(line) or ANSWER_TITLE.match(line):
                return number
    return None


def _rule(outline: Outline, item: Item) -> int | None:
    """The line of the rule below the title, if there is exactly one."""
    inside = _trimmed(outline, _lines(outline, item, item.below, item.end))
    rules = [number for number, text in inside if is_rule(text) and number not in outline.opaque]
    return rules[0] if len(rules) == 1 else None


def _ticked(outline: Outline, item: Item) -> bool:
    """True if the item has a list of tasks to tick."""
    return sum(bool(TASK_OPTION.match(text)) for _, text in _lines(outline, item, item.below, item.end)) > 1


def _quoted(outline: Outline, item: Item) -> bool:
    """True if what stands below the title begins or ends with a block quote."""
    inside = _trimmed(outline, _lines(outline, item, item.below, item.end))
    return bool(inside) and (inside[0][0] in outline.quoted or inside[-1][0] in outline.quoted)


def asked_below(outline: Outline, start: int, end: int) -> bool:
    """True if the lines below a title are few and end with a question: they ask what the title only names."""
    inside = [n for n in range(start, min(end, len(outline.lines))) if not is_noise(outline.lines[n])]
    plain = [re.sub(r"<br\s*/?>", "", outline.lines[n]) for n in inside if n not in outline.opaque]
    plain = [text for text in plain if not _LINK.match(text)]
    return 0 < len(plain) < _SHORT and asks_outright(plain[-1]) and not _LIST_ITEM.match(plain[-1])


def _options(lines: Sequence[Line]) -> int:
    """The number of lines up to the last of the options A, B, …; 0 without options."""
    expected, end = ord("A"), 0
    for at, (_, text) in enumerate(lines):
        if not OPTION.match(text):
            continue
        for letter in _LETTER.findall(text):
            if ord(letter.upper()) == expected:
                expected, end = expected + 1, at + 1
    return end if expected - ord("A") > 1 else 0


def _is_prompt(outline: Outline, lines: Sequence[Line], *, prose: bool = False) -> bool:
    """True if these lines can only belong to the question: code, pictures, options, quotes; with `prose`, some text."""
    prose_lines = 0
    for number, text in lines:
        if is_noise(text) or number in outline.opaque or number in outline.quoted or PICTURE.match(text):
            continue
        if OPTION.match(text) or TASK_OPTION.match(text) or text.lstrip().startswith("|"):
            continue
        prose_lines += 1
    return prose_lines == 0 or (prose and prose_lines <= _INTRODUCTION)
