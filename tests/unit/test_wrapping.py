"""Whether the author of a file wraps prose, how sure that has to be, and who may say otherwise."""

import json
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.cli import main
from deckgen.options import Breaks as Wish
from deckgen.options import Rendering
from deckgen.render import breaks
from deckgen.render.wrapping import kept, of_paragraphs
from tests.support.effort import examples
from tests.support.questions import document

# Its first line takes 75 columns, and 79 with the next word; any column from 67 to 90 explains that.
WRAPPED = "A thread shares its memory with all the other threads of its process, which\nmay write."
LONG = "A lock lets one thread in, and " + "all the others have to wait, " * 4 + "which is slow."
TORN = "A thread shares its memory with all the other threads of its process, which\nmay\nwrite."


def shown(text: str, wish: Wish = "auto") -> str:
    return breaks(document(text), Rendering(breaks=wish))[0].shown


def paragraphs(*texts: str) -> str:
    return "\n\n".join(texts)


def line(columns: int) -> str:
    """Words of one letter on so many columns."""
    return ("a " * columns)[: columns - 1] + "a"


@pytest.mark.parametrize("against", [LONG, f"{LONG}\nB."])
def test_two_of_three_lines_have_to_be_wrapped(against: str) -> None:
    assert shown(paragraphs(*[WRAPPED] * 12, *[against] * 6)) == "on purpose"
    assert shown(paragraphs(*[WRAPPED] * 12, *[against] * 7)) == "all"


def test_lines_that_end_early_in_a_sentence_count_as_much() -> None:
    # Each has one line that is wrapped, and one that ends early.
    assert shown(paragraphs(*[TORN] * 4, *[WRAPPED] * 4)) == "on purpose"
    assert shown(paragraphs(*[TORN] * 5, *[WRAPPED] * 4)) == "all"


@pytest.mark.parametrize(
    "more",
    [LONG, TORN, "one\ntwo\nthree", "- one\n  two\n- three", "A short line.\nAnd one.", "```\na\nb\n```", WRAPPED],
)
def test_one_more_paragraph_does_not_turn_a_file(more: str) -> None:
    for count in range(2, 9):
        assert shown(paragraphs(*[WRAPPED] * count, more)) == "on purpose"
        assert shown(paragraphs(*[LONG] * count, more)) == "all"


@pytest.mark.parametrize(("columns", "expected"), [(46, "all"), (47, "on purpose"), (90, "on purpose")])
def test_no_prose_is_wrapped_at_less_than_60_columns(columns: int, expected: str) -> None:
    # An eighth is what lines may be shorter: those of 53 columns, with the first word of the next.
    text = paragraphs(*[f"{line(columns)}\nwords go on."] * 3)
    assert shown(text) == expected


@pytest.mark.parametrize(("columns", "count"), [(52, 10), (53, 11), (101, 11), (102, 10)])
def test_lines_may_end_an_eighth_beside_the_column(columns: int, count: int) -> None:
    text = paragraphs(*[WRAPPED] * 10, f"{line(columns)}\nwords go on.")
    assert breaks(document(text), Rendering())[0].why.startswith(f"{count} of 11 lines")


def test_what_ends_before_two_thirds_of_the_column_is_a_line_of_its_own() -> None:
    found = of_paragraphs([WRAPPED.split("\n")] * 3)
    assert found.column == 78
    wide, early = line(51), line(49)
    assert kept([wide, "X", "y", "Z", "."], found) == frozenset({2, 3})
    assert kept([early, "X", "y", "Z", "."], found) == frozenset({0, 1, 2, 3})


def test_without_cases_one_line_says_nothing() -> None:
    text = "每一个线程都和同一个进程里的其他所有线程共享全部内存而其他进程\n不能读取"
    assert shown(text) == "all"
    assert shown(paragraphs(text, text)) == "on purpose"


_WORD = st.text("abcdefghij", min_size=1, max_size=10)
_PROSE = st.lists(st.lists(_WORD, min_size=60, max_size=120).map(" ".join), min_size=1, max_size=5)


@settings(max_examples=examples(100))
@given(_PROSE, st.integers(60, 140))
def test_what_an_editor_wraps_is_wrapped(prose: list[str], column: int) -> None:
    wrapped = [textwrap.wrap(one, column) for one in prose]
    found = of_paragraphs(wrapped)
    assert found.shown == "on purpose"
    assert not any(kept(lines, found) for lines in wrapped)
    assert of_paragraphs([[one] for one in prose]).shown == "all"


@settings(max_examples=examples(100))
@given(st.lists(st.text(" ab.中。：\n*-1", max_size=90), max_size=9), st.integers(1, 200))
def test_any_text(texts: list[str], times: int) -> None:
    pieces = [text.split("\n") for text in texts] * times
    found = of_paragraphs(pieces)
    for lines in pieces[:9]:
        assert kept(lines, found) <= frozenset(range(len(lines) - 1))


@pytest.mark.parametrize(("wish", "expected"), [(True, "all"), (False, "none"), ("auto", "on purpose")])
def test_settings_say_otherwise(wish: Wish, expected: str) -> None:
    assert shown(WRAPPED, wish) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("true", "all"), ("No", "none"), ("auto", "on purpose"), ("", "none"), ("80", "none")]
)
def test_front_matter_counts_most(value: str, expected: str) -> None:
    text = f"---\nbreaks: {value}\n---\n\n{WRAPPED}"
    found, said = breaks(document(text), Rendering(breaks=False))
    assert found.shown == expected
    assert [one.message for one in said] == (["breaks cannot be '80'"] if value == "80" else [])
    assert [one.span.line for one in said] == ([2] if value == "80" else [])


def test_check_says_what_was_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.md").write_text(f"# What is a thread?\n\n{WRAPPED}\n\n{LONG}\n\n{WRAPPED}\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    main(["check", "a.md"])
    assert "; wrapped lines are joined (2 of 3 lines wrapped at about column 78)\n" in capsys.readouterr().out
    main(["check", "a.md", "--why", "--json"])
    (row,) = json.loads(capsys.readouterr().out)
    assert row["breaks"] == {"shown": "on purpose", "why": "2 of 3 lines wrapped at about column 78"}
    (tmp_path / "a.md").write_text("# What is a thread?\n\nOne\ntwo.\n", "utf-8")
    main(["check", "a.md"])
    assert "lines" not in capsys.readouterr().out
    main(["check", "a.md", "--why"])
    assert "\n  line breaks are shown (no line is wrapped)\n" in capsys.readouterr().out
