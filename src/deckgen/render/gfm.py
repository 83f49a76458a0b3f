"""The `gfm` dialect: CommonMark and GitHub's extensions through markdown-it-py, with math."""

import html
from collections.abc import Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from deckgen.render import code, math


def to_html(text: str) -> str:
    """HTML, not yet sanitised."""
    return str(_parser().render(text))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"breaks": True, "linkify": True, "highlight": None})
    parser.enable(["table", "strikethrough", "linkify"])
    if parser.linkify:
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
    parser.inline.ruler.before("escape", "math", _math_inline)
    parser.block.ruler.before("fence", "math", _math_block, {"alt": ["paragraph", "blockquote", "list", "reference"]})
    parser.add_render_rule("math", _render_math)
    parser.add_render_rule("fence", _render_fence)
    return parser


def _math_inline(state: StateInline, silent: bool) -> bool:
    found = math.inline(state.src, state.pos)
    if not found:
        return False
    if not silent:
        token = state.push("math", "", 0)
        token.content, token.meta = found.tex, {"display": found.display}
    state.pos = found.end
    return True


def _math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    lines = [state.src[state.bMarks[n] + state.tShift[n] : state.eMarks[n]] for n in range(start, end)]
    found = math.block(lines)
    if not found:
        return False
    if not silent:
        state.line = start + found.lines
        token = state.push("math", "", 0)
        token.content, token.meta, token.block, token.map = found.tex, {"display": True}, True, [start, state.line]
    return True


def _render_math(self: Any, tokens: Sequence[Any], at: int, options: Any, env: Any) -> str:
    return math.to_html(tokens[at].content, display=tokens[at].meta["display"])


def _render_fence(self: Any, tokens: Sequence[Any], at: int, options: Any, env: Any) -> str:
    language = html.unescape(tokens[at].info.strip().split(" ")[0]) if tokens[at].info.strip() else ""
    if language == "math":
        return math.to_html(tokens[at].content.strip(), display=True)
    return code.to_html(tokens[at].content, language)
