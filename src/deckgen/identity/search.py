"""Recognises notes in steps, from what is certain to what is probable."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from deckgen import ids
from deckgen.data import Fingerprint, How, Question
from deckgen.diagnostics import Diagnostic
from deckgen.identity import remarks
from deckgen.identity.evidence import Evidence, renamed
from deckgen.identity.likeness import folded
from deckgen.identity.pairing import Pair, assign
from deckgen.lock import Entry, Lock
from deckgen.lock.fingerprint import MAY_BE_ONE, asked, hashes, overlap, unpack
from deckgen.lock.sequence import sequence

# In nats: a pair with this evidence is as likely one note as not (even odds: ln 2, rounded down).
ENOUGH = 0.69
# In nats: the whole pairing must lose this much without the pair, or another pair could as well be right.
MARGIN = 0.2
# In nats: a pair with less evidence does not compete with others.
RIVAL = 0.5


class Search:
    """Each step claims pairs of what is still free.

    `taken` are the recognised questions by position, `free` the notes that no question is yet, by guid. `unsure` are
    pairs that resemble, but not more than others do, or that have one title and nothing else in common.
    """

    def __init__(self, questions: Sequence[Question], fingerprints: Sequence[Fingerprint], lock: Lock) -> None:
        self.questions, self.fingerprints, self.lock = questions, fingerprints, lock
        self.order = sequence(lock)
        self.entries = {entry.guid: entry for entry in lock.entries}
        self.positions = {guid: at for at, guid in enumerate(self.order)}
        self.ids = {question.anchor for question in questions}
        self.ids_then = {entry.anchor for entry in lock.entries}
        self.free = dict(sorted(((entry.guid, entry) for entry in lock.entries), key=self._by_position))
        self.taken: dict[int, tuple[str, How]] = {}
        self.unsure: list[Pair] = []

    def _by_position(self, item: tuple[str, Entry]) -> tuple[bool, int]:
        return item[1].removed, self.positions[item[0]]

    def claim(self, at: int, entry: Entry, how: How) -> None:
        """Decides that this question is this note."""
        self.taken[at] = (entry.guid, how)
        del self.free[entry.guid]

    def may_be(self, at: int, entry: Entry) -> bool:
        """False if the kinds differ, or the author said that the question is not this note.

        So it is if they have two ids, unless the one is gone from the questions, and the other one new: then the id may
        have been corrected.
        """
        question = self.questions[at]
        if question.note_kind != entry.type or self.fingerprints[at].asked in entry.different:
            return False
        return not renamed(question, entry) or (entry.anchor not in self.ids and question.anchor not in self.ids_then)

    def _agree(self, at: int, entry: Entry) -> bool:
        """True if the question may be the note, and nobody gave it another id since."""
        return self.may_be(at, entry) and not renamed(self.questions[at], entry)

    def by_anchor(self, anchors: Mapping[str, int]) -> None:
        """Claim by explicit id, which wins over everything else."""
        for entry in list(self.free.values()):
            at = anchors.get(entry.anchor) if entry.anchor else None
            if at is not None and at not in self.taken and self.questions[at].note_kind == entry.type:
                self.claim(at, entry, "anchored")

    def by_text(self) -> None:
        """Claim the same question and answer, in the same file and then in any; then the same question in its file.

        Notes with the same question and answer are interchangeable: claimed in order, the older ones first where they
        are too many, and those of another id last. A question alone tells which note it is only if its file asks it
        once, now and at the last build, and below no other id.
        """
        asked_now: Counter[tuple[str, ...]] = Counter(
            (f.asked, q.span.path) for f, q in zip(self.fingerprints, self.questions, strict=True)
        )
        asked_then: Counter[tuple[str, ...]] = Counter(
            (entry.asked, entry.path) for entry in self.lock.entries if not entry.removed
        )
        steps: tuple[tuple[How, Callable[[int], tuple[str, ...]], Callable[[Entry], tuple[str, ...]], bool], ...] = (
            (
                "same",
                lambda at: (self.fingerprints[at].asked, self.fingerprints[at].answered, self.questions[at].span.path),
                lambda entry: (entry.asked, entry.answered, entry.path),
                True,
            ),
            (
                "moved",
                lambda at: (self.fingerprints[at].asked, self.fingerprints[at].answered),
                lambda entry: (entry.asked, entry.answered),
                True,
            ),
            (
                "same",
                lambda at: (self.fingerprints[at].asked, self.questions[at].span.path),
                lambda entry: (entry.asked, entry.path),
                False,
            ),
        )
        for how, of_question, of_entry, interchangeable in steps:
            new: dict[tuple[str, ...], list[int]] = defaultdict(list)
            for at in range(len(self.questions)):
                if at not in self.taken:
                    new[of_question(at)].append(at)
            if not new:
                return
            old: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
            for entry in self.free.values():
                if entry.asked:
                    old[of_entry(entry)].append(entry)
            for key, positions in new.items():
                if interchangeable:
                    self._claim_equal(positions, old.get(key, ()), how)
                    continue
                entries = [entry for entry in old.get(key, ()) if self._agree(positions[0], entry)]
                if asked_now[key] == 1 and asked_then[key] <= 1 and len(entries) == 1:
                    self.claim(positions[0], entries[0], how)

    def _claim_equal(self, positions: Sequence[int], entries: Sequence[Entry], how: How) -> None:
        """Claim notes for questions that say the same, in order; those to which another id was given only then."""
        for fits in (self._agree, self.may_be):
            free = [entry for entry in entries if entry.guid in self.free]
            left = [at for at in positions if at not in self.taken and any(fits(at, entry) for entry in free)]
            fitting = [entry for entry in free if any(fits(at, entry) for at in left)]
            for at, entry in zip(left, _oldest(fitting, len(left)), strict=False):
                if fits(at, entry):
                    self.claim(at, entry, how)

    def by_guid(self) -> None:
        """Claim a note that was rebuilt from a package, without its text, for the question that would mint its guid."""
        unread = {guid for guid, entry in self.free.items() if not entry.asked}
        for at, question in enumerate(self.questions if unread else ()):
            turn = 0
            while at not in self.taken and (guid := minted(self.lock.project, question, turn)) in self.positions:
                if guid in unread and guid in self.free and self.may_be(at, self.free[guid]):
                    self.claim(at, self.free[guid], "same")
                turn += 1

    def by_title(self) -> None:
        """Claim by a title that nothing else has, now or at the last build, if something below it stayed.

        In the file of the note the title is enough if it is all that either of the two asks.
        """
        titles = [folded(one.title) for one in self.fingerprints]
        now, then = Counter(titles), Counter(folded(entry.title) for entry in self.lock.entries)
        titled = {folded(entry.title): entry for entry in self.free.values() if entry.asked}
        routes = self._routes()
        for at, (one, title) in enumerate(zip(self.fingerprints, titles, strict=True)):
            entry = titled.get(title)
            if at in self.taken or entry is None or not title or now[title] != 1 or then[title] != 1:
                continue
            share = overlap(hashes(self.questions[at], one), unpack(entry.sketch))
            stayed = share is not None and share >= MAY_BE_ONE
            alone = "\n" not in one.words or "\n" not in entry.words
            here = (entry.path, self.questions[at].span.path) in routes and self._agree(at, entry)
            if not self.may_be(at, entry):
                continue
            if stayed or (alone and here):
                moved = entry.path != self.questions[at].span.path
                self.claim(at, entry, "moved" if moved else "reworded")
            elif not entry.removed:
                # With another meaning in another file: that it was moved and explained anew, nothing tells.
                self.unsure.append(Pair(at, entry.guid))

    def _routes(self) -> set[tuple[str, str]]:
        """From which file to which notes went: a renamed file is still the same place."""
        paths = {entry.guid: entry.path for entry in self.lock.entries}
        gone = {(paths[guid], self.questions[at].span.path) for at, (guid, _) in self.taken.items()}
        return gone | {(question.span.path, question.span.path) for question in self.questions}

    def by_resemblance(self) -> list[Diagnostic]:
        """Claim by one decision over all notes that vanished and all questions that appeared.

        The diagnostics say which pairs it left undecided, and which differ in kind alone.
        """
        if len(self.taken) == len(self.questions) or not self.free:
            return []
        taken = {at: guid for at, (guid, _) in self.taken.items()}
        weights = Evidence(self.questions, self.fingerprints, self.lock, self.free, taken, self.order).weigh()
        gains = {
            pair: weight.evidence + weight.neighbours - RIVAL
            for pair, weight in weights.items()
            if weight.evidence > RIVAL and self.may_be(pair.at, self.free[pair.guid])
        }
        for pair, loss in assign(gains).items():
            if weights[pair].evidence < ENOUGH:
                continue
            if loss < MARGIN:
                self.unsure.append(pair)
                continue
            entry = self.free[pair.guid]
            self.claim(pair.at, entry, "moved" if entry.asked == self.fingerprints[pair.at].asked else "reworded")
        open_pairs = (pair for pair in self.unsure if pair.at not in self.taken and pair.guid in self.free)
        self.unsure = list(dict.fromkeys(open_pairs))
        diagnostics = [remarks.unsure(self.questions[at], self.free[guid]) for at, guid in self.unsure]
        diagnostics += [
            remarks.kind_changed(self.questions[at], self.free[guid])
            for (at, guid), weight in weights.items()
            if weight.evidence >= ENOUGH and at not in self.taken and guid in self.free
            if self.free[guid].type != self.questions[at].note_kind
        ]
        return diagnostics


def _oldest(entries: list[Entry], many: int) -> list[Entry]:
    """So many of these notes in their order: living ones, and then those that have been studied for longest."""
    kept = {entry.guid for entry in sorted(entries, key=lambda entry: (entry.removed, entry.created))[:many]}
    return [entry for entry in entries if entry.guid in kept]


def minted(project: str, question: Question, turn: int) -> str:
    """The guid that a question mints if so many others of its text have minted theirs."""
    name = f"id:{question.anchor}" if question.anchor else asked(question)
    return ids.guid(project, question.note_kind, name, turn)
