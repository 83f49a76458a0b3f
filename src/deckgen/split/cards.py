"""Heads in flash-card notations: `question :: answer`, START … END, hashcards' `C:`."""

import re
from collections.abc import Iterator
from dataclasses import replace

from deckgen.split import colons
from deckgen.split.clozes import bracketed
from deckgen.split.head import Head, of_card
from deckgen.split.item import Item, Lines, gapped
from deckgen.split.language import header
from deckgen.split.noise import PROPERTY, is_noise, is_rule
from deckgen.split.notation import SEPARATORS, asks_outright, indented, tags_behind
from deckgen.split.outline import Outline

# How blocks of lines that are a card begin and end, in the text and in a comment.
_BLOCKS = {"START": "END", "%%ANKI": "END%%"}
_COMMENT = re.compile(r"<!--.*?-->")
# The tag by which the plug-in Spaced Repetition knows a note that has cards.
_DECLARED = re.compile(r"(?:.*\s)?#flashcards(?:/\S+)?(?:\s|$)", re.IGNORECASE)
_INLINE = re.compile(r"^\s*+(?:[-*+]\s+)?STARTI\s*+\[(?P<type>[^\]]*+)\]\s*+(?P<text>.*)ENDI\s*+$")
_HASHES = re.compile(r"\s*+#{1,6}\s+")
_FIELDS_END = re.compile(r"\s*+<!--\s*ID|\s+Tags:|\s+ID:")
_BULLET = re.compile(r"\s*+[-*+]\s+\S")
# Anki's own names for the fields of a cloze; those of other notes are words of the author's language.
_FIELD = re.compile(r"\s*+(?P<name>[^\W\d_]{1,20}+)\s*+:\s*+(?P<text>.*)$")
_FRONT, _BACK = "Text", "Extra"
_CLOZE = re.compile(r"^C:(?:\s+(\S.*))?\s*$")


def heads(outline: Outline) -> Iterator[Head]:
    """The cards in all these notations; `::` without blanks around it has a sign of its own."""
    declared = _declared(outline)
    for name, items in (
        ("colons", _lines(outline, declared=declared)),
        ("start", [*_inlines(outline), *_blocks(outline)]),
        ("gaps", _clozes(outline)),
    ):
        for item in items:
            line = outline.lines[item.line]
            way = "tight" if name == "colons" and not declared and colons.tight(line) else name
            yield of_card(way, item)


def _declared(outline: Outline) -> bool:
    """True if a tag says that the file has such cards; in its front matter, one beside a card that a line separates.

    A tag there may be meant for Anki.
    """
    plain = [line for n, line in enumerate(outline.lines) if n not in outline.opaque]
    separated = any(line.strip() in SEPARATORS for line in plain)
    tags = [f"#{tag}" for tag in outline.tags] if separated else []
    return any(_DECLARED.match(line) for line in (*tags, *plain))


def _lines(outline: Outline, *, declared: bool) -> list[Item]:
    """The cards that are one line with `::` or `:::`."""
    items = []
    spaces = colons.spaces(line for n, line in enumerate(outline.lines) if n not in outline.opaque)
    titles = frozenset(_titles(outline))
    for number, line in enumerate(outline.lines):
        if number in outline.opaque or "::" not in line or PROPERTY.match(line):
            continue
        parts = colons.sides(line, declared=declared)
        if not parts or colons.last_word(parts[0]) in spaces:
            continue
        if number in titles and colons.tight(line) and not asks_outright(parts[0]):
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


def _titles(outline: Outline) -> Iterator[int]:
    """The lines of which `::` without blanks is a part: "## Explain std::move", "Q: Explain std::move".

    They are headings and numbered items with something below them, and lines behind a label.
    """
    yield from (number for number, label in outline.labels.items() if not label.text.startswith(":"))
    for item in outline.items:
        if item.kind == "ordered" and any(outline.lines[n].strip() for n in range(item.line + 1, item.end)):
            yield item.line
    levels = {heading.line: heading.level for heading in outline.headings}
    for heading in outline.headings:
        below = (n for n in range(heading.end, len(outline.lines)) if not is_noise(outline.lines[n]))
        first = next(below, heading.line)
        if levels.get(first, heading.level + 1) > heading.level:
            yield heading.line


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


def inside(outline: Outline) -> frozenset[int]:
    """The lines inside Obsidian_to_Anki's blocks of lines, in which nothing is a card or a topic of its own."""
    return frozenset(n for item in _blocks(outline) for n in range(item.start + 1, item.end))


def _blocks(outline: Outline) -> list[Item]:
    """The cards of Obsidian_to_Anki that are START, the note type, the fields and END."""
    found = (_block(outline.lines, start, end) for start, end in _ranges(outline))
    return [item for item in found if item]


def _inlines(outline: Outline) -> list[Item]:
    """Those that are STARTI … ENDI on one line."""
    lines = ((n, _INLINE.match(line)) for n, line in enumerate(outline.lines) if n not in outline.opaque)
    found = (_inline(n, one["type"].lower(), one["text"].rstrip()) for n, one in lines if one)
    return [item for item in found if item]


def _ranges(outline: Outline) -> Iterator[tuple[int, int]]:
    """The first and the last line of each block."""
    begun, awaited = -1, ""
    for number, line in enumerate(outline.lines):
        text = line.strip()
        if begun >= 0 and text == awaited:
            yield begun, number
            begun = -1
        elif begun < 0 and text in _BLOCKS and number not in outline.opaque:
            begun, awaited = number, _BLOCKS[text]


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
    below = next((n for n in range(first + 1, back or end) if lines[n].strip()), None)
    if front == "" and not is_cloze:
        # The question stands below the name of its field.
        if below is None:
            return None
        first, front = below, _HASHES.sub("", lines[below]).strip()
    title = lines[first].strip() if front is None else front
    if front is None and title.startswith(("```", "~~~")) and not is_cloze:
        # All of the question stands below a title that it does not have.
        title, first = "", first - 1
    if is_cloze:
        text = "\n".join([title, *lines[first + 1 : back if back is not None else stop]])
        item = gapped(text, first, first, end + 1)
    else:
        item = Item(title, first, first + 1, end + 1, reversed="reversed" in note_type)
    item = replace(item, top=start)
    if back is None:
        return item
    lead = (_field(lines[back], "answer", _BACK) or "").strip()
    return replace(item, answer=Lines(back if lead else back + 1, max(stop, back + 1)), lead=lead or None)


def _field(line: str, side: str, name: str) -> str | None:
    """What stands in the field of one side of a card, if the line begins with a name of that field."""
    found = _FIELD.match(line)
    return found["text"] if found and (found["name"] == name or header(found["name"]) == side) else None
