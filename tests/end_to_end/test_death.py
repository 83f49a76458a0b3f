"""A build dies, its package is imported, the author goes on: no card is there twice, and none starts anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support import death
from tests.support.anki import load, study

pytestmark = pytest.mark.anki


def test_no_card_is_doubled_wherever_a_build_dies(tmp_path: Path) -> None:
    for number, left in enumerate(death.deaths(tmp_path)):
        _imports(tmp_path / f"{number}.anki2", left.package, left.next.read_bytes())


def _imports(path: Path, between: bytes, after: bytes) -> None:
    """Imports the package that a death left, studies what it has, and imports the next one."""
    from anki.collection import Collection

    collection: Any = Collection(str(path))
    package = path.with_suffix(".apkg")
    package.write_bytes(between)
    load(collection, package)
    studied = study(collection, "T", 2)
    package.write_bytes(after)
    assert not load(collection, package).conflicting
    rows = collection.db.all("select n.flds, c.id, c.reps from notes n join cards c on c.nid = n.id")
    assert len(rows) == 3, "a note for each question, one card each"
    assert {card for _, card, reps in rows if reps} == set(studied)
    asked = {question for fields, _, _ in rows for question in death.ASKED if question in fields}
    assert asked == set(death.ASKED), "the author's last words"
    collection.close()
