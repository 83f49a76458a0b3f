"""Fixtures for the tests that see the whole way."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Any]:
    """An empty collection of Anki's; the test is skipped where the backend is not installed."""
    collection = pytest.importorskip("anki.collection", reason="Anki's backend is a test dependency")
    opened = collection.Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()
