"""Anki's cloze marks, `{{c1::text::hint}}`, in Markdown: nested, over several blocks, in formulas and in HTML.

Marks that Anki must see are noncharacters until the field is finished (`literal.cloze`): nothing between may touch them.
"""

import re
from collections.abc import Sequence
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from deckgen.render.anki_text import CLOZE_CLOSE, CLOZE_OPEN, CLOZE_PART, FORMULA

_OPENING = re.compile(r"\{\{(c\d+)::", re.ASCII)
_MARK = re.compile(r"\{\{(c\d+)::|\}\}|::", re.ASCII)
# What of HTML holds no text for marks: code, formulas, comments and the tags themselves.
_OPAQUE = re.compile(
    r"(<(pre|code)\b.*?</\2>|<(span|div) class=\"math.*?</\3>|<!--.*?-->|</?[a-z][^<>]*>)", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r'<[a-zA-Z](?:[^>"]|"[^"]*")*>')
_PAIRED = re.compile(f"({CLOZE_OPEN}c[0-9]+{CLOZE_PART}|{CLOZE_CLOSE})")
_NUMBER = re.compile(CLOZE_OPEN + r"c(\d+)" + CLOZE_PART, re.ASCII)
_HINT = re.compile(CLOZE_PART + f"[^{CLOZE_OPEN}{CLOZE_CLOSE}]*(?={CLOZE_CLOSE})")


def plugin(parser: MarkdownIt) -> None:
    """Take the marks out of Markdown's hands where `env["cloze"]`, the depth of open ones, is set."""
    parser.inline.ruler.before("escape", "cloze", _cloze)
    parser.add_render_rule("cloze_open", _mark)
    parser.add_render_rule("cloze_close", _mark)
    parser.add_render_rule("html_block", _html_block)


def numbers(text: str) -> set[int]:
    """The numbers of the marks in unfinished HTML."""
    return {int(number) for number in _NUMBER.findall(text)}


def removed(text: str) -> str:
    """Unfinished HTML as the answer shows it: without marks and hints."""
    return _HINT.sub("", _NUMBER.sub("", text)).replace(CLOZE_CLOSE, "").replace(CLOZE_PART, "")


def settled(text: str) -> str:
    """HTML with the marks in its formulas too, without those in attributes, and with those that have no other end as text."""
    text = _TAG.sub(lambda found: removed(found[0]), FORMULA.sub(lambda found: _in_tex(found[0]), text))
    out: list[str] = []
    opened: list[int] = []
    for part in _PAIRED.split(text):
        if part == CLOZE_CLOSE and opened:
            opened.pop()
        elif part.startswith(CLOZE_OPEN):
            opened.append(len(out))
        elif part == CLOZE_CLOSE:
            part = "}}"
        out.append(part)
    for at in opened:
        out[at] = "{{" + out[at][1:-1] + "::"
    return "".join(out)


def in_html(text: str) -> str:
    """An author's HTML with the marks in its text; `}}` and `::` are marks only inside a cloze."""
    depth = 0

    def mark(found: re.Match[str]) -> str:
        nonlocal depth
        if not found[1] and not depth:
            return found[0]
        depth += bool(found[1]) - (found[0] == "}}")
        return CLOZE_OPEN + found[1] + CLOZE_PART if found[1] else CLOZE_CLOSE if found[0] == "}}" else CLOZE_PART

    out, at = [], 0
    for opaque in _OPAQUE.finditer(text):
        out += [_MARK.sub(mark, text[at : opaque.start()]), opaque[0]]
        at = opaque.end()
    return "".join(out) + _MARK.sub(mark, text[at:])


def _in_tex(tex: str) -> str:
    out: list[str] = []
    # The depth of TeX's own braces in each open cloze: the `}}` of `{{c1::\\frac{a}{b_{c}}}}` is the last one.
    depths: list[int] = []
    at = 0
    while at < len(tex):
        inside = bool(depths) and depths[-1] == 0
        size = 2
        if found := _OPENING.match(tex, at):
            out.append(CLOZE_OPEN + found[1] + CLOZE_PART)
            depths.append(0)
            size = found.end() - at
        elif inside and tex.startswith("}}", at):
            out.append(CLOZE_CLOSE)
            depths.pop()
        elif inside and tex.startswith("::", at):
            out.append(CLOZE_PART)
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
    if found := _OPENING.match(state.src, state.pos, state.posMax):
        mark, length, nesting = CLOZE_OPEN + found[1] + CLOZE_PART, found.end() - state.pos, 1
    elif depth and state.src.startswith("}}", state.pos):
        mark, length, nesting = CLOZE_CLOSE, 2, -1
    elif depth and state.src.startswith("::", state.pos):
        mark, length = CLOZE_PART, 2
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
    # What was opened in another block has nothing to end here.
    if nesting < 0 and not sum(token.nesting for token in state.tokens if token.type.startswith("cloze_")):
        kind, nesting = "text", 0
    state.push(kind, "", nesting).content = mark


def _mark(self: Any, tokens: Sequence[Any], at: int, options: Any, env: Any) -> str:
    return str(tokens[at].content)


def _html_block(self: Any, tokens: Sequence[Any], at: int, options: Any, env: Any) -> str:
    return in_html(tokens[at].content) if "cloze" in env else str(tokens[at].content)
