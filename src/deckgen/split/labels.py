"""Finds questions and answers behind labels.

The labels are `Q:`/`A:`, `问：`/`答：`, `**Q12：…**`, quoted 题目/解析, and `C:` for clozes.
"""

import re
from bisect import bisect_right
from dataclasses import replace

from deckgen.split.clozes import bracketed
from deckgen.split.item import Item, Lines, gapped
from deckgen.split.outline import Outline
from deckgen.split.wording import ANSWER_LABEL, QUESTION_LABEL, asks_outright, is_noise, is_rule

_CLOZE = re.compile(r"^C:(?:\s+(\S.*))?\s*$")
_CLOSE = re.compile(r"(?:\*\*|__|</b>|</strong>)\s*$")
# How surely a labelled line without a labelled answer is a question: one with a question mark, and one without.
_WITH_MARK, _WITHOUT_MARK = 0.75, 0.4


def find(outline: Outline) -> list[Item]:
    """Every labelled question, up to the next one or the next heading that is not itself labelled."""
    lines = outline.lines
    starts = [n for n, line in enumerate(lines) if n not in outline.opaque and _begins(outline, n, line)]
    heads = {h.line for h in outline.headings}
    stops = sorted({*starts, *heads, len(lines)})
    items = []
    for number in starts:
        end = stops[bisect_right(stops, number)]
        cloze = _CLOZE.match(lines[number])
        item = _cloze(lines, number, end, cloze[1] or "") if cloze else _question(outline, number, end)
        if item:
            items.append(item)
    if any(item.answer for item in items):
        # In a file that labels its answers, a question without a label below it is unanswered.
        items = [item if item.answer or item.gapped else replace(item, unanswered=True) for item in items]
    return items


def _begins(outline: Outline, number: int, line: str) -> bool:
    """True if a labelled question or a labelled cloze begins on this line."""
    if cloze := _CLOZE.match(line):
        text = cloze[1] or (outline.lines[number + 1] if number + 1 < len(outline.lines) else "")
        return bool(bracketed(text)[1])
    label = QUESTION_LABEL.match(line)
    if not label:
        return False
    apart = number == 0 or not outline.lines[number - 1].strip() or is_rule(outline.lines[number - 1])
    return bool(label["text"]) and (apart or bool(label["bold"]) or _answer_above(outline, number))


def _answer_above(outline: Outline, number: int) -> bool:
    """True if an answer stands above this line in its paragraph, so that another question may begin here."""
    for above in range(number - 1, -1, -1):
        line = outline.lines[above]
        if not line.strip():
            return False
        if ANSWER_LABEL.match(line):
            return True
    return False


def _question(outline: Outline, number: int, end: int) -> Item | None:
    lines = outline.lines
    label = QUESTION_LABEL.match(lines[number])
    if not label:
        return None
    quoted = lines[number].lstrip().startswith(">")
    marker = next(
        (n for n in range(number + 1, end) if n not in outline.opaque and ANSWER_LABEL.match(lines[n])), None
    )  # fmt: skip
    asked = [label["text"] or ""]
    below = number + 1
    while below < (marker or end) and lines[below].strip(" >") and not _breaks(outline, below):
        asked.append(lines[below].lstrip("> "))
        below += 1
    title = " ".join(" ".join(asked).split())
    if label["bold"]:
        title = _CLOSE.sub("", title)
    name = re.sub(r"[*_]+|</?(?:b|strong)>", "", label["label"]).strip()
    if re.search(r"\d", name):
        # A full-width colon brings its own blank.
        title = f"{name}{title}" if name.endswith("：") else f"{name} {title}"
    if marker is None:
        strength = _WITH_MARK if asks_outright(title) else _WITHOUT_MARK
        only_code = all(n in outline.opaque for n in range(below, end) if not is_noise(lines[n]))
        return Item(title, number, below, end, strength, quoted=quoted, unanswered=only_code)
    answer_label = ANSWER_LABEL.match(lines[marker])
    lead = lines[marker][answer_label.end() :].strip() if answer_label else ""
    # In "**问：…⏎答：…**" the bold that the question opens is closed by the answer.
    if label["bold"] and not _CLOSE.search(" ".join(asked)) and lead.count("**") % 2:
        lead = _CLOSE.sub("", lead)
    return Item(
        title,
        number,
        below,
        end,
        1.0,
        answer=Lines(marker if lead else marker + 1, end),
        lead=lead or None,
        quoted=quoted,
    )


def _breaks(outline: Outline, number: int) -> bool:
    """True if this line ends the title above it: code, a list, a picture, an option, a quote, a table."""
    line = outline.lines[number]
    return number in outline.opaque or bool(re.match(r"\s*(?:[-*+]\s|\d+[.)]\s|!\[|[A-H][.、)）:：]|>|\|)", line))


def _cloze(lines: tuple[str, ...], number: int, end: int, first: str) -> Item:
    """The cloze labelled on line `number`; `first` is its text on that line."""
    stop = number + 1
    while stop < end and lines[stop].strip() and not is_rule(lines[stop]):
        stop += 1
    text = "\n".join([*([first] if first else []), *lines[number + 1 : stop]])
    text, marked = bracketed(text)
    return gapped(text, number, number if first else number + 1, stop, marked)
