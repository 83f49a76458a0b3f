"""Diagrams in text become pictures when something can draw them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deckgen import diagrams
from deckgen.data import Drawing, Reference, Span
from deckgen.diagrams.worker import MEMORY
from deckgen.engine import _process, bare
from deckgen.options import Rendering
from deckgen.render import linked, render
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


# Graphviz is busy with these for minutes, or ends the process that it is in.
DENSE = "digraph {" + ";".join(f"a{i * i % 397}->a{(i * 7919 + 13) % 401}" for i in range(4_000)) + "}"
FATAL = "graph { a [shape=polygon, sides=2000000000] }"


@pytest.mark.parametrize("text", [DENSE, FATAL], ids=["takes long", "ends its process"])
def test_what_graphviz_cannot_bear_is_said(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pygraphviz")
    monkeypatch.setattr(diagrams._engine(), "seconds", 3.0)
    diagrams._drawn.cache_clear()
    assert diagrams.draw("dot", text) == Drawing(error="it takes too long or too much memory")
    sound = diagrams.draw("dot", "digraph { a -> b }")
    assert sound
    assert sound.svg, "another process goes on"


def test_what_graphviz_says_of_a_text_reaches_no_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pygraphviz")
    broken = diagrams.draw("dot", "digraph { \x1b[31m -> ")
    assert broken
    assert broken.error
    assert capfd.readouterr() == ("", "")


def test_what_draws_has_nobodys_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DECKGEN_SYNC_PASSWORD", "secret")
    monkeypatch.setenv("ANKICONNECT_KEY", "secret")
    monkeypatch.setenv("LANGUAGE", "zh")
    assert "secret" not in bare().values()
    assert bare()["LANGUAGE"] == "zh"
    given: list[object] = []

    def started(*command: object, **options: object) -> None:
        given.append(options["env"])
        raise OSError

    monkeypatch.setattr(subprocess, "Popen", started)
    with pytest.raises(OSError, match=r"^$"):
        _process(Path("worker.py"))
    assert given == [bare()]


def program(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """The program `dot` is this script, and no module draws."""
    dot = folder / "bin" / "dot"
    dot.parent.mkdir(exist_ok=True)
    dot.write_text(f"#!/bin/sh\n{script}\n")
    dot.chmod(0o755)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", f"{dot.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(diagrams, "find_spec", lambda name: None)
    diagrams._drawn.cache_clear()


def test_the_program_dot_draws_where_no_module_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(monkeypatch, tmp_path, "env > env\necho '<svg/>'")
    monkeypatch.setenv("DECKGEN_SYNC_PASSWORD", "secret")
    assert diagrams.draw("dot", "graph { a }") == Drawing(b"<svg/>\n")
    assert diagrams.draw("mermaid", "graph TD; A --> B") is None
    assert "secret" not in (tmp_path / "env").read_text()
    diagrams._drawn.cache_clear()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits for memory")
def test_the_program_dot_has_the_limits_of_modules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(monkeypatch, tmp_path, "echo $(ulimit -v) >&2\nexit 1")
    assert diagrams.draw("dot", "graph { memory }") == Drawing(error=str(MEMORY // 1024))
    monkeypatch.setattr(diagrams, "_SECONDS", 0.5)
    program(monkeypatch, tmp_path, "exec sleep 60")
    assert diagrams.draw("dot", "graph { time }") == Drawing(error="it takes too long or too much memory")
    program(monkeypatch, tmp_path, "kill -SEGV $$")
    assert diagrams.draw("dot", "graph { end }") == Drawing(error="it takes too long or too much memory")


@pytest.mark.parametrize(
    "text",
    [
        'digraph { a [image="x.png"] }',
        'digraph { a ["ima" /* " */ + "ge" /**/ = x] }',
        'digraph { a [b="/*" "image"/**/="x" c="*/"] }',
        'digraph { a ["ima\\\nge"=x] }',
        "digraph { a [<image>=x] }",
        "digraph { a [label=<<table><tr><td><IMG SRC='x'/></td></tr></table>>] }",
    ],
)
def test_a_diagram_opens_no_file(text: str) -> None:
    assert diagrams.draw("dot", text) == Drawing(error="it names a file, and no diagram may open one")


@pytest.mark.parametrize(
    "text", ['a [label="Docker image"]', "image -> container", 'a [label="the image = x"]', "imagex=1"]
)
def test_a_diagram_may_be_about_files(text: str) -> None:
    drawing = diagrams.draw("dot", f"digraph {{ {text} }}")
    assert not (drawing and "names a file" in drawing.error)
