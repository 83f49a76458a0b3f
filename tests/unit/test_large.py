"""Files that are longer than anybody writes, that grow while they are read, or that have no end."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from deckgen import bounds
from deckgen.cli import main
from deckgen.project.ignored import _spec

TOO_LARGE, NO_FILE = "File too large", "no ordinary file"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("deckgen.toml").write_text('name = "n"\n')
    Path("b.md").write_text("## What is it?\n\nIt is so.\n\n![](d.excalidraw)\n")
    Path("build").mkdir()
    return tmp_path


def sparse(size: int) -> Callable[[Path], None]:
    """Makes a file of so many zeros, which take no room."""

    def make(path: Path) -> None:
        path.unlink(missing_ok=True)
        path.touch()
        os.truncate(path, size)

    return make


WRITTEN, PACKED = sparse(bounds.LARGEST + 1), sparse(bounds.LARGEST_PACKAGE + 1)
# The file, the command, and what is said of it; nothing where others go on without.
FILES = {
    "a.md": (WRITTEN, ["build"], TOO_LARGE),
    "deckgen.toml": (WRITTEN, ["build"], TOO_LARGE),
    "deckgen.lock": (WRITTEN, ["build"], TOO_LARGE),
    "style.css": (WRITTEN, ["build"], TOO_LARGE),
    ".gitignore": (WRITTEN, ["build"], ""),
    "build/n.apkg": (PACKED, ["build"], TOO_LARGE),
    "x.apkg": (PACKED, ["verify", "x.apkg"], TOO_LARGE),
    "y.apkg": (PACKED, ["lock", "--from", "y.apkg"], TOO_LARGE),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_longer_than_anybody_writes_is_said(name: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make, command, said = FILES[name]
    make(here / name)
    assert main(command) == int(bool(said))
    assert said in "".join(capsys.readouterr())


def test_what_is_as_long_as_it_may_be_is_read(tmp_path: Path) -> None:
    sparse(bounds.LARGEST)(tmp_path / "a")
    assert len(bounds.read(tmp_path / "a")) == bounds.LARGEST


def test_what_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"x" * 11)
    size = os.fstat

    def before(fd: int) -> os.stat_result:
        return os.stat_result((*size(fd)[:6], 5, *size(fd)[7:]))

    monkeypatch.setattr(os, "fstat", before)
    with pytest.raises(OSError, match=TOO_LARGE):
        bounds.read(tmp_path / "a", 10)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes with names in folders")
@pytest.mark.parametrize("name", ["d.png", "d.excalidraw.dark.svg", ".gitignore", ".obsidian/templates.json"])
def test_nobody_waits_for_the_other_end_of_a_pipe(name: str, here: Path) -> None:
    (here / "d.excalidraw.light.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (here / name).parent.mkdir(exist_ok=True)
    os.mkfifo(here / name)
    assert main(["build"]) == 0


def test_without_memory_it_is_said(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*given: object) -> None:
        raise MemoryError

    monkeypatch.setattr("deckgen.reading.documents", full)
    assert main(["build"]) == 1
    assert "not enough memory" in capsys.readouterr().err


def test_a_run_of_stars_in_gitignore_is_one(tmp_path: Path) -> None:
    assert _spec(["Templates/********[" + "*" * 300 + "x]"]).check_file("a/b/c d/e.md").include is None
    assert _spec(["a" + "*" * 200 + "b"]).check_file("a" * 60 + "c.md").include is None
    assert _spec(["a" + "*" * 200 + "b"]).check_file("aaab").include
