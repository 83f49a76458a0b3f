"""`deckgen check` says how a file was read, and what became of every line of it."""

from pathlib import Path

import pytest

from deckgen.cli import main

NOTES = """\
---
tags: [x]
---
# Notes

These are mine.

## What is a?

An a.

## What is b?

## References

- [one](https://example.org/1)
- [two](https://example.org/2)
"""


def test_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.md").write_text(NOTES, "utf-8")
    assert main(["check", "notes.md"]) == 0
    account = capsys.readouterr().out.splitlines()[-1]
    assert account == (
        "notes.md: 2 questions (1 unanswered): level-2 headings; front matter 1-3;"
        " introduction 4-7 (stands before the first question); references 14-18 (References)"
    )
