"""How messages look on a terminal: colours, long lines, and how much is said."""

import json
import re
import sys
from pathlib import Path

import pytest

from deckgen.cli import main
from deckgen.cli.telling import telling
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


NOTES = "## What is a closure?\n\n## What is hoisting?\n\nA name is known. ![](none.png)\n"
RED, YELLOW, BOLD, DIM, OFF = "\033[31m\033[1m", "\033[33m", "\033[1m", "\033[2m", "\033[0m"
_COLOUR = re.compile(r"\033\[[\d;]*m")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with notes that have two warnings, in which the commands are given; the environment asks for nothing."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "notes.md").write_text(NOTES)
    return tmp_path


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    """Gives a command where both streams are a terminal's."""
    with monkeypatch.context() as patched:
        patched.setattr(sys.stdout, "isatty", lambda: True)
        patched.setattr(sys.stderr, "isatty", lambda: True)
        main([*words])


def test_a_terminal_has_colours(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    on_a_terminal(monkeypatch, "check", "notes.md")
    said = capsys.readouterr().out
    assert f"{BOLD}notes.md:1:1:{OFF} {YELLOW}warning[question-unanswered]:{OFF} this question" in said
    assert f"\n    {BOLD}^{OFF}\n{DIM}    help: write the answer below it" in said


def test_errors_are_red(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "notes.md").write_text("")
    on_a_terminal(monkeypatch, "build", "notes.md")
    said = capsys.readouterr().err
    assert f"{RED}error[notes-none]:{OFF} no questions" in said
    assert f"{RED}build/notes.apkg was not written" in said
    on_a_terminal(monkeypatch, "build", "none.md")
    assert f"{RED}deckgen:{OFF} none.md: no such file" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colours_can_be_refused(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("FORCE_COLOR", "1")
    on_a_terminal(monkeypatch, "check", "notes.md")
    on_a_terminal(monkeypatch, "check", "none.md")
    assert not _COLOUR.search("".join(capsys.readouterr()))


def test_a_pipe_has_none_unless_it_is_forced(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", "notes.md"])
    main(["check", "none.md"])
    plain = "".join(capsys.readouterr())
    assert not _COLOUR.search(plain)
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["check", "notes.md"])
    main(["check", "none.md"])
    forced = "".join(capsys.readouterr())
    assert RED in forced
    assert _COLOUR.sub("", forced) == plain


@pytest.mark.parametrize("form", ["--json", "--sarif", "--github"])
def test_what_programs_read_has_none(
    form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", form, "notes.md"])
    plain = capsys.readouterr().out
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["check", form, "notes.md"])
    assert capsys.readouterr().out == plain


def test_the_command_that_says_more_is_named_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    (folder / "more.md").write_text("## What is a mutex?\n\n```pyhton\n```\n\n![](none.svg)\n")
    (folder / "empty.md").write_text("")
    more = "deckgen explain {} says more\n"
    on_a_terminal(monkeypatch, "build", "notes.md", "more.md", "empty.md")
    said = capsys.readouterr().err
    assert said.endswith(more.format("notes-none question-unanswered image-missing"))
    assert said.count("says more") == 1
    on_a_terminal(monkeypatch, "check", "notes.md")
    assert capsys.readouterr().err.endswith(more.format("question-unanswered image-missing"))
    for words in (["build", "-q", "notes.md"], ["check", "-q", "notes.md"]):
        on_a_terminal(monkeypatch, *words)
        assert "says more" not in capsys.readouterr().err


def test_a_pipe_is_not_told_what_says_more(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "notes.md"])
    assert "says more" not in "".join(capsys.readouterr())


def test_quiet_prints_problems_only(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "-q", "notes.md"])
    assert "questions" not in (said := capsys.readouterr().out)
    assert "warning[question-unanswered]" in said
    main(["build", "-q", "notes.md"])
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "warning[question-unanswered]" in printed.err


def test_verbose_prints_everything(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "notes.md").write_text("".join(f"## What is {n}?\n\nIt is so. ![](none{n}.png)\n\n" for n in range(12)))
    main(["build", "notes.md"])
    printed = capsys.readouterr()
    assert printed.err.count("warning[image-missing]") == 10
    assert "… and 2 more warnings of image-missing: deckgen check notes.md shows all\n" in printed.err
    (folder / "notes.deckgen.lock").unlink()
    (folder / "build" / "notes.apkg").unlink()
    main(["build", "-v", "notes.md"])
    printed = capsys.readouterr()
    assert printed.err.count("warning[image-missing]") == 12
    assert printed.out.count("new       notes.md:") == 12
    assert "notes.md: 12 questions: level-2 headings\n" in printed.out


def test_verbose_names_every_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = "".join(f"# Part {n}\n\n## What is {n}?\n\nIt is so.\n\n" for n in range(9))
    (folder / "notes.md").write_text(parts)
    main(["check", "notes.md"])
    assert ", … (" in capsys.readouterr().out
    main(["check", "-v", "notes.md"])
    assert ", … (" not in capsys.readouterr().out


def test_the_last_of_both_counts(capsys: pytest.CaptureFixture[str]) -> None:
    main(["build", "-v", "-q", "notes.md"])
    assert capsys.readouterr().out == ""
    main(["build", "-q", "-v", "notes.md"])
    assert "2 questions" in capsys.readouterr().out


def test_json_is_the_same_in_any_volume(capsys: pytest.CaptureFixture[str]) -> None:
    main(["build", "notes.md"])
    capsys.readouterr()
    rows = []
    for volume in ([], ["-q"], ["-v"]):
        main(["build", "--json", *volume, "notes.md"])
        rows.append(json.loads(capsys.readouterr().out))
    assert rows[0] == rows[1] == rows[2]


class Broken(Exception):
    """What stops a command."""


def _fails() -> None:
    with telling("quiet", None, err=False) as (tell, _):
        tell("two")
        raise Broken


def test_what_was_kept_back_is_told_when_a_command_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with telling("quiet", None, err=False) as (tell, ask):
        tell("one")
    assert ask is None
    assert capsys.readouterr().err == ""
    with pytest.raises(Broken):
        _fails()
    assert capsys.readouterr().err == "two\n"


def test_what_was_kept_back_is_told_before_a_question(capsys: pytest.CaptureFixture[str]) -> None:
    heard: list[str] = []

    def answers(question: str) -> bool:
        heard.append(capsys.readouterr().err + question)
        return True

    with telling("quiet", answers, err=False) as (tell, ask):
        tell("one")
        assert ask
        assert ask("Go on?")
        assert ask("Really?")
    assert heard == ["one\nGo on?", "Really?"]


def test_without_quiet_all_is_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with telling(None, None, err=False) as (tell, _):
        tell("one")
        assert capsys.readouterr().out == "one\n"
