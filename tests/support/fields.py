"""Fields as they would be shipped, of one question."""

from deckgen.data import Draw, Fields, Question
from deckgen.diagnostics import Diagnostic
from deckgen.options import Rendering
from deckgen.render import Breaks, linked, render


def shown(
    question: Question, options: Rendering | None = None, draw: Draw | None = None, breaks: Breaks | None = None
) -> tuple[Fields, tuple[Diagnostic, ...]]:
    """The fields, whose pictures keep their addresses, and what was said."""
    rendered, diagnostics = render(question, options or Rendering(), draw, breaks)
    return linked(rendered, {}), diagnostics
