"""Formulas in the `gfm` dialect: within lines, in lines of their own, and in the author's HTML."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, paragraph
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from deckgen.render import html_formulas, math, places

_OPENINGS = ("$$", "\\[", "\\begin{")
# Lines of a formula: without a limit, text full of openings takes a time that grows with its square.
_TALLEST = 400
# The column of a line that can only go on with the paragraph above it, as markdown-it's own rules have it.
_GOES_ON = -1


def plugin(parser: MarkdownIt) -> None:
    """Add them. Places come first: they know nothing of what is written into HTML."""
    parser.inline.ruler.before("escape", "math", _inline)
    ends = ["paragraph", "blockquote", "list", "reference"]
    parser.block.ruler.before("fence", "math", _block, {"alt": ends})
    parser.block.ruler.before("lheading", "math_begins", _within_paragraph)
    parser.block.ruler.before("paragraph", "math_goes_on", _within_paragraph, {"alt": ["paragraph"]})
    parser.add_render_rule("math", _render)


def in_html(parser: MarkdownIt) -> None:
    """Add those in HTML, once every other rule has its place."""
    parser.core.ruler.push("math_in_html", _in_html)


def _inline(state: StateInline, silent: bool) -> bool:
    formula = math.inline(state.src, state.pos)
    if not formula:
        return False
    if not silent:
        token = state.push("math", "", 0)
        token.content = formula.tex
        token.meta["display"] = formula.display
    state.pos = formula.end
    return True


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    text = _line(state, start)
    if state.is_code_block(start) or not (text.startswith(_OPENINGS) or text.rstrip() == "$"):
        return False
    formula = math.block(_line(state, n) for n in range(start, min(end, start + _TALLEST)))
    if not formula:
        return False
    stop = start + formula.lines
    if silent:
        if state.parentType == "paragraph" and state.sCount[start] < state.blkIndent:
            # Less indented than its item, it goes on with the item's paragraph, as a line may (CommonMark 0.31, 5.2).
            state.sCount[start:stop] = [state.blkIndent] * formula.lines
        return True
    state.line = stop
    token = state.push("math", "", 0)
    token.content, token.block, token.map = formula.tex, True, [start, stop]
    token.meta["display"] = True
    if formula.rest:
        margin = state.bMarks[stop - 1], state.tShift[stop - 1]
        state.bMarks[stop - 1], state.tShift[stop - 1] = state.eMarks[stop - 1] - formula.rest, 0
        paragraph(state, stop - 1, end, False)
        state.bMarks[stop - 1], state.tShift[stop - 1] = margin
    elif stop < end and not state.isEmpty(stop) and _goes_on(state, stop, end):
        paragraph(state, stop, end, False)
    return True


def _goes_on(state: StateBlock, line: int, end: int) -> bool:
    """Whether a line that is less indented than what holds it goes on with the paragraph above it."""
    if not _GOES_ON < state.sCount[line] < state.blkIndent:
        return state.sCount[line] == _GOES_ON
    outer, state.parentType = state.parentType, "paragraph"
    ends = any(rule(state, line, end, True) for rule in state.md.block.ruler.getRules("paragraph"))
    state.parentType = outer
    return not ends


def _within_paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Holds together the lines of a formula that begins behind words: `- b` in it is no list."""
    end = min(end, start + _TALLEST)
    text = _line(state, start)
    while (begun := math.begun(text)) is not None:
        lines, stop = [begun], start + 1
        while stop < end and not state.isEmpty(stop) and "$$" not in lines[-1]:
            lines.append(_line(state, stop))
            stop += 1
        inside, closing, text = lines[-1].partition("$$")
        if not closing or not (begun.strip() == "" or math.is_tex("\n".join((*lines[:-1], inside)))):
            break
        state.sCount[start + 1 : stop] = [_GOES_ON] * (stop - start - 1)
        start = stop - 1
    return False


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _in_html(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "html_block":
            token.content = html_formulas.written(token.content, places.finder(state.env, token))


def _render(self: Any, tokens: Sequence[Any], at: int, options: Any, env: Any) -> str:
    return math.to_html(tokens[at].content, display=tokens[at].meta["display"], mark=places.of(tokens[at]))
