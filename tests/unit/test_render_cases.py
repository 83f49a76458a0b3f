"""Markdown in, field out: the files of tests/cases/render, one case after the other.

A case is a title, the Markdown and the field, each ended by a line with a dot. The file says how it is rendered.
"""

from collections.abc import Iterator

import pytest

from deckgen.options import Rendering
from deckgen.render import markdown
from tests.support.cases import read_cases
from tests.support.fields import shown
from tests.support.questions import cloze

_OPTIONS = {
    "python-markdown": Rendering(dialect="python-markdown"),
    "extensions": Rendering(dialect="python-markdown", extensions=("admonition", "def_list", "abbr", "attr_list")),
    "no-breaks": Rendering(breaks=False),
}


def cases() -> Iterator[tuple[str, str, str, str]]:
    for stem, (title, text, field) in read_cases("render", 3):
        yield stem, title, text, field


def field(kind: str, text: str) -> str:
    """What stands on the card."""
    if kind != "cloze":
        return markdown(text, "", _OPTIONS.get(kind))
    return shown(cloze(text))[0].front


@pytest.mark.parametrize(("kind", "title", "text", "expected"), list(cases()), ids=lambda value: str(value)[:40])
def test_case(kind: str, title: str, text: str, expected: str) -> None:
    assert field(kind, text) == expected


def test_there_are_many() -> None:
    found = list(cases())
    assert len(found) >= 180
    assert len({(kind, title) for kind, title, _, _ in found}) == len(found)
