"""Question → fields: Markdown to HTML, math and code, and text that Anki would interpret kept as text."""

from deckgen.render.notes import Notes, files, names
from deckgen.render.rendering import Rendered, linked, markdown, plain, render, unknown_extensions

__all__ = ["Notes", "Rendered", "files", "linked", "markdown", "names", "plain", "render", "unknown_extensions"]
