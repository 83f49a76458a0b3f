"""What may be named on the command line, and the places that are printed: each can be opened from where one stands."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deckgen import bounds
from deckgen.cli import main
from tests.support.pictures import png

GOOD = "## What is one?\n\nThe first.\n"
OPEN = "## What is two?\n\n## What is three?\n\nThe third.\n"
BAD = "## What is four?\n\n{{c1::}} ![](none.png)\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Run:
    """Runs a command in a folder of a project that has three files; gives its exit code and what it prints."""
    for name, text in {"a.md": GOOD, "part/b.md": OPEN, "part/c.md": BAD}.items():
        (tmp_path / "deck" / "source" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "deck" / "source" / name).write_text(text)
    (tmp_path / "deck" / "deckgen.toml").write_text('name = "deck"\nid = "own"\n')

    def command(folder: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(tmp_path / folder)
        code = main(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.mark.parametrize(
    ("folder", "place"),
    [("deck", "source/part/b.md:1"), (".", "deck/source/part/b.md:1"), ("deck/source/part", "b.md:1")],
)
def test_places_count_from_where_the_command_is_given(run: Run, folder: str, place: str) -> None:
    arguments = ["deck"] if folder == "." else []
    _, listed, _ = run(folder, "list", *arguments)
    assert f"{place}: What is two?  (unanswered)\n" in listed
    _, said, _ = run(folder, "check", *arguments)
    assert f"{place}:1: warning[question-unanswered]" in said
    assert f"{place.removesuffix(':1')}: 2 questions (1 unanswered)" in said
    _, changed, _ = run(folder, "diff", *arguments)
    assert f"new       {place.removesuffix(':1')}:3: What is three?\n" in changed
    _, _, warned = run(folder, "build", "--offline", *arguments)
    assert f"{place}:1: warning[question-unanswered]" in warned


def test_for_github_places_count_from_the_top_of_the_repository(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    _, said, _ = run("deck/source", "check", "--github")
    assert "file=deck/source/part/b.md,line=1" in said
    _, text, _ = run("deck/source", "check", "--sarif")
    (scan,) = json.loads(text)["runs"]
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in scan["results"]]
    assert "deck/source/part/b.md" in places
    assert {result["ruleId"] for result in scan["results"]} == {rule["id"] for rule in scan["tool"]["driver"]["rules"]}


def test_a_message_names_another_place_as_it_names_its_own(run: Run, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / "deck" / "source" / f"{name}.md").write_text("## What is asked twice?\n\nOne thing.\n", "utf-8")
    _, said, _ = run("deck", "check")
    assert "source/b.md:1:1: warning[question-duplicate]: the same question is asked at source/a.md:1\n" in said


def test_several_paths_of_a_project_are_these_parts_of_it(run: Run) -> None:
    code, listed, _ = run("deck", "list", "source/a.md", "source/part/b.md")
    assert code == 0
    assert [line.partition(": ")[2] for line in listed.splitlines()] == [
        "What is one?", "What is two?  (unanswered)", "What is three?",
    ]  # fmt: skip
    _, said, _ = run("deck", "check", "source/a.md")
    assert said.splitlines() == ["source/a.md: 1 question: level-2 headings"]
    _, rows, _ = run("deck", "list", "--json", "source/part")
    assert {row["file"] for row in json.loads(rows)} == {"source/part/b.md", "source/part/c.md"}


def test_a_part_is_built_with_its_project_and_alone_only_if_asked(run: Run, tmp_path: Path) -> None:
    assert run("deck", "build", "--offline", "source/a.md")[0] == 0
    assert (tmp_path / "deck" / "build" / "deck.apkg").exists()
    assert not (tmp_path / "deck" / "source" / "a.deckgen.lock").exists()
    code, _, said = run("deck", "build", "--offline", "--alone", "source/a.md")
    assert (code, "warning[inside-project]" in said) == (0, True)
    assert (tmp_path / "deck" / "build" / "a.apkg").exists()


def test_a_package_goes_where_it_is_wanted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "deck" / "out").mkdir()
    assert run("deck", "build", "--offline", "-o", "out/mine.apkg")[0] == 0
    assert [path.name for path in tmp_path.rglob("*.apkg")] == ["mine.apkg"]
    (tmp_path / "x.md").write_text(GOOD)
    code, _, said = run(".", "build", "x.md", "-o", "deck/out/mine.apkg")
    assert (code, "is the package of another project" in said) == (1, True)
    assert run(".", "build", "deck", "x.md", "-o", "one.apkg")[0] == 2


@pytest.mark.parametrize(
    ("output", "words"),
    [("no/such/x.apkg", "there is no folder no/such"), ("x.zip", "ends in .apkg"), ("x", "ends in .apkg")],
)
def test_a_package_goes_where_nothing_has_to_be_made(run: Run, tmp_path: Path, output: str, words: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    code, _, said = run("deck", "build", "--offline", "-o", output)
    assert (code, words in said) == (2, True)
    assert sorted(tmp_path.rglob("*")) == before
    assert run("deck", "build", "--offline", "-o", "build/x.APKG")[0] == 0, "build/ is made as ever"


def test_places_are_typed_as_they_are_printed_or_from_the_top_of_the_notes(run: Run, tmp_path: Path) -> None:
    run("deck", "build", "--offline")
    (guid,) = (row["guid"] for row in json.loads(run("deck", "list", "--json")[1]) if row["line"] == 3)
    for folder, place in (("deck", "source/part/b.md:3"), ("deck/source/part", "b.md:3"), ("deck", "part/b.md:3")):
        assert run(folder, "lock", "--same", guid, place)[0] == 0, place
    assert run("deck", "lock", "--same", guid, "source/nothing.md:3")[0] == 1


def test_errors_are_errors_in_every_command(run: Run, tmp_path: Path) -> None:
    (tmp_path / "utf16.md").write_bytes(GOOD.encode("utf-16"))
    for command in ("build", "check", "list", "diff"):
        code, out, said = run(".", command, "utf16.md")
        assert (code, (out + said).count("error[")) == (1, 1), command
        assert "error[encoding]" in out + said
    assert run(".", "list", "--json", "utf16.md")[1] == "[]\n"


@pytest.mark.parametrize("text", ["", "# Log\n\nToday I went home.\n"])
def test_no_cards_are_one_error_with_its_cure(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "n.md").write_text(text)
    for command in ("build", "check", "list", "diff"):
        code, out, said = run(".", command, "n.md")
        told = out + said
        assert (code, told.count("error[notes-none]"), "question-none" in told, "help: " in told) == (1, 1, False, True)
    assert not (tmp_path / "build").exists()


@pytest.mark.parametrize("text", [OPEN[:16], "# Quiz\n\n1. One?\nA. a\nB. b\n\n2. Two?\nA. a\nB. b\n\n## Answers\n\n"])
def test_questions_that_all_wait_for_answers_make_no_package(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "n.md").write_text(text)
    for command in ("build", "check", "list", "diff"):
        code, out, said = run(".", command, "n.md")
        assert (code, (out + said).count("error[notes-none]: none of the questions here has an answer yet")) == (1, 1)
    assert {path.name for path in tmp_path.iterdir()} == {"n.md", "deck"}, "nothing is written"
    (tmp_path / "good.md").write_text(GOOD)
    assert run(".", "build", "n.md", "good.md")[0] == 1
    assert [path.name for path in (tmp_path / "build").iterdir()] == ["good.apkg"], "the others are built"


def test_questions_wait_where_their_author_says_that_they_are_some(run: Run, tmp_path: Path) -> None:
    for setting in ("question_level: 2", "shape: headings"):
        (tmp_path / "n.md").write_text(f"---\n{setting}\n---\n\n## What is two?\n")
        code, said, _ = run(".", "build", "n.md")
        assert (code, "0 notes (0 new, 0 changed, 0 unchanged, 1 unanswered)" in said) == (0, True)
        assert (tmp_path / "n.deckgen.lock").exists()
    (tmp_path / "n.md").write_text("---\nquestion_level: 1\n---\n\nNothing.\n")
    assert run(".", "build", "n.md")[0] == 1


def test_one_answer_makes_a_package_and_its_end_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "n.md").write_text(OPEN)
    assert run(".", "build", "n.md")[0] == 0
    written = {path: path.read_bytes() for path in (tmp_path / "n.deckgen.lock", tmp_path / "build" / "n.apkg")}
    (tmp_path / "n.md").write_text(OPEN.replace("The third.", ""))
    code, _, said = run(".", "build", "n.md")
    assert (code, "error[notes-none]: none of the questions here has an answer any more" in said) == (1, True)
    assert all(path.read_bytes() == data for path, data in written.items())


def test_a_file_that_says_so_is_no_notes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "deck" / "source" / "a.md").write_text("---\nignore: true\n---\n" + GOOD)
    _, said, _ = run("deck", "check", "source/a.md")
    assert said == "source/a.md: 0 questions; skipped 1-7 (ignore: true)\n"
    (tmp_path / "deck" / "deckgen.toml").write_text('[files."part/*"]\nignore = true\n')
    assert run("deck", "list")[1] == ""


def test_a_build_says_all_for_other_programs(run: Run) -> None:
    code, text, _ = run("deck", "build", "--offline", "--json")
    (row,) = json.loads(text)
    assert (code, row["written"], row["package"], row["notes"]) == (0, True, "build/deck.apkg", 3)
    assert {change["what"] for change in row["changes"]} == {"new"}
    assert {one["code"] for one in row["diagnostics"]} >= {"question-unanswered", "image-missing"}


def test_what_is_unanswered_touched_removed_and_left_out_is_counted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "deck" / "source" / "templates").mkdir()
    (tmp_path / "deck" / "source" / "templates" / "t.md").write_text(GOOD)
    first = run("deck", "build", "--offline")[1]
    assert "3 notes (3 new, 0 changed, 0 unchanged, 1 unanswered, 1 file left out), " in first
    assert "(0 new, 0 changed, 3 touched, " in run("deck", "build", "--offline", "--touch")[1]
    (tmp_path / "deck" / "source" / "a.md").write_text("---\nignore: true\n---\n")
    assert "(0 new, 0 changed, 2 unchanged, 1 removed, " in run("deck", "build", "--offline")[1]
    assert "(0 new, 0 changed, 2 unchanged, 1 removed, " in run("deck", "build", "--offline", "--removed")[1]
    assert "(0 new, 0 changed, 2 unchanged, 1 removed, " in run("deck", "build", "--offline", "--removed")[1]


def test_what_is_wrong_with_the_settings_is_shown_in_them_and_first(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "deck" / "deckgen.toml"
    config.write_text('name = "deck"\nid = own\n')
    _, _, said = run("deck", "check")
    assert "deckgen.toml:2:6: error[config-value]: Invalid value\n    id = own\n         ^\n    help: " in said
    config.write_text('name = "deck"\nshapes = 3\n')
    _, out, _ = run("deck/source", "check")
    assert out.startswith(
        "../deckgen.toml:2:1: warning[config-unknown-key]: unknown key shapes\n    shapes = 3\n    ^\n"
    )


def test_a_folder_with_notes_gets_settings_and_nothing_else(run: Run, tmp_path: Path) -> None:
    vault = tmp_path / "My Vault"
    vault.mkdir()
    (vault / "n.md").write_text(GOOD)
    (vault / ".gitignore").write_text("*.log")
    (vault / ".gitattributes").write_text("deckgen.lock merge=union\n")
    assert run("My Vault", "build", ".")[0] == 0
    before = (vault / "deckgen.lock").read_bytes()
    code, said, _ = run(".", "init", "My Vault")
    assert code == 0
    assert said.splitlines() == [
        "wrote My Vault/deckgen.toml",
        "added a line to My Vault/.gitignore",
        "now: cd 'My Vault', see how your notes are read: deckgen check, then deckgen build",
    ]
    assert (vault / ".gitignore").read_text() == "*.log\nbuild/\n"
    assert sorted(path.name for path in vault.rglob("*.md")) == ["n.md"]
    assert "1 unchanged" in run("My Vault", "build")[1]
    known = [line.partition(b'"guid"')[2][:30] for line in before.splitlines()]
    assert [line.partition(b'"guid"')[2][:30] for line in (vault / "deckgen.lock").read_bytes().splitlines()] == known
    assert run(".", "init", "My Vault")[0] == 1


def test_a_folder_whose_name_no_package_can_have_gets_another(run: Run, tmp_path: Path) -> None:
    assert run(".", "init", "a: b/c|d")[0] == 0
    (tmp_path / "a: b" / "c|d" / "source" / "first.md").write_text(GOOD)
    assert run("a: b/c|d", "build")[1].endswith(": build/c-d.apkg\n")


def _in_ascii(folder: Path, *words: str) -> tuple[int, str]:
    """The exit code of a command and what it prints where the locale knows no letters but those of ASCII."""
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-m", "deckgen", *words],
        cwd=folder, env={**os.environ, **plain}, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


posix = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are UTF-8 there in every locale")


@posix
@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ('images = { folders = ["附件"] }', "deckgen.toml: folders cannot be the name of a file here"),
        ('source = "笔记"', "deckgen.toml: source cannot be the name of a file here"),
        ('name = "笔记"', "build/笔记.apkg cannot be the name of a file here"),
    ],
)
def test_settings_name_no_file_that_the_locale_has_no_letters_for(
    run: Run, tmp_path: Path, settings: str, told: str
) -> None:
    (tmp_path / "deck" / "deckgen.toml").write_text(settings, "utf-8")
    code, said = _in_ascii(tmp_path / "deck", "build")
    assert (code, told in said, "the locale is ascii" in said, "set PYTHONUTF8=1" in said) == (1, True, True, True)


@posix
def test_names_that_the_locale_cannot_read_are_told_and_pictures_are_found(run: Run, tmp_path: Path) -> None:
    (tmp_path / "图").mkdir()
    (tmp_path / "图" / "一.png").write_bytes(png(1))
    (tmp_path / "n.md").write_text("## What is it?\n\n![](图/一.png)\n", "utf-8")
    code, said = _in_ascii(tmp_path, "build", "n.md")
    assert (code, ", 1 media," in said, "warning" in said) == (0, True, False)
    (tmp_path / "deck" / "source" / "笔.md").write_text(GOOD)
    for name in ("deck", "deck/source/笔.md"):
        code, said = _in_ascii(tmp_path, "build", name)
        assert (code, "the locale takes" in said, "for ascii" in said, "PYTHONUTF8=1" in said) == (1, True, True, True)
    (tmp_path / "deck").rename(tmp_path / "甲")
    (tmp_path / "甲" / "deckgen.toml").write_text("")
    code, said = _in_ascii(tmp_path / "甲", "build")
    assert (code, "cannot be read: it is UTF-8, and the locale takes it for ascii" in said) == (1, True)


def test_a_locale_with_other_letters_changes_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert bounds.as_text("é.md") == "é.md"
    monkeypatch.setattr(os, "fsencode", lambda name: name.encode("latin-1", "surrogateescape"))
    assert bounds.as_text("ç¬\x94.md") == "笔.md"
    assert bounds.as_text("é.md") == "é.md", "as an old disk has it"
    assert bounds.as_text("笔.md") == "笔.md", "as a note has it"
