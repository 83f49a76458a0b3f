"""Anki's backend is an extra: nothing but `deckgen sync` needs it, and that says so."""

import subprocess
import sys
from pathlib import Path

import pytest

from deckgen.cli import main


def test_no_module_imports_anki_on_its_own() -> None:
    code = "import sys, deckgen.cli, deckgen.anki.desktop, deckgen.anki.exchange; sys.exit('anki' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_sync_without_the_extra_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "anki.collection", None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.md").write_text("## What?\n\nThat.\n")
    assert main(["sync", "notes.md", "--user", "me", "--collection", str(tmp_path / "c" / "collection.anki2")]) == 1
    said = capsys.readouterr().err
    assert "deckgen sync needs Anki's backend (deckgen push does not): " in said
    assert said.endswith(" anki keyring\n")
    assert not (tmp_path / "c").exists()
    assert not list(tmp_path.glob("*.lock"))
