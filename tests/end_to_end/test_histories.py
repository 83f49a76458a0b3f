"""Random histories through the real Anki backend: every card keeps its history, and nothing else is touched.

DECKGEN_HISTORIES says how many, from the seed DECKGEN_SEED on; a tenth as many go through the real sync server. One
once more: DECKGEN_SEED=7 DECKGEN_HISTORIES=1.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.histories import imports, synced
from tests.support.histories.many import failures

pytest.importorskip("anki.collection")
pytestmark = [pytest.mark.anki, pytest.mark.slow]

COUNT, FIRST = int(os.environ.get("DECKGEN_HISTORIES", "1000")), int(os.environ.get("DECKGEN_SEED", "0"))


def test_every_history_is_kept_by_imports(tmp_path: Path) -> None:
    failed = failures(imports.history, tmp_path, range(FIRST, FIRST + COUNT))
    assert not failed, "\n\n".join(failed)


@pytest.mark.sync
def test_every_history_is_kept_by_sync(tmp_path: Path) -> None:
    failed = failures(synced.history, tmp_path, range(FIRST, FIRST + max(1, COUNT // 10)))
    assert not failed, "\n\n".join(failed)
