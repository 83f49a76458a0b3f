"""Build, import into the real Anki backend, study, edit, build, import again."""

from pathlib import Path
from typing import Any

import pytest

from deckgen.cli import main
from tests.support.anki import load

pytest.importorskip("anki.collection")
pytestmark = pytest.mark.anki

V1 = "# T\n\n## What is one?\n\nThe first.\n\n## What is two?\n\nThe second.\n\n## What is three?\n\nThe third.\n"


def test_history_survives_edits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anki: Any) -> None:
    monkeypatch.chdir(tmp_path)
    notes, package = tmp_path / "notes.md", tmp_path / "build" / "notes.apkg"
    notes.write_text(V1)
    assert main(["build", "notes.md", "--offline"]) == 0
    first = package.read_bytes()
    log = load(anki, package)
    assert len(log.new) == 3
    assert not log.conflicting
    assert main(["build", "notes.md", "--offline"]) == 0
    assert package.read_bytes() == first
    log = load(anki, package)
    assert (len(log.new), len(log.updated), len(log.duplicate)) == (0, 0, 3)
    anki.decks.select(anki.decks.id("T"))
    card = anki.sched.getCard()
    assert card.note().fields[0] == '<div class="question">What is one?</div>'
    anki.sched.answerCard(card, 3)
    studied = anki.get_card(card.id).reps
    assert studied == 1
    notes.write_text(V1.replace("What is one?", "So what is number one, really?").replace("The second.", "The 2nd."))
    assert main(["build", "notes.md", "--offline"]) == 0
    log = load(anki, package)
    assert (len(log.new), len(log.updated), len(log.duplicate)) == (0, 2, 1)
    assert anki.get_card(card.id).reps == 1
    assert "number one, really" in anki.get_card(card.id).note().fields[0]


def test_bad_input_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.md").write_bytes(b"## What?\n\n" + b"\xff\n")
    assert main(["build", "notes.md"]) == 1
    assert "notes.md:3:1: error[encoding]" in capsys.readouterr().err
    assert not (tmp_path / "build").exists()
