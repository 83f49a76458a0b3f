"""Where a question ends below its title and where its answer begins, by what most questions of the file do."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from deckgen.split.item import Item, Line, Lines
from deckgen.split.outline import Fold, Outline
from deckgen.split.quotes import unquoted
from deckgen.split.wording import (
    ANSWER_LABEL,
    ANSWER_TITLE,
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
_LETTER = re.compile(r"(?:^\s*(?:[-*+]\s+)?(?:\*\*)?[(（]?|\s{2,}[(（]?)([A-Ha-h])(?=[\s.、:：)）\u4e00-\u9fff])")
_CHECKED = re.compile(r"^(\s*[-*+]\s+\[)[xX](\])")
_LINK = re.compile(r"^\s*(?:[-*+]\s+)?\[[^\]]*\]\([^)]*\)\W*$")
_LIST_ITEM = re.compile(r"\s*[-*+]\s")
_LEAST = 0.5
# Lines that a question may have below its title and still be all question.
_SHORT = 12


@dataclass(frozen=True, slots=True)
class Style:
    """How the answers of a file are marked: which of these most of its questions have."""

    fold: bool = False
    label: bool = False
    quote: bool = False
    rule: bool = False
    asked_below: bool = False
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Division:
    """The lines of the question below its title, and of the answer; None where it is only a placeholder or missing."""

    prompt: tuple[Line, ...]
    answer: tuple[Line, ...] | None


def style(outline: Outline, items: Sequence[Item]) -> Style:
    """What most questions of the file have in common, those without anything below them left aside."""
    bodies = [item for item in items if item.answer is None and _lines(outline, item, item.below, item.end)]
    if not bodies:
        return Style()

    def mostly(has: Sequence[bool]) -> bool:
        return sum(has) >= _LEAST * len(has)

    return Style(
        fold=mostly([_fold(outline, item) is not None for item in bodies]),
        label=mostly([_label(outline, item) is not None for item in bodies]),
        quote=mostly([_quoted(outline, item) for item in bodies]),
        rule=mostly([_rule(outline, item) is not None for item in bodies]),
        ticked=len(bodies) > 1 and sum(_ticked(outline, item) for item in bodies) * 3 >= len(bodies) * 2,
        asked_below=mostly([asked_below(outline, i.below, i.end) and not asks_outright(i.title) for i in bodies]),
    )


def describe(found: Style) -> str:
    """The style in words, empty when the answer is simply what follows."""
    words = []
    if found.fold:
        words.append("in folds")
    if found.label:
        words.append("after a label")
    if found.quote and not found.label:
        words.append("in block quotes")
    if found.rule:
        words.append("after a rule")
    return "answers " + " and ".join(words) if words else ""


def divide(outline: Outline, item: Item, found: Style) -> Division:
    """The question and the answer of one item; a cloze is all question."""
    if item.gapped:
        return Division(item.gapped, None)
    if item.answer is not None:
        prompt, answer = _given(outline, item, item.answer)
    else:
        prompt, answer = _searched(outline, item, found)
    shown, said = _trimmed(outline, prompt), _trimmed(outline, answer)
    if said and is_placeholder([text for _, text in said]):
        said = ()
    if ticked := [at for at in shown if _CHECKED.match(at[1]) and at not in said]:
        said = (*[at for at in shown if TASK_OPTION.match(at[1])], *(((ticked[-1][0], ""),) if said else ()), *said)
    return Division(_unticked(shown), said or None)


def _given(outline: Outline, item: Item, answer: Lines) -> tuple[list[Line], list[Line]]:
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
    """What stands on the line that closes a fold, before the tag."""
    text = re.sub(r"(?:\s*</(?:b|p|div|strong)>)+\s*$", "", fold.last)
    return [(fold.end, text)] if text.strip() else []


def _searched(outline: Outline, item: Item, found: Style) -> tuple[list[Line], list[Line]]:
    lines = _lines(outline, item, item.below, item.end)
    if item.open or (found.asked_below and sum(not is_noise(text) for _, text in lines) < _SHORT):
        return lines, []
    for number, text in lines:
        if _ANSWER_COMMENT.match(text):
            return [at for at in lines if at[0] < number], [at for at in lines if at[0] > number]
    fold = _fold(outline, item)
    if fold and (found.fold or _is_prompt(outline, [at for at in lines if at[0] < fold.line])):
        lead = [(fold.body - 1, fold.first)] if fold.first.strip() else []
        inside = [*lead, *_lines(outline, item, fold.body, fold.end), *_last(fold)]
        after = [at for at in lines if at[0] >= fold.stop]
        return [at for at in lines if at[0] < fold.line], [*_trimmed(outline, inside), *after]
    label = _label(outline, item)
    if label is not None and (found.label or _is_prompt(outline, [at for at in lines if at[0] < label])):
        return [at for at in lines if at[0] < label], [at for at in lines if at[0] >= label]
    if found.rule and (rule := _rule(outline, item)) is not None:
        return [at for at in lines if at[0] < rule], [at for at in lines if at[0] > rule]
    return _led(outline, item, lines, found)


def _led(outline: Outline, item: Item, lines: list[Line], found: Style) -> tuple[list[Line], list[Line]]:
    """No mark: options, and what the title speaks of, stay with the question; all else answers it."""
    tasks = [at for at, (_, text) in enumerate(lines) if TASK_OPTION.match(text)]
    first_line = next((at for at, (_, text) in enumerate(lines) if not is_noise(text)), 0)
    # One question with a list of tasks is no quiz, unless the list is all there is above.
    quiz = found.ticked or (bool(tasks) and tasks[0] == first_line)
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
    if found.quote and _quoted(outline, item):
        first_quote = next((at for at, (number, _) in enumerate(lines) if number in outline.quoted), 0)
        if _is_prompt(outline, lines[:first_quote]):
            return lines[:first_quote], lines[first_quote:]
    count = _shown(outline, item, lines)
    return lines[:count], lines[count:]


def _shown(outline: Outline, item: Item, lines: list[Line]) -> int:
    """How many lines show what the title speaks of, when something is left to answer it."""
    at = next((at for at, (_, text) in enumerate(lines) if text.strip()), 0)
    end = at
    if speaks_of_picture(item.title) and at < len(lines) and PICTURE.match(lines[at][1]):
        end = at + 1
    elif speaks_of_code(item.title) and at < len(lines) and lines[at][0] in outline.opaque:
        while end < len(lines) and lines[end][0] in outline.opaque:
            end += 1
    return end if any(not is_noise(text) for _, text in lines[end:]) else 0


def _lines(outline: Outline, item: Item, start: int, end: int) -> list[Line]:
    """Lines as the item holds them: without the list item's indent, without the quote's mark."""
    found = []
    for number in range(start, min(end, len(outline.lines))):
        text = outline.lines[number]
        if item.indent:
            text = re.sub(rf"^ {{0,{item.indent}}}", "", text.expandtabs(4) if text.startswith("\t") else text)
        if item.quoted:
            text = unquoted(text)
        found.append((number, text))
    return found if any(not is_noise(text) for _, text in found) else []


def _trimmed(outline: Outline, lines: Sequence[Line]) -> tuple[Line, ...]:
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
    """The fold that says it holds the answer; one that only gives a hint stays with the question."""
    those = [f for f in outline.folds_in(item.below, item.end) if folds_answer(f.summary)]
    return next((f for f in those if not hints(f.summary)), those[0] if those else None)


def _label(outline: Outline, item: Item) -> int | None:
    """The line that begins the answer, unless it answers a labelled question further down."""
    for number in range(item.below, item.end):
        if number not in outline.opaque:
            line = outline.lines[number]
            if (label := QUESTION_LABEL.match(line)) and label["text"]:
                return None
            if ANSWER_LABEL.match(line) or ANSWER_TITLE.match(line):
                return number
    return None


def _rule(outline: Outline, item: Item) -> int | None:
    """The only rule between two parts."""
    inside = _trimmed(outline, _lines(outline, item, item.below, item.end))
    rules = [number for number, text in inside if is_rule(text) and number not in outline.opaque]
    return rules[0] if len(rules) == 1 else None


def _ticked(outline: Outline, item: Item) -> bool:
    return sum(bool(TASK_OPTION.match(text)) for _, text in _lines(outline, item, item.below, item.end)) > 1


def _quoted(outline: Outline, item: Item) -> bool:
    inside = _trimmed(outline, _lines(outline, item, item.below, item.end))
    return bool(inside) and (inside[0][0] in outline.quoted or inside[-1][0] in outline.quoted)


def asked_below(outline: Outline, start: int, end: int) -> bool:
    """Whether the few lines below a title end with the question itself."""
    inside = [n for n in range(start, min(end, len(outline.lines))) if not is_noise(outline.lines[n])]
    plain = [re.sub(r"<br\s*/?>", "", outline.lines[n]) for n in inside if n not in outline.opaque]
    plain = [text for text in plain if not _LINK.match(text)]
    return 0 < len(plain) < _SHORT and asks_outright(plain[-1]) and not _LIST_ITEM.match(plain[-1])


def _options(lines: Sequence[Line]) -> int:
    """How many lines there are up to the end of the options A, B, …; 0 without any."""
    expected, end = ord("A"), 0
    for at, (_, text) in enumerate(lines):
        if not OPTION.match(text):
            continue
        for letter in _LETTER.findall(text):
            if ord(letter.upper()) == expected:
                expected, end = expected + 1, at + 1
    return end if expected - ord("A") > 1 else 0


def _is_prompt(outline: Outline, lines: Sequence[Line], *, prose: bool = False) -> bool:
    """Whether these lines can only belong to the question: code, pictures, options, quotes; a few lines of `prose`."""
    words = 0
    for number, text in lines:
        if is_noise(text) or number in outline.opaque or number in outline.quoted or PICTURE.match(text):
            continue
        if OPTION.match(text) or TASK_OPTION.match(text) or text.lstrip().startswith("|"):
            continue
        words += 1
    return words == 0 or (prose and words <= 6)
