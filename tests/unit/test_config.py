"""deckgen.toml: every key that decides how files are read, per glob, and what is said of wrong values."""

import json
from pathlib import Path

import pytest

from deckgen.cli import main
from deckgen.diagnostics import Diagnostic, Faulty
from deckgen.options import Settings, Splitting, matches
from deckgen.project import config, locate


def read(folder: Path, text: str) -> tuple[Settings, tuple[Diagnostic, ...]]:
    path = folder / config.FILE
    path.write_text(text, "utf-8")
    return config.read(path)


def test_every_key_of_splitting(tmp_path: Path) -> None:
    settings, said = read(tmp_path, 'question_level = 3\nshape = "bold"\nsplit = "deep"\ncloze = true\ntables = true\n')
    assert not said
    assert settings.splitting_of("a.md") == Splitting(3, "bold", "deep", cloze=True, tables=True)


def test_per_glob_the_last_one_counts(tmp_path: Path) -> None:
    settings, said = read(
        tmp_path,
        "question_level = 2\ncloze = true\n"
        '[files."sql/**"]\nquestion_level = 4\n'
        '[files."sql/old/*.md"]\nquestion_level = 5\ncloze = false\nshape = "folds"\n',
    )
    assert not said
    assert settings.splitting_of("a.md") == Splitting(2, cloze=True)
    assert settings.splitting_of("sql/a.md") == Splitting(4, cloze=True)
    assert settings.splitting_of("sql/old/a.md") == Splitting(5, "folds")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("question_level = 7\n", 1, "question_level cannot be 7"),
        ('name = "x"\nshape = "heading"\n', 2, "shape cannot be 'heading'"),
        ('cloze = true\n[files."*.md"]\ntables = true\ncloze = "yes"\n', 4, "cloze cannot be 'yes'"),
        ('[files]\n"*.md" = 3\n', 2, "*.md is no table"),
        ("files = 3\n", 1, "files is no table"),
        ("source_link = 3\n", 1, "source_link cannot be 3"),
        ("[math.macros]\nR = 5\n", 1, "macros cannot be {'R': 5}"),
        *(
            (f"[images]\n{key} = {value}\n", 2, f"{key} cannot be {shown}")
            for key in ("timeout", "max_size", "max_width", "refresh")
            for value, shown in (('"30"', "'30'"), ("[1]", "[1]"), ("true", "True"), ("-1", "-1"))
        ),
    ],
)
def test_a_wrong_value_is_an_error_in_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    _, said = read(tmp_path, text)
    assert [(d.rule.code, d.span.line, d.message) for d in said] == [("config-value", line, words)]


def test_a_setting_has_a_place_and_one_that_is_not_there_the_top(tmp_path: Path) -> None:
    file = tmp_path / config.FILE
    assert config.place(file, "id").line == 1
    file.write_text('name = "x"\n\nid = "y"\n', "utf-8")
    assert [config.place(file, key).line for key in ("name", "id", "extensions")] == [1, 3, 1]
    file.write_text("name = \n", "utf-8")
    assert config.place(file, "id").line == 1


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("name = go\n", (1, 8), "Invalid value", 'text stands in quotes: name = "go"'),
        ('name: "go"\n', (1, 5), "Expected '=' after a key in a key/value pair", "a setting is a key and a value"),
        ('name = "go\n', (1, 11), "Unterminated string", "write the quote where"),
        ("name = 'go\n", (2, 1), "Unterminated string", "write the quote where"),
        ('name = "go', (1, 11), "Unterminated string", "write the quote where"),
        ('name = """go', (1, 13), "Unterminated string", "write the quote where"),
        ('name = "a"\nname = "b"\n', (2, 11), "Cannot overwrite a value", "this key has a value already"),
        ("[math]\nmacros = {R = 1, R = 2}\n", (2, 23), "Cannot overwrite a value", "this key has a value already"),
        ("[math]\n[math]\n", (2, 6), "Cannot declare a table twice", "put the settings of both"),
        ("[math\n", (1, 6), "Expected ']' at the end of a table declaration", "a table stands on a line"),
        ('source = "C:\\Users"\n', (1, 15), "A backslash in a text", "write it twice"),
        ('source = "a\\qb"\n', (1, 14), "A backslash in a text", "write it twice"),
        ('exclude = ["a/**"，"b/**"]', (1, 18), "， is a sign in full width", "write ,"),
        ("name = “x”", (1, 8), "“ is a sign in full width", 'write "'),
        ("question_level = \uff12", (1, 18), "\uff12 is a sign in full width", "write 2"),
        ('name \uff1d "x"', (1, 6), "\uff1d is a sign in full width", "write ="),
        ("\uff3bmath\uff3d", (1, 1), "\uff3b is a sign in full width", "write ["),
        ("[files.“a.md”]", (1, 8), "“ is a sign in full width", 'write "'),
        ("[files.*]", (1, 8), "Invalid initial character for a key part", "a key of other signs"),
        ("x = " + "[" * 9999, (1, 1), "brackets in brackets", "take some out"),
        ("x = " + "1" * 9999, (1, 1), "a number in it has too many digits", "write a smaller one"),
        ("question_level = 0x" + "f" * 9999, (1, 1), "a number in it has too many digits", "write a smaller one"),
        ("x = [{a = [9223372036854775808]}]", (1, 1), "a number in it has too many digits", "write a smaller one"),
    ],
)
def test_what_is_not_toml_is_said_with_a_cure_that_fits(
    tmp_path: Path, text: str, place: tuple[int, int], message: str, hint: str
) -> None:
    with pytest.raises(Faulty) as refused:
        read(tmp_path, text)
    told = refused.value.diagnostic
    assert (told.rule.code, (told.span.line, told.span.column)) == ("config-value", place)
    assert told.message.startswith(message)
    assert told.hint.startswith(hint)


@pytest.mark.parametrize(
    "command", [["check", "--json"], ["build", "--json"], ["check", "--sarif"], ["check", "--github"]]
)
def test_settings_that_cannot_be_read_are_said_to_programs_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    (tmp_path / ".git").mkdir()
    home = tmp_path / "deck"
    (home / "source").mkdir(parents=True)
    (home / config.FILE).write_text('name = "x\n')
    monkeypatch.chdir(home / "source")
    assert main(command) == 1
    out, err = capsys.readouterr()
    assert err.startswith("../deckgen.toml:1:10: error[config-value]: Unterminated string\n    name = ")
    if "--github" in command:
        assert out.startswith("::error file=deck/deckgen.toml,line=1,col=10,title=config-value::Unterminated string")
    elif "--sarif" in command:
        (result,) = json.loads(out)["runs"][0]["results"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "deck/deckgen.toml"
    else:
        (row,) = json.loads(out)
        told = row["diagnostics"][0] if command[0] == "build" else row
        assert not row.get("written")
        assert (told["code"], told["path"], told["file"], told["line"], told["column"]) == (
            "config-value", "deckgen.toml", "../deckgen.toml", 1, 10,
        )  # fmt: skip


def test_an_unknown_key_of_a_glob_has_a_suggestion(tmp_path: Path) -> None:
    _, said = read(tmp_path, 'shape = "bold"\n[files."*.md"]\nshapes = "bold"\n')
    assert [(d.rule.code, d.span.line, d.hint) for d in said] == [("config-unknown-key", 3, "did you mean shape?")]


@pytest.mark.parametrize(
    ("glob", "name", "expected"),
    [
        ("*.md", "a.md", True),
        ("*.md", "b/c/a.md", True),
        ("b/*.md", "b/a.md", True),
        ("b/*.md", "b/c/a.md", False),
        ("b/**/*.md", "b/c/d/a.md", True),
        ("b/**/*.md", "b/a.md", True),
        ("b/**", "b/c/a.md", True),
        ("**/c/*", "b/c/a.md", True),
        ("a?.md", "ab.md", True),
        ("a.md", "a+md", False),
    ],
)
def test_globs(glob: str, name: str, expected: bool) -> None:
    assert matches(glob, name) is expected


def test_a_glob_that_means_no_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.md").write_text("## What is x?\n\nx\n")
    (tmp_path / config.FILE).write_text('[files."source/*.md"]\nquestion_level = 2\n')
    _, said = locate(None, tmp_path)
    assert [(d.rule.code, d.span.line) for d in said] == [("config-unknown-key", 1)]


@pytest.mark.parametrize(("name", "is_fine"), [("CON", False), ("nul.txt", False), ("com1", False), ("console", True)])
def test_a_name_is_no_device_of_windows(tmp_path: Path, name: str, is_fine: bool) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.md").write_text("## What is it?\n\nThis.\n")
    (tmp_path / config.FILE).write_text(f'name = "{name}"\n')
    project, told = locate(tmp_path, tmp_path)
    assert ([one.rule.code for one in told], project.settings.name == name) == (
        [] if is_fine else ["config-value"],
        is_fine,
    )


def test_what_is_named_in_vain_is_said_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.md").write_text("## Why?\n\nSo.\n")
    (tmp_path / "here").mkdir()
    (tmp_path / config.FILE).write_text(
        'name = "a"\n'
        'exclude = ["b.md"]\nsource_link = "https://example.org"\n'
        '[images]\nfolders = ["here", "gone"]\n'
        '[math.macros]\nR = "x"\n"\\\\S" = "y"\n"S t" = "z"\nr1 = "w"\n'
        '[files."c.md"]\ncloze = true\n'
    )
    _, said = locate(None, tmp_path)
    assert sorted(((one.span.line, one.span.column), one.message, one.hint[:20]) for one in said) == [
        ((2, 12), "no file matches b.md", "globs are relative t"),
        ((3, 15), "source_link has no {path}, so no card has a link", "write {path} where t"),
        ((5, 20), "there is no folder gone", "folders of pictures "),
        ((8, 1), "no macro can be called \\S", "did you mean S?"),
        ((9, 1), "no macro can be called S t", "a macro is named by "),
        ((10, 1), "no macro can be called r1", "a macro is named by "),
        ((11, 1), "no file matches c.md", "globs are relative t"),
    ]


@pytest.mark.parametrize(
    ("glob", "name"),
    [("**/" * 30 + "x", "a/" * 30 + "n.md"), ("*a" * 30 + "b", "a" * 200), ("?*" * 30 + "b", "a" * 200)],
)
def test_no_glob_goes_back_over_what_it_has_read(glob: str, name: str) -> None:
    """As an expression each of them took hours."""
    assert not matches(glob, name)


def test_one_text_where_several_belong_is_shown_in_brackets(tmp_path: Path) -> None:
    _, said = read(tmp_path, 'exclude = "Daily/**"\n[images]\nfolders = "a"\n')
    assert [one.hint for one in said] == [
        'write it in brackets: exclude = ["Daily/**"]', 'write it in brackets: folders = ["a"]',
    ]  # fmt: skip
