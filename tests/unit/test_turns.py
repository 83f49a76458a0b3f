"""One build at a time writes a project, and clears away what a build that died has left."""

import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import click
import pytest

from deckgen import files, turns
from deckgen.cli import main
from deckgen.cli.compiling import each, turn
from deckgen.project import locate
from tests.support.death import Death, dying

NOTES = "## What is one?\n\nThe first.\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda name: str(tmp_path / "cache"))
    (tmp_path / "a.md").write_text(NOTES)
    return tmp_path


def test_who_has_no_turn_waits_and_is_told_once(tmp_path: Path) -> None:
    told: list[str] = []
    began, waits, done = threading.Event(), threading.Event(), list[str]()

    def waiting() -> None:
        told.append("waiting")
        waits.set()

    def second() -> None:
        began.set()
        with turns.turn(tmp_path / "turns", tmp_path / "deckgen.lock", waiting):
            done.append("second")

    thread = threading.Thread(target=second, daemon=True)
    with turns.turn(tmp_path / "turns", tmp_path / "deckgen.lock", lambda: told.append("first waits")):
        thread.start()
        assert waits.wait(60)
        done.append("first")
    thread.join(60)
    assert (told, done) == (["waiting"], ["first", "second"])


def test_another_target_does_not_wait(tmp_path: Path) -> None:
    def waiting() -> None:
        raise AssertionError("it is somebody else's turn")

    with (
        turns.turn(tmp_path / "turns", tmp_path / "a.lock", waiting),
        turns.turn(tmp_path / "turns", tmp_path / "b.lock", waiting),
    ):
        pass


def test_one_lock_by_two_names_is_one(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)

    def waiting() -> None:
        raise InterruptedError

    with (
        pytest.raises(InterruptedError),
        turns.turn(tmp_path / "turns", tmp_path / "a.lock", waiting),
        turns.turn(tmp_path / "turns", tmp_path / "link" / "a.lock", waiting),
    ):
        pass


def test_where_there_can_be_no_turns_everybody_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    went = []
    for _ in range(2):
        with turns.turn(tmp_path / "file" / "turns", tmp_path / "a.lock", lambda: None):
            went.append(1)
    assert went == [1, 1]


_HOLDS = """
import sys, pathlib
from deckgen import turns
with turns.turn(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), lambda: None):
    print("mine", flush=True)
    sys.stdin.read()
"""


def test_whoever_dies_has_no_turn_any_more(tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", _HOLDS, str(tmp_path / "turns"), str(tmp_path / "a.lock")]
    told = []
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline().strip() == b"mine"

        def waiting() -> None:
            told.append("waiting")
            other.kill()

        with turns.turn(tmp_path / "turns", tmp_path / "a.lock", waiting):
            assert told == ["waiting"]


@pytest.mark.parametrize("command", ["build --offline a.md", "lock a.md --in-place a.md"])
def test_a_command_that_writes_waits_and_says_so(
    command: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--offline", "a.md"]) == 0
    project, _ = locate(Path("a.md"), here)
    held = turn(project)
    held.__enter__()
    # Whoever looks again finds that the other one has ended.
    monkeypatch.setattr("deckgen.turns.time.sleep", lambda seconds: held.__exit__(None, None, None))
    assert main(command.split()) in (0, 1)
    assert "another deckgen is at work on a.deckgen.lock: waiting for it to end" in capsys.readouterr().err


def test_a_turn_ends_with_its_command_even_where_it_was_left_in_the_middle(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deckgen.turns.time.sleep", lambda seconds: pytest.fail("the turn is still taken"))
    project, _ = locate(Path("a.md"), here)
    with click.Context(click.Command("build")):
        building = each([Path("a.md")], writing=True)
        next(building)
    with turn(project):
        assert not list(building)


@pytest.mark.parametrize("command", ["check a.md", "list a.md", "diff a.md"])
def test_a_command_that_reads_does_not_wait(command: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project, _ = locate(Path("a.md"), here)
    with turn(project):
        assert main(command.split()) in (0, 1)
    assert "waiting" not in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT for another process")
def test_ctrl_c_ends_the_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.md").write_text(NOTES)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    project, _ = locate(Path("a.md"), tmp_path)
    command = [sys.executable, "-m", "deckgen", "build", "a.md"]
    with turn(project), subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE) as build:
        assert build.stderr
        assert b"waiting" in build.stderr.readline()
        build.send_signal(signal.SIGINT)
        assert build.wait(60) == 130


def strays(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.name.endswith(".part"))


def test_what_a_build_that_died_left_is_gone_after_the_next(here: Path) -> None:
    assert main(["build", "--offline", "a.md"]) == 0
    left = 0
    for last in range(1, 200):
        (here / "a.md").write_text(f"{NOTES}\n## What is {last}?\n\nThe number {last}.\n")
        try:
            with dying(last, done=True):
                main(["build", "--offline", "a.md"])
        except Death:
            left += bool(strays(here))
        else:
            break
        assert main(["build", "--offline", "a.md"]) == 0
        assert strays(here) == []
    assert left > 3, "some deaths leave something"


def test_what_is_not_ours_stays(here: Path) -> None:
    others = [
        ".a.deckgen.lock-12345678", ".a.deckgen.lock-1234567.part", ".a.deckgen.lock-ABCDEFGH.part",
        "a.deckgen.lock-12345678.part",
        ".b.deckgen.lock-12345678.part", ".a.deckgen.lock.part", ".a.deckgen.lock-12345678.part.md",
        "build/.b.apkg-12345678.part",
    ]  # fmt: skip
    ours = [".a.deckgen.lock-a1b2_3d4.part", "build/.a.apkg-abcdefgh.part"]
    (here / "build").mkdir()
    for name in (*others, *ours):
        (here / name).touch()
    link = here / ".a.deckgen.lock-zzzzzzzz.part"
    link.symlink_to(here / "a.md")
    folder = here / ".a.deckgen.lock-yyyyyyyy.part"
    folder.mkdir()
    assert main(["build", "--offline", "a.md"]) == 0
    assert all((here / name).exists() for name in others)
    assert not any((here / name).exists() for name in ours)
    assert link.is_symlink()
    assert folder.is_dir()


def test_a_name_of_a_part_says_that_it_is_one(tmp_path: Path) -> None:
    last = 0
    while not strays(tmp_path):
        last += 1
        with suppress(Death), dying(last, done=True):
            files.replace([(tmp_path / "deckgen.lock", b"1")])
    (left,) = strays(tmp_path)
    turns.sweep([tmp_path / "deckgen.lock"])
    assert left.startswith(".deckgen.lock-")
    assert strays(tmp_path) == []
