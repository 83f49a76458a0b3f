"""Places carried from Markdown to HTML: formulas, pictures and raw HTML know the line and column they were written at.

markdown-it gives blocks their lines (`Token.map`, 0-based); columns are ours to keep. Inline rules say at which offset
they began, and both give a mark on the element in the HTML, which sanitising lets through and the field takes off.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from deckgen.data import Fragment, Span

ATTRIBUTE = "data-at"
# These stand for what is ours between Markdown and the field; nothing an author writes survives as one.
NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
_SIGN = "\ufdd3"
_VALUE = re.compile(rf"{_SIGN}(\d)\.(\d+)\.(\d+)")
# Without quotes where it was put into an author's own tag, of which it may already be in an attribute.
_MARK = re.compile(rf' {ATTRIBUTE}=(?:"{_VALUE.pattern}/?"|{_VALUE.pattern})')
_TAG = re.compile(r"<[a-zA-Z][a-zA-Z0-9-]*(?=[\s/>])")
# Inline rules of markdown-it whose first token is to know its place.
_RULES = ("image", "link", "autolink", "html_inline", "math", "wiki")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the Markdown of a field, or in the definitions of its file; line and column count from 0."""

    line: int
    column: int
    definitions: bool = False

    @property
    def value(self) -> str:
        """The place as an attribute's value."""
        return f"{_SIGN}{int(self.definitions)}.{self.line}.{self.column}"

    @property
    def mark(self) -> str:
        """The place as an attribute of an element, with the blank before it."""
        return f' {ATTRIBUTE}="{self.value}"'


def read(value: str | None) -> Place | None:
    """The place that an attribute's value says, None when it says none."""
    match = _VALUE.match(value or "")
    return Place(int(match[2]), int(match[3]), match[1] == "1") if match else None


def spellings(address: str) -> tuple[str, ...]:
    """How an address may stand in the Markdown: as it is, without percent-encoding, or only its file's name."""
    plain = unquote(address)
    return address, plain, plain.rpartition("/")[2]


def unmarked(text: str) -> str:
    """HTML without marks."""
    return _MARK.sub("", text) if _SIGN in text else text


def plugin(parser: MarkdownIt) -> None:
    """Gives tokens their places.

    `env["lines"]` has the lines of the Markdown, and `env["definition_lines"]` those of the definitions.
    """
    for name in _RULES:
        rule = next(rule.fn for rule in parser.inline.ruler.__rules__ if rule.name == name)
        parser.inline.ruler.at(name, _noting(rule))
    parser.core.ruler.push("places", _places)


def of(token: Token) -> str:
    """The mark of a token that has a place, else nothing."""
    place = token.meta.get("place") if token.meta else None
    return place.mark if place else ""


def _noting(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def noted(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        # The text before the construct is pushed with it.
        for token in state.tokens[count : count + 2]:
            if token.type != "text":
                token.meta.setdefault("offset", start)
                break
        return True

    return noted


def _places(state: StateCore) -> None:
    if "lines" not in state.env:
        return
    before = ""
    # Where the last cell of a row ended: cells of one row are told apart by their order.
    cells: tuple[int, int] = (-1, 0)
    for token in state.tokens:
        if token.map and token.type == "inline":
            lines = _Lines(state.env, token)
            if before in ("td_open", "th_open"):
                start = lines.find(0, cells[1] if cells[0] == token.map[0] else 0)
                cells = (token.map[0], start + len(token.content))
            else:
                start = None
            for child in token.children or ():
                if (offset := child.meta.get("offset")) is not None:
                    _note(child, lines, offset, start)
        elif token.map and token.type == "html_block":
            _note(token, _Lines(state.env, token), 0, None)
        elif token.map and token.type in ("math", "fence"):
            token.meta = {**token.meta, "place": Place(token.map[0], 0, bool(token.meta.get("definitions")))}
        before = token.type


class _Lines:
    """The lines that a token came from; a line of its content may lack what stood before it and behind it there."""

    def __init__(self, env: Any, token: Token) -> None:
        assert token.map is not None
        self.first = token.map[0]
        self.content = token.content.split("\n")
        self.definitions = bool(token.meta.get("definitions"))
        self.source: Sequence[str] = env["definition_lines" if self.definitions else "lines"]

    def find(self, number: int, start: int) -> int:
        """The column where a line of a cell's content begins."""
        text = self.source[self.first + number] if self.first + number < len(self.source) else ""
        return max(
            0, text.find(self.content[number], start), text.find(self.content[number].replace("|", "\\|"), start)
        )

    def place(self, offset: int, start: int | None) -> Place:
        """The place of an offset in the content.

        `start` is the column where the first line begins, if that is known.
        """
        number, column = 0, offset
        while number < len(self.content) - 1 and column > len(self.content[number]):
            column -= len(self.content[number]) + 1
            number += 1
        line = self.first + number
        if start is None or number:
            text = self.source[line] if line < len(self.source) else ""
            start = max(0, text.rfind(self.content[number]))
        return Place(line, start + column, self.definitions)


def _note(token: Token, lines: _Lines, offset: int, start: int | None) -> None:
    place = lines.place(offset, start)
    token.meta["place"] = place
    if token.type in ("image", "link_open"):
        token.attrSet(ATTRIBUTE, place.value)
    elif token.type in ("html_block", "html_inline"):

        def marked(match: re.Match[str]) -> str:
            return match[0] + lines.place(offset + match.start(), start).mark.replace('"', "")

        token.content = _TAG.sub(marked, token.content)


@dataclass(slots=True)
class Locator:
    """Places → spans of a file.

    Python-Markdown carries no places: there, what is looked for is found in the order in which it stands.
    """

    fragment: Fragment
    definitions: Fragment
    otherwise: Span
    _reached: tuple[int, int] = (0, 0)

    def span(self, place: Place | None, *needles: str, within: int = 1) -> Span:
        """Where the first of `needles` stands within some lines of a place, else the place itself.

        `otherwise` where nothing is known.
        """
        if place is None:
            return self._next(needles)
        fragment = self.definitions if place.definitions else self.fragment
        if place.line >= len(fragment.lines):
            return self.otherwise
        for line, column in _occurrences(fragment, place.line, place.column, needles, within):
            return fragment.span(line, column)
        return fragment.span(place.line, place.column)

    def _next(self, needles: Sequence[str]) -> Span:
        for start in (self._reached, (0, 0)):
            for line, column in _occurrences(self.fragment, *start, needles, len(self.fragment.lines)):
                self._reached = (line, column + 1)
                return self.fragment.span(line, column)
        return self.otherwise


def _occurrences(
    fragment: Fragment, line: int, column: int, needles: Sequence[str], count: int
) -> Iterator[tuple[int, int]]:
    for needle in filter(None, needles):
        for number in range(line, min(line + count, len(fragment.lines))):
            at = fragment.lines[number].lower().find(needle.lower(), column if number == line else 0)
            if at >= 0:
                yield number, at
