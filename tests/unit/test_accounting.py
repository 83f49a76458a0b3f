"""Every line of a file belongs to exactly one part, whatever is in the file."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.data import Part
from tests.support.cases import suite
from tests.support.effort import examples
from tests.support.questions import document, reading

LINES = st.sampled_from(
    "|# Title|## What is x?|## References|### 1.1 Why?|text|> quote|- item|- [x] right|- [ ] wrong|A. one"
    "|**What is y?**|Q: What is z?|A: this|**Answer:** that|<details><summary>Answer</summary>"
    "|<details><summary>Why?</summary>|</details>|a :: b|?|??|START|Basic|Back: c|END|C: [cloze]|```|---"
    "|<!-- deckgen: skip -->|<!-- deckgen: context -->|<!--|-->|1. ### Which one?|   inside|    code|==="
    "|[link](#x)|题目：甲|解析：乙|| a | b |||---|---|||==mark==|TODO".split("|")
)
FRONT = st.sampled_from(
    ["", "---\ndeck: D\n---\n", "---\ncloze: true\n---\n", "---\ntables: true\n---\n", "---\nsplit: deep\n---\n"]
)


def parts(text: str) -> tuple[int, tuple[Part, ...]]:
    return len(document(text).source), reading(text).parts


def complete(lines: int, found: tuple[Part, ...]) -> bool:
    covered = [number for part in found for number in range(part.line, part.end_line + 1)]
    return covered == list(range(1, lines + 1))


@settings(max_examples=examples(400))
@given(FRONT, st.lists(LINES, max_size=40))
def test_every_line_has_one_part(front: str, lines: list[str]) -> None:
    assert complete(*parts(front + "\n".join(lines)))


@settings(max_examples=examples(200))
@given(FRONT, st.lists(LINES, max_size=40))
def test_questions_are_within_their_file(front: str, lines: list[str]) -> None:
    text = front + "\n".join(lines)
    last = len(document(text).source)
    for question in reading(text).questions:
        for fragment in question.fragments:
            for origin in fragment.origins:
                assert 1 <= origin <= last
        assert question.span.line <= question.end_line <= last


def test_every_line_of_the_cases_has_one_part() -> None:
    for case in suite("split"):
        (text,) = case.given
        assert complete(*parts(text.replace("␍\n", "\r\n").replace("␍", "\r"))), case


def test_what_is_skipped_is_accounted_for() -> None:
    _, found = parts("## What is x?\n<!-- deckgen: skip -->\n\nx\n\n## What is y?\n\ny\n\n## References\n\n- [z](z)\n")
    assert [(part.role, part.line, part.end_line) for part in found] == [
        ("skipped", 1, 5),
        ("question", 6, 9),
        ("references", 10, 13),
    ]


QUIZ = "".join(f"{n}. The capital of {land} is ( )\nA. Lyon\nB. Paris\nC. Rome\n\n" for n, land in ((1, "F"), (2, "I")))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("Answers: 1. B 2. C\n", [("answers", 11, 12, "")]),
        ("## Answers\n\n1. B\n2. C\n", [("answers", 11, 15, "Answers")]),
        # A key that fits no question.
        ("## Answers\n\n8. B\n9. C\n", [("topic", 11, 15, "Answers")]),
    ],
)
def test_a_key_whose_answers_are_taken_is_not_left_over(key: str, expected: list[tuple[str, int, int, str]]) -> None:
    _, found = parts(QUIZ + key)
    assert [(one.role, one.line, one.end_line, one.why) for one in found[2:]] == expected


@pytest.mark.parametrize(("links", "role"), [(3, "contents"), (2, "contents"), (1, "introduction")])
def test_a_list_is_one_of_links_where_most_of_it_are(links: int, role: str) -> None:
    items = ["- [sails](sails.md)", "- [ropes](ropes.md)", "- [masts](masts.md)"]
    words = ["- sails", "- ropes", "- masts"]
    _, found = parts("\n".join([*items[:links], *words[links:], "", "## What is x?", "", "x", ""]))
    assert found[0].role == role
