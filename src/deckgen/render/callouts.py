"""Callouts: quotes that begin with `[!type]`, GitHub's alerts and Obsidian's titles and folding (`[!tip]- Title`)."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_HEAD = re.compile(r"\[!([^\W\d_][\w-]*)(?:\|[^\]\n]*)?\]([+-]?)(?:[ \t]+([^\n]*))?(?:\n|$)")


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
                out += opening(token, head[1].lower(), head[2], (head[3] or "").strip())
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


def opening(box: Token, kind: str, folds: str, title: str) -> list[Token]:
    """The token that opens a box, as that of a callout, with its title; `folds` is `-`, `+` or nothing."""
    box.tag = "details" if folds else "div"
    box.attrSet("class", f"callout callout-{kind}")
    box.attrSet("data-callout", kind)
    if folds == "+":
        box.attrSet("open", "")
    shown = titled(box, title or kind.replace("-", " ").capitalize(), "summary" if folds else "div")
    shown[0].attrSet("class", "callout-title")
    return [box, *shown]


def titled(box: Token, text: str, tag: str) -> list[Token]:
    """The title of a box."""
    inline = Token("inline", "", 0, content=text, block=True, map=box.map, children=[])
    return [Token("callout_title_open", tag, 1, block=True), inline, Token("callout_title_close", tag, -1, block=True)]
