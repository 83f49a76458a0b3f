"""A file keeps its shape while questions are added, and says so when it cannot."""

import pytest

from deckgen.data import Reading
from deckgen.lock import Lock, dump, load
from deckgen.options import Splitting
from deckgen.read import read
from deckgen.split import split
from tests.support.cases import Case, suite
from tests.support.questions import document

LEVEL_2 = "".join(f"## What is {name}?\n\nA letter.\n\n" for name in "abcd")
LEVEL_3 = "## More\n\n" + "".join(f"### What is {name}?\n\nA letter.\n\n" for name in "efghijk")


def labels(names: str) -> str:
    return "# FAQ\n\n" + "".join(f"Q: What is {name}?\nA: A letter.\n\n" for name in names)


def reading(text: str, before: str = "") -> tuple[Reading, list[str]]:
    found, said = split(document(text), "D", Splitting(), before)
    return found, [d.rule.code for d in said]


def asked(text: str, before: str = "") -> set[str]:
    return {question.title for question in reading(text, before)[0].questions}


# Where most of them asked, they would be questions without any memory.
PARTS = [f"What is {name}?" for name in "efg"] + [f"The {name}" for name in "hijk"]
INSIDE = "## What is more?\n\nText.\n\n" + "".join(f"### {part}\n\nA letter.\n\n" for part in PARTS)


@pytest.mark.parametrize("number", range(0, 12, 3))
def test_one_more_question_takes_no_other_away(number: int) -> None:
    text = INSIDE + "".join(f"## What is {one}?\n\nA number.\n\n" for one in range(number))
    found, said = reading(text, "headings-3")
    assert set(PARTS) <= {question.title for question in found.questions}
    assert said == []


def test_what_decides_without_memory_would_have_changed() -> None:
    text = INSIDE + "".join(f"## What is {one}?\n\nA number.\n\n" for one in range(9))
    assert "What is e?" not in asked(text)
    assert "What is e?" in asked(text, "headings-3")


def test_two_notations_ask_beside_each_other() -> None:
    text = LEVEL_2 + labels("lmnop")
    everything = {f"What is {name}?" for name in "abcdlmnop"}
    for before in ("", "headings-2", "labels"):
        assert asked(text, before) == everything
        assert reading(text, before)[1] == []


def test_a_layout_of_which_nothing_is_left_is_said() -> None:
    found, said = reading(labels("lmnop"), "headings-2")
    assert (found.layout, said) == ("label(q,0)", ["shape-changed"])


def test_a_layout_that_is_called_the_same_is_not_said_to_be_another() -> None:
    text = "# 进程\n\n**1、什么是进程？**\n\n程序。\n\n**2、什么是线程？**\n\n单位。\n"
    before, now = reading(text)[0].layout, reading(text.replace("、", ". "))
    assert now[0].layout != before
    assert reading(text.replace("、", ". "), before)[1] == []


def test_what_older_versions_wrote_is_understood() -> None:
    assert reading(labels("lmnop"), "labels")[1] == []


def test_what_the_author_sets_needs_no_warning() -> None:
    found, said = reading("---\nquestion_level: 3\n---\n" + LEVEL_2 + LEVEL_3, "headings-2")
    assert (found.layout, said) == ("headings-3", [])


@pytest.mark.parametrize("before", ["headings-9", "headings", "poems", "bold-2", "tables", "headings-x"])
def test_a_layout_that_is_none_is_ignored(before: str) -> None:
    assert reading(LEVEL_2, before) == reading(LEVEL_2)


def test_the_lock_remembers_a_line_for_each_file() -> None:
    lock = Lock("p", layouts={"b.md": "bold", "a.md": "headings-2"})
    text = dump(lock)
    assert [line.partition(', "last"')[0] for line in text.split("\n") if "layout" in line] == [
        '{"file": "a.md", "layout": "headings-2"',
        '{"file": "b.md", "layout": "bold"',
    ]
    assert load(text, "deckgen.lock") == lock
    merged = text + dump(Lock("p", layouts={"a.md": "headings-3"}))
    assert load(merged, "deckgen.lock").layouts["a.md"] == "headings-3"


@pytest.mark.parametrize("case", [case for case in suite("split") if "before" not in case.options], ids=str)
def test_what_is_built_twice_is_read_twice_the_same(case: Case) -> None:
    text, _ = read("a.md", case.given[0].encode())
    assert text
    first, _ = split(text, "D", Splitting(**case.options))
    assert split(text, "D", Splitting(**case.options), first.layout)[0] == first
