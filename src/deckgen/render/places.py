"""Places carried from Markdown to HTML: formulas, media and raw HTML know where they were written, from start to end.

markdown-it gives blocks their lines (`Token.map`, 0-based); columns are ours to keep. Inline rules say at which offsets
they began and ended, and both give a mark on the element in the HTML, which sanitising lets through and the field takes
off.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

ATTRIBUTE = "data-at"
# These stand for what is ours between Markdown and the field; nothing an author writes survives as one.
NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
_SIGN = "\ufdd3"
_VALUE = rf"{_SIGN}[0-9]{{1,9}}(?:\.[0-9]{{1,9}}){{4}}"
# A mark as it is written, and as the sanitiser and markdown-it write attributes.
MARK = rf' {ATTRIBUTE}=(?:{_VALUE} |"{_VALUE}")'
_MARKS = re.compile(MARK)
_WRITTEN = re.compile(f' {ATTRIBUTE}="[^"]*"')
# Behind the name of a tag, and before a sound in Anki's notation.
_MARKED = re.compile(r"<[a-zA-Z][a-zA-Z0-9-]*(?=[\s/>])|(?=\[sound:)")
_SOUND = re.compile(r"\[sound:[^\[\]<>\n]*\]?")
_TAG = re.compile(r"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_FORMULA = re.compile(r"""\bclass\s*=\s*["']?[^"'>]*\bmath\b""", re.IGNORECASE)
# A tag with more characters ends at the next `>`, in quotes or not.
_LONGEST = 2_000
# Inline rules of markdown-it whose first token is to know its place.
_RULES = ("image", "link", "autolink", "html_inline", "math", "wiki")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in one of the texts that a field is made of, and where it ends.

    Lines and columns count from 0; `end_column` is that behind its last character. `source` is the number of the text:
    0 is the field's own Markdown, 1 the definitions of its file.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    source: int = 0

    @property
    def value(self) -> str:
        """The place as an attribute's value."""
        return f"{_SIGN}{self.source}.{self.line}.{self.column}.{self.end_line}.{self.end_column}"

    @property
    def mark(self) -> str:
        """The place as an attribute of an element, between blanks: a slash may follow."""
        return f" {ATTRIBUTE}={self.value} "


def read(value: str | None) -> Place | None:
    """The place that an attribute's value says, None when it says none."""
    if not value or not re.fullmatch(_VALUE, value):
        return None
    source, line, column, end_line, end_column = map(int, value.removeprefix(_SIGN).split("."))
    return Place(line, column, end_line, end_column, source)


def unmarked(text: str) -> str:
    """HTML as it was before it got marks."""
    return _MARKS.sub("", text) if _SIGN in text else text


def without_attribute(tag: str) -> str:
    """A tag as the sanitiser writes it, without its place and without what its author wrote by that name."""
    return _WRITTEN.sub("", tag)


def plugin(parser: MarkdownIt) -> None:
    """Gives tokens their places.

    `env["sources"]` has the lines of all texts; `env["source"]` is the number of this one, behind which its definitions
    stand.
    """
    for name in _RULES:
        rule = next(rule.fn for rule in parser.inline.ruler.__rules__ if rule.name == name)
        parser.inline.ruler.at(name, _noting(rule))
    parser.inline.ruler.before("link", "sound", _sound)
    parser.add_render_rule("sound", _render_sound)
    parser.core.ruler.push("places", _places)


def of(token: Token) -> str:
    """The mark of a token that has a place, else nothing."""
    place = token.meta.get("place") if token.meta else None
    return place.mark if place else ""


def finder(env: Any, token: Token) -> Callable[[int, int], Place | None]:
    """Finds the place of what stands between two offsets of a token's content, as it was without marks."""
    if "sources" not in env or not token.map:
        return lambda start, end: None
    return _Lines(env, token).place


def _noting(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def noted(state: StateInline, silent: bool) -> bool:
        start, count = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        # The text before the construct is pushed with it.
        for token in state.tokens[count : count + 2]:
            if token.type != "text":
                token.meta.setdefault("offsets", (start, state.pos))
                break
        return True

    return noted


def _sound(state: StateInline, silent: bool) -> bool:
    """A token before `[sound:…]`, which stays the text that it is to Markdown."""
    if not silent and (sound := _SOUND.match(state.src, state.pos, state.posMax)):
        state.push("sound", "", 0).meta["offsets"] = sound.span()
    return False


def _render_sound(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return of(tokens[at])


def _places(state: StateCore) -> None:
    if "sources" not in state.env:
        return
    before = ""
    # Where the last cell of a row ended: cells of one row are told apart by their order.
    row, end = -1, 0
    for token in state.tokens:
        if token.map and token.type == "inline":
            lines = _Lines(state.env, token)
            if before in ("td_open", "th_open"):
                end = lines.as_cell(end if row == token.map[0] else 0)
                row = token.map[0]
            for child in token.children or ():
                if offsets := child.meta.get("offsets"):
                    _note(child, lines, *offsets)
        elif token.map and token.type == "html_block":
            _note(token, _Lines(state.env, token), 0, len(token.content))
        elif token.map and token.type in ("math", "fence"):
            token.meta = {**token.meta, "place": _Lines(state.env, token).whole(token.map[1] - 1)}
        before = token.type


class _Lines:
    """The lines that a token came from; a line of its content may lack what stood before it and behind it there."""

    def __init__(self, env: Any, token: Token) -> None:
        assert token.map is not None
        self.first = token.map[0]
        self.number: int = env["source"] + bool(token.meta.get("definitions"))
        self.source: Sequence[str] = env["sources"][self.number]
        self.content = unmarked(token.content)
        self.starts = [0, *(newline.end() for newline in re.finditer("\n", self.content))]
        self.margins: dict[int, int] = {}
        self.is_cell = False

    def as_cell(self, start: int) -> int:
        """Take the content for that of a table's cell, which stands behind column `start`; returns where it ends.

        There, a `|` of the content was written with a backslash.
        """
        written = self.content.replace("|", "\\|")
        self.is_cell = True
        self.margins[0] = max(0, self._text(self.first).find(written, start))
        return self.margins[0] + len(written)

    def place(self, start: int, end: int) -> Place:
        """The place of the content between two offsets."""
        return Place(*self._position(start), *self._position(end), self.number)

    def whole(self, last: int) -> Place:
        """The place of whole lines, up to the end of the line `last`."""
        return Place(self.first, 0, last, len(self._text(last)), self.number)

    def _position(self, offset: int) -> tuple[int, int]:
        number = bisect_right(self.starts, offset) - 1
        start = self.starts[number]
        if number not in self.margins:
            stop = self.starts[number + 1] - 1 if number + 1 < len(self.starts) else len(self.content)
            self.margins[number] = max(0, self._text(self.first + number).rfind(self.content[start:stop]))
        escapes = self.content.count("|", start, offset) if self.is_cell else 0
        return self.first + number, self.margins[number] + offset - start + escapes

    def _text(self, line: int) -> str:
        return self.source[line] if line < len(self.source) else ""


def _note(token: Token, lines: _Lines, start: int, end: int) -> None:
    place = lines.place(start, end)
    token.meta["place"] = place
    if token.type in ("image", "link_open"):
        token.attrSet(ATTRIBUTE, place.value)
    elif token.type in ("html_block", "html_inline"):
        text = token.content

        def marked(match: re.Match[str]) -> str:
            at, end = match.start(), _end(text, match.start())
            if _FORMULA.search(text, at, end):
                # The formula stands behind its tag.
                at, end = end, _found(text, "</", end)
            return match[0] + lines.place(start + at, start + end).mark

        token.content = _MARKED.sub(marked, text)


def _end(text: str, at: int) -> int:
    """Where the tag or the sound that begins at `at` ends."""
    if match := (_SOUND if text[at] == "[" else _TAG).match(text, at, at + _LONGEST):
        return match.end()
    return min(_found(text, ">", at) + 1, len(text))


def _found(text: str, what: str, at: int) -> int:
    """Where `what` stands from `at` on, or the end of the text."""
    found = text.find(what, at)
    return len(text) if found < 0 else found
