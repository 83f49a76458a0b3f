"""Admonitions of MkDocs, `!!! note "Title"` above indented text: callouts, and folds behind `???` and `???+`."""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from deckgen.render import callouts
from deckgen.syntax import ADMONITION, ADMONITION_INDENT

_FOLDS = {"!!!": "", "???": "-", "???+": "+"}


def plugin(parser: MarkdownIt) -> None:
    """Turn them into callouts."""
    alt = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "admonition", _admonition, {"alt": alt})


def _admonition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    head = ADMONITION.match(line) if line.startswith(("!!!", "???")) and not state.is_code_block(start) else None
    inside = state.sCount[start] + ADMONITION_INDENT
    last = start
    for number in range(start + 1, end if head else start):
        if state.isEmpty(number):
            continue
        if state.sCount[number] < inside:
            break
        last = number
    if not head or last == start:
        return False
    if silent:
        return True
    box = state.push("admonition_open", "div", 1)
    box.map = [start, last + 1]
    state.tokens[-1:] = callouts.opening(box, head["type"].lower(), _FOLDS[head["mark"]], head["title"] or "")
    parent, line_max, indent = state.parentType, state.lineMax, state.blkIndent
    state.parentType, state.lineMax, state.blkIndent = "admonition", last + 1, inside
    state.md.block.tokenize(state, start + 1, last + 1)
    state.parentType, state.lineMax, state.blkIndent = parent, line_max, indent
    state.push("admonition_close", box.tag, -1)
    state.line = last + 1
    return True
