"""Where a project is found, what is read in it, and what is left alone."""

import unicodedata
from pathlib import Path

import pytest

from deckgen import files
from deckgen.cli import main
from deckgen.diagnostics import DeckgenError
from deckgen.project import locate

NOTES = "## What is one?\n\nThe first.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "source" / "part").mkdir(parents=True)
    (tmp_path / "deckgen.toml").write_text('name = "deck"\n')
    (tmp_path / "source" / "a.md").write_text(NOTES)
    (tmp_path / "source" / "part" / "B.MD").write_text(NOTES)
    return tmp_path


def names(folder: Path, path: Path | None, here: Path) -> list[str]:
    found, _ = locate(path, here)
    return [file.relative_to(folder).as_posix() for file in found.files]


def test_from_inside_from_outside_and_from_below(project: Path) -> None:
    expected = ["source/a.md", "source/part/B.MD"]
    assert names(project, None, project) == expected
    assert names(project, None, project / "source" / "part") == expected
    assert names(project, project, project.parent) == expected
    assert locate(project, project.parent)[0].lock == project / "deckgen.lock"


def test_what_tools_keep_beside_notes_is_left_out(project: Path) -> None:
    for folder in (".obsidian", ".git", "node_modules"):
        (project / "source" / folder).mkdir()
        (project / "source" / folder / "x.md").write_text(NOTES)
    assert names(project, None, project) == ["source/a.md", "source/part/B.MD"]


@pytest.mark.parametrize("path", ["Übung", "Übung.md"])
def test_a_name_that_is_spelled_with_other_unicode_is_the_same(tmp_path: Path, path: str) -> None:
    found = []
    for form in ("NFC", "NFD"):
        place = tmp_path / form / unicodedata.normalize(form, path)
        (place / "source" if place.suffix == "" else place.parent).mkdir(parents=True)
        (place / "source" / "a.md" if place.suffix == "" else place).write_text(NOTES)
        project, _ = locate(place, tmp_path)
        found.append((project.settings.name, project.output.name, project.deck("a.md")))
    assert found[0] == found[1]


def test_a_part_of_a_project_built_alone_is_warned_of(project: Path) -> None:
    _, said = locate(project / "source" / "a.md", project)
    assert [d.rule.code for d in said] == ["inside-project"]


def test_a_part_of_a_folder_that_was_built_as_a_whole_is_warned_of(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    (lists / "go").mkdir(parents=True)
    for path in (lists / "a.md", lists / "go" / "b.md"):
        path.write_text(NOTES)

    def said(path: str) -> list[str]:
        return [f"{one.rule.code}: {one.hint}" for one in locate(Path(path), tmp_path)[1]]

    assert said("lists/go/b.md") == []
    (lists / "deckgen.lock").write_text("")
    hint = "inside-project: build that folder: deckgen build lists"
    assert said("lists/a.md") == said("lists/go/b.md") == said("lists/go") == [hint]
    assert said("lists") == []
    (lists / "a.deckgen.lock").write_text("")
    assert said("lists/a.md") == [], "it is built alone as well"
    (lists / "deckgen.toml").write_text("")
    assert said("lists/go/b.md") == [], "no source of that project"


@pytest.mark.parametrize("name", ["../evil", "a/b", "a::b", ".hidden", "a\\\\b"])
def test_a_name_that_is_no_file_name_writes_nothing(project: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "deckgen.toml").write_text(f'name = "{name}"\n')
    monkeypatch.chdir(project)
    before = sorted(project.parent.rglob("*"))
    assert main(["build"]) == 1
    assert sorted(project.parent.rglob("*")) == before


def test_no_notes_leave_the_package_alone(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    assert main(["build"]) == 0
    package = (project / "build" / "deck.apkg").read_bytes()
    (project / "source" / "a.md").write_text("")
    (project / "source" / "part" / "B.MD").write_text("")
    assert main(["build"]) == 1
    assert (project / "build" / "deck.apkg").read_bytes() == package


def test_all_or_nothing(project: Path) -> None:
    (project / "x").write_bytes(b"old")
    (project / "file").write_bytes(b"")
    with pytest.raises(DeckgenError, match="file/ cannot be made"):
        files.replace([(project / "x", b"new"), (project / "file" / "y", b"2")])
    assert (project / "x").read_bytes() == b"old"
    assert sorted(p.name for p in project.iterdir()) == ["deckgen.toml", "file", "source", "x"]


def test_toml_errors_name_the_place(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "deckgen.toml").write_text('name = "deck"\nid = \n')
    monkeypatch.chdir(project)
    assert main(["build"]) == 1
    assert "deckgen.toml:2:6" in capsys.readouterr().err
