"""What is wrong in an author's style is said at its place; what is right is left alone, ours and odd things too."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deckgen.apkg import notetypes
from deckgen.apkg.notetypes import custom
from deckgen.apkg.notetypes.css import flaws
from tests.support.calls import calls

OURS = sorted(Path(notetypes.__file__).parent.glob("*.css"))


def found(text: str) -> list[tuple[str, str]]:
    """What is wrong, each with what stands there."""
    return [(text[one.at :].partition("\n")[0][:6], str(one.message)) for one in flaws(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (".card { color: red\n.b { a: b }", [("{ colo", "this { is never closed")]),
        (".card { color: red }}", [("}", "this } closes nothing")]),
        (".a { b: rgb(1, 2; c: d }", [("(1, 2;", "this ( is never closed")]),
        (".a { b: c]; }", [("]; }", "this ] closes nothing")]),
        (".a { b: c } /* d", [("/* d", "this comment is never closed")]),
        (".a { content: 'b\n; c: d }", [("'b", "this text is not closed in its line")]),
        ("// a\n.b { c: d }", [("// a", "// begins no comment in CSS")]),
        (".a { color red; b: c }", [("color ", "this is no property with a value")]),
        (".a { b: c\n  d: e }", [("d: e }", "before this a semicolon is missing")]),
        ("color: red;", [("color:", "this stands in no rule")]),
        (".a { b: c } .d", [(".d", "this stands in no rule")]),
        ("@import url(https://a/b);", [("@impor", "@import does nothing here, for other rules come before it")]),
        (
            ".a { b: url( 'http://c/d' ) }",
            [("url( '", "http://c/d is loaded from the network whenever a card is shown")],
        ),
        (".a { b: url(//c/d) }", [("url(//", "//c/d is loaded from the network whenever a card is shown")]),
    ],
)
def test_what_is_wrong_is_named_at_its_place(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *(path.read_text("utf-8") for path in OURS),
        "<!-- .a:hover, a:is(b:c) { --x: a:b; filter: progid:A.B(c=1);; } -->",
        "@charset 'utf-8'; @media (a: b) { .c:not([d=':']) { e: f } } @font-face { g: url(data:a/b;c,//d) h('i') }",
        ".a\\:b::after { content: '}\\'/*' \"{\"; .c:hover & { d: e } } /* } // */ @layer a, b;",
        "",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert found(text) == []


@example("::(")
@given(st.text("{}()[];:/*\"'\\\n a@-"))
def test_whatever_stands_there_is_read_to_its_end(text: str) -> None:
    assert all(0 <= one.at < len(text) for one in flaws(text))


def test_twice_as_much_takes_twice_as_long() -> None:
    text = ".a { b: (c; @d\n"
    assert calls(lambda: list(flaws(text * 400))) < 2.5 * calls(lambda: list(flaws(text * 200)))


def test_a_diagnostic_has_line_and_column() -> None:
    _, said = custom.appearance({"style.css": b".a { b: c }\r\n.d { e: f\r\n"})
    assert [(one.rule.code, one.rule.severity, one.span.path, one.span.line, one.span.column) for one in said] == [
        ("style-error", "warning", "style.css", 2, 4)
    ]
