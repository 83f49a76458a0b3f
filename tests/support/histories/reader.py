"""A learner with a collection of Anki's: studies, tags, edits, suspends and deletes, at a time of our own."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from tests.support.anki import load

Row = tuple[int, str, tuple[str, ...]]


class Reader:
    def __init__(self, folder: Path, chance: random.Random) -> None:
        from anki.collection import Collection

        folder.mkdir(parents=True, exist_ok=True)
        self.collection = Collection(str(folder / "collection.anki2"))
        self.random = chance
        # The schedules of the cards that were studied.
        self.schedules: dict[int, tuple[Any, ...]] = {}

    def load(self, package: Path) -> None:
        assert not load(self.collection, package).conflicting, "Anki refused notes"

    def notes(self) -> dict[str, Row]:
        """Of each guid: mod, fields, tags."""
        rows = self.collection.db.all("select guid, mod, flds, tags from notes")
        found = {guid: (mod, fields, tuple(sorted(tags.split()))) for guid, mod, fields, tags in rows}
        assert len(found) == len(rows), "the same guid twice"
        return found

    def cards(self) -> dict[int, tuple[Any, ...]]:
        """Of each card: its note's guid, which of the note's cards it is, and its schedule."""
        rows = self.collection.db.all(
            "select c.id, n.guid, c.ord, c.type, c.queue, c.due, c.ivl, c.reps, c.lapses "
            "from cards c join notes n on n.id = c.nid"
        )
        return {row[0]: tuple(row[1:]) for row in rows}

    def live(self, now: int) -> list[str]:
        """Studies, and now and then does something else; what."""
        done = []
        deleted: set[str] = set()
        for card, row in self.cards().items():
            if row[0] in deleted:
                continue
            if card not in self.schedules and self.random.random() < 0.5:
                self.study(card, now)
            elif self.random.random() < 0.1:
                what = self.random.choice(("tag", "tag", "edit", "suspend", "delete"))
                done.append(f"{what} {row[0]}")
                getattr(self, what)(row[0], card, now)
                if what == "delete":
                    deleted.add(row[0])
        return done

    def study(self, card: int, now: int) -> None:
        self.collection.db.execute(
            "update cards set type = 2, queue = 2, due = ?, ivl = ?, reps = ?, mod = ? where id = ?",
            self.random.randint(1, 900), self.random.randint(1, 400), self.random.randint(1, 30), now, card,
        )  # fmt: skip
        self.schedules[card] = self.cards()[card]

    def suspend(self, guid: str, card: int, now: int) -> None:
        self.collection.db.execute("update cards set queue = -1, mod = ? where id = ?", now, card)
        self.schedules[card] = self.cards()[card]

    def tag(self, guid: str, card: int, now: int) -> None:
        self.collection.db.execute("update notes set tags = tags || ' mine ', mod = ? where guid = ?", now, guid)

    def edit(self, guid: str, card: int, now: int) -> None:
        """Adds a word to the first field."""
        self.collection.db.execute("update notes set flds = 'own ' || flds, mod = ? where guid = ?", now, guid)

    def delete(self, guid: str, card: int, now: int) -> None:
        gone = {card for card, row in self.cards().items() if row[0] == guid}
        self.collection.remove_notes(self.collection.db.list("select id from notes where guid = ?", guid))
        self.schedules = {card: schedule for card, schedule in self.schedules.items() if card not in gone}
