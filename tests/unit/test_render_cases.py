"""Markdown in, field out: the files of tests/cases/render, one case after the other.

A case is a title, the Markdown and the field. Its options are keys of rendering; `cloze = true` makes a cloze note,
`gapped = true` an answer whose clozes are notes of their own, and `breaks = "auto"` an answer in a file of which
this is all.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from deckgen.options import Rendering
from deckgen.render import breaks, markdown
from tests.support.cases import Case, suite
from tests.support.fields import shown
from tests.support.questions import cloze as a_cloze
from tests.support.questions import document, question


def field(
    text: str, *, cloze: bool = False, gapped: bool = False, extensions: list[str] | None = None, **others: Any
) -> str:
    """What stands on the card."""
    options = Rendering(extensions=tuple(extensions or ()), **others)
    if "breaks" in others and options.breaks == "auto":
        return shown(question(text), options, breaks=breaks(document(text), options)[0])[0].back
    if gapped:
        return shown(replace(question(text), gapped=True), options)[0].back
    return shown(a_cloze(text), options)[0].front if cloze else markdown(text, "", options)


@pytest.mark.parametrize("case", suite("render"), ids=str)
def test_case(case: Case, agrees: Callable[[Case, str], None]) -> None:
    agrees(case, field(*case.given, **case.options))


def test_there_are_many() -> None:
    assert len(suite("render")) >= 360
