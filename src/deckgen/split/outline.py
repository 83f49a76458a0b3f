"""The outline of a file: where CommonMark sees headings, lists, quotes and code, and where folds stand.

Lines count from 0 within the body and ends are exclusive, as in markdown-it-py's `Token.map`.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from deckgen.data import Document
from deckgen.split import folds, labels, underlined, verbatim
from deckgen.split.admonitions import admonitions, dedented
from deckgen.split.containers import containers
from deckgen.split.folds import Fold
from deckgen.split.labels import Label
from deckgen.split.noise import is_noise
from deckgen.split.notation import parted

_HTML_HEADING = re.compile(r"<h([1-6])\b[^<>]*+>((?:(?!</?h[1-6]\b).)*+)</h\1>", re.IGNORECASE | re.DOTALL)
# `##Title` is no heading to CommonMark.
_TIGHT_HEADING = re.compile(r"(#{1,6})([^\s#].*)$")
_TAG = re.compile(r"<[^<>]++>")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading outside quotes and code.

    Inside a list item, `indent` is the number of columns by which the item indents its lines, and `nested` is true
    unless the item begins with the heading.
    """

    level: int
    text: str
    line: int
    end: int
    indent: int = 0
    nested: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A block at the top level of the file, or an item of a list there; `kind` is markdown-it-py's without `_open`."""

    kind: str
    line: int
    end: int
    text: str = ""
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """The lines of a body, and where its headings, blocks, list items and folds stand, each in order.

    `shown` is their text without Obsidian's comments and the marks of containers, as CommonMark has to read it.
    `opaque` are the lines of code, formulas, HTML tables and longer comments, in which nothing asks; `code` and
    `hidden` are those of code and of comments alone; `quoted` are the lines of block quotes; `solid` are the opaque
    ones and those of tables, none of which is an option or an item. `labels` are the labels that lines begin with,
    `tags` those of the front matter.
    """

    lines: tuple[str, ...]
    shown: str
    headings: tuple[Heading, ...]
    blocks: tuple[Block, ...]
    items: tuple[Block, ...]
    folds: tuple[Fold, ...]
    opaque: frozenset[int]
    code: frozenset[int]
    hidden: frozenset[int]
    quoted: frozenset[int]
    solid: frozenset[int]
    labels: Mapping[int, Label]
    tags: tuple[str, ...]

    def text_from(self, start: int) -> int:
        """The first line from `start` on that is not blank, -1 without one."""
        return next((n for n in range(start, len(self.lines)) if self.lines[n].strip()), -1)

    def is_noise(self, number: int, text: str) -> bool:
        """True for a line that an answer can lose at its ends; in code all that is written shows."""
        return is_noise(text) and not (number in self.code and text.strip())

    def folds_in(self, start: int, end: int) -> tuple[Fold, ...]:
        """The folds that begin from line `start` on and before `end`."""
        return self.folds[_at(self.folds, start) : _at(self.folds, end)]

    def opened(self, start: int, end: int) -> Fold | None:
        """The fold that begins among these lines, shows none of them but its summary, and ends below."""
        folds = (fold for fold in self.folds_in(start, end) if fold.stop > end)
        return next((f for f in folds if all(map(is_noise, [f.first, *self.lines[f.body : end]]))), None)

    def headings_in(self, start: int, end: int) -> tuple[Heading, ...]:
        """The headings from line `start` on and before `end`."""
        return self.headings[_at(self.headings, start) : _at(self.headings, end)]

    def blocks_in(self, start: int, end: int) -> tuple[Block, ...]:
        """The blocks that begin from line `start` on and before `end`."""
        return self.blocks[_at(self.blocks, start) : _at(self.blocks, end)]


def _at(parts: Sequence[Fold] | Sequence[Heading] | Sequence[Block], line: int) -> int:
    """The index of the first part that begins at `line` or later."""
    return bisect_left(parts, line, key=lambda part: part.line)


def outlined(document: Document) -> Outline:
    """The outline of a document's body."""
    lines = document.body.lines
    fenced, remarks = verbatim.fences(lines)
    boxes = containers(lines, fenced | remarks)
    marks = {number for box in boxes for number in (box.line, *([box.end] if box.closed else []))}
    indented = list(admonitions(lines, fenced | remarks))
    bare = verbatim.without(dedented(lines, indented), remarks | marks)
    shown, tokens = _parsed(verbatim.fenced_too(bare, fenced))
    code, hidden = verbatim.code(tokens), verbatim.hidden(tokens, lines) | remarks
    opaque = code | hidden | verbatim.shut(lines, code | hidden)
    boxed = {number for box in indented for number in range(box.line, box.end)}
    headings = tuple(
        heading
        for heading in sorted([*_headings(tokens, lines), *_tight(lines, opaque)], key=lambda h: h.line)
        if heading.line not in boxed
    )
    quoted = frozenset(
        n for t in tokens if t.type == "blockquote_open" and t.map and t.level == 0 for n in range(*t.map)
    )
    written = folds.written(lines, opaque, [heading.line for heading in headings])
    boxed_folds = (folds.of_container(box) for box in (*boxes, *indented) if box.folds)
    return Outline(
        lines, shown, headings, tuple(_blocks(tokens)), tuple(_items(tokens, lines)),
        folds.nested([*written, *boxed_folds]), opaque, code, hidden, quoted, opaque | verbatim.tables(tokens),
        labels.found(lines, opaque), tuple(tag for text in document.setting("tags") for tag in parted(text)),
    )  # fmt: skip


def _parsed(lines: list[str]) -> tuple[str, list[Token]]:
    """The text as CommonMark has to read it, in which no line of a formula underlines a heading, and its blocks."""
    tokens = blocks_of("\n".join(lines))
    signs = verbatim.no_underlines(tokens, lines)
    text = "\n".join(f"\\{line}" if number in signs else line for number, line in enumerate(lines))
    return text, blocks_of(text) if signs else tokens


def blocks_of(text: str) -> list[Token]:
    """The blocks of a text; rendering parses what is inside them."""
    return MarkdownIt("commonmark").enable("table").disable("inline").parse(text)


def _headings(tokens: Sequence[Token], lines: tuple[str, ...]) -> list[Heading]:
    headings: list[Heading] = []
    ruled = underlined.texts(tokens, lines)
    parents: list[tuple[str, int, int]] = []
    for at, token in enumerate(tokens):
        if token.type in ("list_item_open", "blockquote_open") and token.map:
            parents.append((token.type, content_indent(lines[token.map[0]]), token.map[0]))
        elif token.type in ("list_item_close", "blockquote_close"):
            parents.pop()
        quoted = any(kind == "blockquote_open" for kind, _, _ in parents)
        if token.type == "heading_open" and token.map and not quoted and len(parents) <= 1:
            text = " ".join(tokens[at + 1].content.split())
            indent = parents[-1][1] if parents else 0
            # A rule below an item's last line ends the list to its author.
            underlined_item = parents and not token.markup.startswith("#")
            if text and token.map[0] not in ruled and not underlined_item:
                nested = bool(parents) and parents[-1][2] != token.map[0]
                headings.append(Heading(int(token.tag[1]), text, token.map[0], token.map[1], indent, nested))
        elif token.type == "html_block" and token.map and not parents:
            for match in _HTML_HEADING.finditer(token.content):
                start = token.map[0] + token.content[: match.start()].count("\n")
                text = " ".join(_TAG.sub("", match[2]).split())
                if text:
                    headings.append(Heading(int(match[1]), text, start, start + match[0].count("\n") + 1))
    return headings


def _tight(lines: tuple[str, ...], opaque: frozenset[int]) -> list[Heading]:
    """The headings without a blank behind their signs, each below a blank line; `#word` is one beside others.

    Elsewhere that is a tag.
    """
    found = []
    for number, line in enumerate(lines):
        mark = _TIGHT_HEADING.match(line) if number not in opaque else None
        if mark and not (number and lines[number - 1].strip()):
            found.append(Heading(len(mark[1]), mark[2].strip(" #"), number, number + 1))
    several = sum(heading.level > 1 for heading in found) > 1
    return found if several else [heading for heading in found if heading.level > 1]


def content_indent(line: str) -> int:
    """The column at which the text of a list item begins."""
    marker = re.match(r"\s*(?:[-*+]|\d{1,9}[.)])\s*", line)
    return marker.end() if marker else 0


def _blocks(tokens: Sequence[Token]) -> list[Block]:
    blocks = []
    for at, token in enumerate(tokens):
        if token.level == 0 and token.map and token.nesting >= 0:
            text = tokens[at + 1].content if token.type in ("paragraph_open", "heading_open") else token.content
            blocks.append(Block(token.type.removesuffix("_open"), token.map[0], token.map[1], text))
    return blocks


def _items(tokens: Sequence[Token], lines: tuple[str, ...]) -> list[Block]:
    """The items of the lists at the top level of the file; `text` is the paragraph that the item begins with."""
    items = []
    for at, token in enumerate(tokens):
        if token.type == "list_item_open" and token.level == 1 and token.map:
            kind = "ordered" if token.markup in (".", ")") else "bullet"
            first = tokens[at + 1]
            text = tokens[at + 2].content if first.type == "paragraph_open" else ""
            items.append(Block(kind, token.map[0], token.map[1], text, content_indent(lines[token.map[0]])))
    return items
