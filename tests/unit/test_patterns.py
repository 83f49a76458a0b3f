"""No expression goes back over what it has read more often than its length: see `tests/support/pumps.py`."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deckgen.lock import fingerprint
from deckgen.read import document
from deckgen.split import clozes, colons, genre, outline
from tests.support import pumps

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no timers for processor time")


@pytest.mark.slow
def test_no_expression_of_ours_is_slow() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.pumps"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "pattern", [r"(?:\s++#(?:[^\W\d]|\d*[^\W\d])[\w/-]*)+\s*$", r"<!--\s*(.*?)\s*(\w*)\s*-->", "(?:`[^`]*`|.)*x"]
)
def test_what_goes_back_is_seen(pattern: str) -> None:
    assert pumps.slow(re.compile(pattern))


@pytest.mark.parametrize("pattern", [r"(?:\s++#\d*+[^\W\d][\w/-]*+)++\s*$", r"\[[^\]]*+\]", "(?:`[^`]*+`|[^`])*+x"])
def test_what_does_not_go_back_is_not_seen(pattern: str) -> None:
    assert not pumps.slow(re.compile(pattern))


# Expressions that look through whole lines or blocks of notes.
SEARCHING = {
    clozes: ("_OPAQUE", "_TEX", "_MARK", "_BRACKET", "_BRACES", "_MACRO", "_ACTED_ON"),
    colons: ("_OTHERS", "_COLONS", "_BLANK"),
    document: ("_CITATIONS",),
    genre: ("_LINK", "_MEDIA", "_CODE", "_BOLD", "_VERSION", "_FETCHES", "_SIGNATURE"),
    outline: ("_HTML_HEADING", "_TAG"),
}


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(getattr(module, name), id=f"{module.__name__}.{name}")
        for module, names in SEARCHING.items()
        for name in names
    ],
)
def test_what_is_looked_for_is_not_looked_for_again_from_each_place(pattern: re.Pattern[str]) -> None:
    assert not pumps.square(pattern)


def test_what_reads_to_the_end_again_is_seen() -> None:
    assert pumps.square(re.compile(r"\[[^\]]*\]"))


@pytest.mark.parametrize(
    ("work", "unit"),
    [
        (colons.parted, "a::"), (colons.parted, "== ::"), (clozes.marked, "{{c1::"), (clozes.marked, "==a "),
        (clozes.begun, "{{c1::"), (clozes.bracketed, "[a]("), (clozes.bracketed, "\\["), (fingerprint.normal, "<"),
        (fingerprint.without_markup, "<a "),
    ],
)  # fmt: skip
def test_a_line_of_marks_is_read_once(work: Callable[[str], object], unit: str) -> None:
    text = unit * (pumps.LONG // len(unit))
    assert not pumps.late(lambda: work(text))
