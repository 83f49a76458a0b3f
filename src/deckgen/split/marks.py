"""What may stand between a question and its answer: a fold, a label, a rule, a quote; and the lines around it."""

import re
from collections.abc import Sequence

from deckgen.split import options
from deckgen.split.asking import folds_answer
from deckgen.split.item import Item, Line
from deckgen.split.language import hints
from deckgen.split.noise import is_noise, is_rule
from deckgen.split.notation import OPTION, asks_outright
from deckgen.split.outline import Fold, Outline
from deckgen.split.quotes import unquoted

# `A.` and `A)` are labels only where the series has such answers.
SHORT_LABEL = re.compile(r"^\s*+(?:[-*+]\s+)?(?:\*\*|__)?A\s?[.、)）](?:\*\*|__)?(?:\s|$)")
_LINK = re.compile(r"^\s*+(?:[-*+]\s+)?\[[^\]]*\]\([^)]*\)\W*$")
LIST_ITEM = re.compile(r"\s*+[-*+]\s")
# In lines: what stands below a title and is shorter can be question throughout.
SHORT = 12
_CALLOUT = re.compile(r"\s*+>\s*+\[!([\w-]++)\]")
# In lines: options further below belong to an answer.
_NEAR = 40


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
    return lines if any(not is_noise(text) for _, text in lines) else []


def trimmed(outline: Outline, lines: Sequence[Line]) -> tuple[Line, ...]:
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


def fold(outline: Outline, item: Item) -> Fold | None:
    """The fold whose summary says that it holds the answer, one that promises a hint only where there is no other."""
    folds = [fold for fold in outline.folds_in(item.below, item.end) if folds_answer(fold.summary)]
    return next((fold for fold in folds if not hints(fold.summary)), folds[0] if folds else None)


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


def first_option(outline: Outline, item: Item) -> int:
    """The line of the option A, -1 without options."""
    lines = [(n, outline.lines[n]) for n in range(item.below, min(item.end, item.below + _NEAR))]
    if not options.count(outline, lines):
        return -1
    return next(n for n, text in lines if n not in outline.solid and OPTION.match(text))


def short_label(outline: Outline, item: Item) -> int | None:
    """The line that begins with `A.`, where no option B follows."""
    lines = [(n, outline.lines[n]) for n in range(item.below, item.end)]
    if options.count(outline, lines):
        return None
    return next((n for n, text in lines if n not in outline.opaque and SHORT_LABEL.match(text)), None)


def rule(outline: Outline, inside: Sequence[Line]) -> int | None:
    """The line of the rule inside what stands below a title, if there is exactly one."""
    rules = [number for number, text in inside if is_rule(text) and number not in outline.opaque]
    return rules[0] if len(rules) == 1 else None


def quoted(outline: Outline, inside: Sequence[Line]) -> bool:
    """True if what stands below a title begins or ends with a block quote."""
    return any(line[0] in outline.quoted and not _is_callout(outline, line[0]) for line in (*inside[:1], *inside[-1:]))


def _is_callout(outline: Outline, number: int) -> bool:
    """True if a quoted line belongs to a note, a tip, a warning: a callout that does not say "answer"."""
    while number - 1 in outline.quoted:
        number -= 1
    kind = _CALLOUT.match(outline.lines[number])
    return bool(kind and not folds_answer(kind[1]))


def asked_below(outline: Outline, start: int, end: int) -> bool:
    """True if the lines below a title are few and end with a question: they ask what the title only names."""
    inside = [n for n in range(start, min(end, len(outline.lines))) if not is_noise(outline.lines[n])]
    plain = [re.sub(r"<br\s*/?>", "", outline.lines[n]) for n in inside if n not in outline.opaque]
    plain = [text for text in plain if not _LINK.match(text)]
    return 0 < len(plain) < SHORT and asks_outright(plain[-1]) and not LIST_ITEM.match(plain[-1])
