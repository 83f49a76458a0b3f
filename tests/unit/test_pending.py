"""Notes that were adopted and are not in Anki yet: until then a package would add their cards a second time."""

from dataclasses import replace
from pathlib import Path

import pytest

from deckgen.cli import main
from deckgen.cli.cargo import cargo
from deckgen.compiler import World, build
from deckgen.lock import Lock, dump, load
from deckgen.lock.union import later
from deckgen.project import locate
from tests.support.exports import export
from tests.support.notes import CLOSURE, HOISTING, notes

WAITS = "2 adopted notes still to be pushed: an import of build/notes.apkg would add their cards a second time"
HINT = "deckgen push notes.md or deckgen sync notes.md brings them over, with all reviews"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANKICONNECT_URL", "http://127.0.0.1:1")
    Path("notes.md").write_text(notes(("What is a closure?", CLOSURE), ("What is hoisting?", HOISTING)), "utf-8")
    Path("old.apkg").write_bytes(export(("What is a closure?", CLOSURE), ("What is hoisting?", HOISTING)))
    assert main(["adopt", "old.apkg", "notes.md"]) == 0
    return tmp_path


def entries(folder: Path) -> Lock:
    return load((folder / "notes.deckgen.lock").read_text("utf-8"), "lock")


@pytest.mark.parametrize("command", ["build --offline", "diff", "check", "doctor"])
def test_it_is_said(project: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    main([*command.split(), "notes.md"])
    out, err = capsys.readouterr()
    assert WAITS in out + err
    assert HINT in out + err


def test_not_of_questions_that_are_gone(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("notes.md").write_text(notes(("What is hoisting?", HOISTING)), "utf-8")
    assert main(["build", "--offline", "notes.md"]) == 0
    capsys.readouterr()
    assert main(["build", "--offline", "notes.md"]) == 0
    assert "1 adopted note still to be pushed" in capsys.readouterr().err


def test_nor_once_they_have_arrived(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, _ = locate(Path("notes.md"), project)
    result = build(found, World(0))
    first, second = (note.guid for note in result.notes)
    cargo(result).write(result.notes, {first}, set())
    capsys.readouterr()
    assert main(["diff", "notes.md"]) == 0
    assert "1 adopted note still to be pushed" in capsys.readouterr().out
    cargo(build(found, World(0))).write(result.notes, {second}, set())
    assert main(["diff", "notes.md"]) == 0
    assert capsys.readouterr().out == "nothing changed\n"
    assert main(["adopt", "old.apkg", "notes.md"]) == 0, "it was undone in Anki"
    assert main(["diff", "notes.md"]) == 0
    assert WAITS in capsys.readouterr().out


def test_what_finds_nothing_promises_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("more").mkdir()
    Path("more/birds.md").write_text(notes(("Which bird sings at night?", "The nightingale.")), "utf-8")
    assert main(["build", "--offline", "more/birds.md"]) == 0
    capsys.readouterr()
    assert main(["adopt", "build/birds.apkg", "more/birds.md"]) == 0
    said = capsys.readouterr().out
    assert said.endswith("more/birds.deckgen.lock written. No note waits to be brought over\n")
    assert "push" not in said
    assert main(["adopt", "build/birds.apkg", "notes.md"]) == 0
    what = "The reviews come over with: deckgen push notes.md, or: deckgen sync notes.md\n"
    assert what in capsys.readouterr().out, "what was adopted before still waits"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("old.apkg", "deckgen push, or: deckgen sync"),
        ("old.apkg source/notes.md", "deckgen push, or: deckgen sync"),
        ("old.apkg source/notes.md --offered", "deckgen push, or: deckgen sync"),
        ("../old.apkg ../notes.md --offered", "deckgen push ../notes.md, or: deckgen sync ../notes.md"),
    ],
)
def test_what_brings_the_reviews_over_can_be_typed_where_it_is_said(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str, said: str
) -> None:
    assert main(["init", "exam"]) == 0
    text = notes(("What is a closure?", CLOSURE), ("What is hoisting?", HOISTING))
    Path("exam/source/notes.md").write_text(text, "utf-8")
    Path("exam/old.apkg").write_bytes(Path("old.apkg").read_bytes())
    monkeypatch.chdir("exam")
    capsys.readouterr()
    assert main(["adopt", *given.split()]) == 0
    assert f"The reviews come over with: {said}\n" in capsys.readouterr().out


def test_outside_a_project_the_command_is_named_with_its_export(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["adopt", "old.apkg"]) == 1
    assert (
        capsys.readouterr().err.partition(";")[2].startswith(" name a file or folder: deckgen adopt old.apkg notes.md;")
    )


def test_the_lock_remembers_it(project: Path) -> None:
    lock = entries(project)
    waits = lock.entries[0]
    assert waits.adopts
    assert '"arrived"' not in dump(lock)
    arrived = replace(waits, adopts=replace(waits.adopts, arrived=True))
    known = replace(lock, entries=(arrived, *lock.entries[1:]))
    assert load(dump(known), "lock") == known
    for one, other in ((waits, arrived), (arrived, waits)):
        assert later(one, replace(other, mod=other.mod + 1)).adopts == arrived.adopts, "a merge forgets nothing"
