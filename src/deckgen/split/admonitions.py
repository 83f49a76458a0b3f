"""Admonitions of MkDocs, `??? note "Title"` above indented text."""

import re
from collections.abc import Collection, Iterator, Sequence

from deckgen.split.containers import Container
from deckgen.split.notation import indented

# Other editors show `!!! note` as text, and it may be prose; a title in quotes is none.
_HEAD = re.compile(
    r"[ \t]*+(?P<mark>!!!(?=.*\")|\?\?\?\+?)[ \t]*+(?P<type>[A-Za-z][\w-]*+)(?:[ \t]++[A-Za-z][\w-]*+)*+"
    r"(?:[ \t]++\"(?P<title>[^\"\n]*+)\")?+[ \t]*+\Z"
)
# In columns: what its text is indented by.
_INDENT = 4


def admonitions(lines: Sequence[str], opaque: Collection[int]) -> Iterator[Container]:
    """The admonitions outside code, of several inside one another the outermost; they end behind their last line."""
    done = 0
    for number, line in enumerate(lines):
        head = _HEAD.match(line) if number >= done and number not in opaque else None
        if not head:
            continue
        inside = indented(line) + _INDENT
        end = done = number + 1
        while end < len(lines) and (not lines[end].strip() or indented(lines[end]) >= inside):
            end += 1
            done = end if lines[end - 1].strip() else done
        if done > number + 1:
            title = (head["title"] or "").strip()
            yield Container(number, done, head["type"].lower(), title, inside, "?" in head["mark"])


def dedented(lines: Sequence[str], boxes: Collection[Container]) -> list[str]:
    """The lines as CommonMark has to read them: without those that begin a box, and without its indent."""
    out = list(lines)
    for box in boxes:
        out[box.line] = ""
        for number in range(box.line + 1, box.end):
            out[number] = " " * (box.indent - _INDENT) + out[number].expandtabs(4)[box.indent :]
    return out
