"""deckgen.toml: what its tables of globs mean, and what is said about a wrong one."""

from pathlib import Path

import pytest

from deckgen.config import read
from deckgen.options import Splitting

GLOBS = """\
split = "deep"

[files."quiz/*"]
shape = "lists"

[files."*.zh.md"]
question_level = 4
"""


def test_the_first_glob_that_matches_decides(tmp_path: Path) -> None:
    (tmp_path / "deckgen.toml").write_text(GLOBS, "utf-8")
    settings, said = read(tmp_path / "deckgen.toml")
    assert not said
    assert settings.splitting_of("a.md") == Splitting(split="deep")
    assert settings.splitting_of("quiz/deep/a.zh.md") == Splitting(split="deep", shape="lists")
    assert settings.splitting_of("java/b.zh.md") == Splitting(split="deep", question_level=4)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('[files."*"]\nshap = "bold"\n', "config-unknown-key", 2),
        ('[files."*"]\nshape = "fat"\n', "config-value", 2),
        ('files = "*"\n', "config-value", 1),
        ('[files]\nshape = "bold"\n', "config-value", 1),
    ],
)
def test_a_wrong_table_is_said(tmp_path: Path, text: str, code: str, line: int) -> None:
    (tmp_path / "deckgen.toml").write_text(text, "utf-8")
    _, said = read(tmp_path / "deckgen.toml")
    assert [(d.rule.code, d.span.line) for d in said] == [(code, line)]
