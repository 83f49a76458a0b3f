"""Footnotes: those that a field refers to, numbered from 1 in each field, wherever in the file they are defined."""

import copy
import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

# CommonMark's labels have no more characters; without a limit each of many brackets is looked for to the end.
_CALL = re.compile(r"\[\^([^\]\s]{1,999})\]")


def plugin(parser: MarkdownIt) -> None:
    """mdit-py-plugins' footnotes, with the document's definitions in `env["definitions"]`."""
    footnote_plugin(parser)
    parser.inline.ruler.at("footnote_ref", _call)
    parser.core.ruler.before("inline", "footnotes", _wanted)
    parser.add_render_rule("footnote_caption", _number)


def definitions(parser: MarkdownIt, text: str) -> dict[str, Any]:
    """An environment for rendering with reference links and footnotes taken from Markdown."""
    env: dict[str, Any] = {}
    tokens: list[Token] = []
    parser.block.parse(text, parser, env, tokens)
    for token in tokens:
        token.meta["definitions"] = True
    notes, _ = _parted(tokens)
    return {"references": env.get("references", {}), "definitions": notes}


def _parted(tokens: Sequence[Token]) -> tuple[dict[str, list[Token]], list[Token]]:
    """The definitions by label, of each label the first; and the other tokens."""
    notes: dict[str, list[Token]] = {}
    rest: list[Token] = []
    # A definition may stand inside another; what it says is only its own.
    open_ones: list[list[Token]] = []
    for token in tokens:
        if token.type == "footnote_reference_open":
            open_ones.append([token])
            continue
        (open_ones[-1] if open_ones else rest).append(token)
        if token.type == "footnote_reference_close":
            ended = open_ones.pop()
            notes.setdefault(ended[0].meta["label"], ended)
    return notes, rest


def _wanted(state: StateCore) -> None:
    """Keep the definitions that are referred to, directly or from another: the rest must not take numbers."""
    own, rest = _parted(state.tokens)
    notes: dict[str, list[Token]] = {**own, **state.env.get("definitions", {})}
    holds = state.env.get("holds", lambda label, length: True)
    wanted: dict[str, bool] = {}
    left = [rest]
    while left:
        for token in left.pop():
            for label in _CALL.findall(token.content) if token.type == "inline" else ():
                if label in notes and label not in wanted:
                    length = sum(len(one.content) for one in notes[label])
                    wanted[label] = holds(f"[^{label}]", length)
                    left += [notes[label]] if wanted[label] else []
    wanted = {label: True for label, is_held in wanted.items() if is_held}
    if not notes:
        return
    state.env["footnotes"] = {"refs": {":" + label: -1 for label in wanted}, "list": {}}
    state.tokens = rest + [_fresh(token) for label in wanted for token in notes[label]]


def _call(state: StateInline, silent: bool) -> bool:
    return bool(_CALL.match(state.src, state.pos, state.posMax)) and footnote_ref(state, silent)


def _fresh(token: Token) -> Token:
    """A copy to be parsed: the definitions of a file are shared by its fields."""
    one = copy.copy(token)
    if token.type == "inline":
        one.children = []
    return one


def _number(self: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    return f"[{tokens[at].meta['id'] + 1}]"
