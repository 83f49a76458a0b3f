"""Questions + lock → which note each one is. One note's history never goes to another question by guessing.

What is certain first (an explicit id, the same text), then one global decision over all that vanished and all that
appeared, which weighs question, answer, place and neighbours. When unsure a question becomes a new note (D1).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from deckgen import ids
from deckgen.data import How, Match, Question, Traits
from deckgen.diagnostics import (
    ID_DUPLICATE,
    KIND_CHANGED,
    QUESTION_DUPLICATE,
    RECOGNITION_UNSURE,
    Diagnostic,
)
from deckgen.identity.evidence import Evidence, title_of
from deckgen.identity.pairing import assign
from deckgen.lock import Entry, Lock
from deckgen.lock.fingerprint import asked, overlap, traits, unpack

# Evidence in nats: a pair needs this much to be one note, its loss must cost the whole pairing this much, and below
# the last it is not even a rival.
_ENOUGH, _MARGIN, _RIVAL = 0.69, 0.2, 0.5
# How much must have stayed below a title that is the same.
_STAYED = 0.2


def identify(questions: tuple[Question, ...], lock: Lock) -> tuple[tuple[Match, ...], tuple[Diagnostic, ...]]:
    """A match for each question, in order. New questions mint a guid from project, kind and text (D1)."""
    sketches = {(entry.asked, entry.answered): entry.sketch for entry in lock.entries if entry.asked}
    found = tuple(traits(question, sketches) for question in questions)
    search = _Search(questions, found, lock)
    anchors, said = _anchors(questions)
    search.by_anchor(anchors)
    search.by_text()
    search.by_guid()
    search.by_title()
    said += search.by_resemblance()
    used = {entry.guid for entry in lock.entries}
    matches = []
    for at, question in enumerate(questions):
        guid, how = search.taken.get(at) or (_mint(lock.project, question, used), "new")
        matches.append(Match(question, guid, how, found[at]))
    return tuple(matches), (*said, *_duplicates(questions, found))


def _anchors(questions: Sequence[Question]) -> tuple[dict[str, int], list[Diagnostic]]:
    """Where each explicit id stands, and the complaints about those that stand twice."""
    anchors: dict[str, int] = {}
    said = []
    for at, question in enumerate(questions):
        if question.anchor is not None and (first := anchors.setdefault(question.anchor, at)) != at:
            place = questions[first].span
            message = f"the id {question.anchor} is already used at {place.path}:{place.line}"
            said.append(Diagnostic(ID_DUPLICATE, question.span, message, "give one of them another id"))
    return anchors, said


class _Search:
    """What is still free on both sides, while the steps from certain to probable claim their pairs."""

    def __init__(self, questions: Sequence[Question], found: Sequence[Traits], lock: Lock) -> None:
        self.questions, self.found, self.lock = questions, found, lock
        self.order = sequence(lock)
        self.place = {guid: at for at, guid in enumerate(self.order)}
        self.free = {guid: entry for guid, entry in sorted(((e.guid, e) for e in lock.entries), key=self._by_place)}
        self.taken: dict[int, tuple[str, How]] = {}

    def _by_place(self, item: tuple[str, Entry]) -> tuple[bool, int]:
        return item[1].removed, self.place[item[0]]

    def _claim(self, at: int, entry: Entry, how: How) -> None:
        self.taken[at] = (entry.guid, how)
        del self.free[entry.guid]

    def _may(self, at: int, entry: Entry) -> bool:
        question = self.questions[at]
        if question.note_kind != entry.type or self.found[at].asked in entry.different:
            return False
        return question.anchor is None or entry.anchor is None or question.anchor == entry.anchor

    def by_anchor(self, anchors: Mapping[str, int]) -> None:
        """An explicit id wins over everything."""
        for entry in list(self.free.values()):
            at = anchors.get(entry.anchor) if entry.anchor else None
            if at is not None and at not in self.taken and self.questions[at].note_kind == entry.type:
                self._claim(at, entry, "anchored")

    def by_text(self) -> None:
        """The same question and answer, here or elsewhere; then the same question in the same file, if it is one.

        Equal notes are interchangeable and go by their order; equal questions with other answers are not, and a
        question that a file asks more than once does not say which it is.
        """
        asked_now: Counter[tuple[str, ...]] = Counter(
            (t.asked, q.span.path) for t, q in zip(self.found, self.questions, strict=True)
        )
        asked_then: Counter[tuple[str, ...]] = Counter(
            (entry.asked, entry.path) for entry in self.lock.entries if not entry.removed
        )
        steps: tuple[tuple[How, Callable[[int], tuple[str, ...]], Callable[[Entry], tuple[str, ...]], bool], ...] = (
            (
                "same",
                lambda at: (self.found[at].asked, self.found[at].answered, self.questions[at].span.path),
                lambda entry: (entry.asked, entry.answered, entry.path),
                True,
            ),
            (
                "moved",
                lambda at: (self.found[at].asked, self.found[at].answered),
                lambda entry: (entry.asked, entry.answered),
                True,
            ),
            (
                "same",
                lambda at: (self.found[at].asked, self.questions[at].span.path),
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
            for key, places in new.items():
                entries = [entry for entry in old.get(key, ()) if self._may(places[0], entry)]
                if interchangeable or (asked_now[key] == 1 and asked_then[key] <= 1 and len(entries) == 1):
                    for at, entry in zip(places, entries, strict=False):
                        if self._may(at, entry):
                            self._claim(at, entry, how)

    def by_guid(self) -> None:
        """A note that came back from a package without its text is the question that mints its guid."""
        unread = {guid for guid, entry in self.free.items() if not entry.asked}
        for at, question in enumerate(self.questions if unread else ()):
            turn = 0
            while at not in self.taken and (guid := _guid(self.lock.project, question, turn)) in self.place:
                if guid in unread and guid in self.free and self._may(at, self.free[guid]):
                    self._claim(at, self.free[guid], "same")
                turn += 1

    def by_title(self) -> None:
        """A title that nothing else has, then or now, names its note as long as something below it stayed."""
        now = Counter(title_of(found.words) for found in self.found)
        then = Counter(title_of(entry.words) for entry in self.lock.entries)
        titled = {title_of(entry.words): entry for entry in self.free.values() if entry.asked}
        for at, found in enumerate(self.found):
            title = title_of(found.words)
            entry = titled.get(title)
            if at in self.taken or entry is None or now[title] != 1 or then[title] != 1:
                continue
            share = overlap(unpack(found.sketch), unpack(entry.sketch))
            if share is not None and share >= _STAYED and self._may(at, entry):
                moved = entry.path != self.questions[at].span.path
                self._claim(at, entry, "moved" if moved else "reworded")

    def by_resemblance(self) -> list[Diagnostic]:
        """One decision over all that vanished and all that appeared; what it leaves undecided is said."""
        if len(self.taken) == len(self.questions) or not self.free:
            return []
        taken = {at: guid for at, (guid, _) in self.taken.items()}
        weighed = Evidence(self.questions, self.found, self.lock, self.free, taken, self.order).weigh()
        gains = {
            (at, guid): said + place - _RIVAL
            for (at, guid), (said, place) in weighed.items()
            if said > _RIVAL and self._may(at, self.free[guid])
        }
        unsure = []
        for (at, guid), loss in assign(gains).items():
            if weighed[at, guid][0] < _ENOUGH:
                continue
            if loss < _MARGIN:
                unsure.append((at, guid))
                continue
            entry = self.free[guid]
            self._claim(at, entry, "moved" if entry.asked == self.found[at].asked else "reworded")
        said = [_unsure(self.questions[at], self.free[guid]) for at, guid in unsure if guid in self.free]
        said += [
            _kind(self.questions[at], self.free[guid])
            for (at, guid), (evidence, _) in weighed.items()
            if evidence >= _ENOUGH and at not in self.taken and guid in self.free
            if self.free[guid].type != self.questions[at].note_kind
        ]
        return said


def _mint(project: str, question: Question, used: set[str]) -> str:
    guid = next(guid for turn in range(len(used) + 1) if (guid := _guid(project, question, turn)) not in used)
    used.add(guid)
    return guid


def _guid(project: str, question: Question, turn: int) -> str:
    name = f"id:{question.anchor}" if question.anchor else asked(question)
    return ids.guid(project, question.note_kind, name, turn)


def _unsure(question: Question, entry: Entry) -> Diagnostic:
    was = title_of(entry.words)
    message = f"this may be “{was}” ({entry.path}) reworded, but it is not clear; it starts as a new note"
    hint = f"if it is: deckgen lock --same {entry.guid} {question.span.path}:{question.span.line}"
    return Diagnostic(RECOGNITION_UNSURE, question.span, message, hint)


def _kind(question: Question, entry: Entry) -> Diagnostic:
    message = f"this was a {entry.type} note and is a {question.note_kind} note now, which starts as a new card"
    hint = f"Anki cannot change a note's type on import; the old note ({entry.guid}) counts as removed"
    return Diagnostic(KIND_CHANGED, question.span, message, hint)


def _duplicates(questions: Sequence[Question], found: Sequence[Traits]) -> list[Diagnostic]:
    first: dict[str, Question] = {}
    said = []
    for question, seen in zip(questions, found, strict=True):
        before = first.setdefault(seen.asked, question)
        if before is not question:
            message = f"the same question stands at {before.span.path}:{before.span.line}"
            hint = "reword one, or give each an id comment"
            said.append(Diagnostic(QUESTION_DUPLICATE, question.span, message, hint))
    return said


def sequence(lock: Lock) -> tuple[str, ...]:
    """The guids in the order of their files; what a merge left without its predecessor comes where its file ends."""
    following: dict[tuple[str, str], list[str]] = defaultdict(list)
    paths = {}
    for entry in sorted(lock.entries, key=lambda e: (e.path, e.removed, e.guid)):
        following[entry.path, entry.after].append(entry.guid)
        paths[entry.guid] = entry.path
    order: dict[str, None] = {}
    for start in [*((path, "") for path in sorted(set(paths.values()))), *following]:
        stack = [guid for guid in reversed(following.get(start, [])) if guid not in order]
        while stack:
            guid = stack.pop()
            if guid not in order:
                order[guid] = None
                stack += reversed(following.get((paths[guid], guid), []))
    return tuple(order)
