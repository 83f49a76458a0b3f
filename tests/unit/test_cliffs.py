"""No cliffs: one more heading, question, bullet or label takes no other card away, nor does one mark less."""

import re

import pytest

from deckgen.options import Splitting
from deckgen.read import read
from deckgen.split import split
from tests.support.cases import Case, suite

# What stands beside what is in a file, by what the file has.
SIBLINGS = {
    r"^(#{1,6}) ": "{0} Theme\n\nSome text.\n",
    r"^(#{1,6}) .*\?": "{0} What is new here?\n\nSome text.\n",
    r"^([-*]) ": "{0} something else\n",
    r"^(Q|问)[:：]": "{0}: What is new here?\nA: Some text.\n",
    r"^(\*\*).*\?\*\*$": "{0}What is new here?{0}\n\nSome text.\n",
}
CASES = [case for case in suite("split") if not {"shape", "question_level"} & case.options.keys()]


def titles(text: str, case: Case) -> list[str]:
    document, _ = read("a.md", text.replace("→", "\t").replace("␍\n", "\r\n").replace("␍", "\r").encode())
    assert document
    options = {key: value for key, value in case.options.items() if key != "before"}
    found, _ = split(document, "D", Splitting(**options), case.options.get("before", ""))
    return [question.title for question in found.questions]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_sibling_takes_no_card_away(case: Case) -> None:
    (text,) = case.given
    before = titles(text, case)
    # Nothing can stand beside what never ends.
    if text.count("```") % 2:
        return
    for pattern, sibling in SIBLINGS.items():
        found = re.search(pattern, text, re.MULTILINE)
        if found and before:
            after = titles(f"{text.rstrip()}\n\n{sibling.format(found[1])}", case)
            assert set(before) <= set(after), sibling


@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_mark_less_takes_no_card_away(case: Case) -> None:
    (text,) = case.given
    before = titles(text, case)
    for mark in re.finditer(r"(?<=[\w`])[?？](?=\**$)", text, re.MULTILINE):
        if len(before) >= 3:
            after = titles(text[: mark.start()] + text[mark.end() :], case)
            assert len(after) >= len(before), text[: mark.start()].rpartition("\n")[2]
