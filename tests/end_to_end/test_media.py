"""Pictures on their whole way: from beside a note into Anki's media folder."""

import os
from pathlib import Path
from typing import Any

import pytest

from deckgen.cli import main
from tests.support.anki import load
from tests.support.pictures import picture

pytest.importorskip("anki.collection")
pytestmark = pytest.mark.anki


def test_pictures_arrive_and_a_changed_one_updates_its_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anki: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deckgen.toml").write_text('name = "d"\n[images]\nfolders = ["pasted"]\n')
    for folder in ("source", "assets", "pasted"):
        (tmp_path / folder).mkdir()
    (tmp_path / "source" / "图 1%.png").write_bytes(picture("red"))
    (tmp_path / "assets" / "b.webp").write_bytes(picture("green", kind="WEBP"))
    (tmp_path / "pasted" / "c.avif").write_bytes(picture("blue", kind="AVIF"))
    (tmp_path / "source" / "n.md").write_text(
        "# T\n\n## What is one?\n\n![](<图 1%.png>) ![](../assets/b.webp) ![](c.avif) ![](none.png)\n"
        "\n## What is two?\n\nNothing to see.\n",
        "utf-8",
    )
    assert main(["build", "--offline"]) == 0
    said = capsys.readouterr().err
    assert said.startswith("source/n.md:5:")
    assert said.count("warning[") == 1
    log = load(anki, tmp_path / "build" / "d.apkg")
    assert (len(log.new), len(log.conflicting)) == (2, 0)
    first = set(os.listdir(anki.media.dir()))
    assert sorted(name.rpartition(".")[2] for name in first) == ["avif", "png", "webp"]
    assert list(anki.media.check().missing) == ["none.png"]
    (tmp_path / "source" / "图 1%.png").write_bytes(picture("yellow"))
    assert main(["build", "--offline"]) == 0
    log = load(anki, tmp_path / "build" / "d.apkg")
    assert (len(log.new), len(log.updated), len(log.duplicate)) == (0, 1, 1)
    (new,) = set(os.listdir(anki.media.dir())) - first
    assert Path(anki.media.dir(), new).read_bytes() == picture("yellow")
