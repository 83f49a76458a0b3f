"""The passages that are one note each where they have a cloze: blocks, and what an item of a list says itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it.token import Token

from deckgen.split.item import Item, Line
from deckgen.split.noise import BOOKKEEPING
from deckgen.split.notation import CODE_SPAN
from deckgen.split.outline import Outline, blocks_of, content_indent

_ENDS = re.compile(r"\{\{c\d+[:：]{2}|\}\}")
_CODE = re.compile(CODE_SPAN, re.DOTALL)
_MARK = re.compile(r"\{\{c(?:\d+::|(?:loze|\d+)[ \t])|==|\{c?\d+:")
# What begins the lines of a quote, a list or a table, what parts its cells, and the lines around code.
_FRAME = re.compile(
    r"^(?:[\s>|]|[*+-]\s|\d{1,9}[.)]\s)++(?:\[![^\]]*+\][+-]?)?|\s*+\|\s*+|^\s*+(?:`{3,}+|~{3,}+)[^`]*+$"
)
# A task's box.
_BOX = re.compile(r"\[[ xX]\]\s+")
_TEXT = frozenset({"paragraph_open", "heading_open"})
_LISTS = frozenset({"bullet_list_open", "ordered_list_open"})
_AS_WRITTEN = frozenset({"fence", "code_block", "html_block"})
# In lines: a cloze does not end further below.
_TALLEST = 200


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines that are one note, with comments up to line `end`; `kind` is that of their block, empty for several."""

    kind: str
    lines: tuple[Line, ...]
    end: int

    @property
    def text(self) -> str:
        """The lines as text."""
        return "\n".join(text for _, text in self.lines)

    @property
    def is_code(self) -> bool:
        """True for code and HTML, in which only Anki's notation is one."""
        return self.kind in _AS_WRITTEN

    def gapped(self, text: str, words: tuple[str, ...] = ()) -> Item:
        """The cloze with these marks in its text; `words` are those that the author did not number."""
        parts = text.split("\n")
        lines = tuple((number, part) for (number, _), part in zip(self.lines, parts, strict=True))
        rows = self.kind == "table_open"
        first = next((at for at, part in enumerate(parts) if rows and _MARK.search(part)), 0)
        title = text if self.kind in _TEXT else " ".join(_FRAME.sub(" ", part) for part in parts[first:])
        return Item(title, lines[0][0], lines[0][0], self.end, gapped=lines, marked=words)


def units(outline: Outline) -> Iterator[Unit]:
    """The units of a file in order; several blocks are one where a cloze reaches over them."""
    tokens = blocks_of(outline.shown)
    starts = [at for at, token in enumerate(tokens) if token.level == 0 and token.map and token.nesting >= 0]
    done = 0
    for number, (at, behind) in enumerate(pairwise([*starts, len(tokens)])):
        line, end = tokens[at].map or (0, 0)
        if line < done:
            continue
        if reach := _reach(outline, (tokens[one] for one in starts[number : number + _TALLEST])):
            yield _over(outline, line, reach)
            done = reach
        elif tokens[at].type in _LISTS:
            yield from _items(outline, tokens[at:behind])
        else:
            unit = Unit(tokens[at].type, tuple(_block(outline, tokens, at, 0)), end)
            if not unit.text.startswith("[^"):
                yield unit


def _open(text: str, depth: int) -> int:
    """How many clozes are open behind a text, of so many before it; code closes its own."""
    for mark in _ENDS.finditer(_CODE.sub("", text)):
        depth += 1 if mark[0] != "}}" else -(depth > 0)
    return depth


def _reach(outline: Outline, blocks: Iterator[Token]) -> int:
    """Where the cloze ends that the first of these blocks leaves open; 0 if it leaves none, or nothing ends it."""
    depth, start = 0, -1
    for block in blocks:
        line, end = block.map or (0, 0)
        if start >= 0 and (block.type == "heading_open" or end - start > _TALLEST):
            return 0
        depth = _open("\n".join(outline.lines[line:end]), depth)
        if not depth:
            return end if start >= 0 else 0
        start = max(start, line)
    return 0


def _over(outline: Outline, line: int, end: int) -> Unit:
    """The blocks on these lines; a mark that stands on a line of its own belongs to none of them."""
    lines: list[Line] = []
    while not outline.lines[end - 1].strip():
        end -= 1
    for number in range(line, end):
        text = outline.lines[number]
        if text.startswith("}}") and lines and lines[-1][1].strip():
            lines.append((number, ""))
        lines.append((number, text))
    return Unit("", tuple(lines), end)


def _block(outline: Outline, tokens: Sequence[Token], at: int, indent: int) -> Iterator[Line]:
    """The lines of the block that begins with a token, a paragraph's and a heading's without what is no text."""
    line, end = tokens[at].map or (0, 0)
    if tokens[at].type in _TEXT:
        texts = enumerate(tokens[at + 1].content.split("\n"), line)
        yield from ((number, text) for number, text in texts if not BOOKKEEPING.match(outline.lines[number]))
        return
    while end > line + 1 and not outline.lines[end - 1].strip():
        end -= 1
    for number in range(line, end):
        text = outline.lines[number].expandtabs(4) if indent else outline.lines[number]
        yield number, text[min(indent, len(text) - len(text.lstrip())) :]


def _items(outline: Outline, tokens: Sequence[Token]) -> Iterator[Unit]:
    """What each item of a list says itself; all of the list where a cloze goes across items."""
    said: dict[int, list[Unit]] = {}
    ends: dict[int, int] = {}
    around: list[int] = []
    for at, token in enumerate(tokens):
        if token.type == "list_item_open" and token.map and token.level == 2 * len(around) + 1:
            around.append(token.map[0])
            said.setdefault(token.map[0], [])
            ends[token.map[0]] = token.map[1]
        elif token.type == "list_item_close" and token.level == 2 * len(around) - 1:
            around.pop()
        elif token.map and token.nesting >= 0 and token.level == 2 * len(around) and token.type not in _LISTS:
            indent = content_indent(outline.lines[around[-1]])
            if lines := tuple(_block(outline, tokens, at, indent)):
                said[around[-1]].append(Unit(token.type, lines, token.map[1]))
    behind = [*list(said)[1:], len(outline.lines)]
    items = [
        _item(blocks, min(ends[line], following))
        for (line, blocks), following in zip(said.items(), behind, strict=True) if blocks
    ]  # fmt: skip
    if all(_open(unit.text, 0) == 0 for unit in items):
        yield from items
    else:
        yield Unit("", tuple(_block(outline, tokens, 0, 0)), (tokens[0].map or (0, 0))[1])


def _item(blocks: Sequence[Unit], end: int) -> Unit:
    """The blocks of an item up to the last one with a mark, at least the first of them."""
    last = max((at for at, block in enumerate(blocks) if _MARK.search(block.text)), default=0)
    lines: list[Line] = []
    for block in blocks[: last + 1]:
        lines += [(block.lines[0][0], ""), *block.lines] if lines else block.lines
    (number, first), *others = lines
    return Unit(
        blocks[0].kind if last == 0 else "", ((number, _BOX.sub("", first)), *others), max(end, blocks[last].end)
    )
