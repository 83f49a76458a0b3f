"""Emoji by name, `:tada:`, as GitHub knows them."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

# One after the other, too; a colon that ends none of them makes them text.
_CODES = re.compile(r"(?::[a-zA-Z0-9_+\-]++:)++(?![\w:])", re.ASCII)
_CODE = re.compile(r":[^:]++:")


def plugin(parser: MarkdownIt) -> None:
    """Replace the names that are known; `10:30:45`, `a:b:c` and `std::cout` are none."""
    parser.inline.ruler.before("autolink", "emoji", _emoji)


def _emoji(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != ":":
        return False
    codes = _CODES.match(state.src, state.pos, state.posMax)
    before = state.src[state.pos - 1] if state.pos else " "
    if not codes or before == ":" or (before.isascii() and before.isalnum()):
        return False
    from emoji import emojize  # a table of 5,000 that most notes never need

    named = [(code, emojize(code, language="alias")) for code in _CODE.findall(codes[0])]
    if any(picture == code for code, picture in named):
        return False
    if not silent:
        state.push("text", "", 0).content = "".join(picture for _, picture in named)
    state.pos = codes.end()
    return True
