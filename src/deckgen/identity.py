"""Questions + lock → which note each one is. One note's history never goes to another question by guessing.

What is certain first (an explicit id, the same text), then one global decision over all that vanished and all that
appeared, which weighs question, answer, place and neighbours. When unsure a question becomes a new note (D1).
"""

import base64
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from deckgen.assignment import assign
from deckgen.data import How, Match, Question, Traits
from deckgen.diagnostics import (
    ID_DUPLICATE,
    KIND_CHANGED,
    QUESTION_DUPLICATE,
    RECOGNITION_UNSURE,
    Diagnostic,
)
from deckgen.lock import Entry, Lock
from deckgen.resemblance import alike, features, part_of, weights
from deckgen.traits import asked, digest, overlap, traits, unpack

# A pair must score this much to be the same note, and its loss must cost the whole pairing this much (in nats).
_ENOUGH = 0.5
_MARGIN = 0.2
# What a question is worth that begins or continues the other.
_PART = 0.7
# Pairs below this are not even rivals.
_RIVAL = 0.4
_CERTAIN = 0.99
# Candidates for each question, and the number of holders from which a word no longer finds any.
_CANDIDATES = 24
_COMMON = 60


def identify(questions: tuple[Question, ...], lock: Lock) -> tuple[tuple[Match, ...], tuple[Diagnostic, ...]]:
    """A match for each question, in order. New questions mint a guid from project, kind and text (D1)."""
    sketches = {entry.answered: entry.sketch for entry in lock.entries if entry.answered}
    found = tuple(traits(question, sketches) for question in questions)
    search = _Search(questions, found, lock)
    anchors, said = _anchors(questions)
    search.by_anchor(anchors)
    search.by_text()
    search.by_guid()
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
        self.entries = {entry.guid: entry for entry in lock.entries}
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
        if question.type != entry.type or self.found[at].asked in entry.different:
            return False
        return question.anchor is None or entry.anchor is None or question.anchor == entry.anchor

    def by_anchor(self, anchors: Mapping[str, int]) -> None:
        """An explicit id wins over everything."""
        for entry in list(self.free.values()):
            at = anchors.get(entry.anchor) if entry.anchor else None
            if at is not None and at not in self.taken and self.questions[at].type == entry.type:
                self._claim(at, entry, "anchored")

    def by_text(self) -> None:
        """The same question and answer, here or elsewhere; then the same question in the same file, if it is one.

        Equal notes are interchangeable and go by their order; equal questions with other answers are not.
        """
        steps: tuple[tuple[How, Callable[[int], object], Callable[[Entry], object], bool], ...] = (
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
            new: dict[object, list[int]] = defaultdict(list)
            for at in range(len(self.questions)):
                if at not in self.taken:
                    new[of_question(at)].append(at)
            if not new:
                return
            old: dict[object, list[Entry]] = defaultdict(list)
            for entry in self.free.values():
                if entry.asked:
                    old[of_entry(entry)].append(entry)
            for key, places in new.items():
                entries = [entry for entry in old.get(key, ()) if self._may(places[0], entry)]
                if interchangeable or len(places) == len(entries) == 1:
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

    def by_resemblance(self) -> list[Diagnostic]:
        """One decision over all that vanished and all that appeared; what it leaves undecided is said."""
        left = [at for at in range(len(self.questions)) if at not in self.taken]
        if not left or not self.free:
            return []
        scores = self._scores(left)
        gains = {
            pair: math.log((1 - _RIVAL) / (1 - min(score, _CERTAIN)))
            for pair, score in scores.items()
            if score > _RIVAL and self._may(pair[0], self.free[pair[1]])
        }
        unsure: dict[int, str] = {}
        for (at, guid), loss in assign(gains).items():
            if scores[at, guid] < _ENOUGH:
                continue
            if loss < _MARGIN:
                unsure[at] = guid
                continue
            entry = self.free[guid]
            moved = entry.path != self.questions[at].span.path and entry.asked == self.found[at].asked
            self._claim(at, entry, "moved" if moved else "reworded")
        said = []
        for at, guid in unsure.items():
            if guid in self.free:
                said.append(_unsure(self.questions[at], self.free[guid]))
        said += [
            _kind(self.questions[at], self.free[guid])
            for (at, guid), score in scores.items()
            if score >= _ENOUGH and at not in self.taken and guid in self.free
            if self.free[guid].type != self.questions[at].type
        ]
        return said

    def _scores(self, left: Sequence[int]) -> dict[tuple[int, str], float]:
        asks = {at: features(self.found[at].words) for at in left}
        titles = {at: features(self.found[at].words.split("\n")[0]) for at in left}
        asked_then = {entry.guid: features(entry.words) for entry in self.lock.entries}
        titled_then = {guid: features(entry.words.split("\n")[0]) for guid, entry in self.free.items()}
        # What is telling is judged by the whole deck, not by the few that changed.
        weight = weights([*asked_then.values(), *asks.values()])
        answers = {at: unpack(self.found[at].sketch) for at in left}
        answers_then = {guid: unpack(entry.sketch) for guid, entry in self.free.items()}
        short = Counter(self.found[at].answered for at in range(len(self.questions)))
        short_then = Counter(entry.answered for entry in self.lock.entries)
        ways = self._ways()
        scores = {}
        for at, guid in _candidates(asks, answers, {g: asked_then[g] for g in self.free}, answers_then):
            entry = self.free[guid]
            question = max(alike(asks[at], asked_then[guid], weight), alike(titles[at], titled_then[guid], weight))
            if part_of(self.found[at].words.split("\n")[0], entry.words.split("\n")[0]):
                question = max(question, _PART)
            digest_now = self.found[at].answered
            equal = bool(digest_now) and digest_now == entry.answered
            alone = equal and short[digest_now] == short_then[digest_now] == 1
            near = self._near(at, guid)
            share = 1.0 if equal and answers[at] else overlap(answers[at], answers_then[guid])
            if share is not None:
                score = _score(question, share)
            else:
                # Answers that cannot be compared say little: "True" is the answer to many.
                score = 0.75 * question + (0.3 if alone and near == 2 else 0.15 if alone else 0.0)
            here = (entry.path, self.questions[at].span.path) in ways
            scores[at, guid] = score + 0.03 * near - (0.0 if here else 0.05) - (0.1 if entry.removed else 0.0)
        return scores

    def _near(self, at: int, guid: str) -> int:
        """How many of the notes before and after are those that stood there (the ends of a file count)."""
        path, then = self.questions[at].span.path, self.place[guid]
        entries = self.entries
        same = 0
        for step in (-1, 1):
            inside = 0 <= at + step < len(self.questions) and self.questions[at + step].span.path == path
            was = self.order[then + step] if 0 <= then + step < len(self.order) else None
            if was is not None and entries[was].path != entries[guid].path:
                was = None
            now = self.taken.get(at + step, (None, ""))[0] if inside else None
            same += (not inside and was is None) or (now is not None and now == was)
        return same

    def _ways(self) -> set[tuple[str, str]]:
        """The files, and where notes went from each: a renamed or split file is still the same place."""
        ways = {(self.entries[guid].path, self.questions[at].span.path) for at, (guid, _) in self.taken.items()}
        return ways | {(question.span.path, question.span.path) for question in self.questions}


def _score(question: float, answer: float) -> float:
    """0 to 1: both must fail to speak for the pair. A kept answer is enough by itself; a like question whose answer
    shares nothing is not, because "What is useMemo?" and "What is useCallback?" are alike too.
    """
    asks = question * (0.5 + 0.5 * min(1.0, answer / 0.2))
    return 1 - (1 - asks) * (1 - min(0.95, answer / 0.9))


def _candidates(
    asks: Mapping[int, Counter[str]],
    answers: Mapping[int, frozenset[int]],
    asked_then: Mapping[str, Counter[str]],
    answers_then: Mapping[str, frozenset[int]],
) -> list[tuple[int, str]]:
    """Pairs that share what few have: keeps the work linear in what changed."""
    holders: dict[object, list[str]] = defaultdict(list)
    for guid, words in asked_then.items():
        for key in (*words, *answers_then[guid]):
            holders[key].append(guid)
    found: list[tuple[int, str]] = []
    for at, words in asks.items():
        shared: Counter[str] = Counter()
        for key in sorted((*words, *answers[at]), key=lambda k: len(holders.get(k, ()))):
            those = holders.get(key, [])
            if len(those) > _COMMON and len(shared) >= _CANDIDATES:
                break
            shared.update(those[:_COMMON])
        found += [(at, guid) for guid, _ in shared.most_common(_CANDIDATES)]
    return found


def _mint(project: str, question: Question, used: set[str]) -> str:
    guid = next(guid for turn in range(len(used) + 1) if (guid := _guid(project, question, turn)) not in used)
    used.add(guid)
    return guid


def _guid(project: str, question: Question, turn: int) -> str:
    name = f"id:{question.anchor}" if question.anchor else asked(question)
    return base64.b32encode(digest(project, question.type, name, str(turn)))[:16].decode().lower()


def _unsure(question: Question, entry: Entry) -> Diagnostic:
    was = entry.words.split("\n")[0]
    message = f"this may be “{was}” ({entry.path}) reworded, but it is not clear; it starts as a new note"
    hint = f"if it is: deckgen lock --same {entry.guid} {question.span.path}:{question.span.line}"
    return Diagnostic(RECOGNITION_UNSURE, question.span, message, hint)


def _kind(question: Question, entry: Entry) -> Diagnostic:
    message = f"this was a {entry.type} note and is a {question.type} note now, which starts as a new card"
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
