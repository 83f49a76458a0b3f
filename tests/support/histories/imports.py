"""A life whose packages are imported by hand: what may and must become of each note and card in Anki."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

from deckgen.compiler import write
from deckgen.data import Note
from tests.support.histories.author import Author
from tests.support.histories.many import told
from tests.support.histories.reader import Reader, Row
from tests.support.histories.work import EVENTS, Work

EPOCH = 1_700_000_000
# A step with more edits than usual, and how many these are.
_BURST, _MANY = 0.05, 50


def history(folder: Path, seed: int) -> None:
    """One life; raises AssertionError with all that it takes to see the same one again."""
    chance = random.Random(seed)
    story = Story(folder, seed, chance)
    try:
        with told(story.told):
            for step in range(chance.randint(2, 6)):
                story.step(step)
    finally:
        story.reader.collection.close()


class Story:
    def __init__(self, folder: Path, seed: int, chance: random.Random) -> None:
        self.chance = chance
        self.works = [begun(folder / "notes", chance)]
        self.reader = Reader(folder / "anki", chance)
        # The fields and tags that were last brought to Anki, by guid.
        self.brought: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.told = [f"seed {seed}"]

    def step(self, step: int) -> None:
        work, now = self.chance.choice(self.works), EPOCH + 1000 * step
        self.told.append(f"\n{step}: {work.folder.name}")
        if step:
            self.told += happened(work)
            if self.chance.random() < 0.1 and (fork := work.fork(now + 500)):
                self.told.append("fork")
                self.works.append(fork)
        work.publish()
        before = self.reader.notes()
        builds = []
        for _, build in work.built(now):
            builds.append(build)
            write(build)
            self.reader.load(build.past.output)
        what = " ".join(self.told)
        sure = work.oracle.sure
        work.finished(builds, what)
        for other in self.works:
            assert other is work or not other.oracle.owners.keys() & work.oracle.owners, f"{what}: a fork shares notes"
        self.hold(before, [note for build in builds for note in build.notes], sure, work, what)
        self.told += self.reader.live(now + 500)

    def hold(self, before: dict[str, Row], notes: Iterable[Note], sure: set[str], work: Work, what: str) -> None:
        """What was brought shows what was built, all else is as it was, and every card has its schedule."""
        after, others = self.reader.notes(), dict(before)
        for note in notes:
            others.pop(note.guid, None)
            content = ("\x1f".join(note.fields), note.tags)
            was, now = before.get(note.guid), after.get(note.guid)
            assert now, f"{what}: {note.fields[0]} did not arrive"
            forgotten = note.guid in work.forgotten
            if was and forgotten and note.mod <= was[0]:
                assert now == was, f"{what}: {was} was touched, and is {now}"
                continue
            work.forgotten.discard(note.guid)
            same = was and self.brought.get(note.guid) == content
            # Where nobody knows what it showed last, it may be brought once more: a lock from between that and the
            # time that only a lost package had is newer than the package that was made since.
            if same and ((note.guid in sure and not forgotten) or now[1:] != content):
                assert now == was, f"{what}: {was} was touched, and is {now}"
            else:
                assert now[1:] == content, f"{what}: {content} did not come, there is {now}"
            self.brought[note.guid] = content
        for guid, row in others.items():
            assert after[guid] == row, f"{what}: {row} was touched, and is {after[guid]}"
        cards = self.reader.cards()
        for card, schedule in self.reader.schedules.items():
            assert cards.get(card) == schedule, f"{what}: {schedule} became {cards.get(card)}"


def begun(folder: Path, chance: random.Random) -> Work:
    """A new work: mostly a project, else files that are built alone."""
    author, joined = Author(chance), chance.random() < 0.7
    author.start(chance.randint(1, 2), chance.randint(2, 6), chance.randint(0, 1), chance.randint(0, 1))
    folder.mkdir(parents=True)
    return Work(folder, author, joined, "a-project-with-an-id" if joined and chance.random() < 0.5 else "")


def happened(work: Work) -> list[str]:
    """What happens to a work between two builds: edits, and perhaps something to its files."""
    chance = work.author.random
    done = []
    if work.commits and chance.random() < 0.35:
        event = chance.choice(EVENTS)
        if getattr(work, event)():
            done.append(event)
    return done + [work.author.edit() for _ in range(_MANY if chance.random() < _BURST else chance.randint(0, 6))]
