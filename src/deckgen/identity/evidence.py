"""What speaks for a question being a note of the lock, in nats: question, answer, place and neighbours, added up."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from deckgen.data import Question, Traits
from deckgen.identity.likeness import alike, features, part_of, weights
from deckgen.lock import Entry, Lock
from deckgen.lock.fingerprint import overlap, unpack

# How alike questions count as that have a title which nothing else in either deck has, or a common beginning; and how
# much less it counts to be alike in a title that is asked more than once.
_NAMED, _PART, _REPEATED = 0.99, 0.7, 0.6
# The most that a question and an answer can say; neither can be certain alone.
_QUESTION_MOST, _ANSWER_MOST = 0.97, 0.95
# An answer is as good as kept from this share on, and known to be another's below this one.
_KEPT, _FOREIGN = 0.9, 0.2
_NEIGHBOUR, _ELSEWHERE, _REMOVED = 0.06, -0.1, -0.2
# Between notes that all may be it, one whose neighbours stayed is much the likelier.
_RIVALS = 0.12
# Candidates for each question, and the number of holders from which a word no longer finds any.
_CANDIDATES, _COMMON = 24, 60


class Evidence:
    """Weighs what is free on both sides; `taken` says which questions are already known to be which notes."""

    def __init__(
        self, questions: Sequence[Question], found: Sequence[Traits], lock: Lock,
        free: Mapping[str, Entry], taken: Mapping[int, str], order: Sequence[str],
    ) -> None:  # fmt: skip
        self.questions, self.found, self.free, self.taken, self.order = questions, found, free, taken, order
        self.entries = {entry.guid: entry for entry in lock.entries}
        self.place = {guid: at for at, guid in enumerate(order)}
        self.left = [at for at in range(len(questions)) if at not in taken]

    def weigh(self) -> dict[tuple[int, str], tuple[float, float]]:
        """The evidence for each pair that has any to speak of, and what its place adds between rivals."""
        pairs = dict.fromkeys([*self._resembling(), *self._in_place()])
        return {
            (at, guid): (self._evidence(at, self.free[guid]), _RIVALS * self._near(at, self.free[guid]))
            for at, guid in pairs
        }

    def _evidence(self, at: int, entry: Entry) -> float:
        near = self._near(at, entry)
        question, answer = self._question(at, entry), self._answer(at, entry)
        if answer is not None:
            # "What is useMemo?" and "What is useCallback?" are alike too: with nothing in common below, little is left.
            question *= 0.4 + 0.6 * min(1.0, answer / _FOREIGN)
            said = _nats(min(answer / _KEPT, _ANSWER_MOST))
        else:
            # Answers that cannot be compared say little: "True" is the answer to many.
            question *= 0.75
            said = (0.3 + 0.2 * near) * self._only_answer(at, entry)
        here = (entry.path, self.questions[at].span.path) in self._ways
        return _nats(question) + said + _NEIGHBOUR * near + _ELSEWHERE * (not here) + _REMOVED * entry.removed

    def _question(self, at: int, entry: Entry) -> float:
        title, title_then = title_of(self.found[at].words), title_of(entry.words)
        value = max(
            alike(self._asks[at], self._asked_then[entry.guid], self._weight),
            alike(self._titles[at], self._titled_then[entry.guid], self._weight),
        )
        repeated = self._named[title] > 1 or self._named_then[title_then] > 1
        if repeated:
            value *= _REPEATED
        elif title == title_then:
            return _NAMED
        if part_of(title, title_then):
            value = max(value, _PART)
        return min(value, _QUESTION_MOST)

    def _answer(self, at: int, entry: Entry) -> float | None:
        now, answered = self._sketches[at], self.found[at].answered
        if now and answered and answered == entry.answered:
            return 1.0
        return overlap(now, self._sketches_then[entry.guid])

    def _only_answer(self, at: int, entry: Entry) -> bool:
        answer = self.found[at].answered
        return bool(answer) and answer == entry.answered and self._answered[answer] == self._answered_then[answer] == 1

    def _near(self, at: int, entry: Entry) -> int:
        """How many of the notes before and after are those that stood there (the ends of a file count)."""
        path, then = self.questions[at].span.path, self.place[entry.guid]
        same = 0
        for step in (-1, 1):
            inside = 0 <= at + step < len(self.questions) and self.questions[at + step].span.path == path
            was = self.order[then + step] if 0 <= then + step < len(self.order) else None
            if was is not None and self.entries[was].path != entry.path:
                was = None
            now = self.taken.get(at + step) if inside else None
            same += (not inside and was is None) or (now is not None and now == was)
        return same

    def _resembling(self) -> Iterator[tuple[int, str]]:
        """Pairs that share what few have: keeps the work linear in what changed."""
        holders: dict[object, list[str]] = defaultdict(list)
        for guid in self.free:
            for key in (*self._asked_then[guid], *self._sketches_then[guid]):
                holders[key].append(guid)
        for at in self.left:
            shared: Counter[str] = Counter()
            for key in sorted((*self._asks[at], *self._sketches[at]), key=lambda k: len(holders.get(k, ()))):
                those = holders.get(key, [])
                if len(those) > _COMMON and len(shared) >= _CANDIDATES:
                    break
                shared.update(those[:_COMMON])
            best = shared.most_common(_CANDIDATES)
            yield from ((at, guid) for guid, count in best if count * 3 >= best[0][1])

    def _in_place(self) -> Iterator[tuple[int, str]]:
        """What now stands where something free stood, beside a note that is known."""
        for at in self.left:
            for step in (-1, 1):
                neighbour = self.taken.get(at + step)
                was = self.place[neighbour] - step if neighbour else -1
                if 0 <= was < len(self.order) and self.order[was] in self.free:
                    yield at, self.order[was]

    @cached_property
    def _asks(self) -> dict[int, Counter[str]]:
        return {at: features(self.found[at].words) for at in self.left}

    @cached_property
    def _titles(self) -> dict[int, Counter[str]]:
        return {at: features(title_of(self.found[at].words)) for at in self.left}

    @cached_property
    def _asked_then(self) -> dict[str, Counter[str]]:
        return {guid: features(entry.words) for guid, entry in self.entries.items()}

    @cached_property
    def _titled_then(self) -> dict[str, Counter[str]]:
        return {guid: features(title_of(entry.words)) for guid, entry in self.free.items()}

    @cached_property
    def _weight(self) -> dict[str, float]:
        # What is telling is judged by the whole deck, not by the few that changed.
        return weights([*self._asked_then.values(), *self._asks.values()])

    @cached_property
    def _sketches(self) -> dict[int, frozenset[int]]:
        return {at: unpack(self.found[at].sketch) for at in self.left}

    @cached_property
    def _sketches_then(self) -> dict[str, frozenset[int]]:
        return {guid: unpack(entry.sketch) for guid, entry in self.free.items()}

    @cached_property
    def _named(self) -> Counter[str]:
        return Counter(title_of(traits.words) for traits in self.found)

    @cached_property
    def _named_then(self) -> Counter[str]:
        return Counter(title_of(entry.words) for entry in self.entries.values() if not entry.removed)

    @cached_property
    def _answered(self) -> Counter[str]:
        return Counter(traits.answered for traits in self.found)

    @cached_property
    def _answered_then(self) -> Counter[str]:
        return Counter(entry.answered for entry in self.entries.values())

    @cached_property
    def _ways(self) -> set[tuple[str, str]]:
        """The files, and where notes went from each: a renamed or split file is still the same place."""
        ways = {(self.entries[guid].path, self.questions[at].span.path) for at, guid in self.taken.items()}
        return ways | {(question.span.path, question.span.path) for question in self.questions}


def title_of(words: str) -> str:
    """The first line of what is asked."""
    return words.partition("\n")[0]


def _nats(probability: float) -> float:
    return -math.log(1 - probability)
