"""Anki's cloze marks in Markdown: `{{c1::text::hint}}` outside code and math, nested or over several blocks."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from deckgen.render.literal import CLOZE_CLOSE, CLOZE_OPEN, CLOZE_PART

_OPENING = re.compile(r"\{\{(c\d+)::", re.ASCII)


def plugin(parser: MarkdownIt) -> None:
    """Take the marks out of Markdown's hands where `env["cloze"]`, the depth of open ones, is set."""
    parser.inline.ruler.before("escape", "cloze", _cloze)


def _cloze(state: StateInline, silent: bool) -> bool:
    depth = state.env.get("cloze")
    if depth is None:
        return False
    if found := _OPENING.match(state.src, state.pos, state.posMax):
        mark, length, change = CLOZE_OPEN + found[1] + CLOZE_PART, found.end() - state.pos, 1
    elif depth and state.src.startswith("}}", state.pos):
        mark, length, change = CLOZE_CLOSE, 2, -1
    elif depth and state.src.startswith("::", state.pos):
        mark, length, change = CLOZE_PART, 2, 0
    else:
        return False
    if not silent:
        state.push("text", "", 0).content = mark
        state.env["cloze"] = depth + change
    state.pos += length
    return True
