"""Question → fields: Markdown to HTML, math and code, and text that Anki would interpret kept as text."""

from deckgen.render.rendering import Rendered, linked, markdown, plain, render, unknown_extensions

__all__ = ["Rendered", "linked", "markdown", "plain", "render", "unknown_extensions"]
