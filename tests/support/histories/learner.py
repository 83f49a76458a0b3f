"""A learner with a phone: studies, tags, edits, suspends and deletes, and expects to find all that again."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from deckgen.anki.consent import Consent
from deckgen.anki.plan import Plan
from deckgen.apkg.notetypes import REMOVED
from deckgen.compiler import Build
from deckgen.data import Note
from tests.support.phone import Phone


@dataclass(frozen=True)
class Rows:
    """What a collection holds: of each guid id, mod, fields and tags; of each card guid, ordinal, schedule and deck."""

    notes: dict[str, tuple[int, int, str, frozenset[str]]]
    cards: dict[int, tuple[Any, ...]]


def rows(execute: Callable[[str], Iterable[Any]]) -> Rows:
    """What the collection with this database holds."""
    notes = list(execute("select guid, id, mod, flds, tags from notes"))
    cards = execute(
        "select c.id, n.guid, c.ord, c.type, c.queue, c.due, c.ivl, c.factor, c.reps, c.lapses, c.did "
        "from cards c join notes n on n.id = c.nid"
    )
    found = Rows(
        {guid: (nid, mod, fields, frozenset(tags.split())) for guid, nid, mod, fields, tags in notes},
        {row[0]: tuple(row[1:]) for row in cards},
    )
    assert len(found.notes) == len(notes), "the same guid twice"
    return found


class Learner:
    def __init__(self, phone: Phone, chance: random.Random) -> None:
        self.phone, self.random = phone, chance
        # The cards that were studied or suspended, as they were then, without their decks.
        self.schedules: dict[int, tuple[Any, ...]] = {}
        # By guid: texts of the learner's own; notes that were tagged; those deleted, with their project.
        self.edited: dict[str, str] = {}
        self.tagged: set[str] = set()
        self.deleted: dict[str, str] = {}
        # The project of each note that the last deliveries brought.
        self.projects: dict[str, str] = {}
        # The notes whose questions are gone: to delete them as well is no wish against the sources.
        self.gone: set[str] = set()

    def rows(self) -> Rows:
        return rows(self.phone.col.db.execute)

    def sync(self) -> None:
        self.phone.sync()
        assert self.phone.full <= 1, "one side had to overwrite the other"

    def live(self) -> list[str]:
        """Studies, and now and then does something else; what."""
        done = []
        for card, row in self.rows().cards.items():
            guid = row[0]
            if guid in self.deleted:
                continue
            if card not in self.schedules and self.random.random() < 0.5:
                self.study(guid, card)
            elif self.random.random() < 0.15:
                what = self.random.choice(("tag", "edit", "suspend", "delete"))
                done.append(f"{what} {guid}")
                getattr(self, what)(guid, card)
        return done

    def study(self, guid: str, card: int) -> None:
        found = self.phone.col.get_card(card)
        found.start_timer()
        self.phone.col.sched.answerCard(found, 4)
        self._remember(card)

    def suspend(self, guid: str, card: int) -> None:
        self.phone.col.sched.suspend_cards([card])
        self._remember(card)

    def tag(self, guid: str, card: int) -> None:
        self.phone.col.tags.bulk_add([self._note(guid)], "mine")
        self.tagged.add(guid)

    def edit(self, guid: str, card: int) -> None:
        """Adds a word to the first field."""
        note = self.phone.col.get_note(self._note(guid))
        note.fields[0] = f"own {note.fields[0]}"
        self.phone.col.update_note(note)
        self.edited[guid] = "\x1f".join(note.fields)

    def delete(self, guid: str, card: int) -> None:
        self.phone.col.remove_notes([self._note(guid)])
        self._forget(guid)
        self.deleted[guid] = "" if guid in self.gone else self.projects.get(guid, "")

    def hold(self, before: Rows, build: Build, plan: Plan, consent: Consent, what: str, *, behind: bool) -> None:
        """What was delivered shows what was built or what the learner wrote, and all else is as it was."""
        after, prune = self.rows(), consent.prune and not plan.unknown
        named = {conflict.guid for conflict in (*plan.edited, *plan.conflicts)}
        for note in build.notes:
            if note.guid in after.notes and "mine" in consent.wishes.take.values():
                self.edited.pop(note.guid, None)
            if note.guid in plan.held:
                # Under an older lock it may be one of the notes that this does not know.
                assert behind, f"{what}: {note.fields[0]} was held back, though the lock knows all"
                continue
            came = self.projects.get(note.guid, build.lock.project) != build.lock.project
            if behind and came and note.guid in named:
                continue  # An older lock of another project does not know the text of the last delivery.
            self._hold_note(note, build.lock.project, after, plan, consent, what)
        ours = {entry.guid for entry in build.lock.entries}
        here = {note.guid for note in build.notes} - set(plan.held)
        for guid, row in before.notes.items():
            if guid not in ours:
                assert after.notes.get(guid) == row, f"{what}: {row} was touched, and is {after.notes.get(guid)}"
            elif guid not in here and prune:
                assert guid not in after.notes, f"{what}: {row} is gone from the sources and is still there"
                self._forget(guid)
            elif guid not in here:
                assert REMOVED in after.notes[guid][3], f"{what}: {row} is gone from the sources and does not say so"
        retired = {card for lost in plan.lost if prune or not lost.reviews for card in lost.cards}
        for card, schedule in list(self.schedules.items()):
            if card in retired:
                assert card not in after.cards, f"{what}: {schedule} asks nothing and is still there"
                del self.schedules[card]
            else:
                assert after.cards.get(card, ())[:-1] == schedule, f"{what}: {schedule} became {after.cards.get(card)}"
        self.projects |= dict.fromkeys(here, build.lock.project)
        brought = {guid for guid, project in self.projects.items() if project == build.lock.project}
        self.gone = (self.gone | ours | brought) - here
        # What is deleted and gone from the sources as well may come back with its question, here or in another file.
        self.deleted |= dict.fromkeys((ours - here) & self.deleted.keys(), "")

    def _hold_note(self, note: Note, project: str, after: Rows, plan: Plan, consent: Consent, what: str) -> None:
        guid, now = note.guid, after.notes.get(note.guid)
        if (home := self.deleted.get(guid)) is not None:
            if home == project and not consent.wishes.undelete:
                assert now is None, f"{what}: {note.fields[0]} was deleted on the phone and is back"
                assert guid in plan.deleted, f"{what}: {note.fields[0]} was deleted on the phone, and that is not said"
                return
            if home != project and now is None:
                return
            del self.deleted[guid]
        assert now, f"{what}: {note.fields[0]} did not arrive"
        fields, tags = now[2:]
        if guid in self.edited:
            named = {conflict.guid for conflict in (*plan.edited, *plan.conflicts)}
            assert fields == self.edited[guid], f"{what}: {self.edited[guid]} was overwritten by {fields}"
            assert guid in named, f"{what}: {fields} was edited on the phone, and that is not said"
        else:
            assert fields == "\x1f".join(note.fields), f"{what}: {note.fields} did not come, there is {fields}"
        own = {"mine"} if guid in self.tagged else set()
        assert tags == {*note.tags, *own}, f"{what}: {note.fields[0]} has the tags {tags}, own are {own}"

    def _remember(self, card: int) -> None:
        self.schedules[card] = self.rows().cards[card][:-1]

    def _forget(self, guid: str) -> None:
        """The note is no more, and so nothing of it is."""
        self.edited.pop(guid, None)
        self.tagged.discard(guid)
        self.schedules = {card: row for card, row in self.schedules.items() if row[0] != guid}

    def _note(self, guid: str) -> int:
        return int(self.phone.col.db.scalar("select id from notes where guid = ?", guid))
