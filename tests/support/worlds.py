"""A project with somewhere to go: a running Anki behind AnkiConnect's protocol, or an account at Anki's sync server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deckgen.cli import main
from tests.support import anki
from tests.support.connect import Desktop
from tests.support.phone import Phone
from tests.support.servers import PASSWORD, Line, SyncServer


class PushWorld:
    """A project, and a running Anki."""

    def __init__(self, folder: Path, desktop: Desktop, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.desktop, self.capsys = folder, desktop, capsys
        self.source = folder / "project" / "source"
        self.source.mkdir(parents=True)

    def write(self, name: str, text: str | bytes) -> None:
        (self.source / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def ok(self, *arguments: str) -> str:
        code = main(["push", "--url", self.desktop.url, *arguments])
        out, err = self.capsys.readouterr()
        assert code == 0, out + err
        return out

    def fails(self, *arguments: str, code: int = 1) -> str:
        given = main(["push", "--url", self.desktop.url, *arguments])
        out, err = self.capsys.readouterr()
        assert given == code, out + err
        assert "Traceback" not in err
        assert err.startswith("deckgen: ")
        return err

    def actions(self) -> list[str]:
        """What was asked since the last time, without mere looking."""
        looking = (
            "version", "getMediaDirPath", "findCards", "cardsInfo", "getDecks", "exportPackage", "getMediaFilesNames",
        )  # fmt: skip
        calls, self.desktop.calls = [name for name, _ in self.desktop.calls], []
        return [name for name in calls if name not in looking]

    def notes(self) -> dict[str, Any]:
        return dict(self.desktop.run(anki.notes))

    def study(self, deck: str, count: int) -> dict[int, Any]:
        return dict(self.desktop.run(lambda col: anki.study(col, deck, count)))

    def notes_deck(self) -> str:
        return str(self.desktop.run(lambda col: col.decks.name(col.get_card(col.find_cards("")[0]).did)))

    def exports(self) -> list[Path]:
        return sorted((self.folder / "data").rglob("*.apkg"))


class SyncWorld:
    """A project, a server, and what the tests do to them."""

    def __init__(self, folder: Path, server: SyncServer, line: Line, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.server, self.line, self.capsys = folder, server, line, capsys
        self.source = folder / "project" / "source"
        self.source.mkdir(parents=True)
        self.collection = folder / "headless" / "collection.anki2"

    def write(self, name: str, text: str | bytes) -> None:
        (self.source / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def sync(self, *arguments: str) -> int:
        return main(["sync", "--endpoint", self.line.endpoint, "--collection", str(self.collection), *arguments])

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """In a process of its own, that can be killed."""
        place = ("--endpoint", self.line.endpoint, "--collection", str(self.collection))
        return subprocess.Popen(
            [sys.executable, "-m", "deckgen", "sync", *place, *arguments],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ok(self, *arguments: str) -> str:
        code = self.sync(*arguments)
        out, err = self.capsys.readouterr()
        assert code == 0, out + err
        assert PASSWORD not in out + err
        return out

    def fails(self, *arguments: str) -> str:
        code = self.sync(*arguments)
        out, err = self.capsys.readouterr()
        assert code == 1, out + err
        assert "Traceback" not in err
        assert PASSWORD not in out + err
        assert err.startswith("deckgen: ")
        return err

    def phone(self, name: str = "phone", password: str = PASSWORD) -> Phone:
        phone = Phone(self.folder / name, self.server.endpoint, password)
        phone.sync()
        return phone

    def backups(self) -> list[Path]:
        return sorted(self.collection.with_name("backups").glob("*"))
