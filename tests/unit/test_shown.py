"""How messages look on a terminal."""

from deckgen.data import Span
from deckgen.diagnostics import IMAGE_MISSING, Diagnostic, as_text


def excerpt(line: str, column: int) -> tuple[str, str]:
    """The line of a message, and the letter above its caret."""
    said = as_text(Diagnostic(IMAGE_MISSING, Span("a.md", 1, column), "gone"), {"a.md": (line,)})
    _, shown, caret = said.split("\n")
    return shown[4:], shown[caret.index("^")]


def test_a_long_line_is_cut_around_the_place() -> None:
    line = "a" * 500 + "X" + "b" * 500
    shown, above = excerpt(line, 501)
    assert above == "X"
    assert shown == "…" + "a" * 80 + "X" + "b" * 79 + "…"


def test_the_ends_of_a_long_line_are_shown_whole() -> None:
    line = "X" + "a" * 500 + "Y"
    assert excerpt(line, 1) == ("X" + "a" * 159 + "…", "X")
    assert excerpt(line, 502) == ("…" + "a" * 159 + "Y", "Y")


def test_a_line_that_fits_is_not_cut() -> None:
    assert excerpt("a" * 159 + "X", 160) == ("a" * 159 + "X", "X")
