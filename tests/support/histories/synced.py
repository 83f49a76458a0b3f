"""A life with a phone, in which deckgen delivers through a sync server: what becomes of each note and card."""

from __future__ import annotations

import random
from pathlib import Path

from deckgen.anki import account
from deckgen.anki.consent import Consent
from deckgen.anki.deliver import deliver
from deckgen.anki.exchange import Exchange
from deckgen.anki.owner import Take, Wishes
from deckgen.anki.plan import Plan
from deckgen.cli.cargo import cargo
from deckgen.compiler import Build
from deckgen.project import Project
from tests.support.histories.imports import EPOCH, begun, happened
from tests.support.histories.learner import Learner, Rows, rows
from tests.support.histories.many import told
from tests.support.phone import Phone
from tests.support.servers import PASSWORD, USER, SyncServer


def history(folder: Path, seed: int) -> None:
    """One life; raises AssertionError with all that it takes to see the same one again."""
    chance = random.Random(seed)
    server = SyncServer(folder / "server")
    server.start()
    try:
        story = Story(folder, seed, chance, server.endpoint)
        with told(story.told):
            for step in range(chance.randint(4, 6)):
                story.step(step)
        story.learner.phone.col.close()
    finally:
        server.stop()


class Story:
    def __init__(self, folder: Path, seed: int, chance: random.Random, endpoint: str) -> None:
        self.chance, self.endpoint = chance, endpoint
        self.works = [begun(folder / "notes", chance)]
        self.place = account.Place(folder / "account" / "collection.anki2")
        self.learner = Learner(Phone(folder / "phone", endpoint), chance)
        self.told = [f"seed {seed}"]
        # How likely it is that what is gone is deleted, and not tagged.
        self.prunes = chance.choice((0.0, 0.5, 1.0))

    def step(self, step: int) -> None:
        work, now = self.chance.choice(self.works), EPOCH + 1000 * step
        self.told.append(f"\n{step}: {work.folder.name}")
        if step:
            self.told += happened(work)
            if self.chance.random() < 0.8:
                self.told.append("waver")
                work.author.waver()
            if self.chance.random() < 0.1 and (fork := work.fork(now + 500)):
                self.told.append("fork")
                self.works.append(fork)
        work.publish()
        wishes = self._wishes(now)
        consent = Consent(prune=work.joined and self.chance.random() < self.prunes, yes=True, wishes=wishes)
        self.told += ["prune"] * consent.prune + [*wishes.take.values()] + ["undelete"] * wishes.undelete
        delivered = []
        for project, build in work.built(now):
            before = self.learner.rows()
            plan, there = self.deliver(project, build, consent)
            self.learner.sync()
            what = " ".join(self.told)
            assert there == self.learner.rows(), f"{what}: phone and machine do not agree"
            self.learner.hold(before, build, plan, consent, what, behind=work.oracle.behind)
            delivered.append(build)
        what = " ".join(self.told)
        work.finished(delivered, what)
        for other in self.works:
            assert other is work or not other.oracle.owners.keys() & work.oracle.owners, f"{what}: a fork shares notes"
        self.told += self.learner.live()
        self.learner.sync()

    def deliver(self, project: Project, build: Build, consent: Consent) -> tuple[Plan, Rows]:
        """What deckgen sync does; what was done, and what this machine's collection holds then."""

        def tell(line: str) -> None:
            pass

        with account.opened(self.place, build.lock.project) as collection:
            exchange = Exchange(collection, USER, self.endpoint, lambda: PASSWORD, None, None, tell, lambda: None)
            with exchange.both_ways():
                delivered = deliver(collection, cargo(build), consent, "", tell)
            assert collection.backend.db
            return delivered.plan, rows(collection.backend.db.execute)

    def _wishes(self, now: int) -> Wishes:
        sides: tuple[Take, ...] = ("mine", "anki")
        take = {"": self.chance.choice(sides)} if self.chance.random() < 0.4 else {}
        return Wishes(take, self.chance.random() < 0.1, now)
