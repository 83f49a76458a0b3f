"""Heads in flash-card notations: `question :: answer`, a line `?` between the two, START … END, hashcards' `C:`."""

import re
from collections.abc import Iterator

from deckgen.split.asking import asks
from deckgen.split.clozes import bracketed
from deckgen.split.head import Head
from deckgen.split.item import Item, Lines, gapped
from deckgen.split.language import header
from deckgen.split.noise import PROPERTY, is_noise, is_rule
from deckgen.split.notation import TAGS, indented
from deckgen.split.outline import Outline

_CODE = re.compile(r"(`+)[^`].*?\1|\$[^$]+\$|https?://\S+")
_COMMENT = re.compile(r"<!--.*?-->")
# "Paris::the capital of France" may be a card where all lines are such, "std::vector grows" is none.
_NAME = re.compile(
    r"(?P<left>[^\W\d_][^\s:]{0,40})(?P<colons>:::?)(?P<right>[^\W_](?:[^\s:]*+\s.*|.*[\u3000-\u9fff].*))$"
)
# A line that stands between question and answer.
_BETWEEN = frozenset({"?", "??", "؟", "؟؟", "？", "？？"})
_COLONS = re.compile(r":::?")
_INLINE = re.compile(r"^\s*+(?:[-*+]\s+)?STARTI\s*\[(?P<type>[^\]]*)\]\s*(?P<text>.*?)\s*ENDI\s*$")
_FIELDS_END = re.compile(r"\s*+<!--\s*ID|\s+Tags:|\s+ID:")
_BULLET = re.compile(r"\s*+[-*+]\s+\S")
_MARKER = re.compile(r"^(?:\s*(?:[-*+]|\d+[.)]|#{1,6})\s+)")
# Anki's own names for the fields of a cloze; those of other notes are words of the author's language.
_FIELD = re.compile(r"\s*+(?P<name>[^\W\d_]{1,20}+)\s*+:\s*+(?P<text>.*)$")
_FRONT, _BACK = "Text", "Extra"
_CLOZE = re.compile(r"^C:(?:\s+(\S.*))?\s*$")


def heads(outline: Outline) -> Iterator[Head]:
    """The cards in all these notations; `::` without blanks around it has a sign of its own."""
    for name, items in (
        ("colons", _lines(outline)),
        ("mark", _separated(outline)),
        ("start", _blocks(outline)),
        ("gaps", _clozes(outline)),
    ):
        for item in items:
            line = outline.lines[item.line]
            way = "tight" if name == "colons" and _is_tight(line) else name
            yield Head(
                "card", ("card", way), item.line, item.below, item.title, asks(item.title),
                lead=item.lead or item.title, top=item.top, stop=item.end, item=item,
            )  # fmt: skip


def _lines(outline: Outline) -> list[Item]:
    """The cards that are one line with `::` or `:::`."""
    items = []
    for number, line in enumerate(outline.lines):
        if number in outline.opaque or "::" not in line or PROPERTY.match(line):
            continue
        parts = _halves(line) or _named(line)
        if not parts:
            continue
        question, colons, answer = parts
        if tags := TAGS.search(answer := _COMMENT.sub("", answer).rstrip()):
            answer, question = answer[: tags.start()], question + tags[0]
        if answer.strip():
            end = _children(outline, number)
            items.append(
                Item(
                    _MARKER.sub("", question).strip(), number, number + 1, end,
                    answer=Lines(number, end), lead=answer.strip(), reversed=colons == ":::",
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


def _named(line: str) -> tuple[str, str, str] | None:
    """The same for a line that begins with a word, `::` and another word."""
    found = _NAME.match(line)
    return (found["left"], found["colons"], found["right"]) if found else None


def _is_tight(line: str) -> bool:
    """True if no blank follows `::`: "Paris::the capital" may be a card, "a std::vector grows" is prose."""
    parts = _halves(line) or _named(line)
    return bool(parts and not parts[2][:1].isspace())


def _clozes(outline: Outline) -> list[Item]:
    """The clozes behind hashcards' label `C:`, each up to the next blank line or rule."""
    lines, items = outline.lines, []
    for number, line in enumerate(lines):
        label = _CLOZE.match(line) if number not in outline.opaque else None
        first = label[1] or "" if label else ""
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if not label or not bracketed(first or following)[1]:
            continue
        stop = number + 1
        while stop < len(lines) and lines[stop].strip() and not is_rule(lines[stop]) and not _CLOZE.match(lines[stop]):
            stop += 1
        text, marked = bracketed("\n".join([*([first] if first else []), *lines[number + 1 : stop]]))
        items.append(gapped(text, number, number if first else number + 1, stop, marked))
    return items


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
        # A hint in a cloze: ==Rhine::a river==.
        gap = "{{c" in left or left.count("==") % 2
        template = gap or left.rstrip().endswith(":") or right.startswith(":")
        if not name and not template:
            return left, colons[0], right
    return None


def _separated(outline: Outline) -> list[Item]:
    """The cards whose question and answer a line `?` (or `??`, both ways) separates.

    A blank line ends the answer, or the list that it stands in does; inside an item of a list, the item does.
    """
    lines, items = outline.lines, []
    for number, line in enumerate(lines):
        if line.strip() not in _BETWEEN or number in outline.opaque or number == 0 or not lines[number - 1].strip():
            continue
        column = indented(line)
        start = number - 1
        while start > 0 and not _begins(lines[start], column) and not _above(outline, start - 1):
            start -= 1
        end = number + 1
        while end < len(lines) and (end in outline.opaque or _belongs(lines[end], column)):
            end += 1
        title = _MARKER.sub("", lines[start]).strip()
        end = _list_end(outline, number, end)
        answer, both_ways = Lines(number + 1, end), len(line.strip()) > 1
        items.append(Item(title, start, start + 1, end, answer=answer, indent=column, reversed=both_ways))
    return items


def _begins(line: str, column: int) -> bool:
    """True if the text above a line begins here: at a heading, or at the item of a list that the line stands in."""
    return line.startswith("#") or bool(column and _MARKER.match(line) and indented(line) < column)


def _belongs(line: str, column: int) -> bool:
    return bool(line.strip()) and indented(line) >= column and not line.startswith("<!--")


def _list_end(outline: Outline, number: int, end: int) -> int:
    """Where the list ends in which an answer breaks off at a blank line, unless another card begins in it."""
    begun = outline.blocks_in(number + 1, end)
    if not begun or not begun[-1].kind.endswith("_list") or begun[-1].end <= end:
        return end
    stop = begun[-1].end
    return end if any(line.strip() in _BETWEEN for line in outline.lines[end:stop]) else stop


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
    if is_cloze:
        text = "\n".join([title, *lines[first + 1 : back if back is not None else stop]])
        return gapped(text, start, first, end + 1)
    assert back is not None
    lead = (_field(lines[back], "answer", _BACK) or "").strip()
    return Item(
        title, start, first + 1, end + 1, answer=Lines(back if lead else back + 1, max(stop, back + 1)),
        lead=lead or None, reversed="reversed" in note_type,
    )  # fmt: skip


def _field(line: str, side: str, name: str) -> str | None:
    """What stands in the field of one side of a card, if the line begins with a name of that field."""
    found = _FIELD.match(line)
    return found["text"] if found and (found["name"] == name or header(found["name"]) == side) else None
