"""Notion's callouts: its export writes `<aside>` above lines of Markdown, which CommonMark would leave raw."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_TAG = re.compile(r"</?aside(?:\s[^<>]*+)?>[ \t]*$", re.IGNORECASE)


def plugin(parser: MarkdownIt) -> None:
    """Take a tag alone on its line for a block of HTML, which ends there."""
    parser.block.ruler.before("html_block", "aside", _aside, {"alt": ["paragraph", "reference", "blockquote"]})


def _aside(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if not (line.startswith("<") and _TAG.match(line)):
        return False
    if not silent:
        token = state.push("html_block", "", 0)
        token.map = [start, start + 1]
        token.content = state.getLines(start, start + 1, state.blkIndent, True)
        state.line = start + 1
    return True
