"""Attributes behind a heading, `{#id .class}`, and behind a link, code or emphasis, `{: .class}`.

Pandoc, VitePress, Docusaurus, kramdown and MkDocs have them. They say how to show something, or name it to links, and
show nothing there.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from deckgen.render.pictures import attributes
from deckgen.syntax import ATTRIBUTES

_BRACES = re.compile(r"\{(?P<inside>(?P<sure>[:.#])?[^{}\n]{1,300}+)\}")
# What ends code and emphasis.
_ENDS = "`*_=~"


def plugin(parser: MarkdownIt) -> None:
    """Hide them."""
    parser.core.ruler.after("block", "heading_attributes", _attributes)
    parser.inline.ruler.before("link", "attributes", _inline)
    parser.inline.add_terminator_char("{")


def _attributes(state: StateCore) -> None:
    for at, token in enumerate(state.tokens):
        if token.type == "heading_open" and "{" in (text := state.tokens[at + 1]).content:
            text.content = ATTRIBUTES.sub("", text.content)


def _inline(state: StateInline, silent: bool) -> bool:
    braces = _BRACES.match(state.src, state.pos, state.posMax)
    if not braces or not state.pos or attributes(braces["inside"]) is None:
        return False
    is_link = not state.pending and bool(state.tokens) and state.tokens[-1].type == "link_close"
    if not is_link and not (braces["sure"] and state.src[state.pos - 1] in _ENDS):
        return False
    state.pos = braces.end()
    return True
