"""Which headings ask, and where a question ends and its answer begins."""

import pytest

from deckgen.options import Splitting
from deckgen.read import read
from deckgen.split import layouts, split
from tests.support.questions import reading

CASES = {
    "the level that asks": (
        "# T\n\n## A topic\n\n### What is x?\n\nx\n\n#### Detail\n\ny\n",
        [("What is x?", 5, 7, 11)],
    ),
    "a quoted answer": ("## 什么是甲？\n\n> 引文\n", [("什么是甲？", 1, 3, 3)]),
    "unanswered": ("## What is x?\n\nx\n\n## What is y?\n", [("What is x?", 1, 3, 3), ("What is y?", 5, None, None)]),
    "a heading in code": ("## What is x?\n\n```\n## What is y?\n```\n", [("What is x?", 1, 3, 5)]),
    "front matter keeps line numbers": ("---\ndeck: D\n---\n## What is x?\n\nx\n", [("What is x?", 4, 6, 6)]),
    "a picture the question speaks of": ("## 请看下图\n\n![](a.png)\n\n> 引文\n", [("请看下图", 1, 5, 5)]),
    "references are left out": ("## What is x?\n\nx\n\n## References\n\n- y\n", [("What is x?", 1, 3, 3)]),
}


@pytest.mark.parametrize("name", CASES)
def test_split(name: str) -> None:
    text, expected = CASES[name]
    got = [
        (q.title, q.span.line, *((q.answer.origins[0], q.answer.origins[-1]) if q.answer else (None, None)))
        for q in reading(text).questions
    ]
    assert got == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("The zero value is {1:nil}.\n", "to make clozes of {1:…}"),
        ("The zero value is ==nil==.\n", "cloze: true in its front matter to hide what is ==marked=="),
        ("The zero value is nil.\n", "begin a question with ##"),
        ("# a\n\n## Usage\n\nx\n\n## License\n\ny\n", "if its headings ask, question_level: 2"),
        ("+++\n+++\nThe zero value is nil.\n", "write ignore = true in its front matter"),
        ("\n", "the file is empty"),
        ("---\nquestion_level: 3\n---\n## What is a?\n\nx\n", "question_level: 3 finds none"),
        ("+++\nshape = 'bold'\n+++\n## What is a?\n\nx\n", 'shape = "bold" finds none'),
    ],
)
def test_a_file_without_questions_is_told_what_would_read_it(text: str, hint: str) -> None:
    document, _ = read("notes.md", text.encode())
    assert document
    _, (said,) = split(document, "notes", Splitting())
    assert hint in said.hint


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        ("headings-2", "level-2 headings"),
        ("bullet(-,0,0,0)", "list items that ask"),
        ("lists + tables", "numbered lines"),
        ("number(1 -,0,0,0,0)", "numbered lines"),
    ],
)
def test_the_layout_of_the_last_build_is_said_in_words(layout: str, words: str) -> None:
    assert layouts.words(layout) == words
