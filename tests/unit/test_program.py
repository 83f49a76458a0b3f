"""The program itself: its help, what it makes of a slip of the hand, its words, and how it ends."""

import os
import re
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from deckgen import compiler, files, split
from deckgen.cli import deckgen, main
from deckgen.cli.compiling import located
from deckgen.data import Document
from deckgen.diagnostics import DeckgenError, Interrupted
from deckgen.project import NoProject, locate
from deckgen.split.seen import seen
from deckgen.wording import counted
from tests.support.pictures import picture
from tests.support.servers import free_port

NOTES = "## What is a closure?\n\nA function, together with the variables around it.\n"
HOME = Path(files.__file__).parent


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.md").write_text(NOTES)
    return tmp_path


def fails(capsys: pytest.CaptureFixture[str], *words: str, code: int) -> str:
    assert main([*words]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err


# Help


@pytest.mark.parametrize("name", sorted(deckgen.commands))
def test_a_command_is_described_in_a_line(name: str) -> None:
    first = (deckgen.commands[name].help or "").partition("\n")[0]
    assert first.endswith(".")
    assert len(first) <= 60


def test_no_line_of_the_help_is_cut(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    main(["--help"])
    said = capsys.readouterr().out
    assert "..." not in said.partition("Commands:")[2]
    assert len(said.partition("Commands:")[2].split("\n")) == len(deckgen.commands) + 2


@pytest.mark.parametrize("name", sorted(deckgen.commands))
def test_every_option_is_described(name: str) -> None:
    options = [one for one in deckgen.commands[name].params if isinstance(one, click.Option)]
    assert [one.name for one in options if not one.help] == []


# Slips


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["notes.md"], "there is no command notes.md; did you mean: deckgen build notes.md"),
        (["notes.md", "--strict"], "did you mean: deckgen build notes.md --strict"),
        (["my notes.md"], "did you mean: deckgen build 'my notes.md'"),
        (["source/"], "did you mean: deckgen build source/"),
        (["biuld", "notes.md"], "there is no command biuld; did you mean: deckgen build notes.md"),
        (["zzz"], "Error: there is no command zzz\n"),
        (["-v"], "-v comes after the command: deckgen build -v"),
        (["--verbose", "check"], "--verbose comes after the command: deckgen build --verbose"),
        (["--dry-run"], "--dry-run comes after the command: deckgen adopt --dry-run"),
        (["--zzz"], "there is no option --zzz\n"),
        (["build", "—strict"], "—strict begins with a dash that is no hyphen; did you mean --strict?"),
        (["build", "notes.md", "\uff0d\uff0dstrict"], "did you mean --strict?"),
        (["check", "–v"], "did you mean -v?"),
        (["lock", "—same"], "did you mean --same?"),
        (["check", "--json", "--github"], "--json and --github exclude each other"),
        (["check", "--github", "--sarif"], "--github and --sarif exclude each other"),
        (["check", "--why", "--sarif"], "--sarif and --why exclude each other"),
        (["push", "--url", "foo"], "foo is no web address; it begins with http:// or https://"),
        (["sync", "--user", "me", "--endpoint", "foo"], "foo is no web address"),
        (["sync"], "which account? name it with --user, or set DECKGEN_SYNC_USER"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DECKGEN_SYNC_USER", raising=False)
    assert said in fails(capsys, *words, code=2)


def test_why_can_be_had_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--why", "--json", "notes.md"]) == 0
    assert '"readings"' in capsys.readouterr().out


def test_why_reads_each_file_once(monkeypatch: pytest.MonkeyPatch) -> None:
    known: list[str] = []

    def counting(document: Document) -> split.Seen:
        known.append(document.path)
        return seen(document)

    monkeypatch.setattr(split, "seen", counting)
    assert main(["check", "--why", "notes.md"]) == 0
    assert known == ["notes.md"]


@pytest.mark.parametrize("name", ["build", "check", "list", "diff", "push", "doctor"])
def test_outside_a_project_a_command_names_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([name])
    assert f"name a file or folder: deckgen {name} notes.md" in "".join(capsys.readouterr())


def test_without_a_command_it_is_build() -> None:
    with pytest.raises(NoProject, match="deckgen build"):
        located(None)


# Words


def test_what_is_counted_agrees_with_its_number() -> None:
    assert [counted(number, "note") for number in (0, 1, 2)] == ["0 notes", "1 note", "2 notes"]


@pytest.mark.parametrize("path", sorted(HOME.rglob("*.py")), ids=lambda path: path.relative_to(HOME).as_posix())
def test_nothing_is_counted_by_hand(path: Path) -> None:
    """`1 notes` is what comes of it; what can only be several, and what is one of several, is not meant."""
    by_hand = re.compile(r"(?<! of )\{[^{}]*\} (?:\w+ )?(?:notes|questions|cards|reviews|files|errors|warnings)\b")
    text = path.read_text("utf-8")
    for meant in (
        "{number} questions of this file are new where", "leave it at the {gone} questions",
        "{number} new questions of this file have answers",
        "this header counts {number} notes", "this header counts {number} files", "of {self.totals[deck]} notes",
        "deckgen {command} notes.md", "{count:5} cards fewer", "{count:5} cards more",
    ):  # fmt: skip
        text = text.replace(meant, "")
    assert by_hand.findall(text) == []


def test_a_path_is_shown_in_its_shortest_form(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "below").mkdir()
    monkeypatch.chdir(here / "below")
    assert files.shown(here / "below" / "a.md") == Path("a.md")
    assert files.shown(here / "build" / "a.apkg") == Path("../build/a.apkg")
    assert files.shown(Path("/a.md")) == Path("/a.md")


def test_the_package_is_named_as_seen_from_a_folder_below(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "deckgen.toml").write_text('name = "go"\n')
    (here / "below").mkdir()
    monkeypatch.chdir(here / "below")
    assert main(["build"]) == 0
    assert capsys.readouterr().out.endswith(" s: ../build/go.apkg\n")


def test_what_cannot_be_written_is_named_with_its_folder(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "build" / "notes.apkg").mkdir(parents=True)
    assert "deckgen: build/notes.apkg: " in fails(capsys, "build", "notes.md", code=1)


def test_an_option_that_is_none_suggests_only_what_is_near(capsys: pytest.CaptureFixture[str]) -> None:
    assert "did you mean" not in fails(capsys, "build", "--watch", code=2)
    assert "did you mean --touch?" in fails(capsys, "build", "--tuoch", code=2)


@pytest.mark.parametrize("command", ["build", "check", "diff", "list", "push", "sync", "lock", "doctor", "init"])
def test_an_empty_path_is_no_folder(here: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    """A variable of the shell that has no value builds nothing, and takes no locks of single files over."""
    before = sorted(here.iterdir())
    assert main([command, ""]) == 2
    assert "the path is empty: name a file or folder" in capsys.readouterr().err
    assert sorted(here.iterdir()) == before


@pytest.mark.parametrize("given", ["--in-place nofile.md", "--same abc nofile.md:3", "--different abc nofile.md:3"])
def test_a_place_in_a_file_that_is_none_is_said(here: Path, capsys: pytest.CaptureFixture[str], given: str) -> None:
    assert main(["lock", *given.split()]) == 1
    assert "nofile.md: no such file or folder" in capsys.readouterr().err


def test_an_empty_file_has_no_line_to_show(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "empty.md").touch()
    where, cure, *_ = fails(capsys, "list", "empty.md", code=1).splitlines()
    assert (where.partition(" ")[0], cure) == ("empty.md:1:1:", "    help: the file is empty")


def test_a_damaged_lock_is_told_in_our_words(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["build", "-q", "notes.md"])
    lock = here / "notes.deckgen.lock"
    (here / ".git").mkdir()
    lock.write_text(lock.read_text().replace("\n", "\n{oops\n", 1))
    said = fails(capsys, "build", "notes.md", code=1)
    where, cure = said.splitlines()[:2]
    assert where == "notes.deckgen.lock:2:1: error[lock-unreadable]: this line is not a lock entry"
    assert cure.startswith("    help: take it back with `git checkout -- notes.deckgen.lock`, or rebuild it with `")


def test_a_macro_is_defined_where_a_single_file_can_have_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "notes.md").write_text("## What is it?\n\n$\\foo$\n")
    main(["check", "notes.md"])
    assert "define it below [math.macros] in deckgen.toml (deckgen init writes one)" in capsys.readouterr().out


def test_a_server_that_cannot_be_reached_is_told_in_a_line(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("anki.collection")
    monkeypatch.setenv("DECKGEN_SYNC_PASSWORD", "secret")
    server = f"http://127.0.0.1:{free_port()}/"
    collection = str(here / "own" / "collection.anki2")
    words = ("sync", "notes.md", "--user", "me", "--endpoint", server, "--collection", collection)
    said = fails(capsys, *words, code=1)
    assert said.startswith(f"deckgen: {server} cannot be reached, or the connection broke")
    assert said.endswith("; nothing is lost: run this again\n")
    assert "()" not in said
    assert said.count("\n") == 1
    assert said[:-1].isprintable()


def test_a_collection_that_is_none_is_said(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("anki.collection")
    monkeypatch.setenv("DECKGEN_SYNC_PASSWORD", "secret")
    (here / "own").mkdir()
    (here / "own/notes.md").write_text("## What is it?\n\nA text.\n" * 100)
    words = ("sync", "notes.md", "--user", "me", "--collection", str(here / "own/notes.md"))
    assert fails(capsys, *words, code=1) == f"deckgen: {here / 'own/notes.md'} is no collection of Anki's\n"


# Ctrl-C


def _pressed(*arguments: object, **options: object) -> Any:
    raise KeyboardInterrupt


def _pressed_later(*arguments: object, **options: object) -> Any:
    raise Interrupted("interrupted; push again")


@pytest.mark.parametrize(("does", "said"), [(_pressed, "interrupted"), (_pressed_later, "deckgen: interrupted; push")])
def test_ctrl_c_ends_a_command_with_130(
    does: Callable[..., Any], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("deckgen.compiler.build", does)
    assert said in fails(capsys, "build", "notes.md", code=130)


# Presses Ctrl-C when a module is about to be imported.
_PRESSES = """
import os, runpy, signal, sys
class Finder:
    def find_spec(self, name, *_):
        if name == "{module}":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
sys.argv = ["deckgen", "build", "notes.md"]
runpy.run_module("deckgen", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize(
    "module", ["deckgen.cli", "click", "deckgen.project", "deckgen.compiler", "genanki", "pygments"]
)
def test_ctrl_c_while_the_program_is_being_imported_is_quiet(here: Path, module: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(HOME.parent)}
    done = subprocess.run(
        [sys.executable, "-c", _PRESSES.format(module=module)],
        cwd=here, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 130, done.stderr
    assert done.stdout == ""
    assert done.stderr.strip() in ("", "interrupted")
    assert not (here / "notes.deckgen.lock").exists()


def test_what_libraries_warn_of_is_not_said_to_authors(tmp_path: Path) -> None:
    plain = picture(size=(90, 9), kind="JPEG")
    # A tag of EXIF whose value is said to be far behind the end of the file.
    tags = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<HHHII", 1, 0x112, 3, 0x7FFFFFFF, 8)
    (tmp_path / "p.jpg").write_bytes(plain[:2] + b"\xff\xe1" + struct.pack(">H", len(tags) + 2) + tags + plain[2:])
    (tmp_path / "a.md").write_text("## What is it?\n\n![](p.jpg)\n", "utf-8")
    (tmp_path / "deckgen.toml").write_text('[images]\nmax_width = 10\nformat = "webp"\n', "utf-8")
    done = subprocess.run([sys.executable, "-m", "deckgen", "build"], cwd=tmp_path, capture_output=True, check=True)
    assert b"Warning" not in done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes it there otherwise")
@pytest.mark.parametrize("closing", [">&-", "2>&-", ">&- 2>&-"])
def test_an_output_that_is_closed_from_the_start_says_nothing(tmp_path: Path, closing: str) -> None:
    (tmp_path / "a.md").write_text("## What is it?\n\nA thing.\n\n## And that?\n", "utf-8")
    command = ["sh", "-c", f'"$0" -m deckgen build a.md {closing}', sys.executable]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Traceback" not in done.stderr
    assert (tmp_path / "build/a.apkg").exists()


def test_no_line_is_a_command_to_the_runner_of_github(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "::add-mask::e.md"
    (here / name).write_text("## What is ##[add-mask]e?\n\n![](##[set-output]x.png)\n\nA thing.\n", "utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for command in (["check", name], ["list", name], ["list", "--json", name], ["check", "--github", name]):
        main(command)
        out, err = capsys.readouterr()
        for line in (out + err).splitlines():
            assert re.match(r"::(warning|error|notice) ", line) or not re.match(r"\s*::|.*##\[", line)
        assert "add-mask" in out + err


def test_a_lock_that_changes_while_a_build_runs_is_not_overwritten(here: Path) -> None:
    (here / "a.md").write_text("## What is it?\n\nA thing.\n", "utf-8")
    project, _ = locate(Path("a.md"), here)
    result = compiler.build(project, compiler.World(1000))
    project.lock.write_bytes(b"of a git pull")
    with pytest.raises(DeckgenError, match="was changed while this build ran"):
        compiler.write(result)
    assert project.lock.read_bytes() == b"of a git pull"
    assert not result.past.output.exists()


@pytest.mark.parametrize("content", [b"gitdir: a\0b\n", b"\0" * 20, b"gitdir: \xff\xfe\n", b"gitdir: " + b"x" * 5000])
def test_git_may_be_anything(here: Path, content: bytes) -> None:
    (here / "a.md").write_text("## What is it?\n\nA thing.\n", "utf-8")
    (here / ".git").write_bytes(content)
    assert main(["build", "a.md"]) == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("name", ["config", "index"])
def test_what_git_reads_may_be_a_pipe(here: Path, name: str) -> None:
    (here / "a.md").write_text("## What is it?\n\nA thing.\n", "utf-8")
    (here / ".git").mkdir()
    os.mkfifo(here / ".git" / name)
    assert main(["build", "a.md"]) == 0
    (here / "build/a.apkg").unlink()
    (here / "a.deckgen.lock").unlink()
    assert main(["build", "a.md"]) == 0
