"""Questions + lock → which note each one is.

What is certain comes first (an explicit id, the same text), then one decision over all notes that vanished and all
questions that appeared, which weighs question, answer, place and neighbours. A question of which this is not sure
becomes a new note: its reviews start anew, but no note's reviews ever go to another question.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from deckgen import ids
from deckgen.data import Fingerprint, How, Match, NoteKind, Question
from deckgen.diagnostics import ID_DUPLICATE, Diagnostic
from deckgen.identity import remarks
from deckgen.identity.evidence import Evidence
from deckgen.identity.likeness import folded
from deckgen.identity.pairing import Pair, assign
from deckgen.lock import Entry, Lock
from deckgen.lock.counterparts import counterparts, stretches
from deckgen.lock.fingerprint import asked, fingerprint, hashes, overlap, unpack
from deckgen.lock.sequence import sequence
from deckgen.wording import said

# In nats: a pair with this evidence is as likely one note as not (even odds: ln 2, rounded down).
ENOUGH = 0.69
# In nats: the whole pairing must lose this much without the pair, or another pair could as well be right.
MARGIN = 0.2
# In nats: a pair with less evidence does not compete with others.
RIVAL = 0.5
# The overlap of what stands below two titles from which a title that nothing else has is the same question.
_STAYED = 0.2
# So many questions of one file that are new, and as many notes that are gone, are no coincidence.
_SEVERAL = 2


def identify(
    questions: tuple[Question, ...], lock: Lock, elsewhere: AbstractSet[str] = frozenset()
) -> tuple[tuple[Match, ...], tuple[Diagnostic, ...]]:
    """A match for each question, in order; a new question gets a guid minted from project, kind and text.

    None of those `elsewhere` is minted: a note that went to another source has kept the guid that it was given here.
    """
    sketches = {(entry.asked, entry.answered): entry.sketch for entry in lock.entries if entry.asked}
    fingerprints = tuple(fingerprint(question, sketches) for question in questions)
    search = Search(questions, fingerprints, lock)
    anchors, diagnostics = _anchors(questions)
    search.by_anchor(anchors)
    search.by_text()
    search.by_guid()
    search.by_title()
    diagnostics += search.by_resemblance()
    diagnostics += search.in_place()
    used, turns = lock.guids | elsewhere, Counter[tuple[NoteKind, str]]()
    matches = []
    for at, question in enumerate(questions):
        guid, how = search.taken.get(at) or (_mint(lock.project, question, used, turns), "new")
        matches.append(Match(question, guid, how, fingerprints[at]))
    return tuple(matches), (*diagnostics, *remarks.duplicates(questions, fingerprints))


def _anchors(questions: Sequence[Question]) -> tuple[dict[str, int], list[Diagnostic]]:
    """The position of the question with each explicit id, and an error for each id that stands twice."""
    anchors: dict[str, int] = {}
    diagnostics = []
    for at, question in enumerate(questions):
        if question.anchor is not None and (first := anchors.setdefault(question.anchor, at)) != at:
            earlier = questions[first].span
            place = f"{earlier.path}:{earlier.line}"
            message = said("the id {anchor} is already used at {place}", anchor=question.anchor, place=place)
            hint = said("give one of them another id")
            diagnostics.append(Diagnostic(ID_DUPLICATE, question.span, message, hint, earlier))
    return anchors, diagnostics


class Search:
    """Recognises notes in steps, from certain to probable; each step claims pairs of what is still free.

    `taken` are the recognised questions by position, `free` the notes that no question is yet, by guid. `unsure` are
    pairs that resemble, but not more than others do.
    """

    def __init__(self, questions: Sequence[Question], fingerprints: Sequence[Fingerprint], lock: Lock) -> None:
        self.questions, self.fingerprints, self.lock = questions, fingerprints, lock
        self.order = sequence(lock)
        self.positions = {guid: at for at, guid in enumerate(self.order)}
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
        """False if the kinds or the explicit ids differ, or the author said that the question is not this note."""
        question = self.questions[at]
        if question.note_kind != entry.type or self.fingerprints[at].asked in entry.different:
            return False
        return question.anchor is None or entry.anchor is None or question.anchor == entry.anchor

    def by_anchor(self, anchors: Mapping[str, int]) -> None:
        """Claim by explicit id, which wins over everything else."""
        for entry in list(self.free.values()):
            at = anchors.get(entry.anchor) if entry.anchor else None
            if at is not None and at not in self.taken and self.questions[at].note_kind == entry.type:
                self.claim(at, entry, "anchored")

    def by_text(self) -> None:
        """Claim the same question and answer, in the same file and then in any; then the same question in its file.

        Notes with the same question and answer are interchangeable: claimed in order, the older ones first where they
        are too many. A question alone tells which note it is only if its file asks it once, now and at the last build.
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
                entries = [entry for entry in old.get(key, ()) if self.may_be(positions[0], entry)]
                if interchangeable or (asked_now[key] == 1 and asked_then[key] <= 1 and len(entries) == 1):
                    for at, entry in zip(positions, _oldest(entries, len(positions)), strict=False):
                        if self.may_be(at, entry):
                            self.claim(at, entry, how)

    def by_guid(self) -> None:
        """Claim a note that was rebuilt from a package, without its text, for the question that would mint its guid."""
        unread = {guid for guid, entry in self.free.items() if not entry.asked}
        for at, question in enumerate(self.questions if unread else ()):
            turn = 0
            while at not in self.taken and (guid := _guid(self.lock.project, question, turn)) in self.positions:
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
            stayed = share is not None and share >= _STAYED
            alone = "\n" not in one.words or "\n" not in entry.words
            here = (entry.path, self.questions[at].span.path) in routes
            if (stayed or (alone and here)) and self.may_be(at, entry):
                moved = entry.path != self.questions[at].span.path
                self.claim(at, entry, "moved" if moved else "reworded")

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
        diagnostics = [
            remarks.unsure(self.questions[at], self.free[guid]) for at, guid in self.unsure if guid in self.free
        ]
        diagnostics += [
            remarks.kind_changed(self.questions[at], self.free[guid])
            for (at, guid), weight in weights.items()
            if weight.evidence >= ENOUGH and at not in self.taken and guid in self.free
            if self.free[guid].type != self.questions[at].note_kind
        ]
        return diagnostics

    def in_place(self) -> list[Diagnostic]:
        """What is said of files in which questions appeared where notes vanished: place and order may tell."""
        here: dict[str, list[int]] = defaultdict(list)
        for at, question in enumerate(self.questions):
            here[question.span.path].append(at)
        entries = {entry.guid: entry for entry in self.lock.entries if not entry.removed}
        there: dict[str, list[str]] = defaultdict(list)
        for guid in self.order:
            if guid in entries:
                there[entries[guid].path].append(guid)
        diagnostics = []
        for path, positions in here.items():
            new, gone = [at for at in positions if at not in self.taken], [g for g in there[path] if g in self.free]
            questions, notes = [self.questions[at] for at in new], [self.free[guid] for guid in gone]
            if not any(note.content for note in notes):
                continue
            now = [self.taken[at][0] if at in self.taken else "" for at in positions]
            places = stretches(now, notes, {guid: entries[guid].after for guid in there[path]})
            pairs = counterparts([question.note_kind for question in questions], notes, places)
            paired = [question for question, note in zip(questions, pairs, strict=True) if note]
            if len(paired) >= _SEVERAL:
                diagnostics.append(remarks.in_place(paired))
            diagnostics += [
                remarks.replaced([questions[number] for number in place.new], place.gone)
                for place in places
                if not any(pairs[number] for number in place.new)
                and _SEVERAL <= len(place.new) != len(place.gone) >= _SEVERAL
            ]
            if len(new) == len(gone) == len(paired) == 1 and not self._is_doubted(new[0], notes[0]):
                now = [guid or gone[0] for guid in now]
                if _around(now, gone[0]) == _around(there[path], gone[0]):
                    diagnostics.append(remarks.rewritten(questions[0], notes[0]))
        return diagnostics

    def _is_doubted(self, at: int, entry: Entry) -> bool:
        """True if the question cannot be the note, or something is said of one of them already."""
        return not self.may_be(at, entry) or any(at == pair.at or entry.guid == pair.guid for pair in self.unsure)


def _around(guids: Sequence[str], one: str) -> tuple[str, str]:
    """What stands before and after this one; empty at the ends."""
    at, padded = guids.index(one), ("", *guids, "")
    return padded[at], padded[at + 2]


def _oldest(entries: list[Entry], many: int) -> list[Entry]:
    """So many of these notes in their order: living ones, and then those that have been studied for longest."""
    kept = {entry.guid for entry in sorted(entries, key=lambda entry: (entry.removed, entry.created))[:many]}
    return [entry for entry in entries if entry.guid in kept]


def _mint(project: str, question: Question, used: set[str], turns: Counter[tuple[NoteKind, str]]) -> str:
    """A guid that is not among the `used` ones, and is added to them; `turns` are those that equal questions tried."""
    key = question.note_kind, _name(question)
    while (guid := ids.guid(project, *key, turns[key])) in used:
        turns[key] += 1
    used.add(guid)
    return guid


def _name(question: Question) -> str:
    return f"id:{question.anchor}" if question.anchor else asked(question)


def _guid(project: str, question: Question, turn: int) -> str:
    return ids.guid(project, question.note_kind, _name(question), turn)
