"""Tasks in the states that Obsidian's themes add to done and open: `- [/]` begun, `- [-]` given up, `- [>]` moved."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# Letters and figures in brackets may be options or sources.
_STATE = re.compile(r"\[([-/><!?*~+=\"])\][ \t]+(?=\S)")
# What stands in the box.
_SIGNS = {"-": "–", ">": "→", "<": "←", "/": ""}
_NAMES = {"/": " task-begun", "-": " task-dropped"}


def plugin(parser: MarkdownIt) -> None:
    """Give such items a box."""
    parser.core.ruler.before("inline", "tasks", _tasks)
    parser.add_render_rule("task", _render)


def _tasks(state: StateCore) -> None:
    items = zip(state.tokens, pairwise(state.tokens[1:]), strict=False)
    for item, (paragraph, text) in items:
        if item.type != "list_item_open" or paragraph.type != "paragraph_open":
            continue
        if found := _STATE.match(text.content):
            item.attrJoin("class", "task-list-item")
            text.content = text.content[found.end() :]
            # What the text is parsed into comes behind it.
            text.children = [Token("task", "span", 0, content=found[1])]


def _render(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    state = tokens[at].content
    sign = _SIGNS.get(state, state)
    return f'<span class="task{_NAMES.get(state, "")}">{sign}</span> '
