"""Obsidian's ids of blocks, `^a1` behind a block or alone below it, which it never shows (help.obsidian.md, Links)."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# A number behind a number or a variable is a power that somebody wrote with a blank (`2 ^10`).
BLOCK_ID = re.compile(r"(?:^|\s)\^(?P<id>\d*+[A-Za-z-][A-Za-z0-9-]*+|(?<!\b\w\s\^)(?<!\d\s\^)(?<!\)\s\^)\d++)\s*\Z")


def plugin(parser: MarkdownIt) -> None:
    """Hide them."""
    parser.core.ruler.after("block", "block_ids", _block_ids)


def _block_ids(state: StateCore) -> None:
    if "^" not in state.src:
        return
    gone: set[int] = set()
    lines = state.src.split("\n")
    footnotes = 0
    for at, token in enumerate(state.tokens):
        footnotes += (token.type == "footnote_reference_open") - (token.type == "footnote_reference_close")
        if token.type == "inline" and not footnotes and (found := BLOCK_ID.search(token.content)):
            before = state.tokens[at - 1].type
            if before in ("paragraph_open", "heading_open"):
                token.content = token.content[: found.start()].rstrip()
                gone.update(range(at - 1, at + 2) if not token.content else ())
            elif before == "td_open" and token.map and "|" not in lines[token.map[0]]:
                # A line below a table is a row of it to Markdown.
                gone.update(_row(state.tokens, at))
    state.tokens = [token for at, token in enumerate(state.tokens) if at not in gone] if gone else state.tokens


def _row(tokens: Sequence[Token], at: int) -> range:
    start = end = at
    while tokens[start].type != "tr_open":
        start -= 1
    while tokens[end].type != "tr_close":
        end += 1
    return range(start, end + 1)
