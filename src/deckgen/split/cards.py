"""Heads in flash-card notations: `question :: answer`, START … END, hashcards' `C:`."""

import re
from collections.abc import Iterator
from dataclasses import replace

from deckgen.split import colons
from deckgen.split.clozes import bracketed
from deckgen.split.head import Head, of_card
from deckgen.split.item import Item, Lines, gapped
from deckgen.split.language import header
from deckgen.split.noise import PROPERTY, is_rule
from deckgen.split.notation import indented, tags_behind
from deckgen.split.outline import Outline

_COMMENT = re.compile(r"<!--.*?-->")
_INLINE = re.compile(r"^\s*+(?:[-*+]\s+)?STARTI\s*+\[(?P<type>[^\]]*+)\]\s*+(?P<text>.*)ENDI\s*+$")
_FIELDS_END = re.compile(r"\s*+<!--\s*ID|\s+Tags:|\s+ID:")
_BULLET = re.compile(r"\s*+[-*+]\s+\S")
# Anki's own names for the fields of a cloze; those of other notes are words of the author's language.
_FIELD = re.compile(r"\s*+(?P<name>[^\W\d_]{1,20}+)\s*+:\s*+(?P<text>.*)$")
_FRONT, _BACK = "Text", "Extra"
_CLOZE = re.compile(r"^C:(?:\s+(\S.*))?\s*$")


def heads(outline: Outline) -> Iterator[Head]:
    """The cards in all these notations; `::` without blanks around it has a sign of its own."""
    for name, items in (
        ("colons", _lines(outline)),
        ("start", _blocks(outline)),
        ("gaps", _clozes(outline)),
    ):
        for item in items:
            line = outline.lines[item.line]
            way = "tight" if name == "colons" and colons.tight(line) else name
            yield of_card(way, item)


def _lines(outline: Outline) -> list[Item]:
    """The cards that are one line with `::` or `:::`."""
    items = []
    for number, line in enumerate(outline.lines):
        if number in outline.opaque or "::" not in line or PROPERTY.match(line):
            continue
        parts = colons.sides(line)
        if not parts:
            continue
        question, mark, answer = parts
        answer = _COMMENT.sub("", answer).rstrip()
        end, _ = tags_behind(answer)
        answer, question = answer[:end], question + answer[end:]
        if answer.strip():
            end = _children(outline, number)
            items.append(
                Item(
                    colons.MARKER.sub("", question).strip(), number, number + 1, end,
                    answer=Lines(number, end), lead=answer.strip(), reversed=mark == ":::",
                    indent=indented(outline.lines[number + 1]) if end > number + 1 else 0,
                )
            )  # fmt: skip
    return items


def _children(outline: Outline, number: int) -> int:
    """Where the bullets below a bullet end, which go on with its answer unless one of them is a card as well."""
    line, end = outline.lines[number], number + 1
    while _BULLET.match(line) and end < len(outline.lines) and indented(outline.lines[end]) > indented(line):
        if not _BULLET.match(outline.lines[end]) or "::" in outline.lines[end]:
            return number + 1
        end += 1
    return end


def _clozes(outline: Outline) -> list[Item]:
    """The clozes behind hashcards' label `C:`, each up to the next blank line or rule."""
    lines, items = outline.lines, []
    for number, line in enumerate(lines):
        label = _CLOZE.match(line) if number not in outline.opaque else None
        if not label:
            continue
        first = label[1] or ""
        stop = number + 1
        while stop < len(lines) and lines[stop].strip() and not is_rule(lines[stop]) and not _CLOZE.match(lines[stop]):
            stop += 1
        text, marked = bracketed("\n".join([*([first] if first else []), *lines[number + 1 : stop]]))
        if not marked:
            continue
        items.append(gapped(text, number, number if first else number + 1, stop, marked))
    return items


def _blocks(outline: Outline) -> list[Item]:
    """The cards of Obsidian_to_Anki: START, the note type, the fields, END; and STARTI … ENDI on one line."""
    lines, items = outline.lines, []
    number = 0
    while number < len(lines):
        inline = _INLINE.match(lines[number]) if number not in outline.opaque else None
        if inline and (item := _inline(number, inline["type"].lower(), inline["text"].rstrip())):
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
        front, number, number + 1, number + 1, answer=Lines(number, number + 1), lead=back,
        reversed="reversed" in note_type,
    )  # fmt: skip


def _block(lines: tuple[str, ...], start: int, end: int) -> Item | None:
    """The card between the lines START and END; None where a field is missing."""
    first = start + 2
    note_type = lines[start + 1].strip().lower() if start + 1 < end else ""
    is_cloze = "cloze" in note_type
    back = next((n for n in range(first, end) if _field(lines[n], "answer", _BACK) is not None), None)
    stop = next((n for n in range(first, end) if lines[n].startswith(("<!--ID", "Tags:", "ID:"))), end)
    if first >= end or (back is None and not is_cloze):
        return None
    front = _field(lines[first], "question", _FRONT)
    title = lines[first].strip() if front is None else front
    if front is None and title.startswith(("```", "~~~")) and not is_cloze:
        # All of the question stands below a title that it does not have.
        title, first = "", first - 1
    if is_cloze:
        text = "\n".join([title, *lines[first + 1 : back if back is not None else stop]])
        item = gapped(text, start, first, end + 1)
    else:
        item = Item(title, start, first + 1, end + 1, reversed="reversed" in note_type)
    if back is None:
        return item
    lead = (_field(lines[back], "answer", _BACK) or "").strip()
    return replace(item, answer=Lines(back if lead else back + 1, max(stop, back + 1)), lead=lead or None)


def _field(line: str, side: str, name: str) -> str | None:
    """What stands in the field of one side of a card, if the line begins with a name of that field."""
    found = _FIELD.match(line)
    return found["text"] if found and (found["name"] == name or header(found["name"]) == side) else None
