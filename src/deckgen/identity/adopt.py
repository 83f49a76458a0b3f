"""Questions + notes that deckgen did not make → which of these notes each question is, and whose card is whose."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from deckgen.data import Cloze, Match
from deckgen.identity.gaps import number
from deckgen.identity.recognise import Search
from deckgen.lock import Entry, Lock


@dataclass(frozen=True, slots=True)
class Adoption:
    """A question and the note that it is in Anki; `sure` is false if another pair could as well be right.

    `gaps` are, of a cloze, (number there, number here) for each gap that both have.
    """

    match: Match
    entry: Entry
    sure: bool
    gaps: tuple[tuple[int, int], ...] = ()


def adopt(matches: Sequence[Match], entries: Sequence[Entry], same: Mapping[int, str]) -> tuple[Adoption, ...]:
    """What is the same, in the order of the questions; `same` are guids that the author named, by position.

    Notes are recognised as after an edit, but that a question which neither side asks twice is the same, whatever its
    answer.
    """
    lock = Lock("", _placed(matches, entries))
    search = Search([m.question for m in matches], [m.fingerprint for m in matches], lock)
    for at, guid in same.items():
        if guid in search.free:
            search.claim(at, search.free[guid], "anchored")
    search.by_text()
    search.by_title()
    search.by_resemblance()
    by_guid = {entry.guid: entry for entry in lock.entries}
    pairs = {at: (by_guid[guid], True) for at, (guid, _) in search.taken.items()}
    pairs = {at: (by_guid[guid], False) for at, guid in search.unsure if guid in search.free} | pairs
    return tuple(
        Adoption(matches[at], entry, sure, _gaps(matches[at], entry)) for at, (entry, sure) in sorted(pairs.items())
    )


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
