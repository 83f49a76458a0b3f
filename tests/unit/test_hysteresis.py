"""A file keeps its shape while questions are added, and says so when it cannot."""

import pytest

from deckgen.data import Reading
from deckgen.lock import Lock, dump, load
from deckgen.options import Splitting
from deckgen.split import split
from tests.support.questions import document

LEVEL_2 = "".join(f"## What is {name}?\n\nA letter.\n\n" for name in "abcd")
LEVEL_3 = "## More\n\n" + "".join(f"### What is {name}?\n\nA letter.\n\n" for name in "efghijk")


def labels(names: str) -> str:
    return "# FAQ\n\n" + "".join(f"Q: What is {name}?\nA: A letter.\n\n" for name in names)


def reading(text: str, before: str = "") -> tuple[Reading, list[str]]:
    found, said = split(document(text), "D", Splitting(), before)
    return found, [d.rule.code for d in said]


def test_one_more_question_changes_no_shape() -> None:
    text = LEVEL_3.replace("## More", "## What is more?\n\nText.")
    for number in range(12):
        text += f"## What is {number}?\n\nA number.\n\n"
        found, said = reading(text, "headings-3")
        if found.layout != "headings-3":
            assert said == ["shape-changed"]
            # By far the most questions are elsewhere now.
            assert number >= 7
            return
        assert said == []
    pytest.fail("it never changes")


def test_what_decides_without_memory_would_have_changed() -> None:
    text = LEVEL_3.replace("## More", "## What is more?\n\nText.")
    alone = [reading(text + "## What is x?\n\nx\n\n" * number)[0].layout for number in range(12)]
    kept = [reading(text + "## What is x?\n\nx\n\n" * number, "headings-3")[0].layout for number in range(12)]
    assert alone.index("headings-2") < kept.index("headings-2")


def test_another_shape_takes_over_with_a_warning() -> None:
    some, many = LEVEL_2 + labels("lmnop"), LEVEL_2 + labels("lmnopqrst")
    assert reading(some)[0].layout == "labels"
    found, said = reading(some, "headings-2")
    assert found.layout == "headings-2", "the last build decides between the two"
    assert "shape-changed" not in said
    found, said = reading(many, "headings-2")
    assert (found.layout, said) == ("labels", ["shape-changed"])


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
