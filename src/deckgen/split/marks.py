"""What may stand between a question and its answer: a fold, a label, a rule, a quote; and the lines around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from deckgen.split import labels, language, options
from deckgen.split.asking import asks_itself, folds_answer, speaks_of_code
from deckgen.split.callouts import callout
from deckgen.split.folds import Fold
from deckgen.split.item import Item, Line
from deckgen.split.language import hints
from deckgen.split.noise import is_noise, is_rule, way_back
from deckgen.split.notation import OPTION, PICTURE, TASK_OPTION, asks_outright, indented
from deckgen.split.outline import Outline, content_indent
from deckgen.split.quotes import unquoted

# `A.` and `A)` are labels only where the series has such answers.
_SHORT_LABEL = re.compile(r"^\s*+(?P<bullet>[-*+]\s+)?(?P<bold>\*\*|__)?A\s?[.、)）](?(bold)(?P=bold))(?:\s+|$)")
_LINK = re.compile(r"^\s*+(?:[-*+]\s+)?\[[^\]]*\]\([^)]*\)\W*$")
_QUOTE = re.compile(r"\s{0,3}(?:>\s?)+")
# An element around others that shows by itself: centred, from right to left, in colour.
_FRAME = re.compile(r"<(?:center\b|(?P<name>div|p|span)\b(?=[^<>]*\s(?:align|dir|style)\s*=))", re.IGNORECASE)
_SHOWS = re.compile(r"!\[|<img\b", re.IGNORECASE)
_ELEMENT = re.compile(r"[\s>*+-]*+<(?!b>|strong>)")
_OPENS, _CLOSES = re.compile("<details", re.IGNORECASE), re.compile("</details", re.IGNORECASE)
_CODE = re.compile(r"`[^`]++`")
_TAG = re.compile(r"<[^<>]*+>")
# What only counts, or begins an item.
_COUNTS = re.compile(r"[\W_]*+(?:\d++[.)、:：]?+[\W_]*+)?")
LIST_ITEM = re.compile(r"\s*+[-*+]\s")
# In lines: what stands below a title and is shorter can be question throughout.
SHORT = 12
# Lines of prose that can introduce options; more of them answer.
_INTRODUCTION = 6


def shown_lines(outline: Outline, item: Item, start: int, end: int) -> list[Line]:
    """The lines without the list item's indent and the quote's marks; none when they show nothing."""
    lines = []
    for number in range(start, min(end, len(outline.lines))):
        text = outline.lines[number]
        if item.indent:
            text = text.expandtabs(4) if text.startswith("\t") else text
            text = text[min(item.indent, len(text) - len(text.lstrip(" "))) :]
        if item.quoted:
            text = unquoted(text)
        lines.append((number, text))
    return lines if any(not outline.is_noise(*line) for line in lines) else []


def below(outline: Outline, item: Item, start: int, end: int) -> list[Line]:
    """The lines below `start`; where that is an item of a list with a label, as its own lines are indented there.

    What stands below that item is indented as the item is.
    """
    label, line = outline.labels.get(start), outline.lines[max(start, 0)].expandtabs(4)
    if item.quoted or not (label and label.role == "answer" and LIST_ITEM.match(line)):
        return shown_lines(outline, item, start + 1, end)
    inside = content_indent(line)
    lines = outline.lines
    stop = next((n for n in range(start + 1, end) if lines[n].strip() and indented(lines[n]) < inside), end)
    parts = (
        shown_lines(outline, replace(item, indent=max(item.indent, indent)), first, last)
        for indent, first, last in ((inside, start + 1, stop), (indented(line), stop, end))
    )
    return [line for part in parts for line in part]


def led(outline: Outline, item: Item, start: int, end: int) -> list[Line]:
    """The lines below `start`, on which a label begins the answer; a quote that the label stands in loses its marks."""
    lines = below(outline, item, start, end)
    quote = start
    while not item.quoted and quote in outline.quoted:
        quote += 1
    return [(number, unquoted(text) if number < quote else text) for number, text in lines]


def trimmed(outline: Outline, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines without noise and comments at both ends; the tag that closes a fold among them stays.

    The last line loses the way back to the contents that ends it.

    So do the tags of an element that says how they are shown, and the line of a label that was taken away: the answer
    begins there.
    """
    start, end = 0, len(lines)
    while start < end and (outline.is_noise(*lines[start]) or lines[start][0] in outline.hidden):
        if lines[start][0] in outline.labels:
            break
        start += 1
    inside = outline.folds_in(lines[start][0], lines[-1][0]) if start < end else ()
    closing = {fold.end for fold in inside}
    while end > start and (outline.is_noise(*lines[end - 1]) or lines[end - 1][0] in outline.hidden):
        if lines[end - 1][0] in closing:
            break
        end -= 1
    start, end = _framed(lines, start, end) if start < end else (start, end)
    *above, (number, text) = lines[start:end] or [(-1, "")]
    cut = way_back(text) if number not in outline.opaque else -1
    return tuple([*above, (number, text[:cut].rstrip())] if cut > 0 else lines[start:end])


def fold(outline: Outline, item: Item) -> Fold | None:
    """The fold whose summary says that it holds the answer, one that promises a hint only where there is no other."""
    inside = outline.folds_in(item.below, item.end)
    folds = [fold for fold in inside if folds_answer(fold.summary) and not _goes_on_with(fold)]
    return next((fold for fold in folds if not hints(fold.summary)), folds[0] if folds else None)


def before_fold(fold: Fold) -> str:
    """The text before a fold on its line; nothing where that counts it, labels its answer, or opens another one."""
    text = fold.before.strip()
    said = labels.of(text)
    answered = said is not None and said.role == "answer" and not said.text
    tags = _CODE.sub("", text)
    opened = len(_OPENS.findall(tags)) - len(_CLOSES.findall(tags))
    return "" if opened > 0 or answered or _COUNTS.fullmatch(_TAG.sub("", text)) else text


def _goes_on_with(fold: Fold) -> bool:
    """True if an answer begins before a fold on its line: text that does not ask, and no "Answer" in the summary."""
    text, said = before_fold(fold), language.label(fold.summary)
    begun = labels.of(text)
    named = said is not None and said.role == "answer" and not (begun and begun.role == "answer")
    return bool(text) and not (named or asks_outright(text))


def label(outline: Outline, item: Item) -> int | None:
    """The line whose label begins the answer; None if a labelled question comes first, for then it answers that."""
    options_end = first_option(outline, item)
    for number in range(item.below, item.end):
        label = outline.labels.get(number)
        if label and number != options_end:
            if label.role == "question" and label.text:
                return None
            if label.role == "answer":
                return number
    return None


def lead(outline: Outline, number: int) -> str:
    """What stands behind the label of an answer, in bold where the bold goes on behind the label and then on."""
    found = outline.labels.get(number)
    if not found or not found.open:
        return found.text if found else ""
    close = found.open.replace("<", "</")
    if found.text.endswith(close) and found.text.count(close) == 1:
        return found.text.removesuffix(close).rstrip()
    following = takewhile(str.strip, islice(outline.lines, number + 1, None))
    goes_on = close in found.text or any(close in line for line in following)
    return found.open + found.text if goes_on and found.text else found.text


def first_option(outline: Outline, item: Item) -> int:
    """The line of the option A, -1 without options."""
    lines = [(n, outline.lines[n]) for n in range(item.below, item.end)]
    if not options.count(outline, lines):
        return -1
    return next(n for n, text in lines if n not in outline.solid and OPTION.match(text))


def short_label(outline: Outline, item: Item) -> int | None:
    """The line that begins with `A.`, where no option B follows; in bold, it is one above options that are not.

    With nothing behind it, `A.` is the answer itself: the option A.
    """
    lines = [(n, outline.lines[n]) for n in range(item.below, item.end)]
    found = [(n, label) for n, text in lines if n not in outline.opaque and (label := _SHORT_LABEL.match(text))]
    if not found or (options.count(outline, lines) and not (found[0][1]["bold"] and len(found) > 1)):
        return None
    at, label = found[0]
    behind = [outline.lines[at][label.end() :], *(text for n, text in lines if n > at)]
    return None if all(map(is_noise, behind)) else at


def unlabelled(outline: Outline, lines: Sequence[Line], *, short: bool) -> list[Line]:
    """An answer without the label that it begins with, and without `A.` where that is `short` for "answer".

    A label inside an element stays, for the element may close further below.
    """
    (number, text), *others = lines
    said, label = outline.labels.get(number), _SHORT_LABEL.match(text) if short else None
    rest = text
    if label:
        rest = (label["bullet"] or "") + text[label.end() :]
    elif said and said.role == "answer" and not said.explains and not _ELEMENT.match(text):
        rest, quote = lead(outline, number), _QUOTE.match(text)
        rest = f"{quote[0]}{rest}" if quote and rest else rest
    return [(number, rest), *others]


def rule(outline: Outline, inside: Sequence[Line]) -> int | None:
    """The line of the rule inside what stands below a title, if there is exactly one."""
    rules = [number for number, text in inside if is_rule(text) and number not in outline.opaque]
    return rules[0] if len(rules) == 1 else None


def quote(outline: Outline, item: Item, lines: Sequence[Line]) -> int | None:
    """The line on which quotes begin that hold all of the answer.

    Nothing but quotes stands there and below, no callout among them; and above only what the question is shown with.
    """
    # In an item of a list, quotes are indented as the item is.
    indented = {n for n, text in lines if item.indent and text.startswith(">")} - outline.opaque
    quoted = outline.quoted | indented
    held = [line for line in lines if line[0] in quoted]
    if not held or any(callout(text) for _, text in held):
        return None
    begin = held[0][0]
    above = [line for line in lines if line[0] < begin]
    solid = any(number in outline.solid for number, _ in above) and not speaks_of_code(item.title)
    whole = all(number in quoted or is_noise(text) for number, text in lines if number > begin)
    return begin if whole and not solid and (is_prompt(outline, above) or _goes_on(item, above)) else None


def _goes_on(item: Item, lines: Sequence[Line]) -> bool:
    """True if all text in lines is of the paragraph that a title begins which does not ask: a description to name."""
    shown = [number for number, text in lines if not is_noise(text)]
    names = not (item.goes_on or asks_itself(item.title))
    return names and shown == list(range(item.below, item.below + len(shown)))


@dataclass(frozen=True, slots=True)
class Box:
    """The line of a callout that may hold the answer, and whether it is said to."""

    line: int
    said: bool


def box(outline: Outline, lines: Sequence[Line]) -> Box | None:
    """The callout that may hold the answer; one that is said to before others."""
    boxes = [(number, head) for number, text in lines if number not in outline.opaque and (head := callout(text))]
    labels = [outline.labels[number] for number, _ in lines if number in outline.labels]
    answered = any(label.role == "answer" for label in labels)
    found = [
        Box(number, one.is_answer or one.explains)
        for number, one in boxes
        if one.may_be_answer and not (one.explains and answered)
    ]
    return next((one for one in found if one.said), found[0] if found else None)


def asked_below(outline: Outline, start: int, end: int) -> bool:
    """True if the lines below a title are few and end with a question: they ask what the title only names."""
    inside = [n for n in range(start, min(end, len(outline.lines))) if not is_noise(outline.lines[n])]
    plain = [re.sub(r"<br\s*/?>", "", outline.lines[n]) for n in inside if n not in outline.opaque]
    plain = [text for text in plain if not _LINK.match(text)]
    return 0 < len(plain) < SHORT and asks_outright(plain[-1]) and not LIST_ITEM.match(plain[-1])


def is_prompt(outline: Outline, lines: Sequence[Line], *, prose: bool = False) -> bool:
    """True if these lines can only belong to the question: code, pictures, options, quotes; with `prose`, some text."""
    prose_lines = 0
    lettered = options.count(outline, lines) > 0
    for number, text in lines:
        if is_noise(text) or number in outline.opaque or number in outline.quoted or PICTURE.match(text):
            continue
        if (lettered and OPTION.match(text)) or TASK_OPTION.match(text) or text.lstrip().startswith("|"):
            continue
        prose_lines += 1
    return prose_lines == 0 or (prose and prose_lines <= _INTRODUCTION)


def pictured(lines: Sequence[Line], at: int) -> int:
    """The number of lines up to the end of a picture with the elements around it; `at` where they hold none.

    What opens and never closes ends at a blank line, as HTML in Markdown does.
    """
    closed = _closed(lines, at, "p|div|center|figure")
    blank = next((end for end, (_, text) in enumerate(lines[at:], at) if not text.strip()), len(lines))
    end = blank if closed is None else closed + 1
    return end if any(_SHOWS.search(text) for _, text in lines[at:end]) else at


def _framed(lines: Sequence[Line], start: int, end: int) -> tuple[int, int]:
    """The same part of the lines with the element around its beginning, where that says how it is shown."""
    for at, (_, text) in enumerate(lines[:start]):
        for name in (tag["name"] or "center" for tag in _FRAME.finditer(text)):
            closed = _closed(lines, at, name)
            if closed is not None and closed >= start:
                return at, max(end, closed + 1)
    return start, end


def _closed(lines: Sequence[Line], at: int, names: str) -> int | None:
    """The line with which the elements of these names are closed that the line there opens; None where they are not."""
    opened, tags = 0, re.compile(rf"<(?P<closing>/?)(?:{names})\b", re.IGNORECASE)
    for number, (_, text) in enumerate(lines[at:], at):
        opened += sum(-1 if tag["closing"] else 1 for tag in tags.finditer(text))
        if opened <= 0:
            return number
    return None
