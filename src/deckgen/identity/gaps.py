"""Matches + lock → the numbers of a cloze's gaps: each belongs to its words, and is never given to others.

Splitting numbers gaps in reading order, for a fingerprint must not depend on what a text was before. Here each gap gets
the number that it had: by its words first, then by its place in a text that stayed around it. A gap of which this is
not sure gets a new number: its reviews start anew, but no gap's reviews ever go to other words. A number is a card
to Anki (docs/anki.md, Cards and decks).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from deckgen.data import Cloze, Match
from deckgen.diagnostics import Diagnostic
from deckgen.identity import numbers
from deckgen.identity.places import Places, alike, folded
from deckgen.lock import Entry, Lock
from deckgen.lock import gaps as marks
from deckgen.lock.fingerprint import LONGEST, without_markup

Gaps = tuple[tuple[int, str], ...]

_OPENING = re.compile(r"\{\{c(\d{1,9})::", re.ASCII)
# In characters: the new text is compared with the old one, of which the lock has the beginning, as far as this.
_COMPARED = 2 * LONGEST
# By how much what speaks for one pair must exceed what speaks for its rivals.
_MARGIN = 0.1


def number(matches: Sequence[Match], lock: Lock) -> tuple[tuple[Match, ...], tuple[Diagnostic, ...]]:
    """The matches, whose clozes have their lasting numbers and remember them; and what became of gaps in Anki."""
    entries = {entry.guid: entry for entry in lock.entries}
    numbered: list[Match] = []
    diagnostics: list[Diagnostic] = []
    for match in matches:
        if not isinstance(match.question, Cloze):
            numbered.append(match)
            continue
        entry = entries.get(match.guid)
        then = _then(entry, match, match.question)
        done = _numbered(match, match.question, then)
        numbered.append(done)
        if entry and entry.content:
            diagnostics += numbers.told(done, then.gaps, then.split)
    return tuple(numbered), tuple(diagnostics)


@dataclass(frozen=True, slots=True)
class _Then:
    """What is known of a cloze at the last build.

    `text` is its beginning, without markup, and `cut` is true if it went on. `unknown` is true if what followed may
    have had more gaps, which were numbered in reading order. `split` are numbers that two branches gave to different
    words, with these: they are no gap's any more.
    """

    gaps: Gaps = ()
    gone: Gaps = ()
    text: str = ""
    cut: bool = False
    unknown: bool = False
    split: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def numbers(self) -> set[int]:
        """All numbers that were ever given."""
        return {number for number, _ in (*self.gaps, *self.gone)}


def _then(entry: Entry | None, match: Match, question: Cloze) -> _Then:
    """What the lock knows; a lock that does not have the numbers has the text, which was numbered in reading order."""
    if entry is None:
        return _Then()
    # Of a note that was rebuilt from a package, the first line of the text is the title.
    text = entry.words.partition("\n")[2] if entry.asked else entry.words
    cut = len(entry.words) >= LONGEST
    if entry.gaps or entry.gone:
        words: dict[int, tuple[str, ...]] = {}
        for number, one in entry.gone:
            words[number] = (*words.get(number, ()), one)
        split = {number: those for number, those in words.items() if len(those) > 1}
        gone = tuple((number, "" if number in split else those[0]) for number, those in words.items())
        return _Then(entry.gaps, gone, text, cut, split=split)
    if entry.asked == match.fingerprint.asked:
        return _Then(_written(question), (), text, cut)
    gaps = marks.numbers(text)
    halved = {int(number) for number in _OPENING.findall(text)} - {number for number, _ in gaps}
    return _Then(gaps, tuple((number, "") for number in sorted(halved)), text, cut, unknown=cut)


def _written(question: Cloze) -> Gaps:
    """The numbers and words as splitting left them: in reading order, or as the author wrote them."""
    text, automatic = question.text.text, len(question.marked)
    if automatic:
        own = (gap for piece in _around(text, question.marked) for gap in marks.numbers(piece))
        return (*zip(range(1, automatic + 1), map(_words, question.marked), strict=True), *own)
    return marks.numbers(text)


def _words(marked: str) -> str:
    """The words of a gap, without a hint."""
    gaps = marks.numbers("{{c1::" + marked + "}}")
    return gaps[0][1] if gaps else " ".join(marked.split())


def _numbered(match: Match, question: Cloze, then: _Then) -> Match:
    """The match with the numbers that its gaps have had; a new gap has the next one that nothing ever had."""
    gaps = _written(question)
    if question.marked:
        automatic = len(question.marked)
        own = gaps[automatic:]
        numbers = _lasting([words for _, words in gaps[:automatic]], question, then, {number for number, _ in own})
        gaps = (*((number, words) for number, (_, words) in zip(numbers, gaps, strict=False)), *own)
        question = _renewed(question, numbers)
    now = {number for number, _ in gaps}
    gone = {number: words for number, words in (*then.gone, *then.gaps) if number not in now}
    return replace(match, question=question, gaps=gaps, gone=tuple(sorted(gone.items())))


def _lasting(words: list[str], question: Cloze, then: _Then, own: set[int]) -> list[int]:
    """A number for each gap in reading order; `own` are those that the author wrote beside them."""
    former = (*then.gaps, *then.gone)
    pairs = _paired(words, question, then)
    used: set[int] = set()
    numbers: dict[int, int] = {}
    for at in sorted(pairs):
        number = former[pairs[at]][0]
        if number not in used:
            numbers[at] = number
            used.add(number)
    if then.unknown:
        # Behind what the lock has of the text, gaps are taken to be those that were there.
        last = max((at for at in pairs if at in numbers), default=-1)
        shift = numbers.get(last, 0) - last
        known = {number for number, words in former if words}
        for at in range(last + 1, len(words)):
            if at + shift not in used | own | known:
                numbers[at] = at + shift
                used.add(at + shift)
    ever = used | own | then.numbers
    free = (number for number in count(1) if number not in ever)
    return [numbers[at] if at in numbers else next(free) for at in range(len(words))]


def _paired(words: Sequence[str], question: Cloze, then: _Then) -> dict[int, int]:
    """The gap that each gap is, by positions: those of the last build are followed by those that were gone by then."""
    text = without_markup(question.text.text)[:_COMPARED]
    before = [one for _, one in then.gaps]
    places = Places(then.text, before, text, words, cut=then.cut)
    pairs = _Pairs(words)
    for key in (str, folded, _before_colons):
        pairs.by_words(range(len(before)), before, key, places)
    gone = [one for _, one in then.gone]
    for key in (str, folded):
        pairs.by_words(range(len(before), len(before) + len(gone)), [*before, *gone], key, places)
    pairs.by_place(before, gone, places)
    pairs.between(before, places)
    pairs.by_part(before, places)
    return pairs.old


def _before_colons(words: str) -> str:
    """The words before two escaped colons: to older versions what stands behind them was a hint."""
    return words.partition(r"\:\:")[0]


class _Pairs:
    """Claims gaps in steps, from certain to probable: `old` are the positions of former gaps by those of new ones."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.old: dict[int, int] = {}
        self.taken: set[int] = set()

    def _claim(self, new: int, old: int) -> None:
        self.old[new] = old
        self.taken.add(old)

    def by_words(self, former: Sequence[int], words: Sequence[str], key: Callable[[str], str], places: Places) -> None:
        """Claim what hides the same words; of several with the same words first those that stand where they stood."""
        olds: dict[str, list[int]] = defaultdict(list)
        for old in former:
            if old not in self.taken and words[old]:
                olds[key(words[old])].append(old)
        news: dict[str, list[int]] = defaultdict(list)
        for new, one in enumerate(self.words):
            if new not in self.old and key(one) in olds:
                news[key(one)].append(new)
        for one, those in news.items():
            for new in filter(places.knows_new, those if len(those) + len(olds[one]) > 2 else ()):
                known = (old for old in olds[one] if old not in self.taken and places.knows_old(old))
                there = next((old for old in known if places.touch(old, new)), None)
                if there is not None:
                    self._claim(new, there)
            free = [old for old in olds[one] if old not in self.taken]
            for new, old in zip([new for new in those if new not in self.old], free, strict=False):
                self._claim(new, old)

    def by_place(self, before: Sequence[str], gone: Sequence[str], places: Places) -> None:
        """Claim what stands where a gap stood, if nothing else stands there too or is more like it.

        A gap that is `gone` stands nowhere, but may be the one that is back, reworded.
        """
        olds = [old for old in range(len(before)) if old not in self.taken and places.knows_old(old)]
        news = [new for new in range(len(self.words)) if new not in self.old and places.knows_new(new)]
        returning = [one for at, one in enumerate(gone, len(before)) if one and at not in self.taken]
        scores = {(old, new): places.score(old, new) for old in olds for new in news}
        for (old, new), score in scores.items():
            rivals = [(old, other) for other in news if other != new] + [(other, new) for other in olds if other != old]
            if score <= max((scores[pair] for pair in rivals), default=0.0) + _MARGIN:
                continue
            likeness = [alike(before[one], self.words[other]) for one, other in rivals]
            likeness += [alike(one, self.words[new]) for one in returning]
            if alike(before[old], self.words[new]) >= max(likeness, default=0.0):
                self._claim(new, old)

    def between(self, before: Sequence[str], places: Places) -> None:
        """Claim what resembles the only gap between the same two, where the lock does not have the text there."""
        for new, one in enumerate(self.words):
            left = self.old.get(new - 1, -1 if new == 0 else None)
            right = self.old.get(new + 1, len(before) if new == len(self.words) - 1 else None)
            if new in self.old or left is None or right is None or right - left != 2 or right > len(before):
                continue
            old = left + 1
            unseen = not (places.knows_old(old) and places.knows_new(new))
            if old not in self.taken and unseen and alike(before[old], one):
                self._claim(new, old)

    def by_part(self, before: Sequence[str], places: Places) -> None:
        """Claim what has moved and was reworded, if the words of the one stand in the other and in no third."""
        olds = [old for old in range(len(before)) if old not in self.taken]
        news = [new for new in range(len(self.words)) if new not in self.old]
        alike = [(old, new) for old in olds for new in news if places.is_part(before[old], self.words[new])]
        for old, new in alike:
            if sum(old == other or new == another for other, another in alike) == 1:
                self._claim(new, old)


def _around(text: str, marked: Sequence[str]) -> Iterator[str]:
    """The text between the gaps that deckgen numbered; one piece more than there are gaps."""
    at = 0
    for number, words in enumerate(marked, 1):
        mark = f"{{{{c{number}::{words}}}}}"
        start = text.index(mark, at)
        yield text[at:start]
        at = start + len(mark)
    yield text[at:]


def _renewed(question: Cloze, numbers: Sequence[int]) -> Cloze:
    """The question with other numbers in its text."""
    first, *others = _around(question.text.text, question.marked)
    marked = zip(numbers, question.marked, others, strict=True)
    text = first + "".join(f"{{{{c{number}::{words}}}}}{piece}" for number, words, piece in marked)
    return replace(question, text=replace(question.text, lines=tuple(text.removesuffix("\n").split("\n"))))
