"""What a question offers to choose from: found in its lines, and a list of its own on the card."""

import re
from dataclasses import replace

import pytest

from deckgen.data import Basic, Fragment
from deckgen.options import Rendering
from deckgen.render.choices import parts, repeated
from tests.support.fields import shown
from tests.support.questions import reading

DIALECTS = [Rendering(), Rendering(dialect="python-markdown")]


def asked(below: str, title: str = "Which one?") -> Basic:
    """The first question of a file in which this stands below it."""
    found = reading(f"# Quiz\n\n## {title}\n\n{below}\n\n## What is a cat?\n\nAn animal.\n").questions[0]
    assert isinstance(found, Basic)
    return found


def offered(below: str) -> tuple[list[str], tuple[int, ...]]:
    """The options as they are written, and the places of the right ones."""
    found = asked(below)
    assert found.choice
    return [piece.text.strip() for piece in parts(found.prompt, found.choice)[1]], found.choice.right


LETTERED = "- A. one\n- B. two\n- C. three\n\n"


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("B", (1,)),
        ("b", (1,)),
        ("**B.** Because.", (1,)),
        ("B) two", (1,)),
        ("(B)", (1,)),
        ("答案：B", (1,)),
        ("正确答案：B。两个。", (1,)),
        ("**Answer:** B", (1,)),
        ("#### Answer: B", (1,)),
        ("> B\n>\n> Because.", (1,)),
        ("> [!success]- Answer: B\n> Because.", (1,)),
        ("> [!success]- Answer\n> B. Because.", (1,)),
        ("> [!note]\n> Because of C.", ()),
        ("<details><summary>Answer: B</summary>\n\nBecause.\n\n</details>", (1,)),
        ('??? success "Answer: B"\n    Because.', (1,)),
        ("A, C", (0, 2)),
        ("AC", (0, 2)),
        ("A、C", (0, 2)),
        ("A和C都对", ()),
        ("A and C", ()),
        ("B是对的", (1,)),
        ("A linked list is one.", ()),
        ("C++ is one.", ()),
        ("C# is one.", ()),
        ("B.C. is before A.D.", ()),
        ("CAB", ()),
        ("ABCD", ()),
        ("Because of all of them.", ()),
        ("答案是 **B**。", (1,)),
        ("正确答案为B，因为……", (1,)),
        ("**答案**选 A、C。", (0, 2)),
        ("答案不是 B。", ()),
        ("故选 C。", (2,)),
        ("本题应选B", (1,)),
        ("选项 B 太慢。", ()),
        ("The correct answer is (B): two.", (1,)),
        ("The answer is a list.", ()),
        ("The answer is not B.", ()),
        ("Die richtige Antwort ist **B**.", (1,)),
        ("What the answer is, A says.", ()),
    ],
)
def test_the_letters_that_begin_the_answer(answer: str, right: tuple[int, ...]) -> None:
    assert offered(LETTERED + answer) == (["A. one", "B. two", "C. three"], right)


@pytest.mark.parametrize(
    ("below", "options", "right"),
    [
        ("A. one\nB. two\n\nB", ["A. one", "B. two"], (1,)),
        ("A. one   B. two\nC. three   D. four\n\nC", ["A. one", "B. two", "C. three", "D. four"], (2,)),
        ("A. one\n\nB. two\n\nAnswer: A", ["A. one", "B. two"], (0,)),
        ("(A) one\n(B) two\n\n(B)", ["(A) one", "(B) two"], (1,)),
        ("* A: one\n  more\n* B: two\n\nB", ["A: one\nmore", "B: two"], (1,)),
        ("- **A.** one\n- **B.** two\n\n**B.**", ["**A.** one", "**B.** two"], (1,)),
        ("- [ ] one\n- [x] two\n- [x] three", ["one", "two", "three"], (1, 2)),
        ("- [ ] one\n- [x] two\n\nBecause.", ["one", "two"], (1,)),
        ("- A. one\n- B. two ✅\n- C. three", ["A. one", "B. two", "C. three"], (1,)),
        ("- one\n- two ✅\n- three", ["one", "two", "three"], (1,)),
        ("- [ ] one\n  - of many\n- [x] two", ["one\n- of many", "two"], (1,)),
        # Which of the two on the line has the mark is not known.
        ("A. one   B. two ✅\nC. three   D. four", ["A. one", "B. two", "C. three", "D. four"], ()),
    ],
)
def test_options_in_every_notation(below: str, options: list[str], right: tuple[int, ...]) -> None:
    assert offered(below) == (options, right)


@pytest.mark.parametrize(
    "below",
    [
        "An animal.",
        "```js\nA = 1\nB = 2\n```\n\nIt is B.",
        "- one\n- two",
        "- one\n- **two**: more",
        "- one\n- two\n\n<!-- answer -->\n\nBoth.",
    ],
)
def test_other_lines_are_no_options(below: str) -> None:
    assert asked(below).choice is None


@pytest.mark.parametrize("options", DIALECTS)
def test_the_list_on_the_card(options: Rendering) -> None:
    found = asked("Look:\n\n- A. `one`\n- B. $x$\n\nB", "Which one is it, A or B?")
    fields, said = shown(found, options)
    assert said == ()
    assert fields.front.endswith(
        '<p>Look:</p><ul class="options"><li>A. <code>one</code></li><li>B. <span class="math">\\(x\\)</span></li></ul>'
    )
    assert fields.back == '<p>B</p><span data-right="1" hidden></span>'


def test_the_front_does_not_tell_which_one_is_right() -> None:
    fronts = {shown(asked(LETTERED + answer))[0].front for answer in ("A", "B", "C. three")}
    assert len(fronts) == 1


def test_the_list_says_that_several_may_be_right() -> None:
    assert '<ul class="options several">' in shown(asked(LETTERED + "A, C"))[0].front
    # Not known: it may be one and may be more.
    unknown = shown(asked(LETTERED + "Because."))[0]
    assert '<ul class="options several">' in unknown.front
    assert "data-right" not in unknown.back


def test_an_option_may_hold_blocks() -> None:
    below = "- A. this:\n\n  ```\n  x = 1\n\n  - B. y\n  ```\n\n- B. that\n\nA"
    front = shown(asked(below))[0].front
    assert re.sub(r"\s+", " ", front[front.index("<ul") :]) == (
        '<ul class="options"><li><p>A. this:</p> <pre class="code"><code>x = 1 - B. y </code></pre></li>'
        "<li>B. that</li></ul>"
    )


def test_options_on_one_line_begin_at_their_letters() -> None:
    found = asked("A. one   (B) two\n\nB").choice
    assert found
    assert found.starts == ((0, 0), (0, 9))


def test_an_option_of_two_paragraphs_keeps_them() -> None:
    front = shown(asked("- A. one\n\n  more\n- B. two\n\nB"))[0].front
    assert "<li><p>A. one</p>\n<p>more</p></li><li>B. two</li>" in front


def test_an_item_without_a_letter_is_no_part_of_the_option_before_it() -> None:
    found = asked("- A. one\n- B. two\n- none of them\n\n<!-- answer -->\n\nB")
    assert found.choice
    _, options, after = parts(found.prompt, found.choice)
    assert [piece.text.strip() for piece in (*options, after)] == ["A. one", "B. two", "- none of them"]


def test_what_follows_the_options_is_none_of_them() -> None:
    found = asked("- A. one\n- B. two\n  more\n\nWhich one, then?\n\n<!-- answer -->\n\nB")
    assert found.choice
    before, options, after = parts(found.prompt, found.choice)
    assert [piece.text.strip() for piece in (before, *options, after)] == [
        "",
        "A. one",
        "B. two\nmore",
        "Which one, then?",
    ]
    # Messages about what stands there name its place in the file.
    assert (options[1].span(0, 3).line, options[1].span(0, 3).column) == (6, 6)
    assert (options[1].span(1).line, options[1].span(1).column) == (7, 3)


def test_code_after_the_last_option_stays_whole() -> None:
    found = asked("A. one\nB. two:\n```\nx\n\ny\n```\n\nB")
    assert found.choice
    # However the question was divided, no fence is torn.
    prompt = Fragment("a.md", ("A. one", "B. two:", "```", "x", "", "y", "```", "", "after"), tuple(range(1, 10)))
    _, options, after = parts(prompt, found.choice)
    assert options[-1].lines == ("B. two:", "```", "x", "", "y", "```", "")
    assert after.lines == ("after",)


def test_the_answer_repeats_options_as_a_list() -> None:
    found = asked("- A. one ✅\n- B. two\n- C. three ✅\n\nBoth.")
    back = shown(found)[0].back
    assert back.startswith('<ul class="options several"><li>A. one ✅</li><li>C. three ✅</li></ul><p>Both.</p>')
    # Tasks stay tasks, with their ticks.
    tasks = asked("- [ ] one\n- [x] two")
    assert tasks.choice
    assert tasks.answer
    assert repeated(tasks.choice, tasks.prompt, tasks.answer) is None
    assert "checked" in shown(tasks)[0].back


def test_marks_of_footnotes_stay_apart() -> None:
    found = asked("- A. one[^1]\n- B. two[^1]\n\nB[^1]")
    front, back = (
        getattr(shown(replace(found, definitions=Fragment("a.md", ("[^1]: note",), (9,))))[0], side)
        for side in ("front", "back")
    )
    ids = re.findall(r' id="([^"]+)"', front + back)
    assert len(ids) == len(set(ids)) == 6
