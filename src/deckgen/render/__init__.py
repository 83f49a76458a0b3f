"""Question → fields: Markdown to HTML, math and code, and text that Anki would interpret kept as text."""

from deckgen.render.gathering import gathered
from deckgen.render.notes import Notes
from deckgen.render.rendering import Rendered, linked, markdown, render, unknown_extensions
from deckgen.render.settings import breaks
from deckgen.render.titles import readable
from deckgen.render.wrapping import Breaks

__all__ = [
    "Breaks",
    "Notes",
    "Rendered",
    "breaks",
    "gathered",
    "linked",
    "markdown",
    "readable",
    "render",
    "unknown_extensions",
]
