"""Admonitions of MkDocs, `??? note "Title"` above indented text."""

from collections.abc import Collection, Iterator, Sequence

from deckgen.split.containers import Container
from deckgen.split.notation import indented
from deckgen.syntax import ADMONITION, ADMONITION_INDENT


def admonitions(lines: Sequence[str], opaque: Collection[int]) -> Iterator[Container]:
    """The admonitions outside code, of several inside one another the outermost; they end behind their last line."""
    done = 0
    for number, line in enumerate(lines):
        head = ADMONITION.match(line) if number >= done and number not in opaque else None
        if not head:
            continue
        inside = indented(line) + ADMONITION_INDENT
        end = done = number + 1
        while end < len(lines) and (not lines[end].strip() or indented(lines[end]) >= inside):
            end += 1
            done = end if lines[end - 1].strip() else done
        if done > number + 1:
            title = (head["title"] or "").strip()
            yield Container(number, done, head["type"].lower(), title, inside, "?" in head["mark"], closed=False)


def dedented(lines: Sequence[str], boxes: Collection[Container]) -> list[str]:
    """The lines as CommonMark has to read them: without those that begin a box, and without its indent."""
    out = list(lines)
    for box in boxes:
        out[box.line] = ""
        for number in range(box.line + 1, box.end):
            out[number] = " " * (box.indent - ADMONITION_INDENT) + out[number].expandtabs(4)[box.indent :]
    return out
