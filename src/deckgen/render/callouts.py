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
            head = _HEAD.match(tokens[at + 2].content) if tokens[at + 1].type == "paragraph_open" else None
            ends.append(token.tag if not head else "details" if head[2] else "div")
            if head:
                out += _opening(token, head)
                skip = at
                text = tokens[at + 2]
                if text.map and head[0].endswith("\n"):
                    text.map = [text.map[0] + 1, text.map[1]]
                text.content = text.content[head.end() :]
                if not text.content.strip():
                    skip = at + 3
                continue
        elif token.type == "blockquote_close":
            token.tag = ends.pop()
        out.append(token)
    state.tokens = out


def _opening(quote: Token, head: re.Match[str]) -> list[Token]:
    kind, folds, title = head[1].lower(), head[2], (head[3] or "").strip()
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
