"""Rows of tables as questions: one cell asks, the others answer, each behind the name of its column."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from deckgen.split.asking import asks
from deckgen.split.head import Head
from deckgen.split.item import Item, Lines
from deckgen.split.language import header as holds
from deckgen.split.notation import asks_outright
from deckgen.split.outline import Outline

_CELL = re.compile(r"(?<!\\)\|")
# What would begin a block where a cell is text: a list, a heading, a quote, a rule, a fence, a definition.
_BLOCK = re.compile(
    r"\d{1,9}(?=[.)](?:\s|$))|(?=[-+*:~](?:\s|$)|#{1,6}(?:\s|$)|>|([-*_])(?:\s*\1){2,}\s*$|`{3}[^`]*$|~{3}|\[[^\]]*\]:|=+$)"
)
# The column that asks is one of the first.
_COLUMNS = 3


def heads(outline: Outline) -> Iterator[Head]:
    """The rows of every table of which two cells say something.

    Their sign tells tables whose header announces questions or terms from others, and those with two columns.
    """
    for block in outline.blocks:
        if block.kind != "table":
            continue
        header = _cells(outline.lines[block.line])
        rows = [(number, _cells(outline.lines[number])) for number in range(block.line + 2, block.end)]
        column, known = _asking(header, [cells for _, cells in rows])
        numbers = column == 1 and _counts([cells for _, cells in rows])
        for number, cells in rows:
            others = [
                (name, cell) for at, (name, cell) in enumerate(zip_longest(header, cells, fillvalue=""))
                if at != column and not (numbers and at == 0)
            ]  # fmt: skip
            if column >= len(cells) or not cells[column] or not others or not others[0][1]:
                continue
            title, first = cells[column], others[0][1]
            item = Item(title, number, number + 1, number + 1, answer=Lines(number, number + 1), lead=_back(others))
            yield Head(
                "row", ("row", known, len(header) - numbers == 2), number, number + 1, title, asks(title), lead=first,
                stop=number + 1, item=item,
            )  # fmt: skip


def _asking(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[int, bool]:
    """The column whose cells are questions or terms, and whether the header says so."""
    columns = range(min(len(header), _COLUMNS))
    counts = len(header) > 2 and _counts(rows)
    said = next((at for at in columns if holds(header[at]) == "question"), None)
    # "Type | Concept": what explains is called so, too.
    if said is not None and (said == 0 or (said == 1 and (counts or holds(header[0]) == "answer"))):
        return said, True
    asked = [sum(asks_outright(cells[at]) for cells in rows if at < len(cells)) for at in columns]
    most = max(columns, key=lambda at: asked[at], default=0)
    if rows and 2 * asked[most] >= len(rows):
        return most, False
    return int(counts), False


def _counts(rows: Sequence[Sequence[str]]) -> bool:
    """True if the first column only counts."""
    return all(cells[0].strip(".#)").isdigit() for cells in rows)


def _cells(line: str) -> list[str]:
    r"""The cells of a row, in which `\|` is a bar, in code and formulas too (GitHub Flavored Markdown 0.29, 4.10)."""
    cells = _CELL.split(line.strip())
    first, last = not cells[0], len(cells) > 1 and not cells[-1]
    return [cell.strip().replace("\\|", "|") for cell in cells[first : len(cells) - last]]


def _back(cells: Sequence[tuple[str, str]]) -> str:
    """The cells that answer; where there are several, each but the first with the name of its column."""
    named = [f"**{name.strip('*')}:** {cell}" if name else cell for name, cell in cells[1:] if cell]
    return "\n\n".join([_as_text(cells[0][1]), *named])


def _as_text(cell: str) -> str:
    """The cell as a paragraph."""
    block = _BLOCK.match(cell)
    return f"{cell[: block.end()]}\\{cell[block.end() :]}" if block else cell
