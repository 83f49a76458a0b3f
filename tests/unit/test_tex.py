"""What a formula may not do on a card, in whatever words and wherever it stands; and the process that typesets."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deckgen import engine as engines
from deckgen.diagnostics import DeckgenError
from deckgen.engine import Engine
from deckgen.options import Math, Rendering
from deckgen.render import render
from deckgen.tex import engine as mathjax
from deckgen.tex import typeset, unfit
from tests.support.fields import shown
from tests.support.formulas import ATTACKS, HARMLESS, RUN
from tests.support.questions import basic, cloze, question, reading

ENDLESS = ATTACKS["columns without end"]


def unsafe(text: str) -> list[str]:
    """What is said of the first question in a text."""
    _, said = shown(reading(text).questions[0])
    return [d.rule.code for d in said if d.rule.code.startswith("math")]


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_stands_on_the_card_as_text(name: str) -> None:
    fields, said = shown(question(f"$$\n{ATTACKS[name]}\n$$"))
    assert "math-unsafe" in [d.rule.code for d in said]
    assert 'class="math display"' not in fields.back
    assert fields.back.startswith('<code class="math-source">')


@pytest.mark.parametrize("tex", HARMLESS)
def test_what_is_harmless_stays(tex: str) -> None:
    fields, said = shown(question(f"$${tex}$$"))
    assert "math-unsafe" not in [d.rule.code for d in said]
    assert fields.back.count("\\[") == 1


# What is just bearable, and what is just not.
BOUNDS = {
    "a length": (r"\kern100em x", r"\kern101em x"),
    "a length backwards": (r"\kern-20em x", r"\kern-21em x"),
    "a length in px": (r"\rule{1600px}{1px}", r"\rule{1601px}{1px}"),
    "a length in pt": (r"\rule{1000pt}{1px}", r"\rule{1001pt}{1px}"),
    "a length in cm": (r"\rule{40cm}{1px}", r"\rule{41cm}{1px}"),
    "a length in mm": (r"\rule{400mm}{1px}", r"\rule{401mm}{1px}"),
    "a length in in": (r"\rule{16in}{1px}", r"\rule{17in}{1px}"),
    "a length in pc": (r"\rule{80pc}{1px}", r"\rule{81pc}{1px}"),
    "a length in ex": (r"\kern200ex x", r"\kern201ex x"),
    "a length in mu": (r"\mmlToken{mspace}[width=1800mu]{}", r"\mmlToken{mspace}[width=1801mu]{}"),
    "a share": (r"\style{font-size:300%}{x}", r"\style{font-size:301%}{x}"),
    "a width": (r"\kern100em" * 49 + "x", r"\kern100em" * 50 + "x"),
    "a width backwards": (r"\kern-20em" * 5 + "x", r"\kern-20em" * 6 + "x"),
    "a height": (
        r"\begin{array}{c}" + r"\rule{1em}{90em}\\" * 20 + r"x\end{array}",
        r"\begin{array}{c}" + r"\rule{1em}{90em}\\" * 24 + r"x\end{array}",
    ),
    "a depth": (r"\sqrt{" * 145 + "x" + "}" * 145, r"\sqrt{" * 155 + "x" + "}" * 155),
    "a number": ("x" * 3300, "x" * 3400),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_how_much_is_too_much(name: str) -> None:
    bearable, too_much = (unfit(tex, typeset(tex, display=True)) for tex in BOUNDS[name])
    assert bearable is None
    assert too_much


LINK = rf"$\href{{{RUN}}}{{x}}$"
PLACES = {
    "in a line": f"## What is it?\n\nIt is {LINK} here.\n",
    "in a title": f"## What is {LINK}?\n\nSomething.\n",
    "in a display": f"## What is it?\n\n${LINK}$\n",
    "in a table": f"## What is it?\n\n| a | b |\n|---|---|\n| 1 | {LINK} |\n",
    "in a list": f"## What is it?\n\n- a\n- {LINK}\n",
    "in HTML": f"## What is it?\n\n<p>{LINK}</p>\n",
    "in an option": f"## Which one?\n\n- [ ] {LINK}\n- [x] b\n",
}


@pytest.mark.parametrize("place", PLACES)
def test_wherever_it_stands(place: str) -> None:
    text = PLACES[place]
    fields, said = shown(reading(text).questions[0])
    diagnostic = next(d for d in said if d.rule.code == "math-unsafe")
    before = text[: text.index(RUN)].split("\n")
    assert (diagnostic.span.line, diagnostic.span.column) == (len(before), len(before[-1]) + 1)
    assert '<code class="math-source">\\<span></span>(' not in fields.front + fields.back
    assert "\\href" in fields.front + fields.back
    assert "\\(" not in fields.front + fields.back


CLOZES = {
    "in a gap": rf"A {{{{c1::$\href{{{RUN}}}{{x}}$}}}} b.",
    "around a gap": rf"$\href{{{RUN}}}{{ {{{{c1::x}}}} }}$ a.",
    "as a hint": rf"$a + {{{{c1::b::\href{{{RUN}}}{{x}}}}}}$ a.",
    "in pieces": rf"$\hr{{{{c1::ef}}}}{{{RUN}}}{{x}}$ a.",
    "made of a hint": r"${{c1::\style::x}}{{c2::{position::fixed}}}{x}$ a.",
    "one hidden": rf"$\mathrm {{{{c1::a::\verb!b}}}} \href{{{RUN}}}{{x}} {{{{c2::c::!}}}}$",
}


@pytest.mark.parametrize("name", CLOZES)
def test_on_every_side_of_a_cloze(name: str) -> None:
    fields, said = shown(cloze(CLOZES[name]))
    assert "math-unsafe" in [d.rule.code for d in said]
    assert "\\(" not in fields.front
    assert "{{c1::" in fields.front, "what is hidden is asked for all the same"


@pytest.mark.parametrize("end", ["x", r"\sqrt{b}", r"\frac{a}{b}", r"\frac{a}{\sqrt{b}}"])
def test_the_source_ends_no_cloze(end: str) -> None:
    fields, _ = shown(cloze(rf"A $\href{{{RUN}}}{{x}} {{{{c1::{end}}}}}$ b."))
    assert fields.front.count("}}") == 1
    assert "}}}" not in fields.front


def test_a_macro_of_the_author_is_judged_by_what_it_does() -> None:
    options = Rendering(math=Math((("go", "\\href{#1}{x}"),)))
    for address, codes in ((RUN, ["math-unsafe"]), ("https://a.b", [])):
        _, said = render(question(f"$\\go{{{address}}}$"), options)
        assert [d.rule.code for d in said] == codes


def test_a_picture_of_a_formula_is_judged_too() -> None:
    fields, _ = shown(question(LINK), Rendering(math=Math(output="svg")))
    assert "<svg" not in fields.back
    assert "href=" not in fields.back


def test_the_parts_of_a_card_are_judged_by_themselves() -> None:
    assert unsafe("## What?\n\n$\\newcommand{\\go}{x}\\go$ and $\\go$\n") == ["math-definition", "math-undefined"]


def test_equal_formulas_are_typeset_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answer = Engine.answer

    def counted(self: Engine, *question: object) -> dict[str, object]:
        asked.append(str(question[1]))
        return answer(self, *question)

    monkeypatch.setattr(Engine, "answer", counted)
    shown(basic(answer="$once + 1$ and $once + 1$ and $once + 2$"))
    assert asked == ["once + 1", "once + 2"]


def test_the_process_is_stopped_and_another_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = mathjax.engine()
    engine.seconds = 0.5
    assert "too long" in engine.answer("typeset", ENDLESS, True)["failed"]
    assert engine.answer("typeset", "x", True)["error"] == ""
    engine.stop()


@pytest.mark.parametrize("question", ["", "x"], ids=["while it starts", "while it typesets"])
def test_what_is_interrupted_is_stopped(monkeypatch: pytest.MonkeyPatch, question: str) -> None:
    engine = mathjax.engine()
    asked: list[subprocess.Popen[bytes]] = []
    answer = engines._answer

    def interrupted(process: subprocess.Popen[bytes], text: str = "") -> bytes:
        asked.append(process)
        if bool(text) == bool(question):
            raise KeyboardInterrupt
        return answer(process, text)

    monkeypatch.setattr(engines, "_answer", interrupted)
    with pytest.raises(KeyboardInterrupt):
        engine.answer("typeset", "x", True)
    assert asked[0].poll() is not None
    monkeypatch.undo()
    assert "failed" not in engine.answer("typeset", "x", True)
    engine.stop()


def test_a_process_that_ends_by_itself_is_replaced() -> None:
    engine = mathjax.engine()
    assert "failed" not in engine.answer("typeset", "x", True)
    assert engine._process
    engine._process.kill()
    engine._process.wait()
    assert "failed" in engine.answer("typeset", "y", True)
    assert "failed" not in engine.answer("typeset", "y", True)
    engine.stop()


@pytest.mark.parametrize("found", [None, "spec"])
def test_without_the_engine_it_is_said_what_to_type(monkeypatch: pytest.MonkeyPatch, found: str | None) -> None:
    monkeypatch.setattr(mathjax, "find_spec", lambda name: found)
    monkeypatch.setattr(sys, "executable", str(Path(__file__).with_name("missing")))
    with pytest.raises(DeckgenError, match="pip install mini-racer django-static-mathjax"):
        mathjax.engine().answer("typeset", "x", True)


def test_a_worker_that_cannot_start_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "py_mini_racer.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(DeckgenError, match="MathJax does not start"):
        mathjax.engine().answer("typeset", "x", True)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupt_ends_a_build_within_a_formula() -> None:
    program = f"from deckgen.tex import typeset\nprint('asked', flush=True)\ntypeset({ENDLESS!r}, display=True)"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as build:
        assert build.stdout
        build.stdout.readline()
        # Whether MathJax is still starting or already in the formula, the answer is the same.
        time.sleep(0.3)
        build.send_signal(signal.SIGINT)
        _, said = build.communicate(timeout=60)
    assert b"KeyboardInterrupt" in said


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks at processes where Linux shows them")
def test_nothing_is_left_when_the_build_has_gone() -> None:
    program = "from deckgen.tex import typesetting as t\nt.typeset('x', display=True)\nprint(t._engine()._process.pid)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=60)
    command = Path(f"/proc/{int(done.stdout)}/cmdline")
    for _ in range(600):
        if not command.exists() or b"worker.py" not in command.read_bytes():
            return
        time.sleep(0.1)
    pytest.fail("the process of a build that has ended goes on")


def test_the_same_verdict_for_a_formula_in_a_line_and_by_itself() -> None:
    for name in ("a script", "a rule", "an id of Anki's"):
        tex = ATTACKS[name]
        assert unfit(tex, typeset(tex, display=False)) == unfit(tex, typeset(tex, display=True)) is not None
