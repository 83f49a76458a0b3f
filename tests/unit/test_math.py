"""The author's macros, and what MathJax says of formulas."""

import re
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.options import Math, Rendering
from deckgen.render import render
from deckgen.render.macros import expanded
from deckgen.tex import typeset, unfit
from tests.support.fields import shown
from tests.support.questions import basic, question

MACROS = {
    "R": "\\mathbb{R}",
    "norm": "\\left\\lVert #1 \\right\\rVert",
    "pair": "(#2, #1)",
    "loop": "\\loop x",
    "bm": "\\boldsymbol{#1}",
    "deep": "\\norm{\\R}",
    "a": "\\alpha",
}
EXPANSIONS = {
    "a name": ("x \\in \\R", "x \\in \\mathbb{R}"),
    "not a longer name": ("\\Re \\RR", "\\Re \\RR"),
    "an argument in braces": ("\\norm{x_{i}}", "\\left\\lVert x_{i} \\right\\rVert"),
    "an argument of one token": ("\\bm x + \\bm\\mu", "\\boldsymbol{x} + \\boldsymbol{\\mu}"),
    "two arguments": ("\\pair{a}{b}", "(b, a)"),
    "a macro in a macro": ("\\deep", "\\left\\lVert \\mathbb{R} \\right\\rVert"),
    "a macro in an argument": ("\\norm{\\R}", "\\left\\lVert \\mathbb{R} \\right\\rVert"),
    "a letter behind a name": ("\\a b", "\\alpha b"),
    "escaped braces": ("\\norm{\\{x\\}}", "\\left\\lVert \\{x\\} \\right\\rVert"),
    "a missing argument": ("\\norm", "\\left\\lVert  \\right\\rVert"),
    "line breaks are not macros": ("a \\\\R", "a \\\\R"),
}


@pytest.mark.parametrize("name", EXPANSIONS)
def test_macros_are_written_out(name: str) -> None:
    tex, expected = EXPANSIONS[name]
    assert expanded(tex, MACROS) == expected


def test_a_macro_that_contains_itself_ends() -> None:
    assert re.fullmatch(r"\\loop( x){20}", expanded("\\loop", MACROS)), "it is written out so deep, each level once"


@pytest.mark.parametrize("definition", ["\\x \\x", "\\x{#1#1}", "a\\y", "{}{\\x\\x\\x}"])
def test_a_macro_that_grows_is_written_out_only_so_far(definition: str) -> None:
    macros = {"x": definition, "y": "\\x\\x"}
    assert len(expanded("\\x{aaa}", macros)) < 50_000
    # What follows keeps its macros' names, which are then reported as undefined.
    assert expanded("\\x{aaa} \\x", macros).endswith("\\x")


def test_what_a_macro_makes_is_counted_before_it_is_made() -> None:
    tex = "\\x{" + "a" * 9_000 + "}"
    tracemalloc.start()
    assert expanded(tex, {"x": "#1" * 2_000}) == tex
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_a_long_formula_has_all_its_macros_written_out() -> None:
    assert "\\R" not in expanded("\\R + " * 900, MACROS)


@given(st.text(alphabet="\\{}#1aR \n"))
def test_without_macros_nothing_changes(tex: str) -> None:
    assert expanded(tex, {}) == tex


GOOD = [
    "\\frac{1}{2}", "a < b", "\\ce{2H2 + O2 -> 2H2O}", "\\text{中文}", "𝑛×𝑑",
    "\\begin{aligned}a&=b\\\\c&=d\\end{aligned}", "\\operatorname*{argmax}_x f", "\\boldsymbol{x}", "\\coloneqq",
    "\\cancel{x}", "\\color{red}{x}", "\\tag{1} x", "\\textcolor{red}{\\text{ab}}",
    "\\require{physics}\\dv{x}{y}", "\\bra{a}\\ket{b}", "\\mathscr{L}", "\\unicode{x41}",
]  # fmt: skip
UNDEFINED = {
    "\\bm{x}": "bm", "\\dv{x}{y}": "dv", "\\llbracket x": "llbracket", "\\mathds{1}": "mathds", "\\abs{x}": "abs",
    "\\begin{aligned} a &= b \\\\ c &= \\foo d \\end{aligned}": "foo", "\\ce{\\foo}": "foo",
}  # fmt: skip
BROKEN = ["x_{", "a & b", "x^2^3", "\\left( x", "\\begin{foo}x\\end{foo}", "\\require{nonsense} x", "\\frac{1}"]


@pytest.mark.parametrize("tex", GOOD)
def test_what_anki_typesets_is_no_problem(tex: str) -> None:
    came = typeset(tex, display=True)
    assert (came.failed, came.error, came.undefined, unfit(tex, came)) == ("", "", (), None)


@pytest.mark.parametrize("tex", UNDEFINED)
def test_what_only_others_know_is_undefined(tex: str) -> None:
    assert typeset(tex, display=True).undefined == (UNDEFINED[tex],)


@pytest.mark.parametrize("tex", BROKEN)
def test_what_is_broken_is_said(tex: str) -> None:
    assert typeset(tex, display=True).error


def test_a_definition_does_not_leak_into_the_next_formula() -> None:
    assert typeset("\\newcommand{\\leaky}{x} \\leaky", display=True).defined == ("leaky",)
    assert typeset("\\leaky", display=True).undefined == ("leaky",)


def test_the_place_is_that_of_the_macro() -> None:
    _, said = render(question("Some text.\n\n$$\na = b \\\\\n\\bm{x}\n$$"), Rendering())
    (diagnostic,) = said
    assert (diagnostic.rule.code, diagnostic.span.line, diagnostic.span.column) == ("math-undefined", 15, 1)


def test_a_macro_of_the_author_is_defined() -> None:
    fields, said = shown(question("$\\bm{x} < 1$"), Rendering(math=Math((("bm", "\\boldsymbol{#1}"),))))
    assert not said
    assert "\\(\\boldsymbol{x} &lt; 1\\)" in fields.back


def test_a_definition_in_a_note_is_warned_of() -> None:
    _, said = render(question("$\\def\\x{1} \\x$"), Rendering())
    assert [d.rule.code for d in said] == ["math-definition"]


@pytest.mark.parametrize("before", ["", "So "])
def test_a_formula_may_be_tall(before: str) -> None:
    fields, _ = shown(question(before + "$$\n" + "- b \\\\\n" * 300 + "$$"))
    assert "<li>" not in fields.back
    assert fields.back.count("\\[") == 1


REFERENCES = {
    "a label that nothing refers to goes": ("$$a \\label{x}$$", ["a "]),
    "no name grows by what stood behind a label": ("$$\\mu\\label{x}b$$", ["\\mu b"]),
    "what is referred to is numbered": (
        "$$a \\label{x}$$ $$b \\label{y}$$ $$c \\label{z}$$ $\\eqref{z}, \\ref{y}$",
        ["a ", "b \\tag{1}", "c \\tag{2}", "\\text{(2)}, \\text{1}"],
    ),
    "a tag stays, and its number is no other's": (
        "$$a \\tag{1}$$ $$b \\tag*{$*$}\\label{y}$$ $$c \\label{z}$$ $\\eqref{y}$ $\\eqref{z}$",
        ["a \\tag{1}", "b \\tag*{$*$}", "c \\tag{2}", "\\text{($*$)}", "\\text{(2)}"],
    ),
    "each row has its own": (
        "$$\\begin{align}a\\tag{A}\\label{x}\\\\b\\label{y}\\\\c\\end{align}$$ $\\eqref{x}\\eqref{y}$",
        ["\\begin{align}a\\tag{A}\\\\b\\tag{1}\\\\c\\end{align}", "\\text{(A)}\\text{(1)}"],
    ),
    "rows of what may have no tag are one": (
        "$$\\begin{equation}\\begin{split}a\\\\b\\label{x}\\end{split}\\end{equation}$$ $\\eqref{x}$",
        ["\\begin{equation}\\tag{1}\\begin{split}a\\\\b\\end{split}\\end{equation}", "\\text{(1)}"],
    ),
    "what is within text is text": (
        "$$\\label{x} a \\text{ by {\\eqref{x}} } \\ref{x}$$",
        ["\\tag{1} a \\text{ by {(1)} } \\text{1}"],
    ),
    "what is on another card has its name": ("$\\eqref{eq:x}$", ["\\text{(eq:x)}"]),
    "a formula in a line has no number": ("$a \\label{x}$ $\\eqref{x}$", ["a ", "\\text{(x)}"]),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_labels_and_references_are_written_out(name: str) -> None:
    text, expected = REFERENCES[name]
    fields, said = shown(question(text))
    assert re.findall(r"\\[(\[](.*?)\\[)\]]", fields.back) == expected
    assert not said


def test_the_answer_refers_to_the_question() -> None:
    fields, _ = shown(basic("Why $$a \\label{x}$$?", "By $\\eqref{x}$."))
    assert "\\[a \\tag{1}\\]" in fields.front
    assert "\\(\\text{(1)}\\)" in fields.back


def test_formulas_as_pictures() -> None:
    options = Rendering(math=Math(output="svg"))
    one, _ = shown(question("$\\frac{a}{b}$ and $$x < 1$$ and $\\bm{x}$"), options)
    assert one.back.count("<svg") == 2
    assert "\\(\\bm{x}\\)" in one.back
    assert 'aria-label="x &lt; 1"' in one.back
    assert "currentColor" in one.back
    two, _ = shown(question("$y$ $\\frac{a}{b}$ and $$x < 1$$ and $\\bm{x}$"), options)
    assert set(re.findall(r'id="([^"]+)"', one.back)) <= set(re.findall(r'id="([^"]+)"', two.back))
