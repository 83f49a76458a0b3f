"""Builds as files: the same bytes for the same notes, and nothing left behind."""

import tempfile
from pathlib import Path

import pytest

from deckgen.cli import main

NOTES = "# T\n\n## What is one?\n\nThe first.\n\n## What is two?\n\n```py\n2\n```\n"


def test_two_builds_are_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notes.md").write_text(NOTES)
    monkeypatch.chdir(tmp_path)
    assert main(["build", "notes.md"]) == 0
    package, lock = tmp_path / "build" / "notes.apkg", tmp_path / "notes.deckgen.lock"
    first = package.read_bytes(), lock.read_bytes()
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    assert main(["build", "notes.md"]) == 0
    assert (package.read_bytes(), lock.read_bytes()) == first


def test_without_a_lock_two_people_mint_the_same_guids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guids = []
    for person in ("one", "two"):
        folder = tmp_path / person
        folder.mkdir()
        (folder / "notes.md").write_text(NOTES)
        monkeypatch.chdir(folder)
        assert main(["build", "notes.md"]) == 0
        lines = (folder / "notes.deckgen.lock").read_text().split("\n")[1:]
        guids.append([line.split('"')[3] for line in lines if line])
    assert guids[0] == guids[1] != []


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notes.md").write_text(NOTES)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.chdir(tmp_path)
    assert main(["build", "notes.md"]) == 0
    assert list((tmp_path / "temporary").iterdir()) == []
    assert sorted(p.name for p in (tmp_path / "build").iterdir()) == ["notes.apkg"]


def test_several_files_are_several_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(NOTES)
    (tmp_path / "bad.md").write_bytes(b"\xff")
    monkeypatch.chdir(tmp_path)
    assert main(["build", "one.md", "two.md"]) == 0
    assert sorted(p.name for p in (tmp_path / "build").iterdir()) == ["one.apkg", "two.apkg"]
    assert main(["build", "bad.md", "one.md"]) == 1
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "one.md").write_text(NOTES)
    assert main(["build", "one.md", "sub/one.md"]) == 2
