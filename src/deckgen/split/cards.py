"""Finds questions in flash-card notations: `question :: answer` and `:::`, a line `?` between the two, START … END."""

import re

from deckgen.split.item import Item, Lines, gapped
from deckgen.split.outline import Outline
from deckgen.split.wording import BACK_LABEL, FRONT_LABEL, TAGS, is_noise

_CODE = re.compile(r"(`+)[^`].*?\1|\$[^$]+\$|https?://\S+")
_COMMENT = re.compile(r"\s*<!--.*?-->")
_COLONS = re.compile(r":::?")
_INLINE = re.compile(r"^\s*(?:[-*+]\s+)?STARTI\s*\[(?P<type>[^\]]*)\]\s*(?P<text>.*?)\s*ENDI\s*$")
_FIELDS_END = re.compile(r"\s*<!--\s*ID|\s+Tags:|\s+ID:")
_MARKER = re.compile(r"^(?:\s*(?:[-*+]|\d+[.)]|#{1,6})\s+)")
# How surely `::` makes a card: with blanks around it, and between two words without any.
_SPACED, _TIGHT = 0.95, 0.45


def find(outline: Outline) -> list[Item]:
    """The cards in all these notations, in document order."""
    items = [*_lines(outline), *_separated(outline), *_blocks(outline)]
    return sorted(items, key=lambda item: item.line)


def _lines(outline: Outline) -> list[Item]:
    """The cards that are one line with `::` or `:::`; those without blanks around it count only among others with."""
    spaced: list[Item] = []
    tight: list[Item] = []
    for number, line in enumerate(outline.lines):
        if number in outline.opaque or line.startswith(("    ", "\t")) or "::" not in line:
            continue
        parts = _halves(line)
        if not parts:
            continue
        question, colons, answer = parts
        if tags := TAGS.search(answer := _COMMENT.sub("", answer).rstrip()):
            answer, question = answer[: tags.start()], question + tags[0]
        # "Paris::the capital" may be a card; "a std::vector grows" is prose.
        is_tight = bool(re.search(r"\w$", parts[0]) and re.match(r"\w", parts[2]))
        item = Item(
            _MARKER.sub("", question).strip(), number, number + 1, number + 1, _TIGHT if is_tight else _SPACED,
            answer=Lines(number, number + 1), lead=answer.strip(), reversed=colons == ":::",
        )  # fmt: skip
        (tight if is_tight else spaced).append(item)
    return spaced if len(spaced) > len(tight) else [*spaced, *tight]


def _halves(line: str) -> tuple[str, str, str] | None:
    """The text before the first `::` that separates two sides, that mark, and the text behind it.

    A `::` in code, in a name such as `std::vector` or in a cloze separates nothing.
    """
    hidden = _CODE.sub(lambda m: "\0" * len(m[0]), line)
    for colons in _COLONS.finditer(hidden):
        left, right = line[: colons.start()], line[colons.end() :]
        if not left.strip() or not right.strip() or left.lstrip().startswith((":", ">", "|")):
            continue
        word = not re.search(r"\s", _MARKER.sub("", left).strip())
        name = word and re.search(r"[\w>]$", left) and re.match(r"[\w~<]", right)
        template = "{{c" in left or left.rstrip().endswith(":") or right.startswith(":")
        if not name and not template:
            return left, colons[0], right
    return None


def _separated(outline: Outline) -> list[Item]:
    """The cards whose question and answer a line `?` (or `??`, both ways) separates; a blank line ends the answer."""
    lines, items = outline.lines, []
    for number, line in enumerate(lines):
        if line.strip() not in ("?", "??") or number in outline.opaque or number == 0 or not lines[number - 1].strip():
            continue
        start = number - 1
        while start > 0 and not lines[start].startswith("#") and not _above(outline, start - 1):
            start -= 1
        end = number + 1
        while end < len(lines) and (lines[end].strip() or end in outline.opaque) and not lines[end].startswith("<!--"):
            end += 1
        title = re.sub(r"^#{1,6}\s+", "", lines[start])
        both_ways = line.strip() == "??"
        items.append(Item(title.strip(), start, start + 1, end, 1.0, answer=Lines(number + 1, end), reversed=both_ways))
    return items


def _above(outline: Outline, number: int) -> bool:
    """True if this line does not belong to the paragraph below it."""
    line = outline.lines[number]
    return is_noise(line) or line.startswith("#") or number in outline.opaque or _halves(line) is not None


def _blocks(outline: Outline) -> list[Item]:
    """The cards of Obsidian_to_Anki: START, the note type, the fields, END; and STARTI … ENDI on one line."""
    lines, items = outline.lines, []
    number = 0
    while number < len(lines):
        inline = _INLINE.match(lines[number]) if number not in outline.opaque else None
        if inline and (item := _inline(number, inline["type"].lower(), inline["text"])):
            items.append(item)
        if lines[number].strip() != "START" or number in outline.opaque:
            number += 1
            continue
        end = next((n for n in range(number, len(lines)) if lines[n].strip() == "END"), None)
        if end is None:
            break
        item = _block(lines, number, end)
        if item:
            items.append(item)
        number = end + 1
    return items


def _inline(number: int, note_type: str, text: str) -> Item | None:
    """The card in `STARTI [Basic] What is x? Back: It is … ENDI`; `text` is what stands behind the note type."""
    text = _FIELDS_END.split(text)[0]
    front, _, back = (
        (part.strip() for part in re.split(r"(\bBack:)", text, maxsplit=1)) if "Back:" in text else (text, "", "")
    )
    front = re.sub(r"^Front:\s*", "", front.strip())
    if "cloze" in note_type:
        return gapped(front, number, number, number + 1)
    if not front or not back:
        return None
    return Item(
        front, number, number + 1, number + 1, 1.0, answer=Lines(number, number + 1), lead=back,
        reversed="reversed" in note_type,
    )  # fmt: skip


def _block(lines: tuple[str, ...], start: int, end: int) -> Item | None:
    """The card between the lines START and END; None where a field is missing."""
    first = start + 2
    note_type = lines[start + 1].strip().lower() if start + 1 < end else ""
    is_cloze = "cloze" in note_type
    back = next((n for n in range(first, end) if BACK_LABEL.match(lines[n])), None)
    stop = next((n for n in range(first, end) if lines[n].startswith(("<!--ID", "Tags:", "ID:"))), end)
    if first >= end or (back is None and not is_cloze):
        return None
    front = FRONT_LABEL.match(lines[first])
    title = front[1] if front else lines[first].strip()
    if is_cloze:
        text = "\n".join([title, *lines[first + 1 : back if back is not None else stop]])
        return gapped(text, start, first, end + 1)
    assert back is not None
    answer = BACK_LABEL.match(lines[back])
    lead = answer[1].strip() if answer else ""
    return Item(
        title, start, first + 1, end + 1, 1.0, answer=Lines(back if lead else back + 1, max(stop, back + 1)),
        lead=lead or None, reversed="reversed" in note_type,
    )  # fmt: skip
