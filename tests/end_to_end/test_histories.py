"""Random edit histories through the real Anki backend: every card keeps its history, and nothing else is touched."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from deckgen.build import World, build, write
from deckgen.project import locate
from tests.support.anki import load
from tests.support.histories import Author, Q

pytest.importorskip("anki.collection")
pytestmark = [pytest.mark.anki, pytest.mark.slow]

HISTORIES = int(os.environ.get("DECKGEN_HISTORIES", "1000"))
EPOCH = 1_700_000_000


class Reader:
    """A user with a real collection: imports every build, studies some cards, tags some notes."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        from anki.collection import Collection

        self.collection = Collection(str(folder / "collection.anki2"))
        self.random = chance
        self.schedules: dict[int, tuple[Any, ...]] = {}
        self.tagged: dict[str, int] = {}

    def load(self, package: Path) -> None:
        assert not load(self.collection, package).conflicting, "Anki refused notes"

    def notes(self) -> dict[str, tuple[int, str, str]]:
        """Of each guid: mod, fields, tags."""
        rows = self.collection.db.all("select guid, mod, flds, tags from notes")
        found = {guid: (mod, fields, tags) for guid, mod, fields, tags in rows}
        assert len(found) == len(rows), "the same guid twice"
        return found

    def cards(self) -> dict[int, tuple[Any, ...]]:
        """Of each card: its note's guid and its schedule."""
        rows = self.collection.db.all(
            "select c.id, n.guid, c.type, c.queue, c.due, c.ivl, c.reps, c.lapses "
            "from cards c join notes n on n.id = c.nid"
        )
        return {row[0]: tuple(row[1:]) for row in rows}

    def study(self, now: int) -> None:
        for card, row in self.cards().items():
            if card not in self.schedules and self.random.random() < 0.5:
                self.collection.db.execute(
                    "update cards set type = 2, queue = 2, due = ?, ivl = ?, reps = ?, mod = ? where id = ?",
                    self.random.randint(1, 900), self.random.randint(1, 400), self.random.randint(1, 30), now, card,
                )  # fmt: skip
                self.schedules[card] = self.cards()[card]
            elif row[0] not in self.tagged and self.random.random() < 0.1:
                self.collection.db.execute(
                    "update notes set tags = tags || 'mine ', mod = ? where guid = ?", now, row[0]
                )
                self.tagged[row[0]] = now


def history(folder: Path, seed: int, steps: int) -> None:
    chance = random.Random(seed)
    author, source = Author(chance), folder / "source"
    author.start(chance.randint(1, 3), chance.randint(2, 7))
    reader = Reader(folder, chance)
    guids: dict[int, str] = {}
    built: dict[int, tuple[Q, str]] = {}
    try:
        for step in range(steps):
            now, done = EPOCH + 1000 * step, ["start"]
            if step:
                done = [author.edit() for _ in range(50 if chance.random() < 0.05 else chance.randint(1, 6))]
            publish(author, source)
            before = reader.notes()
            project, _ = locate(None, folder)
            result = build(project, World(now))
            write(project, result)
            reader.load(project.output)
            after, what = reader.notes(), f"seed {seed}, step {step}: {done}"
            places = {(m.question.span.path, m.question.span.line): m.guid for m in result.matches}
            owners = {guid: key for key, guid in guids.items()}
            for key, (name, line, q) in listed(author).items():
                guid = places[name, line]
                assert owners.get(guid, key) == key, f"{what}: {q.title!r} took the history of another question"
                if key in guids and not unrecognisable(built[key], (q, name)):
                    assert guid == guids[key], f"{what}: {built[key]} → {q} lost its history"
                unchanged = key in built and built[key] == (q, name) and guid == guids[key]
                if unchanged and guid in before:
                    assert after[guid] == before[guid], f"{what}: {q.title!r} was touched"
                guids[key], built[key] = guid, (q, name)
            assert set(guids.values()) <= set(after), what
            cards = reader.cards()
            for card, schedule in reader.schedules.items():
                assert cards[card] == schedule, f"{what}: a schedule is not what it was"
            reader.study(now + 500)
    finally:
        reader.collection.close()


def publish(author: Author, source: Path) -> None:
    for old in source.glob("*.md") if source.exists() else ():
        old.unlink()
    source.mkdir(exist_ok=True)
    for name, qs in author.files.items():
        (source / name).write_text("---\nquestion_level: 2\n---\n" + "\n".join(q.markdown() for q in qs), "utf-8")


def listed(author: Author) -> dict[int, tuple[str, int, Q]]:
    """Where each question stands."""
    found = {}
    for name, qs in author.files.items():
        line = 4
        for q in qs:
            found[q.key] = (name, line, q)
            line += q.markdown().count("\n") + 1
    return found


def unrecognisable(then: tuple[Q, str], now: tuple[Q, str]) -> bool:
    """Whether neither the answer nor, where it stood, the question is left."""
    (old, path), (new, place) = then, now
    if new.anchor and new.anchor == old.anchor:
        return False
    return old.writing != new.writing and (old.title != new.title or path != place)


@settings(
    max_examples=HISTORIES, deadline=None, derandomize=True, database=None,
    phases=[Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(seed=st.integers(0, 2**32), steps=st.integers(2, 6))
def test_every_history_is_kept(tmp_path_factory: pytest.TempPathFactory, seed: int, steps: int) -> None:
    history(tmp_path_factory.mktemp("history"), seed, steps)
