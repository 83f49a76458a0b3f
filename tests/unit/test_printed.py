"""One place prints, and nothing that it prints acts on a terminal, wherever it came from."""

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import deckgen
from deckgen.cli import main, show
from deckgen.cli.compiling import Compiled
from deckgen.diagnostics import DeckgenError, printable
from deckgen.media import Got, Network
from deckgen.options import Pictures
from tests.support.raw_server import serving

HOME = Path(deckgen.__file__).parent
# Colours, a title, a hidden text, C1's own CSI, an end of the line, a text from right to left, a line of its own.
EVIL = "\x1b[31m\x1b]0;pwned\x07\x1b[8m\x9b2J\r\x7f\u202eab\u2066\u2028\u200f"
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def test_one_place_prints() -> None:
    for path in sorted(HOME.rglob("*.py")):
        if path == HOME / "cli" / "show.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            where = f"{path.relative_to(HOME)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Attribute):
                is_click = isinstance(node.value, ast.Name) and node.value.id == "click"
                asks = ("echo", "secho", "confirm", "prompt", "style", "echo_via_pager", "pause")
                assert not (is_click and node.attr in asks), where
                is_stream = isinstance(node.value, ast.Attribute) and node.value.attr in ("stdout", "stderr")
                assert not (is_stream and node.attr in ("write", "writelines", "buffer")), where
            if isinstance(node, ast.Name):
                assert node.id not in ("print", "input"), where


def test_what_acts_is_shown() -> None:
    assert printable("\x1b[31m\n\u202e") == "\\u001b[31m\\u000a\\u202e"
    family = "👨\u200d👩\u200d👧 नि\u200cक e\u0301 \u3000\xa0・😀"
    assert printable(family) == family
    for code in range(sys.maxunicode + 1):
        assert not ACTING.search(printable(chr(code)))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of which everything acts that can."""
    (tmp_path / "source").mkdir()
    monkeypatch.chdir(tmp_path)
    evil = EVIL.replace("\x07", "")
    (tmp_path / "source" / f"a{evil}b.md").write_text(
        f"---\nquestion_level: '{evil}'\ndeckk: x\ndeck: 'D\u202eeck\u009b'\ntags: ['t\u202e']\n---\n"
        f"## What is {evil}one?\n\n![]({evil.replace(' ', '')}.png) ![[no{evil}te]] $\\evil{evil}$\n\n"
        f"<b onclick=x>{evil}</b>\n\n"
        f"```{evil}\nx\n```\n\n<!-- deckgen: {evil} -->\n\n## What is {evil}one?\n\nThe same.\n\n### Two{evil}\n",
        "utf-8",
    )
    (tmp_path / "source" / f"left{evil}.md").write_text("## What is two?\n\nThe second.\n", "utf-8")
    (tmp_path / "deckgen.toml").write_text(
        'name = "d"\n"ke\\u001by" = 1\nbreaks = "\\u202e\\u001b"\nexclude = ["left*", "\\u001b[0m.md"]\n'
        'dialect = "python-markdown"\nextensions = ["\\u001b"]\n[files."\\u009b*"]\nshape = "\\u202e"\n'
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / f"fr{evil}ont.html").write_text("{{Question}}")
    (tmp_path / "templates" / "back.html").write_text(f"{{{{Answer}}}}{{{{No{evil}}}}}", "utf-8")
    return tmp_path


COMMANDS = (
    "check", "check --json", "check --github", "check --sarif", "check --why", "check --why --json", "check --removed",
    "check -v",    "build --offline", "build --offline --json", "build -v --offline", "list", "list --json", "diff",
    "diff --json", "doctor",    "doctor --json",
    "push --url http://127.0.0.1:9", "lock --same \x1bx \u202ey", "check no\x1bthing", "no\x1bcommand",
    "explain \x1b", "build --no\x1boption", "init \x1bfolder", "adopt no\x9bfile", "check source/left\x1b.md",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_lets_anything_act(command: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(command.split(" "))
    printed = capsys.readouterr()
    assert printed.out + printed.err
    assert not ACTING.search(printed.out), command
    assert not ACTING.search(printed.err), command
    if "--json" in command or "--sarif" in command:
        json.loads(printed.out)


def test_json_says_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"a\\\x9b": EVIL, "b": "\\\u202e", "c": "\\\\\x7f\ud800"}
    show.tell_json(value)
    assert json.loads(capsys.readouterr().out) == value


def _lines() -> Iterator[str]:
    yield f"HTTP/1.1 404 {EVIL}"
    yield f"HTTP/1.1 {EVIL}"
    yield f"HTTP/1.1 302 Found\r\nLocation: http://{EVIL.replace(chr(13), '')}/"
    yield EVIL


@pytest.mark.parametrize("head", list(_lines()))
def test_no_server_lets_anything_act(
    head: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with serving() as server:
        url = server.at("/a.png", lambda: [head.encode("utf-8", "replace") + b"\r\nContent-Length: 0\r\n\r\n"])
        got = Network(tmp_path, Pictures(allow_private=True), sleep=lambda wait: None).fetch([url], lambda *_: None)
    why = got[url].why
    assert why
    monkeypatch.setattr(Network, "fetch", lambda self, addresses, progress: dict.fromkeys(addresses, Got(None, why)))
    (tmp_path / "n.md").write_text(f"## What is one?\n\n![]({url})\n\nThe first.\n")
    for command in ("build", "check", "build --json"):
        main([*command.split(), "n.md"])
        printed = capsys.readouterr()
        assert not ACTING.search(printed.out + printed.err)


def test_no_error_lets_anything_act(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fails(*_: object, **__: object) -> Compiled:
        raise DeckgenError(f"one\n{EVIL}", EVIL)

    monkeypatch.setattr("deckgen.cli.check.each", fails)
    assert main(["check"]) == 1
    said = capsys.readouterr().err
    assert not ACTING.search(said)
    assert said.startswith("deckgen: one\\u000a")
    assert said.count("\n") == 2


def test_an_answer_is_asked_for_in_words_that_do_not_act(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda prompt: "y")
    assert show.confirmed(f"delete {EVIL}?")
    assert show.asked(f"name of {EVIL}") == "y"
    printed = capsys.readouterr()
    assert not ACTING.search(printed.out + printed.err)
