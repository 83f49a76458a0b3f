"""deckgen.toml: every key that decides how files are read, per glob, and what is said of wrong values."""

from pathlib import Path

import pytest

from deckgen.diagnostics import Diagnostic
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
    ],
)
def test_a_wrong_value_is_an_error_in_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    _, said = read(tmp_path, text)
    assert [(d.rule.code, d.span.line, d.message) for d in said] == [("config-value", line, words)]


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
