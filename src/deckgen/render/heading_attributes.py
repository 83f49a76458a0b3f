"""Attributes behind a heading, `{#id .class}`, as Pandoc, VitePress, Docusaurus, kramdown and MkDocs have them.

They name the heading to links and show nothing there.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from deckgen.syntax import ATTRIBUTES


def plugin(parser: MarkdownIt) -> None:
    """Hide them."""
    parser.core.ruler.after("block", "heading_attributes", _attributes)


def _attributes(state: StateCore) -> None:
    for at, token in enumerate(state.tokens):
        if token.type == "heading_open" and "{" in (text := state.tokens[at + 1]).content:
            text.content = ATTRIBUTES.sub("", text.content)
