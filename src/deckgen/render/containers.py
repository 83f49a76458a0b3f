"""Containers, `::: tip Title` to `:::`: callouts and folds to VitePress, VuePress, Docusaurus, HackMD and Quarto."""

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from deckgen.render import callouts
from deckgen.syntax import FOLDING

# `tip`, `note[Title]`, `details Title`, and Quarto's `{.callout-tip collapse="true"}`.
_HEAD = re.compile(
    r"[ \t]*+(?:(?P<type>[A-Za-z][\w-]*+)[ \t]*+(?P<title>(?<=[ \t]).*|\[.*|)"
    r"|\{(?P<attributes>[^{}]*\.(?:callout-)?(?P<class>[A-Za-z][\w-]*+)[^{}]*)\})[ \t]*+$"
)
# Those that have a title without being given one, as callouts have; what others are called says how they look.
_TITLED = frozenset(
    "answer attention caution danger error example failure hint important info note question quote solution success"
    " summary theorem proof definition lemma tip todo warning".split()
)


def plugin(parser: MarkdownIt) -> None:
    """Turn them into `<div class="callout callout-TYPE">`, folds into `<details>`, others into divisions."""
    container_plugin(parser, "named", validate=lambda params, _: bool(_HEAD.match(params)), render=_render)
    parser.core.ruler.after("block", "containers", _containers)


def _containers(state: StateCore) -> None:
    out, ends = list[Token](), list[str]()
    for token in state.tokens:
        if token.type == "container_named_open":
            out += _opening(token)
            ends.append(token.tag)
            continue
        if token.type == "container_named_close":
            token.tag = ends.pop()
        out.append(token)
    state.tokens = out


def _opening(token: Token) -> list[Token]:
    head = _HEAD.match(token.info)
    assert head
    kind, title = (head["type"] or head["class"]).lower(), (head["title"] or "").strip()
    title = title.removeprefix("[").removesuffix("]") if title.startswith("[") and title.endswith("]") else title
    folds = kind in FOLDING or "collapse" in (head["attributes"] or "")
    if not (title or folds or kind in _TITLED):
        return [token]
    if kind in FOLDING:
        # No box, but what GitHub makes of the element.
        token.tag = "details"
        return [token, *callouts.titled(token, title or kind.capitalize(), "summary")]
    return callouts.opening(token, kind, "-" if folds else "", title)


def _render(self: Any, tokens: Sequence[Any], at: int, options: Any, env: Any) -> str:
    return str(self.renderToken(tokens, at, options, env))
