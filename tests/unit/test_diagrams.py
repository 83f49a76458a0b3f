"""Diagrams in text become pictures when something can draw them."""

import pytest

from deckgen.data import Drawing, Reference, Span
from deckgen.options import Rendering
from deckgen.render import diagrams, linked, render
from tests.support.fields import shown
from tests.support.questions import question

TEXT = "```mermaid\ngraph TD; A --> B\n```"


def test_a_drawing_is_a_picture_of_its_own() -> None:
    rendered, said = render(question(TEXT), Rendering(), lambda language, text: Drawing(b"<svg/>"))
    assert not said
    assert rendered.references == (Reference("data:image/svg+xml;base64,PHN2Zy8+", Span("a.md", 11)),)
    back = linked(rendered, {}).back
    assert 'class="diagram"' in back
    assert "graph TD" not in back


@pytest.mark.parametrize(("drawing", "code"), [(None, "code-language"), (Drawing(error="no node B"), "diagram-error")])
def test_what_cannot_be_drawn_is_code(drawing: Drawing | None, code: str) -> None:
    fields, said = shown(question(TEXT), draw=lambda language, text: drawing)
    assert [(d.rule.code, d.span.line) for d in said] == [(code, 11)]
    assert "graph TD" in fields.back


def test_without_anything_to_draw_with() -> None:
    _, said = render(question("```dot\ndigraph { a -> b }\n```"), Rendering())
    assert [d.rule.code for d in said] == ["code-language"]


def test_mermaid_draws() -> None:
    pytest.importorskip("merman")
    drawing = diagrams.draw("mermaid", "graph TD; A[开始] --> B{x}\n")
    assert drawing
    assert drawing.svg.startswith(b"<svg")
    assert b"foreignObject" not in drawing.svg
    broken = diagrams.draw("mermaid", "graph TD; A[[[\n")
    assert broken
    assert "parse error" in broken.error


def test_graphviz_draws() -> None:
    pytest.importorskip("pygraphviz")
    drawing = diagrams.draw("dot", "digraph { a -> b }")
    assert drawing
    assert drawing.svg.startswith(b"<svg")
    broken = diagrams.draw("dot", "digraph { a -> ")
    assert broken
    assert broken.error
