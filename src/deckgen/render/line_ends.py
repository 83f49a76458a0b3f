"""Line ends inside paragraphs: shown, or joined with a blank, or with nothing between CJK characters."""

import re
import unicodedata
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.newline import newline
from markdown_it.token import Token

from deckgen.render import wrapping
from deckgen.render.wrapping import SHOWN, is_wide

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def plugin(parser: MarkdownIt) -> None:
    """Shows and joins line ends as `env["breaks"]` says; without it all are shown."""
    parser.inline.ruler.at("newline", _noted)
    parser.core.ruler.after("inline", "breaks", _settle)


def _noted(state: StateInline, silent: bool) -> bool:
    """CommonMark's line end, which remembers where it stands."""
    at = state.pos
    found = newline(state, silent)
    if found and not silent:
        state.tokens[-1].meta["at"] = at
    return found


def _settle(state: StateCore) -> None:
    breaks = state.env.get("breaks", SHOWN)
    for token in state.tokens:
        children = token.children or []
        soft = [n for n, child in enumerate(children) if child.type == "softbreak"]
        lines = token.content.split("\n")
        shown = wrapping.kept(lines, breaks)
        # The line of each end: counted on from the last one.
        line, at = 0, 0
        for n in soft:
            end = children[n]
            line += token.content.count("\n", at, end.meta["at"])
            at = end.meta["at"]
            if line in shown:
                end.type = "hardbreak"
                if n and _BREAK.fullmatch(children[n - 1].content):
                    # `<br>` at the end of a line breaks it once.
                    end.type, end.tag = "text", ""
                continue
            before, after = (
                _beside(children, range(n - 1, -1, -1), -1),
                _beside(children, range(n + 1, len(children)), 0),
            )
            if is_seamless(before, after):
                end.type, end.tag = "text", ""


def _beside(children: Sequence[Token], numbers: range, at: int) -> str:
    """The character at an end of the first text among these tokens; a blank where something else stands there."""
    for n in numbers:
        if children[n].type == "text" and children[n].content:
            return children[n].content[at]
        if children[n].type != "text" and not children[n].nesting:
            break
    return " "


def is_seamless(before: str, after: str) -> bool:
    """Whether a line end between these characters is not even a blank: between CJK ones (CSS Text, segment breaks)."""
    wide = [is_wide(one) for one in (before, after)]
    return all(wide) or (any(wide) and any(_is_mark(one) for one in (before, after)))


def _is_mark(character: str) -> bool:
    """Whether it is a CJK punctuation mark, or one that CJK text has in common with others."""
    category = unicodedata.category(character) if character else ""
    return category.startswith("P") and unicodedata.east_asian_width(character) in "WFHA"
