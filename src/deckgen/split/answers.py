"""Divides the lines below a title into question and answer, by how most questions of its series mark their answers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from deckgen.split import marks, options
from deckgen.split.asking import asks_itself, names_answer, number_only, speaks_of_code, speaks_of_picture, told
from deckgen.split.folds import Fold
from deckgen.split.item import Item, Line, Lines
from deckgen.split.language import states
from deckgen.split.leads import only_counted
from deckgen.split.noise import DIVIDER, is_noise, is_placeholder
from deckgen.split.notation import OPTION, PICTURE, asks_outright
from deckgen.split.outline import Outline
from deckgen.wording import said

_ANSWER_COMMENT = re.compile(r"^\s*+<!--\s*(?:deckgen[:：]\s*)?answer\s*-->\s*$", re.IGNORECASE)
# A mark is the file's style when at least this share of its questions have it; ticked options need the second share.
_MOST, _MOST_TICKED = Fraction(1, 2), Fraction(2, 3)


@dataclass(frozen=True, slots=True)
class Style:
    """How the answers of a file are marked: each field is true if most of its questions do it."""

    fold: bool = False
    label: bool = False
    quote: bool = False
    rule: bool = False
    asked_below: bool = False
    ticked: bool = False
    # The label is only `A.`.
    short: bool = False
    # Right options are marked.
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Division:
    """The lines of the question below its title, and those of its answer: None where it is missing or a placeholder."""

    prompt: tuple[Line, ...]
    answer: tuple[Line, ...] | None


def style_of(outline: Outline, items: Sequence[Item]) -> Style:
    """The style of most questions that have lines below them and whose shape does not know the answer's lines."""
    searched = [
        (item, marks.shown_lines(outline, item, item.below, item.end))
        for item in items
        if not (item.answer or item.gapped)
    ]
    shown = [lines for _, lines in searched if lines]
    inside = [marks.trimmed(outline, lines) for lines in shown]
    tasked = [len(options.tasks(outline, lines)) > 1 for lines in shown]
    bodies = [item for item, lines in searched if lines]
    if not bodies:
        return Style()

    def mostly(has: Sequence[bool]) -> bool:
        return sum(has) >= _MOST * len(has)

    short = mostly([marks.short_label(outline, item) is not None for item in bodies])
    return Style(
        short=short,
        marked=mostly([options.chosen(outline, lines) for lines in inside]),
        fold=mostly([marks.fold(outline, item) is not None for item in bodies]),
        label=short or mostly([marks.label(outline, item) is not None for item in bodies]),
        quote=mostly([_is_quoted(outline, item, lines) for item, lines in searched if lines]),
        rule=mostly([marks.rule(outline, lines) is not None for lines in inside]),
        ticked=len(bodies) > 1 and sum(tasked) >= _MOST_TICKED * len(bodies),
        asked_below=mostly([marks.asked_below(outline, i.below, i.end) and not asks_outright(i.title) for i in bodies]),
    )


def _is_quoted(outline: Outline, item: Item, lines: Sequence[Line]) -> bool:
    """True if quotes hold all of the answer; a picture above them that the title does not speak of may be a part."""
    quote = marks.quote(outline, item, lines)
    pictures = [number for number, text in lines if PICTURE.match(text) and number < (quote or 0)]
    return quote is not None and (not pictures or speaks_of_picture(item.title))


def describe(style: Style) -> str:
    """The style in words, empty when the answer is simply what follows."""
    found = []
    if style.fold:
        found.append(said("in folds"))
    if style.label:
        found.append(said("after a label"))
    if style.quote and not style.label:
        found.append(said("in block quotes"))
    if style.rule:
        found.append(said("after a rule"))
    if not found:
        return ""
    places = found[0]
    for other in found[1:]:
        places = said("{places} and {other}", places=places, other=other)
    return said("answers {places}", places=places)


def divide(outline: Outline, item: Item, style: Style) -> Division:
    """The question and the answer of one item; of a cloze what stands below the text."""
    if item.gapped:
        _, below = _given(outline, item, item.answer) if item.answer else ((), ())
        return Division(item.gapped, marks.trimmed(outline, below) or None)
    if item.answer is not None:
        prompt, answer = _given(outline, item, item.answer)
    else:
        prompt, answer = _searched(outline, item, style)
    asked = options.bulleted(outline, marks.trimmed(outline, prompt))
    answered = options.bulleted(outline, marks.trimmed(outline, answer))
    tags = any(is_noise(text) and not outline.is_noise(n, text) for n, text in answered)
    if answered and not tags and is_placeholder([text for _, text in answered]):
        answered = ()
    tasks = options.tasks(outline, asked)
    if ticked := [line for line in tasks if options.checked(line[1]) and line not in answered]:
        blank = [(ticked[-1][0], "")] if answered else []
        answered = (*tasks, *blank, *answered)
    elif right := options.marked(outline, [line for line in asked if line not in answered], all_may=style.marked):
        asked = options.unmarked(asked, right)
        blank = [(right[-1][0], "")] if answered else []
        answered = (*right, *blank, *answered)
    if len(item.key) > 1 and marks.label(outline, item) is None and marks.fold(outline, item) is None:
        # An answer of several lines in the key, and none that is marked here: all that stands here asks.
        asked, answered = marks.trimmed(outline, (*asked, *answered)), ()
    if item.key and not answered:
        answered = marks.trimmed(outline, item.key)
    if item.mark:
        answered = ((item.line, item.mark), *([(item.line, ""), *answered] if answered else ()))
    return Division(options.unchecked(outline, asked), answered or None)


def _given(outline: Outline, item: Item, answer: Lines) -> tuple[list[Line], list[Line]]:
    """The question's lines and the answer's, where the shape knows the answer."""
    start, end = answer.start, answer.end
    asked_to = start if item.lead is not None else start - 1
    fold = outline.opened(item.below, asked_to)
    prompt = marks.shown_lines(outline, item, item.below, fold.line if fold else asked_to)
    prompt += [(fold.line, text)] if fold and (text := marks.before_fold(fold)) else []
    if item.lead is not None:
        lead = [(start, text) for text in item.lead.split("\n")]
        lines = [*lead, *marks.led(outline, item, start, end)]
    else:
        lines = marks.below(outline, item, start - 1, end)
    box = marks.box(outline, lines) if item.quoted else None
    if box and box.said:
        # A callout that asks has one inside that answers.
        above = [line for line in lines if line[0] < box.line]
        prompt, lines = [*prompt, *above], [line for line in lines if line[0] >= box.line]
    if not prompt and (shown := options.count(outline, lines[1:])) and item.lead is not None:
        # The options stand below the answer.
        prompt, lines = lines[1 : shown + 1], [lines[0], *lines[shown + 1 :]]
    ended = [fold for fold in outline.folds_in(item.start, end) if fold.end == end and fold.closed]
    return prompt, [*lines, *(_last(ended[0]) if ended else [])]


def _last(fold: Fold) -> list[Line]:
    """The text before the closing tag of a fold and the text behind it, as lines."""
    texts = [re.sub(r"(?:\s*</(?:b|p|div|strong)>)+\s*$", "", fold.last)]
    texts += ["", fold.behind.lstrip()] if not is_noise(fold.behind) else []
    return [(fold.end, text) for text in texts] if any(map(str.strip, texts)) else []


def _searched(outline: Outline, item: Item, style: Style) -> tuple[list[Line], list[Line]]:
    """The question's lines and the answer's, where a mark between them has to be found."""
    lines = marks.shown_lines(outline, item, item.below, item.end)
    if style.asked_below and sum(not is_noise(text) for _, text in lines) < marks.SHORT:
        return lines, []
    for number, text in lines:
        if number not in outline.opaque and (_ANSWER_COMMENT.match(text) or DIVIDER.match(text)):
            return [line for line in lines if line[0] < number], [line for line in lines if line[0] > number]
    box = marks.box(outline, lines)
    if box is not None:
        above = [line for line in lines if line[0] < box.line]
        if box.said or marks.is_prompt(outline, above):
            return above, [line for line in lines if line[0] >= box.line]
    fold = marks.fold(outline, item)
    above = [line for line in lines if fold and line[0] < fold.line]
    above += [(fold.line, text)] if fold and (text := marks.before_fold(fold)) else []
    more = fold and not names_answer(fold.summary) and _answers(outline, item, above)
    if fold and not more and (style.fold or marks.is_prompt(outline, above)):
        end = fold.end if fold.ended else min(fold.end, item.end)
        first = told(fold.summary)
        lead = [(fold.summary_line, first), (fold.summary_line, "")] if first else []
        lead += [(fold.body - 1, fold.first)] if fold.first.strip() else []
        indented = replace(item, indent=fold.indent or item.indent)
        inside = [*lead, *marks.shown_lines(outline, indented, fold.body, end), *_last(fold)]
        after = [line for line in lines if line[0] >= fold.stop]
        return above, [*marks.trimmed(outline, inside), *after]
    label = marks.label(outline, item)
    if label is None and style.short:
        label = marks.short_label(outline, item)
    if label is not None:
        above = [line for line in lines if line[0] < label]
        said = outline.labels.get(label)
        explains = said is not None and said.explains and _answers(outline, item, above)
        announced = _announced(outline, above)
        asks = style.label or announced or marks.is_prompt(outline, above, prose=item.goes_on)
        if asks and not explains:
            begun = [line for line in lines if line[0] == label]
            answer = [*begun, *marks.below(outline, item, label, item.end)]
            return announced or above, marks.unlabelled(outline, answer, short=style.short)
    if (stated := _announced(outline, lines)) and (others := outline.headings_in(stated[0][0], item.end)):
        # "### Problem statement", and what solves it below the next heading.
        begin = others[0].line
        return [line for line in stated if line[0] < begin], [line for line in lines if line[0] >= begin]
    if style.rule and (rule := marks.rule(outline, marks.trimmed(outline, lines))) is not None:
        return [line for line in lines if line[0] < rule], [line for line in lines if line[0] > rule]
    return _led(outline, item, lines, style)


def _announced(outline: Outline, lines: Sequence[Line]) -> list[Line] | None:
    """The lines below a word for what is asked that stands alone, if that is the first that shows something."""
    at = next((at for at, (_, text) in enumerate(lines) if not is_noise(text)), -1)
    return list(lines[at + 1 :]) if at >= 0 and states(lines[at][1]) and lines[at][0] not in outline.opaque else None


def _answers(outline: Outline, item: Item, lines: Sequence[Line]) -> bool:
    """True if lines above an explanation answer: the title asks, and they show nothing that it asks about."""
    shown = [(number, text) for number, text in lines if not is_noise(text)]
    if not shown or not asks_itself(item.title) or item.goes_on:
        return False
    if options.count(outline, lines) or options.tasks(outline, lines) or options.chosen(outline, lines):
        return False
    number, last = shown[-1]
    if number in outline.opaque:
        return not speaks_of_code(item.title)
    return not (PICTURE.match(last) or asks_outright(last))


def _led(outline: Outline, item: Item, lines: list[Line], style: Style) -> tuple[list[Line], list[Line]]:
    """The same without a mark: options and what the title speaks of belong to the question, all else answers it."""
    ticks = set(options.tasks(outline, lines))
    tasks = [at for at, line in enumerate(lines) if line in ticks]
    given = _shown(outline, item, lines)
    first_line = next((at for at, (_, text) in enumerate(lines[given:], given) if not is_noise(text)), 0)
    # One question with a list of tasks is no quiz, unless the list is the first below what the title speaks of.
    quiz = style.ticked or (bool(tasks) and tasks[0] == first_line)
    if quiz and len(tasks) > 1 and marks.is_prompt(outline, lines[: tasks[0]], prose=True):
        end = options.ended(outline, lines, tasks)
        if any(options.checked(lines[at][1]) for at in tasks):
            return lines[:end], lines[tasks[0] :]
        if all(is_noise(text) for _, text in lines[end:]):
            return lines, []
    if shown := options.count(outline, lines):
        first = next(at for at, (n, text) in enumerate(lines) if n not in outline.solid and OPTION.match(text))
        answered = any(not is_noise(text) for _, text in lines[shown:])
        if marks.is_prompt(outline, lines[:first], prose=answered or item.goes_on):
            return lines[:shown], lines[shown:]
    shown = options.unlettered(outline, lines, bold=style.marked)
    # Elsewhere ticks may be good points among bad ones.
    alone = options.choice(outline, lines[:shown]) and all(is_noise(text) for _, text in lines[shown:])
    if shown and (style.marked or alone):
        return lines[:shown], lines[shown:]
    if style.quote and (quote := marks.quote(outline, item, lines)) is not None:
        return [line for line in lines if line[0] < quote], [line for line in lines if line[0] >= quote]
    count = given or _going_on(outline, item, lines) or _stem(item, lines)
    return lines[:count], lines[count:]


def _shown(outline: Outline, item: Item, lines: list[Line]) -> int:
    """The number of lines that show what the title speaks of; 0 if nothing would be left to answer it."""
    at = next((at for at, (_, text) in enumerate(lines) if text.strip()), 0)
    end = at
    if speaks_of_picture(item.title) and at < len(lines) and PICTURE.match(lines[at][1]):
        end = marks.pictured(lines, at)
    elif speaks_of_code(item.title) and at < len(lines) and lines[at][0] in outline.opaque:
        while end < len(lines) and lines[end][0] in outline.opaque:
            end += 1
    return end if end > at and any(not is_noise(text) for _, text in lines[end:]) else 0


def _stem(item: Item, lines: list[Line]) -> int:
    """The number of lines up to the first blank one behind text, where the title says no word of the question."""
    if not item.goes_on or not (number_only(item.title) or only_counted(item.title)):
        return 0
    begin = next((at for at, (_, text) in enumerate(lines) if not is_noise(text)), 0)
    end = next((at for at, (_, text) in enumerate(lines[begin:], begin) if not text.strip()), len(lines))
    return end if any(not is_noise(text) for _, text in lines[end:]) else 0


def _going_on(outline: Outline, item: Item, lines: list[Line]) -> int:
    """The number of lines up to the one that asks, where the title only begins the question.

    A title with words does so where the next line goes on with it.
    """
    if not item.goes_on and (asks_itself(item.title) or not lines or not lines[0][1].strip()):
        return 0
    shown, end = 0, 0
    for at, (number, text) in enumerate(lines):
        shown += not is_noise(text)
        if shown > marks.SHORT or (end and not item.goes_on):
            break
        if number not in outline.opaque and asks_outright(text) and not marks.LIST_ITEM.match(text):
            end = at + 1
    return end if any(not is_noise(rest) for _, rest in lines[end:]) else 0
