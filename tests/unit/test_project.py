"""Where a project is found, what is read in it, and what is left alone."""

import unicodedata
from pathlib import Path

import pytest

from deckgen import files
from deckgen.cli import main
from deckgen.diagnostics import DeckgenError
from deckgen.lock import load
from deckgen.project import locate
from deckgen.project.names import fitting, wrong
from deckgen.project.starter import files as files_of

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


def test_a_lock_is_a_sign_of_a_project_further_up(project: Path) -> None:
    (project / "deckgen.toml").unlink()
    with pytest.raises(DeckgenError, match=r"no deckgen\.toml"):
        locate(None, project / "source")
    (project / "deckgen.lock").write_text("")
    for here in (project, project / "source", project / "source" / "part"):
        assert locate(None, here)[0].lock == project / "deckgen.lock"
        assert names(project, None, here) == ["source/a.md", "source/part/B.MD"]


def test_a_folder_that_was_built_is_a_project_to_whoever_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "vault" / "go").mkdir(parents=True)
    for path in ("vault/a.md", "vault/go/b.md"):
        (tmp_path / path).write_text(NOTES)
    (tmp_path / "vault" / "deckgen.lock").write_text("")
    for here in ("vault", "vault/go"):
        found, said = locate(None, tmp_path / here)
        assert (found.lock, found.named, said) == (tmp_path / "vault" / "deckgen.lock", frozenset(), ())
        assert found.settings.name == "vault"
        assert names(tmp_path, None, tmp_path / here) == ["vault/a.md", "vault/go/b.md"]


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


@pytest.mark.parametrize("name", ["trail .md", " lead.md"])
def test_a_blank_at_the_edge_of_a_name_is_none_of_the_deck(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(NOTES)
    project, _ = locate(Path(name), tmp_path)
    assert project.deck(name) == Path(name).stem.strip()


def codes(folder: Path, path: str, *, alone: bool = False) -> list[str]:
    return [one.rule.code for one in locate(Path(path), folder, alone=alone)[1]]


def test_a_part_of_a_project_means_the_project_unless_it_is_to_be_alone(project: Path) -> None:
    found, said = locate(Path("source/part"), project)
    assert (found.lock, found.named, said) == (project / "deckgen.lock", frozenset({"part/B.MD"}), ())
    alone, _ = locate(Path("source/a.md"), project, alone=True)
    assert alone.lock == project / "source" / "a.deckgen.lock"
    assert codes(project, "source/a.md", alone=True) == ["inside-project"]


def test_what_stands_beside_the_notes_is_no_part_of_the_project(project: Path) -> None:
    (project / "README.md").write_text(NOTES)
    assert locate(Path("README.md"), project)[0].lock == project / "README.deckgen.lock"


def test_a_part_of_a_folder_that_was_built_means_that_folder(tmp_path: Path) -> None:
    lists = tmp_path / "lists"
    (lists / "go").mkdir(parents=True)
    for path in (lists / "a.md", lists / "go" / "b.md"):
        path.write_text(NOTES)
    assert locate(Path("lists/go/b.md"), tmp_path)[0].lock == lists / "go" / "b.deckgen.lock"
    (lists / "deckgen.lock").write_text("")
    for part in ("lists/a.md", "lists/go/b.md", "lists/go"):
        assert locate(Path(part), tmp_path)[0].lock == lists / "deckgen.lock"
    (lists / "a.deckgen.lock").write_text("")
    assert locate(Path("lists/a.md"), tmp_path)[0].lock == lists / "a.deckgen.lock", "it has been alone before"
    assert codes(tmp_path, "lists/a.md") == ["inside-project"]


def test_notes_stand_where_the_settings_say(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    (vault / "go").mkdir(parents=True)
    for name in ("a.md", "go/b.md"):
        (vault / name).write_text(NOTES)
    (vault / "deckgen.toml").write_text('name = "vault"\n')
    assert names(vault, None, vault) == ["a.md", "go/b.md"], "no folder source/: all of it"
    (vault / "deckgen.toml").write_text('source = "go"\n')
    assert names(vault, None, vault) == ["go/b.md"]
    (vault / "source").mkdir()
    (vault / "deckgen.toml").write_text('source = "."\n')
    assert names(vault, None, vault) == ["a.md", "go/b.md"]


@pytest.mark.parametrize(("source", "words"), [("..", "leads out"), ("/", "leads out"), ("notes", "names no folder")])
def test_a_folder_of_notes_is_one_in_the_project(project: Path, source: str, words: str) -> None:
    (project / "deckgen.toml").write_text(f'source = "{source}"\n')
    with pytest.raises(DeckgenError, match=words):
        locate(None, project)


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """A repository with notes, templates, what Git ignores, and a project of its own inside."""
    texts = {
        "vault/a.md": NOTES,
        "vault/Daily/log.md": NOTES,
        "vault/Templates/t.md": NOTES,
        "vault/Zettel/form/t.md": NOTES,
        "vault/Zettel/templates/cpp.md": NOTES,
        "vault/.obsidian/templates.json": '{"folder": "Zettel/form"}',
        "vault/drafts/b.md": NOTES,
        "vault/drafts/kept.md": NOTES,
        "vault/.gitignore": "drafts/*\n!kept.md\n",
        "vault/exam/deckgen.toml": "",
        "vault/exam/source/c.md": NOTES,
        ".gitignore": "Daily\n",
        ".git/config": "",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path / "vault"


def test_templates_and_what_git_ignores_and_other_projects_are_left_out(vault: Path) -> None:
    found, _ = locate(Path("vault"), vault.parent)
    assert [found.path_of(file) for file in found.files] == ["Zettel/templates/cpp.md", "a.md", "drafts/kept.md"]
    assert {found.path_of(one.path): one.why for one in found.left_out} == {
        "Daily/log.md": "ignored by Git",
        "Templates/t.md": "a template",
        "Zettel/form/t.md": "a template",
        "drafts/b.md": "ignored by Git",
        "exam/source/c.md": "exam/ is a project of its own",
    }


def test_what_plugins_keep_as_markdown_is_left_out(vault: Path) -> None:
    (vault / "map.excalidraw.md").write_text("---\nexcalidraw-plugin: parsed\n---\n" + NOTES)
    (vault / "plan.md").write_bytes(b"---\r\n\r\nkanban-plugin: board\r\n\r\n---\r\n\r\n## To do\r\n")
    (vault / "logseq" / "bak" / "pages").mkdir(parents=True)
    (vault / "logseq" / "bak" / "pages" / "2026-01-05.md").write_text(NOTES)
    (vault / "about.md").write_text("---\ntags: x\n---\nkanban-plugin: is a key\n\n" + NOTES)
    found, _ = locate(Path("vault"), vault.parent)
    why = {found.path_of(one.path): one.why for one in found.left_out}
    assert why["map.excalidraw.md"] == "a drawing of Excalidraw"
    assert why["plan.md"] == "a board of Kanban"
    assert why["logseq/bak/pages/2026-01-05.md"] == "an earlier text that Logseq keeps"
    assert "about.md" in [found.path_of(file) for file in found.files]


def test_a_link_to_another_note_is_that_note(vault: Path) -> None:
    (vault / "0.md").symlink_to("a.md")
    (vault / "drafts" / "twin.md").symlink_to(vault / "drafts" / "kept.md")
    found, _ = locate(Path("vault"), vault.parent)
    assert "0.md" not in [found.path_of(file) for file in found.files]
    assert {found.path_of(one.path): one.why for one in found.left_out if "link" in one.why} == {
        "0.md": "a link to a.md"
    }
    (vault / ".gitignore").unlink()
    found, _ = locate(Path("vault"), vault.parent)
    assert ("drafts/twin.md", "a link to drafts/kept.md") in [(found.path_of(o.path), o.why) for o in found.left_out]


def test_what_the_author_excludes_stands_for_the_templates(vault: Path) -> None:
    (vault / "deckgen.toml").write_text('exclude = ["Zettel/**", "b.md", "nothing/**"]\n')
    found, said = locate(None, vault)
    assert [found.path_of(file) for file in found.files] == ["Templates/t.md", "a.md", "drafts/kept.md"]
    assert [one.message for one in said] == ["no file matches nothing/**"]


def test_of_notes_that_would_all_be_left_out_none_is(vault: Path) -> None:
    for name in ("a.md", "drafts/kept.md", "Zettel/templates/cpp.md"):
        (vault / name).unlink()
    assert len(locate(Path("vault"), vault.parent)[0].files) == len(["log", "t", "t", "b", "c"])
    ignored, _ = locate(Path("vault/Daily"), vault.parent)
    assert [file.name for file in ignored.files] == ["log.md"], "who names an ignored folder means it"


def test_a_file_that_has_cards_is_not_left_out_as_usual(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(vault.parent)
    (vault / "Templates").rename(vault / "Kept")
    assert main(["build", "vault"]) == 0
    known = (vault / "deckgen.lock").read_text("utf-8").count("What is one?")
    (vault / ".gitignore").write_text("Kept\ndrafts\n")
    assert main(["build", "vault"]) == 0
    assert (vault / "deckgen.lock").read_text("utf-8").count("What is one?") == known
    assert main(["diff", "vault"]) == 0


def test_a_folder_inside_that_was_built_keeps_its_cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vault" / "go").mkdir(parents=True)
    (tmp_path / "vault" / "go" / "a.md").write_text(NOTES)
    assert main(["build", "vault/go"]) == 0
    guid = _guids(tmp_path / "vault" / "go" / "deckgen.lock")
    assert main(["build", "vault"]) == 0
    assert _guids(tmp_path / "vault" / "deckgen.lock") == guid
    assert not (tmp_path / "vault" / "go" / "deckgen.lock").exists()


def _guids(lock: Path) -> list[str]:
    return [entry.guid for entry in load(lock.read_text("utf-8"), lock.name).entries]


@pytest.mark.parametrize(("name", "words"), [("a.txt", "no Markdown"), ("a.apkg", "a package, not notes")])
def test_only_markdown_is_taken(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / name).write_text(NOTES)
    with pytest.raises(DeckgenError, match=words):
        locate(Path(name), tmp_path)


def test_what_is_left_out_is_said_to_whoever_names_it(project: Path) -> None:
    (project / "deckgen.toml").write_text('exclude = ["a.md"]\n')
    with pytest.raises(DeckgenError, match=r"source/a.md is left out: exclude has a.md; --alone"):
        locate(Path("source/a.md"), project)


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


@pytest.mark.filterwarnings("error::FutureWarning")
def test_no_pattern_of_git_takes_for_ever(tmp_path: Path) -> None:
    """Each `*` takes pathspec as many times longer as the path is long; a line with many of them is no pattern."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("[[a]\n*a*a*a*a*a*a*a*ab\n" + "**/x/" * 30 + "b\nleft-*-*.md\n")
    for name in ("a" * 200 + ".md", "left-out-now.md", "x/" * 40 + "n.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("## What is it?\n\nIt.\n")
    found, _ = locate(tmp_path, tmp_path)
    assert [left.path.name for left in found.left_out] == ["left-out-now.md"]


@pytest.mark.parametrize(
    "name",
    [
        "CON",
        "nul.txt",
        "com1",
        "a:b?",
        "...",
        "  x. ",
        "é" * 120,
        "a\u202eb",
        "..hidden",
        "-",
        "面试",
        "My Vault",
        "aux.d",
    ],
)
def test_a_project_that_begins_can_be_built_whatever_its_folder_is_called(name: str, tmp_path: Path) -> None:
    fit = fitting(name)
    assert not wrong(fit)
    assert fit == name or fit not in ("My Vault", "面试")
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "deckgen.toml").write_text(files_of(Path("/x") / name, "u")["deckgen.toml"], "utf-8")
    (tmp_path / "p" / "source").mkdir()
    (tmp_path / "p" / "source" / "a.md").write_text("## What is it?\n\nIt.\n")
    found, said = locate(tmp_path / "p", tmp_path)
    assert (found.settings.name, said) == (fit, ())


@pytest.mark.parametrize("where", ["source", "source/part", "source/new"])
def test_no_project_begins_in_anothers_notes(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    (project / where).mkdir(exist_ok=True)
    monkeypatch.chdir(project / where)
    before = {path: path.is_file() and path.read_bytes() for path in project.rglob("*")}
    assert main(["init"]) == 1
    home = "/".join([".."] * (where.count("/") + 1))
    assert f"build that: deckgen build {home}" in capsys.readouterr().err
    assert {path: path.is_file() and path.read_bytes() for path in project.rglob("*")} == before


def test_a_project_may_begin_in_what_another_leaves_out_or_in_what_has_cards(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    assert main(["build", "--offline", "--alone", "source/part"]) == 0
    assert main(["init", "source/part"]) == 0
    (project / "source/other").mkdir()
    (project / "source/other/c.md").write_text(NOTES)
    (project / "deckgen.toml").write_text('name = "deck"\nexclude = ["other/**"]\n')
    assert main(["init", "source/other"]) == 0
    assert main(["init", "beside"]) == 0


def test_notes_beside_the_folder_of_notes_are_left_out_and_what_the_project_says_of_itself_is_not_told(
    project: Path,
) -> None:
    for name in ("chemistry.md", "README.md", "README.zh.md", "HISTORY.md", "changelog.md", ".hidden.md"):
        (project / name).write_text(NOTES)
    found, _ = locate(project, project.parent)
    assert [found.path_of(one.path) for one in found.left_out] == ["../chemistry.md"]
    (project / "deckgen.toml").write_text('name = "deck"\nsource = "source"\n')
    assert not locate(project, project.parent)[0].left_out


def test_two_files_with_one_lock_are_none_that_can_be_built_alone(tmp_path: Path) -> None:
    for name in ("a.md", "a.markdown", "b.markdown"):
        (tmp_path / name).write_text(NOTES)
    for name, other in (("a.md", "a.markdown"), ("a.markdown", "a.md")):
        with pytest.raises(DeckgenError, match=f"{name}: {other} beside it has the same package and lock"):
            locate(Path(name), tmp_path)
    assert names(tmp_path, Path("b.markdown"), tmp_path) == ["b.markdown"]
    assert names(tmp_path, Path("."), tmp_path) == ["a.markdown", "a.md", "b.markdown"]
    (tmp_path / "C.MD").write_text(NOTES)
    assert names(tmp_path, Path("C.MD"), tmp_path) == ["C.MD"]
    if not (tmp_path / "c.md").exists():
        (tmp_path / "C.md").write_text(NOTES)
        with pytest.raises(DeckgenError, match=r"C\.md: C\.MD beside it"):
            locate(Path("C.md"), tmp_path)
