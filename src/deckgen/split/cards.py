"""Flash-card notations: `question :: answer`, `question ::: answer`, a `?` line between both, and START … END."""

import re

from deckgen.split.item import Item, Lines, gapped
from deckgen.split.outline import Outline
from deckgen.split.wording import TAGS, is_noise

_CODE = re.compile(r"(`+)[^`].*?\1|\$[^$]+\$|https?://\S+")
_COMMENT = re.compile(r"\s*<!--.*?-->")
_COLONS = re.compile(r":::?")
_FRONT = re.compile(r"^\s*(?:Front|Question|Text|正面|问题)\s*:\s*(.*)$", re.IGNORECASE)
_BACK = re.compile(r"^\s*(?:Back|Answer|Extra|背面|答案)\s*:\s*(.*)$", re.IGNORECASE)
_INLINE = re.compile(r"^\s*(?:[-*+]\s+)?STARTI\s*\[(?P<type>[^\]]*)\]\s*(?P<text>.*?)\s*ENDI\s*$")
_FIELDS_END = re.compile(r"\s*<!--\s*ID|\s+Tags:|\s+ID:")
_MARKER = re.compile(r"^(?:\s*(?:[-*+]|\d+[.)]|#{1,6})\s+)")


def find(outline: Outline) -> list[Item]:
    """All three notations, in document order."""
    found = [*_lines(outline), *_separated(outline), *_blocks(outline)]
    return sorted(found, key=lambda item: item.line)


def _lines(outline: Outline) -> list[Item]:
    found: list[Item] = []
    joined: list[Item] = []
    for number, line in enumerate(outline.lines):
        if number in outline.opaque or line.startswith(("    ", "\t")) or "::" not in line:
            continue
        parts = _halves(line)
        if not parts:
            continue
        question, colons, answer = parts
        if tags := TAGS.search(answer := _COMMENT.sub("", answer).rstrip()):
            answer, question = answer[: tags.start()], question + tags[0]
        # "Paris::the capital" is a card among its like; "a std::vector grows" stands in prose.
        tight = bool(re.search(r"\w$", parts[0]) and re.match(r"\w", parts[2]))
        item = Item(
            _MARKER.sub("", question).strip(), number, number + 1, number + 1, 0.45 if tight else 0.95,
            answer=Lines(number, number + 1), lead=answer.strip(), reversed=colons == ":::",
        )  # fmt: skip
        (joined if tight else found).append(item)
    return found if len(found) > len(joined) else [*found, *joined]


def _halves(line: str) -> tuple[str, str, str] | None:
    """The two sides of the first `::` that is no code; `std::vector` is a name and not a card."""
    hidden = _CODE.sub(lambda m: "\0" * len(m[0]), line)
    for found in _COLONS.finditer(hidden):
        left, right = line[: found.start()], line[found.end() :]
        if not left.strip() or not right.strip() or left.lstrip().startswith((":", ">", "|")):
            continue
        word = not re.search(r"\s", _MARKER.sub("", left).strip())
        name = word and re.search(r"[\w>]$", left) and re.match(r"[\w~<]", right)
        template = "{{c" in left or left.rstrip().endswith(":") or right.startswith(":")
        if not name and not template:
            return left, found[0], right
    return None


def _separated(outline: Outline) -> list[Item]:
    """A line that is only `?` (or `??`, both ways) between a question and its answer, which ends with a blank line."""
    lines, found = outline.lines, []
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
        found.append(Item(title.strip(), start, start + 1, end, 1.0, answer=Lines(number + 1, end), reversed=both_ways))
    return found


def _above(outline: Outline, number: int) -> bool:
    """Whether this line is not part of the paragraph below it."""
    line = outline.lines[number]
    return is_noise(line) or line.startswith("#") or number in outline.opaque or _halves(line) is not None


def _blocks(outline: Outline) -> list[Item]:
    """Obsidian_to_Anki's START, the note type, fields, END."""
    lines, found = outline.lines, []
    number = 0
    while number < len(lines):
        inline = _INLINE.match(lines[number]) if number not in outline.opaque else None
        if inline and (item := _inline(number, inline["type"].lower(), inline["text"])):
            found.append(item)
        if lines[number].strip() != "START" or number in outline.opaque:
            number += 1
            continue
        end = next((n for n in range(number, len(lines)) if lines[n].strip() == "END"), None)
        if end is None:
            break
        item = _block(lines, number, end)
        if item:
            found.append(item)
        number = end + 1
    return found


def _inline(number: int, named: str, text: str) -> Item | None:
    """`STARTI [Basic] What is x? Back: It is … ENDI`, all in one line."""
    text = _FIELDS_END.split(text)[0]
    front, _, back = (
        (part.strip() for part in re.split(r"(\bBack:)", text, maxsplit=1)) if "Back:" in text else (text, "", "")
    )
    front = re.sub(r"^Front:\s*", "", front.strip())
    if "cloze" in named:
        return gapped(front, number, number, number + 1)
    if not front or not back:
        return None
    return Item(
        front, number, number + 1, number + 1, 1.0, answer=Lines(number, number + 1), lead=back,
        reversed="reversed" in named,
    )  # fmt: skip


def _block(lines: tuple[str, ...], start: int, end: int) -> Item | None:
    first = start + 2
    named = lines[start + 1].strip().lower() if start + 1 < end else ""
    hides = "cloze" in named
    back = next((n for n in range(first, end) if _BACK.match(lines[n])), None)
    stop = next((n for n in range(first, end) if lines[n].startswith(("<!--ID", "Tags:", "ID:"))), end)
    if first >= end or (back is None and not hides):
        return None
    front = _FRONT.match(lines[first])
    title = front[1] if front else lines[first].strip()
    if hides:
        text = "\n".join([title, *lines[first + 1 : back if back is not None else stop]])
        return gapped(text, start, first, end + 1)
    assert back is not None
    answer = _BACK.match(lines[back])
    lead = answer[1].strip() if answer else ""
    return Item(
        title, start, first + 1, end + 1, 1.0, answer=Lines(back if lead else back + 1, max(stop, back + 1)), lead=lead or None,
        reversed="reversed" in named,
    )  # fmt: skip
