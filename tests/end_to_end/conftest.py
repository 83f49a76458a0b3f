"""Fixtures for the tests that see the whole way."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gallery import reviewer
from tests.support.connect import Desktop
from tests.support.servers import PASSWORD, USER, running
from tests.support.worlds import PushWorld, SyncWorld


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Any]:
    """An empty collection of Anki's; the test is skipped where the backend is not installed."""
    collection = pytest.importorskip("anki.collection", reason="Anki's backend is a test dependency")
    opened = collection.Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium."""
    with reviewer.chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """A card of a formula and some text, and the folder of its media."""
    from tests.support.screens import built

    found, media = built({"it": "A text."}, tmp_path_factory.mktemp("plain"))
    return found["it"], media


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[PushWorld]:
    """A project, and a running Anki."""
    monkeypatch.setattr("platformdirs.user_data_dir", lambda name: str(tmp_path / "data"))
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    desktop = Desktop(tmp_path / "Anki2")
    world = PushWorld(tmp_path, desktop, capsys)
    monkeypatch.chdir(tmp_path / "project")
    yield world
    desktop.close()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[SyncWorld]:
    """A project, a sync server, and no terminal."""
    monkeypatch.setenv("DECKGEN_SYNC_USER", USER)
    monkeypatch.setenv("DECKGEN_SYNC_PASSWORD", PASSWORD)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with running(tmp_path / "server") as (server, line):
        world = SyncWorld(tmp_path, server, line, capsys)
        monkeypatch.chdir(tmp_path / "project")
        yield world
