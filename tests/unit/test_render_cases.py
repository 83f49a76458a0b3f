"""Markdown in, field out: the files of tests/cases/render, one case after the other.

A case is a title, the Markdown and the field, each ended by a line with a dot. The file says how it is rendered.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deckgen.data import Fragment, Question, Span
from deckgen.options import Rendering
from deckgen.render import markdown, render

_CASES = Path(__file__).parents[1] / "cases" / "render"
_OPTIONS = {
    "python-markdown": Rendering(dialect="python-markdown"),
    "extensions": Rendering(dialect="python-markdown", extensions=("admonition", "def_list", "abbr", "attr_list")),
    "no-breaks": Rendering(breaks=False),
}


def cases() -> Iterator[tuple[str, str, str, str]]:
    for file in sorted(_CASES.glob("*.md")):
        blocks = file.read_text(encoding="utf-8").strip("\n").removesuffix("\n.").split("\n.\n")
        assert len(blocks) % 3 == 0, f"{file.name}: a case has a title, Markdown and a field"
        for at in range(0, len(blocks), 3):
            yield file.stem, blocks[at].strip("\n"), blocks[at + 1], blocks[at + 2]


def field(kind: str, text: str) -> str:
    """What stands on the card."""
    if kind != "cloze":
        return markdown(text, "", _OPTIONS.get(kind))
    lines = tuple(text.split("\n"))
    prompt = Fragment("a.md", lines, tuple(range(1, len(lines) + 1)))
    question = Question("", prompt, None, Span("a.md", 1), 1, "A", kind="cloze")
    return render(question, Rendering())[0].front


@pytest.mark.parametrize(("kind", "title", "text", "expected"), list(cases()), ids=lambda value: str(value)[:40])
def test_case(kind: str, title: str, text: str, expected: str) -> None:
    assert field(kind, text) == expected


def test_there_are_many() -> None:
    found = list(cases())
    assert len(found) >= 180
    assert len({(kind, title) for kind, title, _, _ in found}) == len(found)
