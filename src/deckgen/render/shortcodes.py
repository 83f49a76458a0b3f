"""Emoji by name, `:tada:`, as GitHub knows them."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_CODE = re.compile(r":[a-zA-Z0-9_+\-]+:(?![\w:])", re.ASCII)


def plugin(parser: MarkdownIt) -> None:
    """Replace the names that are known; `10:30:45`, `a:b:c` and `std::cout` are none."""
    parser.inline.ruler.before("autolink", "emoji", _emoji)


def _emoji(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != ":":
        return False
    code = _CODE.match(state.src, state.pos, state.posMax)
    before = state.src[state.pos - 1] if state.pos else " "
    if not code or before == ":" or (before.isascii() and before.isalnum()):
        return False
    from emoji import emojize  # a table of 5,000 that most notes never need

    picture = emojize(code[0], language="alias")
    if picture == code[0]:
        return False
    if not silent:
        state.push("text", "", 0).content = picture
    state.pos = code.end()
    return True
