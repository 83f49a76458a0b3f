"""Questions + notes that deckgen did not make → which of these notes each question is, and whose card is whose.

Notes that somebody typed years ago resemble their questions less than an edited note does. What is certain is adopted;
what is likely is offered, for a wrong offer costs a look, and a missed one costs reviews.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from deckgen.data import Cloze, Match
from deckgen.identity.evidence import Evidence
from deckgen.identity.gaps import number
from deckgen.identity.likeness import core, exchanged
from deckgen.identity.pairing import Pair, assign
from deckgen.identity.search import ENOUGH, MARGIN, RIVAL, Search
from deckgen.lock import Entry, Lock

# What a pair that is only alike must have to be adopted unasked: so much of the answer, and of the title.
_ANSWER, _TITLE = 0.3, 0.15
# From how much of the answer on the title does not matter.
_EQUAL = 0.95
# From how much of the shorter title in the other a pair is offered.
_OFFERED = 0.6


@dataclass(frozen=True, slots=True)
class Adoption:
    """A question and the note that it is in Anki; one that is not `sure` is to be asked about.

    `gaps` are, of a cloze, (number there, number here) for each gap that both have.
    """

    match: Match
    entry: Entry
    sure: bool
    gaps: tuple[tuple[int, int], ...] = ()


def adopt(matches: Sequence[Match], entries: Sequence[Entry], same: Mapping[str, str]) -> tuple[Adoption, ...]:
    """What is the same, in the order of the questions; `same` are guids of notes that the author named, by our guid.

    A question without an answer has no card, and so no note. One that neither side asks twice is the same, whatever its
    answer; else notes are recognised as after an edit.
    """
    matches = [match for match in matches if match.question.answer]
    lock = Lock("", _placed(matches, entries))
    search = Search([m.question for m in matches], [m.fingerprint for m in matches], lock)
    for at, match in enumerate(matches):
        if (guid := same.get(match.guid, "")) in search.free:
            search.claim(at, search.free[guid], "anchored")
    search.by_text()
    search.by_title()
    _by_resemblance(search)
    _by_core(search)
    offered = _by_resemblance(search)
    notes = {entry.guid: entry for entry in lock.entries}
    pairs = {at: (notes[guid], False) for at, guid in offered} | {
        at: (notes[guid], True) for at, (guid, _) in search.taken.items()
    }
    return tuple(
        Adoption(matches[at], entry, sure, _gaps(matches[at], entry)) for at, (entry, sure) in sorted(pairs.items())
    )


def _by_core(search: Search) -> None:
    """Claims what asks about the same with other words around it ("RANK", "What is RANK?"), if nothing else does."""
    cores = [core(one.title) for one in search.fingerprints]
    now, then = Counter(cores), Counter(core(entry.title) for entry in search.lock.entries)
    notes = {core(entry.title): entry for entry in search.free.values()}
    for at, one in enumerate(cores):
        if (
            one
            and at not in search.taken
            and one in notes
            and now[one] == then[one] == 1
            and search.may_be(at, notes[one])
        ):
            search.claim(at, notes[one], "reworded")


def _by_resemblance(search: Search) -> list[Pair]:
    """Claims what is alike beyond doubt, and returns the pairs that may be the same."""
    taken = {at: guid for at, (guid, _) in search.taken.items()}
    if len(taken) == len(search.questions) or not search.free:
        return []
    evidence = Evidence(search.questions, search.fingerprints, search.lock, search.free, taken, search.order)
    weights = {
        pair: weight for pair, weight in evidence.weigh().items() if search.may_be(pair.at, search.free[pair.guid])
    }
    gains = {}
    for pair, weight in weights.items():
        entry = search.free[pair.guid]
        alike = max(weight.evidence, evidence.title_within(pair.at, entry) - _OFFERED + RIVAL)
        if alike > RIVAL:
            gains[pair] = alike + weight.neighbours - RIVAL
    offered = []
    for pair, loss in assign(gains).items():
        entry = search.free[pair.guid]
        stayed, title = evidence.answer_overlap(pair.at, entry), evidence.question_likeness(pair.at, entry)
        here, there = search.fingerprints[pair.at].title, entry.title
        certain = stayed is not None and (
            stayed >= _EQUAL or (stayed >= _ANSWER and title >= _TITLE and not exchanged(here, there))
        )
        if certain and weights[pair].evidence >= ENOUGH and loss >= MARGIN:
            search.claim(pair.at, entry, "reworded")
        else:
            offered.append(pair)
    return offered


def _placed(matches: Sequence[Match], entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The notes, as if each had stood in the file that asks its question, or most questions of its deck."""
    where: dict[str, set[str]] = defaultdict(set)
    for match in matches:
        where[match.fingerprint.asked].add(match.question.span.path)
    files: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        files[entry.deck].update(where.get(entry.asked, ()))

    def path(entry: Entry) -> str:
        here = where.get(entry.asked, set())
        most = files[entry.deck].most_common(1)
        return next(iter(here)) if len(here) == 1 else most[0][0] if most else ""

    return tuple(replace(entry, path=path(entry)) for entry in entries)


def _gaps(match: Match, entry: Entry) -> tuple[tuple[int, int], ...]:
    """The number there and here of each gap: here by place or by words, numbers of the author's own by words alone."""
    if not isinstance(match.question, Cloze):
        return ()
    as_there = replace(match, guid=entry.guid)
    (numbered,), _ = number([as_there], Lock("", (entry,)))
    words = {gap: there for there, gap in reversed(entry.gaps)}
    automatic = len(match.question.marked)
    pairs: dict[int, int] = {}
    for at, ((there, _), (here, gap)) in enumerate(zip(numbered.gaps, match.gaps, strict=True)):
        theirs = there if at < automatic else words.get(gap)
        if theirs is not None:
            pairs.setdefault(theirs, here)
    return tuple(sorted(pairs.items()))
