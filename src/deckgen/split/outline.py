"""A file's blocks as CommonMark sees them: which lines are code, where headings, lists, quotes and folds stand.

All lines are 0-based within the body, ends exclusive, as in markdown-it-py's `Token.map`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from deckgen.data import Document

_HTML_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.IGNORECASE | re.DOTALL)
_FOLD = re.compile(r"<(/?)(details|summary)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading outside quotes and code; `indent` is how far a list item around it indents what belongs to
    it, and `nested` says that the item does not begin with it.
    """

    level: int
    text: str
    line: int
    end: int
    indent: int = 0
    nested: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A block directly in the file, or a list item in one: its kind is markdown-it-py's without `_open`."""

    kind: str
    line: int
    end: int
    text: str = ""
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Fold:
    """A `<details>` element: `summary` is the inline text, `body` to `body_end` are the lines between, cleaned of tags."""

    line: int
    summary: str
    summary_line: int
    body: int
    end: int
    first: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """What splitting looks at. `opaque` lines are code and HTML comments: nothing in them asks or answers."""

    lines: tuple[str, ...]
    headings: tuple[Heading, ...]
    blocks: tuple[Block, ...]
    items: tuple[Block, ...]
    folds: tuple[Fold, ...]
    opaque: frozenset[int]
    quoted: frozenset[int]


def outline(document: Document) -> Outline:
    """The outline of a document's body."""
    tokens = MarkdownIt("commonmark").enable("table").parse(document.body.text)
    lines = document.body.lines
    opaque = _opaque(tokens, lines)
    folds = _folds(lines, opaque)
    return Outline(
        lines, tuple(_headings(tokens, lines)), tuple(_blocks(tokens)), tuple(_items(tokens, lines)), folds, opaque,
        frozenset(n for t in tokens if t.type == "blockquote_open" and t.map and t.level == 0 for n in range(*t.map)),
    )  # fmt: skip


def _opaque(tokens: Sequence[Token], lines: tuple[str, ...]) -> frozenset[int]:
    found: set[int] = set()
    for token in tokens:
        if token.map is None:
            continue
        start, end = token.map
        if token.type in ("fence", "code_block"):
            found.update(range(start, end))
        elif token.type == "html_block" and token.content.lstrip().startswith("<!--"):
            inside = "\n".join(lines[start:end])
            if inside.count("\n") and "-->" in inside:
                found.update(range(start, start + inside[: inside.index("-->")].count("\n") + 1))
    return frozenset(found)


def _headings(tokens: Sequence[Token], lines: tuple[str, ...]) -> list[Heading]:
    found: list[Heading] = []
    parents: list[tuple[str, int, int]] = []
    for at, token in enumerate(tokens):
        if token.type in ("list_item_open", "blockquote_open") and token.map:
            parents.append((token.type, _content_indent(lines[token.map[0]]), token.map[0]))
        elif token.type in ("list_item_close", "blockquote_close"):
            parents.pop()
        quoted = any(kind == "blockquote_open" for kind, _, _ in parents)
        if token.type == "heading_open" and token.map and not quoted and len(parents) <= 1:
            text = tokens[at + 1].content.strip()
            indent = parents[-1][1] if parents else 0
            if text:
                nested = bool(parents) and parents[-1][2] != token.map[0]
                found.append(Heading(int(token.tag[1]), text, token.map[0], token.map[1], indent, nested))
        elif token.type == "html_block" and token.map and not parents:
            for match in _HTML_HEADING.finditer(token.content):
                start = token.map[0] + token.content[: match.start()].count("\n")
                text = " ".join(_TAG.sub("", match[2]).split())
                if text:
                    found.append(Heading(int(match[1]), text, start, start + match[0].count("\n") + 1))
    return found


def _content_indent(line: str) -> int:
    marker = re.match(r"\s*(?:[-*+]|\d{1,9}[.)])\s*", line)
    return marker.end() if marker else 0


def _blocks(tokens: Sequence[Token]) -> list[Block]:
    found = []
    for at, token in enumerate(tokens):
        if token.level == 0 and token.map and token.nesting >= 0:
            text = tokens[at + 1].content if token.type in ("paragraph_open", "heading_open") else token.content
            found.append(Block(token.type.removesuffix("_open"), token.map[0], token.map[1], text))
    return found


def _items(tokens: Sequence[Token], lines: tuple[str, ...]) -> list[Block]:
    """The items of the lists directly in the file; `text` is what the item begins with."""
    found = []
    for at, token in enumerate(tokens):
        if token.type == "list_item_open" and token.level == 1 and token.map:
            kind = "ordered" if token.markup in (".", ")") else "bullet"
            first = tokens[at + 1]
            text = tokens[at + 2].content if first.type == "paragraph_open" else ""
            found.append(Block(kind, token.map[0], token.map[1], text, _content_indent(lines[token.map[0]])))
    return found


def _folds(lines: tuple[str, ...], opaque: frozenset[int]) -> tuple[Fold, ...]:
    """Every `<details>` that is closed. One that is not, in HTML as people write it, folds nothing."""
    found: list[Fold] = []
    stack: list[dict[str, int | str]] = []
    for number, line in enumerate(lines):
        if number in opaque or "<" not in line:
            continue
        for tag in _FOLD.finditer(line):
            closing, name = bool(tag[1]), tag[2].lower()
            if name == "details" and not closing:
                stack.append({"line": number, "depth": len(stack)})
            elif name == "details" and stack:
                fold = stack.pop()
                if "body" in fold:
                    found.append(_fold(fold, number))
            elif name == "summary" and stack and not closing and "summary" not in stack[-1]:
                stack[-1] |= {"summary": number, "from": tag.end()}
            elif name == "summary" and closing and stack and "summary" in stack[-1] and "body" not in stack[-1]:
                fold = stack[-1]
                start = int(fold["summary"])
                parts = [*lines[start:number], line[: tag.start()]]
                parts[0] = parts[0][int(fold["from"]) :]
                fold |= {"text": "\n".join(parts), "body": number + 1, "first": line[tag.end() :]}
    return tuple(sorted(found, key=lambda fold: fold.line))


def _fold(fold: dict[str, int | str], end: int) -> Fold:
    text = str(fold["text"])
    skipped = text[: len(text) - len(text.lstrip())].count("\n")
    return Fold(
        line=int(fold["line"]), summary=text.strip(), summary_line=int(fold["summary"]) + skipped,
        body=int(fold["body"]), end=end, first=str(fold["first"]), depth=int(fold["depth"]),
    )  # fmt: skip
