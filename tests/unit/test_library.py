"""`from deckgen import build`: what other programs may rely on."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import deckgen
from deckgen import DeckgenError, build
from deckgen.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "library.md"
NOTES = "# Trees\n\n## What is a leaf?\n\nA node without children.\n\n## What is a root?\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.md").write_text(NOTES, "utf-8")


def examples() -> list[str]:
    """The indented blocks of the page."""
    blocks = re.findall(r"(?:^(?: {4}.*)?\n)+", PAGE.read_text("utf-8"), re.MULTILINE)
    return [block.replace("\n    ", "\n").strip() for block in blocks if block.strip()]


def test_the_examples_of_the_page_run(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for example in examples():
        exec(compile(example, PAGE.name, "exec"), names)
    assert capsys.readouterr().out.split("\n") == [
        "notes.md 3 What is a leaf?",
        "warning question-unanswered 7 this question has no answer yet",
        "",
    ]
    path = names["path"]
    assert isinstance(path, Path)
    assert path.read_bytes() == names["package"]


def test_the_page_and_the_package_name_the_same() -> None:
    assert set(re.findall(r"^\| `(\w+)", PAGE.read_text("utf-8"), re.MULTILINE)) == set(deckgen.__all__)
    for name in deckgen.__all__:
        assert getattr(deckgen, name).__module__.startswith("deckgen.")
    with pytest.raises(AttributeError):
        _ = deckgen.biuld


def test_it_writes_what_the_command_writes(tmp_path: Path) -> None:
    path = build("notes.md").write()
    package, lock = path.read_bytes(), Path("notes.deckgen.lock").read_bytes()
    assert main(["build", "notes.md"]) == 0
    assert (path.read_bytes(), Path("notes.deckgen.lock").read_bytes()) == (package, lock)


def test_nothing_is_written_before_it_is_said() -> None:
    deck = build("notes.md")
    assert (deck.lock.exists(), deck.output.exists()) == (False, False)
    (note,) = deck.notes
    assert (note.kind, note.deck, note.file, note.line) == ("basic", "Trees", Path("notes.md").resolve(), 3)
    assert note.fields["Answer"] == "<p>A node without children.</p>"
    assert not deck.errors


def test_errors_leave_everything_as_it_was() -> None:
    Path("notes.md").write_bytes(b"\xff\xfe\x00")
    deck = build("notes.md")
    assert deck.errors
    for make in (deck.write, lambda: deck.package):
        with pytest.raises(DeckgenError, match=r"notes\.apkg: \d errors?, the first at .*notes\.md:1: "):
            make()
    assert not deck.lock.exists()
    with pytest.raises(DeckgenError, match="no such file"):
        build("absent.md")


def test_help_need_not_wait_for_the_engines() -> None:
    code = "import sys, deckgen, deckgen.cli; sys.exit('genanki' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert subprocess.run([sys.executable, "-c", "from deckgen import build; build"], check=False).returncode == 0


def test_build_stays_a_function() -> None:
    code = "import deckgen.compiler, deckgen.cli; from deckgen import build; import sys; sys.exit(not callable(build))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
