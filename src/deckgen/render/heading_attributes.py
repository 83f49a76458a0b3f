"""Attributes behind a heading, `{#id .class}`, as Pandoc, VitePress, Docusaurus, kramdown and MkDocs have them.

They name the heading to links and show nothing there.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

_VALUE = r"\"[^\"{}]*+\"|'[^'{}]*+'|[^\s{}\"']++"
_OTHERS = rf"(?:\s++(?:[.#][\w-]++|[\w:-]++=(?:{_VALUE})))*+\s*+\}}\s*+\Z"
# A class, or Pandoc's `{-}`, is apart from the words; `{#if}` and its like are words about Svelte.
ATTRIBUTES = re.compile(
    rf"(?<=\S)(?:(?<!\s)\s*+\{{:?\s*+(?!#(?:if|each|await|key|snippet)\}})#\w[\w:.-]*+{_OTHERS}"
    rf"|\s++\{{:?\s*+(?:\.[^\W\d_][\w-]*+|-){_OTHERS}"
    r"|\s++\{/\*\s*+#[\w-]++\s*+\*/\}\s*+\Z)"
)


def plugin(parser: MarkdownIt) -> None:
    """Hide them."""
    parser.core.ruler.after("block", "heading_attributes", _attributes)


def _attributes(state: StateCore) -> None:
    for at, token in enumerate(state.tokens):
        if token.type == "heading_open" and "{" in (text := state.tokens[at + 1]).content:
            text.content = ATTRIBUTES.sub("", text.content)
