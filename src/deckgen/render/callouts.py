"""Callouts: quotes that begin with `[!type]`, GitHub's alerts and Obsidian's titles and folding (`[!tip]- Title`)."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_HEAD = re.compile(r"\[!([A-Za-z][\w-]*)(?:\|[^\]\n]*)?\]([+-]?)(?:[ \t]+([^\n]*))?(?:\n|$)")


def plugin(parser: MarkdownIt) -> None:
    """Turn such quotes into `<div class="callout callout-TYPE">`, folding ones into `<details>`."""
    parser.core.ruler.after("block", "callouts", _callouts)


def _callouts(state: StateCore) -> None:
    tokens, out, ends = state.tokens, list[Token](), list[str]()
    skip = -1
    for at, token in enumerate(tokens):
        if at <= skip:
            continue
        if token.type == "blockquote_open":
            found = _HEAD.match(tokens[at + 2].content) if tokens[at + 1].type == "paragraph_open" else None
            ends.append(token.tag if not found else "details" if found[2] else "div")
            if found:
                out += _opening(token, found)
                skip = at
                text = tokens[at + 2]
                if text.map and found[0].endswith("\n"):
                    text.map = [text.map[0] + 1, text.map[1]]
                text.content = text.content[found.end() :]
                if not text.content.strip():
                    skip = at + 3
                continue
        elif token.type == "blockquote_close":
            token.tag = ends.pop()
        out.append(token)
    state.tokens = out


def _opening(quote: Token, found: re.Match[str]) -> list[Token]:
    kind, folds, title = found[1].lower(), found[2], (found[3] or "").strip()
    quote.tag = "details" if folds else "div"
    quote.attrSet("class", f"callout callout-{kind}")
    quote.attrSet("data-callout", kind)
    if folds == "+":
        quote.attrSet("open", "")
    tag = "summary" if folds else "div"
    opening = Token("callout_title_open", tag, 1, attrs={"class": "callout-title"}, block=True)
    text = Token("inline", "", 0, content=title or kind.replace("-", " ").capitalize(), block=True, map=quote.map)
    text.children = []
    return [quote, opening, text, Token("callout_title_close", tag, -1, block=True)]
