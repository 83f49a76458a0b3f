"""Asking for more gives more: clozes, rows of tables and questions within answers are added, and take no card away."""

from dataclasses import replace

import pytest

from deckgen.options import Splitting
from deckgen.read import read
from deckgen.split import split
from tests.support.cases import Case, suite


@pytest.mark.parametrize("asked", ["cloze", "tables"])
@pytest.mark.parametrize("case", suite("split"), ids=str)
def test_asking_for_more_takes_no_card_away(case: Case, asked: str) -> None:
    (text,) = case.given
    document, _ = read("a.md", text.replace("→", "\t").replace("␍\n", "\r\n").replace("␍", "\r").encode())
    assert document
    before = case.options.get("before", "")
    options = Splitting(**{key: value for key, value in case.options.items() if key != "before"})
    less, _ = split(document, "D", options, before)
    asking = replace(options, cloze=True) if asked == "cloze" else replace(options, tables=True)
    more, _ = split(document, "D", asking, before)
    assert {question.title for question in less.questions} <= {question.title for question in more.questions}
