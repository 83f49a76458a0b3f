"""Anki's cloze marks, `{{c1::text::hint}}`, in Markdown: nested, over several blocks, in formulas and in HTML.

Marks that Anki must see are noncharacters until the field is finished (`to_html`): nothing between may touch them.
Other braces and colons become text that Anki does not act on (docs/anki.md, Text in fields).
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from deckgen.render import code_clozes
from deckgen.render import field as fields
from deckgen.render.around import around
from deckgen.render.field import Field, Formula, Media, MediaEnd, Segment, Tag, Text
from deckgen.render.marks import CLOSE, OPEN, OPENING, PAIRED, PART
from deckgen.render.places import MARK

_CLOZE_MARK = re.compile(r"\{\{(c\d{1,9})::|\}\}|::", re.ASCII)
# The parts of HTML that no mark can stand in: code, formulas, comments and the tags themselves.
_OPAQUE = re.compile(
    rf"(<(pre|code)\b.*?</\2>|<(span|div)(?:{MARK})? class=\"math.*?</\3>|<!--.*?-->|</?[a-z][^<>]*>)",
    re.DOTALL | re.IGNORECASE,
)
_NUMBER = re.compile(OPEN + r"c(\d{1,9})" + PART, re.ASCII)
_MARKED = re.compile(f"({OPEN}c[0-9]+{PART}|{CLOSE})")
_PIECES = re.compile(f"({OPEN}c[0-9]+{PART}|{CLOSE}|{PART})")
_BRACES = re.compile(f"}}(?=[}}{CLOSE}])")
_HINT = re.compile(PART + f"[^{OPEN}{CLOSE}]*(?={CLOSE})")


def plugin(parser: MarkdownIt) -> None:
    """Take the marks out of Markdown's hands where `env["cloze"]`, the depth of open ones, is set."""
    parser.inline.ruler.before("escape", "cloze", _cloze)
    parser.add_render_rule("cloze_open", _mark)
    parser.add_render_rule("cloze_close", _mark)
    parser.add_render_rule("html_block", _html_block)
    parser.add_render_rule("code_inline", _code)
    parser.add_render_rule("code_block", _code)


def numbers(field: Field) -> set[int]:
    """The numbers of the clozes in a field."""
    return {int(number) for text in _texts(field) for number in _NUMBER.findall(text)}


def depth(field: Field) -> int:
    """How many clozes of a field are open at once, at most."""
    signs = (sign for text in _texts(field) for sign in text if sign in OPEN + CLOSE)
    return max(accumulate(1 if sign == OPEN else -1 for sign in signs), default=0)


def without_marks(text: str) -> str:
    """A text as the answer shows it: without marks and hints."""
    return _HINT.sub("", _NUMBER.sub("", text)).replace(CLOSE, "").replace(PART, "")


def unhidden(field: Field) -> Field:
    """The settled field as the answer shows it: without marks, and without hints in whatever stands there."""
    out: list[Segment] = []
    # The clozes that are open, and whether their hints have begun.
    hints: list[bool] = []
    for segment in field:
        match segment:
            case Text():
                shown = ""
                for piece in _PIECES.split(segment.html):
                    if piece.startswith(OPEN):
                        hints.append(False)
                    elif piece == CLOSE:
                        hints.pop()
                    elif piece == PART and hints:
                        hints[-1] = True
                    elif not any(hints):
                        shown += "::" if piece == PART else piece
                out.append(Text(shown))
            case Formula() if not any(hints):
                out.append(replace(segment, escaped=without_marks(segment.escaped)))
            case Tag():
                out.append(segment)
            case Media() | MediaEnd() if not any(hints):
                out.append(segment)
    return tuple(out)


def sides(text: str) -> tuple[str, ...]:
    """What a text with marks shows: on the answer, and on the question of each of its numbers."""
    return (without_marks(text), *(_asked(text, number) for number in dict.fromkeys(_NUMBER.findall(text))))


def _asked(text: str, number: str) -> str:
    """What the question of a cloze shows: `[hint]` or `[...]` for it, the text of the others."""
    out = [""]
    numbers: list[str] = []
    for token in _MARKED.split(text):
        if opening := _NUMBER.fullmatch(token):
            numbers.append(opening[1])
            out.append("")
        elif token == CLOSE and numbers:
            shown, _, hint = out.pop().partition(PART)
            out[-1] += f"[{hint or '...'}]" if numbers.pop() == number else shown
        else:
            out[-1] += token
    return "".join(out)


def settled(field: Field) -> Field:
    """The field with every mark in its final form.

    Formulas get their marks too, tags lose theirs, and a mark that has no other end becomes text.
    """
    segments: list[Segment] = []
    # The marks that are open: which segment, and which part of it.
    opened: list[tuple[int, int]] = []
    texts: dict[int, list[str]] = {}
    for at, segment in enumerate(field):
        match segment:
            case Text():
                texts[at] = PAIRED.split(segment.html)
                for number, part in enumerate(texts[at]):
                    if part.startswith(OPEN):
                        opened.append((at, number))
                    elif part == CLOSE and opened:
                        opened.pop()
                    elif part == CLOSE:
                        texts[at][number] = "}}"
                segments.append(segment)
            case Formula():
                segments.append(replace(segment, escaped=_in_tex(segment.escaped)))
            case Tag() | MediaEnd():
                segments.append(replace(segment, html=without_marks(segment.html)))
            case Media():
                values = tuple((name, without_marks(value)) for name, value in segment.attributes)
                segments.append(replace(segment, html=without_marks(segment.html), attributes=values))
    for at, number in opened:
        texts[at][number] = "{{" + texts[at][number][1:-1] + "::"
    return around(tuple(Text("".join(texts[at])) if at in texts else part for at, part in enumerate(segments)))


def to_html(field: Field, names: fields.Names | None = None) -> str:
    """The field as Anki stores it: marks are Anki's own again; all other braces and colons are text."""
    # TeX ignores the blank; entities would do as well, but Anki's editor shows formulas as they are stored.
    field = tuple(
        replace(part, escaped=_BRACES.sub("} ", part.escaped)) if isinstance(part, Formula) else part for part in field
    )
    out = fields.to_html(field, names)
    out = out.replace("{{", "&#123;&#123;").replace("}}", "&#125;&#125;").replace("::", "&#58;:")
    return out.replace(OPEN, "{{").replace(CLOSE, "}}").replace(PART, "::")


def _texts(field: Field) -> Iterator[str]:
    for segment in field:
        match segment:
            case Text():
                yield segment.html
            case Formula():
                yield segment.escaped


def in_html(text: str) -> str:
    """An author's HTML with the marks in its text; `}}` and `::` are marks only inside a cloze."""
    depth = 0

    def mark(match: re.Match[str]) -> str:
        nonlocal depth
        if not match[1] and not depth:
            return match[0]
        depth += bool(match[1]) - (match[0] == "}}")
        return OPEN + match[1] + PART if match[1] else CLOSE if match[0] == "}}" else PART

    out, at = [], 0
    for opaque in _OPAQUE.finditer(text):
        is_code = opaque[2] is not None
        out += [_CLOZE_MARK.sub(mark, text[at : opaque.start()])]
        out += [code_clozes.in_element(opaque[0]) if is_code else opaque[0]]
        at = opaque.end()
    return "".join(out) + _CLOZE_MARK.sub(mark, text[at:])


def _in_tex(tex: str) -> str:
    out: list[str] = []
    # The depth of TeX's own braces in each open cloze: the `}}` of `{{c1::\\frac{a}{b_{c}}}}` is the last one.
    depths: list[int] = []
    at = 0
    while at < len(tex):
        inside = bool(depths) and depths[-1] == 0
        size = 2
        if opening := OPENING.match(tex, at):
            out.append(OPEN + opening[1] + PART)
            depths.append(0)
            size = opening.end() - at
        elif inside and tex.startswith("}}", at):
            out.append(CLOSE)
            depths.pop()
        elif inside and tex.startswith("::", at):
            out.append(PART)
        else:
            size = 2 if tex[at] == "\\" else 1
            out.append(tex[at : at + size])
            if depths:
                depths[-1] += (tex[at] == "{") - (tex[at] == "}")
        at += size
    return tex if depths else "".join(out)


def _cloze(state: StateInline, silent: bool) -> bool:
    depth = state.env.get("cloze")
    if depth is None:
        return False
    nesting: Literal[-1, 0, 1] = 0
    if opening := OPENING.match(state.src, state.pos, state.posMax):
        mark, length, nesting = OPEN + opening[1] + PART, opening.end() - state.pos, 1
    elif depth and state.src.startswith("}}", state.pos):
        mark, length, nesting = CLOSE, 2, -1
    elif depth and state.src.startswith("::", state.pos):
        mark, length = PART, 2
    else:
        return False
    if not silent:
        state.env["cloze"] = depth + nesting
        _push(state, mark, nesting)
    state.pos += length
    return True


def _push(state: StateInline, mark: str, nesting: Literal[-1, 0, 1]) -> None:
    """A token whose nesting keeps emphasis from beginning inside a cloze and ending outside."""
    kind = {1: "cloze_open", 0: "text", -1: "cloze_close"}[nesting]
    opened = next((token.meta["open"] for token in reversed(state.tokens) if token.type.startswith("cloze_")), 0)
    # What was opened in another block has nothing to end here.
    if nesting < 0 and not opened:
        kind, nesting = "text", 0
    token = state.push(kind, "", nesting)
    token.content, token.meta = mark, {"open": opened + nesting}


def _mark(self: Any, tokens: Sequence[Any], at: int, options: Any, env: Any) -> str:
    return str(tokens[at].content)


def _html_block(self: Any, tokens: Sequence[Any], at: int, options: Any, env: Any) -> str:
    return in_html(tokens[at].content) if "cloze" in env else str(tokens[at].content)


def _code(self: Any, tokens: Sequence[Any], at: int, options: Any, env: Any) -> str:
    token = tokens[at]
    marks = code_clozes.found(token.content) if "cloze" in env else ()
    code = html.escape(code_clozes.without(token.content, marks), quote=True)
    code = f"<code>{code_clozes.put(code, marks)}</code>"
    return f"<pre>{code}</pre>\n" if token.block else code
