"""Finds questions in tables of two columns: a row is a question and its answer. Only for authors who ask."""

import re

from deckgen.split.item import Item, Lines
from deckgen.split.outline import Outline

_CELL = re.compile(r"(?<!\\)\|")


def find(outline: Outline) -> list[Item]:
    """The rows of every table with two columns, without its header."""
    items = []
    for block in outline.blocks:
        if block.kind != "table":
            continue
        for number in range(block.line + 2, block.end):
            cells = [cell.strip() for cell in _CELL.split(outline.lines[number].strip().strip("|"))]
            if len(cells) == 2 and all(cells):
                items.append(
                    Item(cells[0], number, number + 1, number + 1, 1.0, answer=Lines(number, number + 1), lead=cells[1])
                )
    return items
