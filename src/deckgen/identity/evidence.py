"""Weighs what speaks for a question being a note of the lock: its words, its answer, its place and its neighbours.

Evidence is in nats: a likeness p counts -ln(1 - p), so that independent signs add up and none is certain alone.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import NamedTuple

from deckgen.data import Fingerprint, Question
from deckgen.identity.likeness import alike, features, in_letters, in_words, part_of, shuffled, weights, within
from deckgen.identity.pairing import Pair
from deckgen.lock import Entry, Lock, gaps
from deckgen.lock.fingerprint import answer_of, hashes, overlap, size, tells, terms, unpack

# Likeness of two questions with one title that is unique on both sides, and of two where one title begins the other, or
# one of which is all in the other, with one short answer in one file.
_UNIQUE_TITLE, _TITLE_PART = 0.99, 0.7
# Two texts below one title that are less alike ask two things.
_SAME_BELOW = 0.3
# The likeness of two questions counts this much where one of their titles is asked more than once.
_REPEATED_TITLE = 0.6
# The greatest likeness that a question and an answer can have; neither can be certain alone.
_QUESTION_MOST, _ANSWER_MOST = 0.97, 0.95
# Two answers about one subject have this much in common by chance: a run of words.
_CHANCE = 0.1
# Two answers are as good as equal from this overlap on, and below the second one they are different answers.
_EQUAL, _FOREIGN = 0.9, 0.2
# The likeness of two questions counts this much where their answers have nothing in common, and where the answers
# cannot be compared: two short ones that are not the same, and others.
_FOREIGN_ANSWER, _OTHER_ANSWER, _NO_ANSWER = 0.4, 0.5, 0.75
# In nats: what an equal answer that nothing else has is worth if it cannot be compared, and how much more for each
# neighbour that stayed.
_ONLY_ANSWER, _ONLY_ANSWER_NEIGHBOUR = 0.3, 0.2
# In letters, of which a CJK character counts as 2.5: shorter words in a gap ("two", "not") tell no text from another.
_GAP = 4
# In nats: for each neighbour that stayed, for standing in another file, and for being removed already.
_NEIGHBOUR, _ELSEWHERE, _REMOVED = 0.06, -0.1, -0.2
# In nats, for each neighbour that stayed: what sets rivals for one question apart.
_RIVAL_NEIGHBOUR = 0.12
# The most candidates for one question, and the number of notes from which a word no longer finds any.
_CANDIDATES, _COMMON = 24, 60
# A candidate shares at least one part in so many of what the best candidate shares.
_OF_BEST = 3


class Weight(NamedTuple):
    """What speaks for a pair, in nats: the `evidence`, and what its `neighbours` add when rivals are compared."""

    evidence: float
    neighbours: float


class Evidence:
    """Weighs the pairs of what is free on both sides.

    `fingerprints` are those of all `questions`; `free` are the notes that no question is yet, by guid; `taken` are the
    guids of the questions that are recognised, by position; `order` are all guids as they stood in their files.
    """

    def __init__(
        self, questions: Sequence[Question], fingerprints: Sequence[Fingerprint], lock: Lock,
        free: Mapping[str, Entry], taken: Mapping[int, str], order: Sequence[str],
    ) -> None:  # fmt: skip
        self.questions, self.fingerprints = questions, fingerprints
        self.free, self.taken, self.order = free, taken, order
        self.entries = {entry.guid: entry for entry in lock.entries}
        self.positions = {guid: at for at, guid in enumerate(order)}
        self.unmatched = [at for at in range(len(questions)) if at not in taken]

    def weigh(self) -> dict[Pair, Weight]:
        """The weight of each pair that resembles, or whose question stands where its note stood."""
        pairs = dict.fromkeys([*self._resembling(), *self._in_place()])
        return {
            pair: Weight(self._evidence(pair.at, entry), _RIVAL_NEIGHBOUR * self._neighbours(pair.at, entry))
            for pair in pairs
            for entry in [self.free[pair.guid]]
        }

    def _evidence(self, at: int, entry: Entry) -> float:
        neighbours = self._neighbours(at, entry)
        # Another id is as another file: the place tells nothing.
        same_place = (entry.path, self.questions[at].span.path) in self._routes and not renamed(
            self.questions[at], entry
        )
        question, answer = self.question_likeness(at, entry), self.answer_overlap(at, entry)
        if answer is not None:
            is_cloze = entry.type == "cloze"
            # What stands below the title of a cloze is all of its question, too: that says it once more, and is a sign
            # of its own only where something of what it hides stayed.
            answer = answer if is_cloze else max(0.0, answer - _CHANCE) / (1 - _CHANCE)
            # "What is useMemo?" and "What is useCallback?" are alike too: with nothing in common below, little is left.
            question *= _FOREIGN_ANSWER + (1 - _FOREIGN_ANSWER) * min(1.0, answer / _FOREIGN)
            by_answer = _nats(min(answer / _EQUAL, _ANSWER_MOST)) * (not is_cloze or self._hides_alike(at, entry))
        else:
            # Answers that cannot be compared say little: "True" is the answer to many. But a question of that title in
            # another file, with another answer, asks about something else: a cell lives, or gives 1.5 volts.
            other = _OTHER_ANSWER if same_place else _FOREIGN_ANSWER
            if same_place and self._stands_in(at, entry):
                question = max(question, _TITLE_PART)
            question *= other if self._answers_differ(at, entry) else _NO_ANSWER
            by_answer = (_ONLY_ANSWER + _ONLY_ANSWER_NEIGHBOUR * neighbours) * self._only_answer(at, entry)
        by_place = _NEIGHBOUR * neighbours
        return _nats(question) + by_answer + by_place + _ELSEWHERE * (not same_place) + _REMOVED * entry.removed

    def question_likeness(self, at: int, entry: Entry) -> float:
        """How alike the question and the one that the note asked are, from 0 to 1."""
        title, title_then = self.fingerprints[at].title, entry.title
        likeness = max(
            alike(self._words[at], self._words_then[entry.guid], self._weights),
            alike(self._title_words[at], self._title_words_then[entry.guid], self._weights),
        )
        repeated = self._title_counts[title] > 1 or self._title_counts_then[title_then] > 1
        if repeated:
            likeness *= _REPEATED_TITLE
        elif title == title_then and not self._ask_below(at, entry):
            return _UNIQUE_TITLE
        if part_of(title, title_then):
            likeness = max(likeness, _TITLE_PART)
        return min(likeness, _QUESTION_MOST)

    def _ask_below(self, at: int, entry: Entry) -> bool:
        """True if something else is asked below both titles: another piece of code, another picture."""
        below, then = (_said(words.partition("\n")[2]) for words in (self.fingerprints[at].words, entry.words))
        return bool(below and then) and alike(below, then, self._weights) < _SAME_BELOW

    def answer_overlap(self, at: int, entry: Entry) -> float | None:
        """How much of what stands below the titles is the same, from 0 to 1; None if that cannot be told."""
        below, answered = self._hashes[at], self.fingerprints[at].answered
        # Below two questions with the answer "A" there may be other options.
        if below and answered and answered == entry.answered and tells(answer_of(self.questions[at])):
            return 1.0
        return overlap(below, self._sketches_then[entry.guid])

    def title_within(self, at: int, entry: Entry) -> float:
        """How much of the shorter of the two titles stands in the other, from 0 to 1."""
        return within(self._title_words[at], self._title_words_then[entry.guid], self._weights)

    def _answers_differ(self, at: int, entry: Entry) -> bool:
        now, then = self.fingerprints[at].answered, entry.answered
        return bool(now and then) and now != then and not shuffled(self.fingerprints[at].words, entry.words)

    def _stands_in(self, at: int, entry: Entry) -> bool:
        """True if the answers are equal, and one question is all in the other ("gato", "el gato").

        As letters ("hund", "hunden") only if no other question of the file has this answer, now or at the last build.
        """
        answer, path = self.fingerprints[at].answered, self.questions[at].span.path
        if not answer or answer != entry.answered:
            return False
        one, other = self.fingerprints[at].words, entry.words
        once = self._answers_here[answer, path] == self._answers_there[answer, entry.path] == 1
        return in_words(one, other) or (once and in_letters(one, other))

    def _only_answer(self, at: int, entry: Entry) -> bool:
        """True if the answers are equal and no other question has this answer, now or at the last build."""
        answer = self.fingerprints[at].answered
        once = self._answer_counts[answer] == self._answer_counts_then[answer] == 1
        return bool(answer) and answer == entry.answered and once

    def _hides_alike(self, at: int, entry: Entry) -> bool:
        """True if the words of a gap, then or now, stand in the other text."""
        now, then = gaps.read(self.questions[at].front.text), gaps.read(entry.words)
        hidden = [now.words(gap) for gap in now.gaps], [words for _, words in entry.gaps or gaps.numbers(entry.words)]
        texts = [f" {' '.join(terms(one.text))} " for one in (then, now)]
        return any(
            sum(map(size, words)) >= _GAP and f" {' '.join(words)} " in text
            for side, text in zip(hidden, texts, strict=True)
            for words in map(terms, side)
        )

    def _neighbours(self, at: int, entry: Entry) -> int:
        """How many of the notes before and after are those that stood there, 0 to 2.

        The end of a file counts beside such a note: by itself it tells no more than that a file has one note. Below
        another id nothing counts: what is there may have been put in its place.
        """
        if renamed(self.questions[at], entry):
            return 0
        path, position = self.questions[at].span.path, self.positions[entry.guid]
        same = ends = 0
        for step in (-1, 1):
            inside = 0 <= at + step < len(self.questions) and self.questions[at + step].span.path == path
            then = self.order[position + step] if 0 <= position + step < len(self.order) else None
            if then is not None and self.entries[then].path != entry.path:
                then = None
            now = self.taken.get(at + step) if inside else None
            same += now is not None and now == then
            ends += not inside and then is None
        return same and same + ends

    def _resembling(self) -> Iterator[Pair]:
        """Pairs that share what few have, words, passages, title, answer: the work stays linear in what changed."""
        holders: dict[object, list[str]] = defaultdict(list)
        for guid in self.free:
            signs = _signs(self.entries[guid].title, self.entries[guid].answered)
            for key in (*self._words_then[guid], *self._sketches_then[guid], *signs):
                holders[key].append(guid)
        for at in self.unmatched:
            shared: Counter[str] = Counter()
            signs = _signs(self.fingerprints[at].title, self.fingerprints[at].answered)
            keys = (*self._words[at], *self._hashes[at], *signs)
            for key in sorted(keys, key=lambda k: len(holders.get(k, ()))):
                guids = holders.get(key, [])
                if len(guids) > _COMMON and len(shared) >= _CANDIDATES:
                    break
                shared.update(guids[:_COMMON])
            best = shared.most_common(_CANDIDATES)
            yield from (Pair(at, guid) for guid, count in best if count * _OF_BEST >= best[0][1])

    def _in_place(self) -> Iterator[Pair]:
        """Pairs whose question stands beside a recognised one, where the free note stood beside that note."""
        for at in self.unmatched:
            for step in (-1, 1):
                neighbour = self.taken.get(at + step)
                position = self.positions[neighbour] - step if neighbour else -1
                if 0 <= position < len(self.order) and self.order[position] in self.free:
                    yield Pair(at, self.order[position])

    # What is counted of a question now stands below its position, what was counted of a note then below its guid.

    @cached_property
    def _words(self) -> dict[int, Counter[str]]:
        return {at: _said(self.fingerprints[at].words) for at in self.unmatched}

    @cached_property
    def _words_then(self) -> dict[str, Counter[str]]:
        return {guid: _said(entry.words) for guid, entry in self.entries.items()}

    @cached_property
    def _title_words(self) -> dict[int, Counter[str]]:
        return {at: _said(self.fingerprints[at].title) for at in self.unmatched}

    @cached_property
    def _title_words_then(self) -> dict[str, Counter[str]]:
        return {guid: _said(entry.title) for guid, entry in self.free.items()}

    @cached_property
    def _weights(self) -> dict[str, float]:
        # The whole deck decides what is telling, and not the few questions that changed.
        return weights([*self._words_then.values(), *self._words.values()])

    @cached_property
    def _hashes(self) -> dict[int, Set[int]]:
        return {at: hashes(self.questions[at], self.fingerprints[at]) for at in self.unmatched}

    @cached_property
    def _sketches_then(self) -> dict[str, frozenset[int]]:
        return {guid: unpack(entry.sketch) for guid, entry in self.free.items()}

    @cached_property
    def _title_counts(self) -> Counter[str]:
        return Counter(fingerprint.title for fingerprint in self.fingerprints)

    @cached_property
    def _title_counts_then(self) -> Counter[str]:
        return Counter(entry.title for entry in self.entries.values() if not entry.removed)

    @cached_property
    def _answer_counts(self) -> Counter[str]:
        return Counter(fingerprint.answered for fingerprint in self.fingerprints)

    @cached_property
    def _answer_counts_then(self) -> Counter[str]:
        return Counter(entry.answered for entry in self.entries.values())

    @cached_property
    def _answers_here(self) -> Counter[tuple[str, str]]:
        return Counter((one.answered, q.span.path) for one, q in zip(self.fingerprints, self.questions, strict=True))

    @cached_property
    def _answers_there(self) -> Counter[tuple[str, str]]:
        return Counter((entry.answered, entry.path) for entry in self.entries.values() if not entry.removed)

    @cached_property
    def _routes(self) -> set[tuple[str, str]]:
        """From which file to which notes went: a renamed or split file is still the same place."""
        routes = {(self.entries[guid].path, self.questions[at].span.path) for at, guid in self.taken.items()}
        return routes | {(question.span.path, question.span.path) for question in self.questions}


def _signs(title: str, answered: str) -> list[tuple[str, str]]:
    """A title may have no words, but signs; and a short answer has no passages."""
    return [sign for sign in (("title", title), ("answered", answered)) if sign[1]]


def renamed(question: Question, entry: Entry) -> bool:
    """True if the question has an id and the note had another one."""
    return question.anchor is not None and entry.anchor is not None and question.anchor != entry.anchor


def _said(words: str) -> Counter[str]:
    """What is asked, without the numbers of gaps, which all clozes have."""
    return features(gaps.OPENING.sub(" ", words))


def _nats(likeness: float) -> float:
    return -math.log(1 - likeness)
