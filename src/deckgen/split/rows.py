"""Rows of tables as questions: one cell asks, the others answer, each behind the name of its column."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

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
# An entry of a table of contents leads to another place in the file.
_CONTENTS = re.compile(r"\[[^\[\]]*+\]\(#[^()]*+\)$")
_LETTER = re.compile(r"[^\W\d_]")
# In rows: what is no longer compares; every two more make a table longer, up to this.
_SHORT, LONG = 6, 3


def heads(outline: Outline) -> Iterator[Head]:
    """The rows of every table in which something asks and something could answer.

    Their sign tells tables whose header announces questions or terms from others, and from those that compare what the
    header names; and how wide and long they are.
    """
    for block in outline.blocks:
        if block.kind != "table":
            continue
        header = cells_of(outline.lines[block.line])
        rows = [cells_of(outline.lines[number]) for number in range(block.line + 2, block.end)]
        counts, named = _counts(rows), _names_groups(rows)
        column, known = _asking(header, rows, counts=counts, named=named)
        numbers = column == 1 and counts
        length = 0 if known or not header[column] else _length(rows, column)
        groups = column == 1 and named and not numbers and holds(header[0]) != "answer"
        rows = _grouped(rows) if groups else rows
        compares = not known and (holds(header[column]) == "compared" or (not header[column] and any(header)))
        for number, cells in enumerate(rows, block.line + 2):
            others = [
                (name, cell) for at, (name, cell) in enumerate(zip_longest(header, cells, fillvalue=""))
                if at != column and not (numbers and at == 0)
            ]  # fmt: skip
            if groups:
                others = [*others[1:], *others[:1]]
            if column >= len(cells) or not cells[column] or _CONTENTS.match(cells[column]):
                continue
            title, answers = cells[column], [one for one in others if one[1]]
            if not others or (not answers and title.startswith("**") and title.endswith("**")):
                # Nothing could answer; or a row of its own names those below it.
                continue
            back = _back(others) if answers else None
            item = Item(title, number, number + 1, number + 1, answer=Lines(number, number + 1), lead=back)
            item = item if answers else replace(item, answer=None)
            first = answers[0][1] if answers else title
            sign = ("row", known, len(header) - numbers == 2, length, compares)
            yield Head(
                "row", sign, number, number + 1, title, asks(title),
                lead=first, stop=number + 1, item=item,
            )  # fmt: skip


def _asking(header: Sequence[str], rows: Sequence[Sequence[str]], *, counts: bool, named: bool) -> tuple[int, bool]:
    """The column whose cells are questions or terms, and whether the header says so; the first one may only count.

    It may also be `named`, that is say which group each row is of.
    """
    columns, counts = range(len(header)), counts and len(header) > 2
    said = next((at for at in columns if holds(header[at]) == "question"), None)
    # "Type | Concept": what explains is called so, too.
    if said is not None and (said == 0 or (said == 1 and (counts or named or holds(header[0]) == "answer"))):
        return said, True
    languages = [at for at in columns if holds(header[at]) == "language"]
    if len(languages) > 1 and languages[0] == int(counts):
        # A word and its translation.
        return languages[0], True
    asked = [sum(asks_outright(cells[at]) for cells in rows if at < len(cells)) for at in columns]
    most = max(columns, key=lambda at: asked[at], default=0)
    if rows and 2 * asked[most] >= len(rows):
        return most, False
    return int(counts), False


def _length(rows: Sequence[Sequence[str]], column: int) -> int:
    """How far a table lists things, each with what it is, from 0 to `LONG`: tables that compare have few rows."""
    names = {cells[column].casefold() for cells in rows if column < len(cells) and _LETTER.search(cells[column])}
    return min(LONG, max(0, (len(names) - _SHORT) // 2))


def _counts(rows: Sequence[Sequence[str]]) -> bool:
    """True if the first column only counts, but for rows that name a group."""
    found = [cells[0].strip(".#)") for cells in rows if cells[0]]
    return all(map(str.isdigit, found)) and (bool(found) or not rows)


def _names_groups(rows: Sequence[Sequence[str]]) -> bool:
    """True if the first column says in most rows what the row above says, or nothing."""
    again = sum(cells[0] in ("", above[0]) for above, cells in pairwise(rows))
    return len(rows) > 1 and 2 * again >= len(rows)


def _grouped(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows, each with the name of its group."""
    found: list[list[str]] = []
    for name, *others in rows:
        found.append([name or (found[-1][0] if found else ""), *others])
    return found


def cells_of(line: str) -> list[str]:
    r"""The cells of a row, in which `\|` is a bar, in code and formulas too (GitHub Flavored Markdown 0.29, 4.10)."""
    cells = _CELL.split(line.strip())
    first, last = not cells[0], len(cells) > 1 and not cells[-1]
    return [cell.strip().replace("\\|", "|") for cell in cells[first : len(cells) - last]] or [""]


def _back(cells: Sequence[tuple[str, str]]) -> str:
    """The cells that answer; where there are several, each but the first column's with the name of its column."""
    named = [f"**{name.strip('*')}:** {cell}" if name else cell for name, cell in cells[1:] if cell]
    return "\n\n".join(filter(None, [_as_text(cells[0][1]), *named]))


def _as_text(cell: str) -> str:
    """The cell as a paragraph."""
    block = _BLOCK.match(cell)
    return f"{cell[: block.end()]}\\{cell[block.end() :]}" if block else cell
