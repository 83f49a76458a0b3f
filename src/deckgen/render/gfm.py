"""The `gfm` dialect: CommonMark, GitHub's extensions and those of Obsidian and Typora, through markdown-it-py."""

import html
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from deckgen.data import Draw
from deckgen.render import (
    autolinks,
    callouts,
    clozes,
    code,
    code_clozes,
    emphasis,
    footnotes,
    math,
    obsidian,
    places,
    shortcodes,
)

_TEX = re.compile(r"[\\^_={}+<>|]")
_OPENINGS = ("$$", "\\[", "\\begin{")
# Lines of a formula: without a limit, text full of openings takes a time that grows with its square.
_TALLEST = 400
_LATEX = re.compile(r"\[/?\$\$?\]")


def to_html(
    text: str,
    definitions: str = "",
    *,
    breaks: bool = True,
    part: str = "",
    cloze: bool = False,
    draw: Draw | None = None,
    placed: bool = False,
) -> str:
    """HTML, not yet sanitised.

    `definitions` are the reference links and footnotes of the whole file, as Markdown; `part` makes the ids of
    footnotes unlike those of the other fields on the same card; `placed` marks elements with their places.
    """
    parser = _parser(breaks)
    shared = _definitions(definitions)
    env: dict[str, Any] = {"references": dict(shared["references"]), "definitions": shared["definitions"]}
    if part:
        env["docId"] = part
    if cloze:
        env["cloze"] = 0
    if draw:
        env["draw"] = draw
    if placed:
        env["lines"], env["definition_lines"] = text.split("\n"), definitions.split("\n")
    return str(parser.render(text, env))


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """The sanitiser decides about addresses, and says what it removed."""
        return True

    def normalizeLinkText(self, link: str) -> str:
        """Without percent-encoding; characters that stand for what is ours cannot be written in that way either."""
        return places.NONCHARACTERS.sub("\ufffd", super().normalizeLinkText(link))


@lru_cache(maxsize=64)
def _definitions(text: str) -> dict[str, Any]:
    return footnotes.definitions(_parser(True), text)


@cache
def _parser(breaks: bool) -> MarkdownIt:
    parser = _Parser("commonmark", {"breaks": breaks, "highlight": None, "tasklists": True})
    parser.enable(["table", "strikethrough"])
    parser.inline.ruler.before("escape", "math", _math_inline)
    parser.inline.ruler.before("math", "latex", _latex_marks)
    parser.block.ruler.before("fence", "math", _math_block, {"alt": ["paragraph", "blockquote", "list", "reference"]})
    for one in (emphasis, autolinks, footnotes, callouts, obsidian, shortcodes, clozes, places):
        parser.use(one.plugin)
    parser.add_render_rule("math", _render_math)
    parser.add_render_rule("fence", _render_fence)
    parser.core.ruler.after("block", "indent", _wide_indent)
    return parser


def _wide_indent(state: StateCore) -> None:
    """Fullwidth blanks that indent a paragraph are its author's; the block parser strips them with the others."""
    lines = state.src.split("\n")
    for before, token in pairwise(state.tokens):
        if token.type == "inline" and before.type == "paragraph_open" and token.map:
            first, _, _ = token.content.partition("\n")
            prefix, _, _ = lines[token.map[0]].partition(first) if first else ("", "", "")
            token.content = prefix[len(prefix.rstrip("\u3000")) :] + token.content


def _latex_marks(state: StateInline, silent: bool) -> bool:
    """Anki's `[$]…[/$]` written out, which is no formula here."""
    marks = _LATEX.match(state.src, state.pos, state.posMax)
    if not marks:
        return False
    if not silent:
        state.push("text", "", 0).content = marks[0]
    state.pos = marks.end()
    return True


def _math_inline(state: StateInline, silent: bool) -> bool:
    formula = math.inline(state.src, state.pos)
    # `\[5\]` in a sentence is an escaped bracket, as every editor shows it.
    if not formula or (state.src.startswith("\\[", state.pos) and not _TEX.search(formula.tex)):
        return False
    if not silent:
        token = state.push("math", "", 0)
        token.content = formula.tex
        token.meta["display"] = formula.display
    state.pos = formula.end
    return True


def _math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    if not state.src.startswith(_OPENINGS, state.bMarks[start] + state.tShift[start]):
        return False
    last = min(end, start + _TALLEST)
    formula = math.block([state.src[state.bMarks[n] + state.tShift[n] : state.eMarks[n]] for n in range(start, last)])
    if not formula:
        return False
    if not silent:
        state.line = start + formula.lines
        token = state.push("math", "", 0)
        token.content, token.block, token.map = formula.tex, True, [start, state.line]
        token.meta["display"] = True
    return True


def _render_math(self: Any, tokens: Sequence[Any], at: int, options: Any, env: Any) -> str:
    return math.to_html(tokens[at].content, display=tokens[at].meta["display"], mark=places.of(tokens[at]))


def _render_fence(self: Any, tokens: Sequence[Any], at: int, options: Any, env: Any) -> str:
    info = html.unescape(tokens[at].info)
    if code.parsed(info).language == "math":
        return math.to_html(tokens[at].content.strip(), display=True, mark=places.of(tokens[at]))
    language = code.parsed(info).language.lower()
    if language in code.DIAGRAMS and "draw" in env:
        drawing = env["draw"](language, tokens[at].content)
        if drawing and drawing.svg:
            return code.picture(drawing.svg, language, places.of(tokens[at]))
    text = tokens[at].content
    marks = code_clozes.found(text) if "cloze" in env else ()
    before, opening, highlighted = code.to_html(code_clozes.without(text, marks), info).partition("<code>")
    return before + opening + code_clozes.put(highlighted, marks)
