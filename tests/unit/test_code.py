"""Code blocks: what the line behind the fence says, the colours, and the hints."""

import html
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from subprocess import DEVNULL, PIPE

import pytest
from pygments.token import STANDARD_TYPES

from deckgen import colours as room
from deckgen.diagnostics import DeckgenError
from deckgen.engine import Engine
from deckgen.options import Rendering
from deckgen.patience import Patience
from deckgen.render.code import Info, check, parsed, to_html
from tests.support.fields import shown
from tests.support.questions import basic, question

INFOS = {
    "": Info(""),
    "python": Info("python"),
    "py {1,3-5}": Info("py", (1, 3, 4, 5)),
    "py{2}": Info("py", (2,)),
    'js title="a b.js"': Info("js", (), "a b.js"),
    "js filename=a.js {1}": Info("js", (1,), "a.js"),
    '{.python hl_lines="1 3"}': Info("python", (1, 3)),
    "python hl_lines=\"2-3\" title='x.py'": Info("python", (2, 3), "x.py"),
    'title="only.txt"': Info("", (), "only.txt"),
    "c++": Info("c++"),
    "diff": Info("diff"),
    "py {99999999}": Info("py", ()),
}


@pytest.mark.parametrize("info", INFOS)
def test_the_line_behind_the_fence(info: str) -> None:
    assert parsed(info) == INFOS[info]


@pytest.mark.parametrize(
    "language",
    "c c++ cpp c# csharp go golang rust java kotlin swift js jsx ts tsx vue sh bash zsh shell console powershell sql "
    "mysql postgres yaml yml toml json jsonc xml html css scss docker dockerfile makefile cmake diff patch python py "
    "py3 ipython r julia matlab lua perl php ruby scala haskell cuda cu proto protobuf graphql latex tex vim ini "
    "objective-c objc dart text plaintext".split(),
)
def test_languages_people_write(language: str) -> None:
    assert not list(check(question(f"```{language}\nx = 1\n```")))


def test_marked_lines_and_title() -> None:
    out = to_html("a = 1\nb = 2\n", 'py {2} title="x.py"')
    assert '<div class="code-title">x.py</div><pre class="code"><code>' in out
    assert out.count('class="hll"') == 1


def test_unknown_languages_are_plain_and_escaped() -> None:
    assert to_html("a < b", "nonsense") == '<pre class="code"><code>a &lt; b</code></pre>\n'
    assert '<span class="hll">a &lt; b' in to_html("a < b\n", "nonsense {1}")


def test_long_code_has_no_colours_and_that_is_said() -> None:
    fits, too_long = ("x = 1\n" * count for count in (833, 834))
    assert (len(fits), len(too_long)) == (4_998, 5_004)
    assert '<span class="n">' in to_html(fits, "py")
    assert to_html(too_long, "py") == f'<pre class="code"><code>{too_long}</code></pre>\n'
    assert to_html(too_long, "py {2}").count("<span") == to_html(too_long, "py {2}").count('class="hll"') == 1
    assert not list(check(question(f"```py\n{fits}```")))
    (said,) = check(question(f"a\n\n```py\n{too_long}```"))
    assert (said.rule.code, said.span.line) == ("code-language", 13)
    assert said.message == "this code has more than 5000 characters, so it has no colours"


# By language, what an expression of Pygments reads in as many ways as there are.
FOR_EVER = {
    "bash": "x=$'" + "\\0" * 60,
    "chapel": "'" + "\\" * 80,
    "mcschema": "<!--" * 60,
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    room._coloured.cache_clear()
    monkeypatch.setattr(room._engine(), "seconds", 1.0)
    yield
    room._coloured.cache_clear()


@pytest.mark.parametrize("language", FOR_EVER)
def test_colours_that_take_for_ever_are_left_out_and_that_is_said(language: str, impatient: None) -> None:
    text = FOR_EVER[language]
    assert to_html(text, language) == f'<pre class="code"><code>{html.escape(text, quote=False)}</code></pre>\n'
    (said,) = check(question(f"```{language}\n{text}\n```"))
    assert said.message == "Pygments takes too long for this code, so it has no colours"
    assert "<span" in to_html("x = 1", "py"), "another process goes on"


@pytest.mark.parametrize("form", ["```bash\n{}\n```", "    :::bash\n    {}"], ids=["fenced", "indented"])
def test_colours_that_take_for_ever_in_the_other_dialect(form: str, impatient: None) -> None:
    fields, _ = shown(basic(answer=form.format(FOR_EVER["bash"])), Rendering(dialect="python-markdown"))
    assert html.escape(FOR_EVER["bash"], quote=False) in html.unescape(fields.back)
    assert "<span" not in fields.back
    fields, _ = shown(basic(answer=form.format("echo $x")), Rendering(dialect="python-markdown"))
    assert '<span class="nv">' in fields.back


def test_a_process_that_does_not_start_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "missing"))
    engine = Engine(Path(room.__file__).with_name("worker.py"), 1.0, Patience(1.0), room._unavailable)
    with pytest.raises(DeckgenError, match="Pygments does not start"):
        engine.answer("coloured", "x", "py", ())


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks at processes where Linux shows them")
def test_a_process_that_lost_its_build_ends_by_itself(tmp_path: Path) -> None:
    worker = Path(room.__file__).with_name("worker.py")
    impatient = tmp_path / "worker.py"
    impatient.write_text(worker.read_text("utf-8").replace("SECONDS = 10.0", "SECONDS = 1.0"), "utf-8")
    with subprocess.Popen([sys.executable, "-P", str(impatient)], stdin=PIPE, stdout=PIPE, stderr=DEVNULL) as process:
        assert process.stdin
        process.stdin.write(json.dumps(["coloured", FOR_EVER["bash"], "bash", []]).encode() + b"\n")
        process.stdin.flush()
        assert process.wait(60) == 1


def test_marked_lines_that_overlap_count_once() -> None:
    assert parsed("py {3-5,1-4,9,4-5}").lines == (1, 2, 3, 4, 5, 9)
    assert len(parsed("py {" + "1-9999," * 20_000 + "1}").lines) == 9_999


HINTS = {
    "an unknown language": ("```nonsense\nx\n```", [("code-language", 11)]),
    "a diagram": ("Look:\n\n```mermaid\ngraph TD\n```", [("code-language", 13)]),
    "prose, indented": ("因为：\n\n    梯度会消失，所以要残差连接。", [("code-indented-prose", 13)]),
    "a list with capitals, indented": ("Das sind:\n\n\tOs ilium, Os ischii, Os pubis", [("code-indented-prose", 13)]),
    "a statement with capitals, indented": ("So:\n\n    SELECT name FROM users WHERE age ORDER BY name", []),
    "code, indented": ("So:\n\n    x = f(1)\n    return x", []),
    "a query of a plugin": ("```dataview\nLIST\n```\n\n```tasks\nnot done\n```\n\n```query\nx\n```", []),
    "math is no language": ("```math\nx\n```", []),
    "a fence in a quote": ("> ```nonsense\n> x\n> ```", [("code-language", 11)]),
    "no language": ("```\nx\n```", []),
}


@pytest.mark.parametrize("name", HINTS)
def test_hints(name: str) -> None:
    text, expected = HINTS[name]
    assert [(d.rule.code, d.span.line) for d in check(question(text))] == expected


def colours(mode: int) -> dict[str, str]:
    """The custom properties of one mode: 0 by day, 1 by night."""
    found: dict[str, str] = {}
    for name in ("style.css", "code.css"):
        css = (files("deckgen.apkg.notetypes") / name).read_text("utf-8")
        block = [b for b in re.findall(r"\{([^{}]*--[^{}]*)\}", css) if "--surface:" in b or "--code-keyword:" in b][
            mode
        ]
        found |= dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-f]{6})", block))
    return found


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", [0, 1])
def test_every_colour_reads_on_its_ground(mode: int) -> None:
    found = colours(mode)
    for name, colour in found.items():
        if name.startswith("--code-") and name != "--code-line":
            assert contrast(colour, found["--surface"]) >= 4.5, name
            assert contrast(colour, found["--code-line"]) >= 4.5, f"{name} on a marked line"


def test_every_kind_of_word_that_has_a_colour_is_one_of_pygments() -> None:
    css = (files("deckgen.apkg.notetypes") / "code.css").read_text("utf-8")
    assert set(re.findall(r"pre \.([a-z0-9]+)", css)) - {"hll"} <= set(STANDARD_TYPES.values())
