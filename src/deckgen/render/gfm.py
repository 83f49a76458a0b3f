"""The `gfm` dialect: CommonMark, GitHub's extensions and those of Obsidian and Typora, through markdown-it-py."""

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from deckgen.data import Draw
from deckgen.render import (
    admonitions,
    asides,
    autolinks,
    block_ids,
    callouts,
    clozes,
    code,
    code_clozes,
    containers,
    embeds,
    emphasis,
    footnotes,
    formulas,
    heading_attributes,
    line_ends,
    math,
    obsidian,
    org_blocks,
    pictures,
    places,
    properties,
    shortcodes,
    tag_words,
    tasks,
)
from deckgen.render.embeds import Embeds
from deckgen.render.references import References
from deckgen.render.wrapping import SHOWN, Breaks

# In this order: line ends are settled when hidden lines are out, places are given to what all others have made, and
# embeds are divided with theirs.
_PLUGINS = (
    emphasis,
    autolinks,
    footnotes,
    callouts,
    admonitions,
    containers,
    obsidian,
    pictures,
    shortcodes,
    clozes,
    org_blocks,
    asides,
    block_ids,
    heading_attributes,
    tasks,
    line_ends,
    properties,
    tag_words,
    places,
    embeds,
)
# CommonMark strips blanks and tabs alone.
_WIDE_BLANKS = "\u00a0\u2002\u2003\u3000"
_LATEX = re.compile(r"\[/?\$\$?\]")


def to_html(
    text: str,
    definitions: str = "",
    *,
    breaks: Breaks = SHOWN,
    part: str = "",
    cloze: bool = False,
    draw: Draw | None = None,
    words: bool = False,
    embedding: Embeds | None = None,
) -> str:
    """HTML, not yet sanitised.

    `definitions` are the reference links and footnotes of the whole file, as Markdown; `part` makes the ids of
    footnotes unlike those of the other fields on the same card; `words` makes text of tags that are words; `embedding`
    has the notes that others may be shown in, and with it elements are marked with their places.
    """
    parser = _parser()
    shared = _definitions(definitions)
    env: dict[str, Any] = {"references": References(shared["references"], len(text) + len(definitions))}
    env["definitions"] = shared["definitions"]
    env["breaks"] = breaks
    if part:
        env["docId"] = part
    if cloze:
        env["cloze"] = 0
    if draw:
        env["draw"] = draw
    if words:
        env["words"] = {}
    if embedding:
        env["sources"], env["source"] = [text.split("\n"), definitions.split("\n")], 0
        env["embeds"], env["holds"] = embedding, embedding.holds
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
    return footnotes.definitions(_parser(), text)


@cache
def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"highlight": None, "tasklists": True})
    parser.enable(["table", "strikethrough"])
    parser.use(formulas.plugin)
    parser.inline.ruler.before("math", "latex", _latex_marks)
    for one in _PLUGINS:
        parser.use(one.plugin)
    parser.use(formulas.in_html)
    parser.add_render_rule("fence", _render_fence)
    parser.add_render_rule("embed", _render_embed)
    parser.core.ruler.after("block", "indent", _wide_indent)
    return parser


def _wide_indent(state: StateCore) -> None:
    """Fullwidth and other wide blanks that indent a paragraph are its author's; the block parser strips them too."""
    lines = state.src.split("\n")
    for before, token in pairwise(state.tokens):
        if token.type == "inline" and before.type == "paragraph_open" and token.map:
            first, _, _ = token.content.partition("\n")
            prefix, _, _ = lines[token.map[0]].partition(first) if first else ("", "", "")
            token.content = prefix[len(prefix.rstrip(_WIDE_BLANKS + " ")) :].lstrip(" ") + token.content


def _latex_marks(state: StateInline, silent: bool) -> bool:
    """Anki's `[$]…[/$]` written out, which is no formula here."""
    marks = _LATEX.match(state.src, state.pos, state.posMax)
    if not marks:
        return False
    if not silent:
        state.push("text", "", 0).content = marks[0]
    state.pos = marks.end()
    return True


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


def _render_embed(self: Any, tokens: Sequence[Any], at: int, options: Any, env: Any) -> str:
    """The part of another note, rendered as a text of its own."""
    token = tokens[at]
    if not token.block:
        return f'<span class="wiki">{html.escape(token.content)}</span>'
    number: int = token.meta["source"]
    text, definitions = ("\n".join(lines) for lines in env["sources"][number : number + 2])
    shared = _definitions(definitions)
    inner = {key: env[key] for key in ("draw", "sources", "embeds", "holds") if key in env}
    inner["breaks"] = env["embeds"].breaks(number) or env["breaks"]
    inner["references"] = References(shared["references"], len(text) + len(definitions))
    inner |= {"definitions": shared["definitions"], "source": number}
    if "words" in env:
        inner["words"] = {}
    inner |= {"depth": env.get("depth", 0) + 1, "docId": f"{env.get('docId', '')}{number}"}
    return f'<div class="embed">\n{_parser().render(text, inner)}</div>\n'


def paragraphs(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    """The lines of each paragraph, as they stand in the source."""
    parser = _parser()
    tokens: list[Token] = []
    parser.block.parse("\n".join(lines), parser, {}, tokens)
    for before, token in pairwise(tokens):
        if token.type == "inline" and before.type == "paragraph_open" and token.map:
            yield lines[token.map[0] : token.map[1]]
