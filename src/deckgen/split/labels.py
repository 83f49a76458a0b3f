"""Questions and answers behind labels: `Q:`/`A:`, `问：`/`答：`, `**Q12：…**`, quoted 题目/解析, and `C:` for clozes."""

import re
from bisect import bisect_right
from dataclasses import replace

from deckgen.split.clozes import bracketed
from deckgen.split.item import Item, Lines, gapped
from deckgen.split.outline import Outline
from deckgen.split.wording import ANSWER_LABEL, QUESTION_LABEL, asks_outright, is_noise, is_rule

_CLOZE = re.compile(r"^C:(?:\s+(\S.*))?\s*$")
_CLOSE = re.compile(r"(?:\*\*|__|</b>|</strong>)\s*$")


def find(outline: Outline) -> list[Item]:
    """Every labelled question, up to the next one or the next heading that is not itself labelled."""
    lines = outline.lines
    starts = [n for n, line in enumerate(lines) if n not in outline.opaque and _begins(outline, n, line)]
    heads = {h.line for h in outline.headings}
    stops = sorted({*starts, *heads, len(lines)})
    found = []
    for number in starts:
        end = stops[bisect_right(stops, number)]
        cloze = _CLOZE.match(lines[number])
        item = _cloze(lines, number, end, cloze[1] or "") if cloze else _question(outline, number, end)
        if item:
            found.append(item)
    if any(item.answer for item in found):
        # Where answers are labelled, a question without one has none.
        found = [item if item.answer or item.gapped else replace(item, open=True) for item in found]
    return found


def _begins(outline: Outline, number: int, line: str) -> bool:
    if cloze := _CLOZE.match(line):
        text = cloze[1] or (outline.lines[number + 1] if number + 1 < len(outline.lines) else "")
        return bracketed(text) != text
    label = QUESTION_LABEL.match(line)
    if not label:
        return False
    after = number == 0 or not outline.lines[number - 1].strip() or is_rule(outline.lines[number - 1])
    return bool(label["text"]) and (after or bool(label["bold"]) or _answer_above(outline, number))


def _answer_above(outline: Outline, number: int) -> bool:
    """Whether the paragraph that this line is in has already answered: then another question may begin."""
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
    shown = re.sub(r"[*_]+|</?(?:b|strong)>", "", label["label"]).strip()
    if re.search(r"\d", shown):
        title = f"{shown}{title}" if shown.endswith("：") else f"{shown} {title}"
    if marker is None:
        strength = 0.75 if asks_outright(title) else 0.4
        code = all(n in outline.opaque for n in range(below, end) if not is_noise(lines[n]))
        return Item(title, number, below, end, strength, quoted=quoted, open=code)
    found = ANSWER_LABEL.match(lines[marker])
    lead = lines[marker][found.end() :].strip() if found else ""
    # "**问：…⏎答：…**": the bold of both lines closes with the second.
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
    line = outline.lines[number]
    return number in outline.opaque or bool(re.match(r"\s*(?:[-*+]\s|\d+[.)]\s|!\[|[A-H][.、)）:：]|>|\|)", line))


def _cloze(lines: tuple[str, ...], number: int, end: int, first: str) -> Item:
    stop = number + 1
    while stop < end and lines[stop].strip() and not is_rule(lines[stop]):
        stop += 1
    text = "\n".join([*([first] if first else []), *lines[number + 1 : stop]])
    return gapped(bracketed(text), number, number if first else number + 1, stop)
