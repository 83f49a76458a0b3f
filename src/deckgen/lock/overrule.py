"""Lets the author overrule recognition: the lock is changed so that a question is a certain note, or is not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from deckgen.data import Match
from deckgen.diagnostics import KINDS, DeckgenError
from deckgen.lock import gaps
from deckgen.lock.counterparts import New, counterparts, stretches, told
from deckgen.lock.file import Adopted, Entry, Lock
from deckgen.lock.sequence import sequence
from deckgen.wording import counted, said

# Notes, and the questions that they are.
Pairs = tuple[tuple[Entry, Match], ...]


def same(lock: Lock, matches: Iterable[Match], old: str, new: str) -> Lock:
    """The lock in which the question NEW is the note OLD; raises DeckgenError if either is missing.

    The note that the question was so far counts as removed, and is never recognised in this question again.
    """
    entry, matches = _entry(lock, old), tuple(matches)
    match = at_place(matches, new)
    if entry.type != match.question.note_kind:
        raise DeckgenError(
            said(
                "{old} is a {former} note and {new} a {kind} one; Anki cannot change that",
                old=old, former=KINDS[entry.type], new=new, kind=KINDS[match.question.note_kind],
            )
        )  # fmt: skip
    ids = {match.question.anchor for match in matches}
    if match.question.anchor and entry.anchor in ids - {None, match.question.anchor}:
        raise DeckgenError(
            said(
                "{new} has the id {anchor} and {old} the id {former}",
                new=new, anchor=match.question.anchor, old=old, former=entry.anchor,
            )
        )  # fmt: skip
    fingerprint = match.fingerprint
    recognised = replace(
        entry,
        path=match.question.span.path,
        asked=fingerprint.asked,
        answered=fingerprint.answered,
        words=fingerprint.words,
        # Until a build knows it better it is called as before, so that --different can take the answer back.
        written=entry.shown,
        sketch=fingerprint.sketch,
        anchor=match.question.anchor or entry.anchor,
        removed=False,
        went=0,
        different=tuple(d for d in entry.different if d != fingerprint.asked),
        gaps=entry.gaps or gaps.numbers(entry.words.partition("\n")[2]),
    )
    others = (
        replace(e, removed=True, anchor=None, different=(*e.different, fingerprint.asked))
        if e.guid == match.guid
        else e
        for e in lock.entries
        if e.guid != entry.guid
    )
    return replace(lock, entries=(*others, recognised))


def different(lock: Lock, matches: Iterable[Match], old: str, new: str) -> Lock:
    """The lock in which the question NEW is never the note OLD; raises DeckgenError if either is missing."""
    entry, match = _entry(lock, old), at_place(matches, new)
    if match.question.anchor and match.question.anchor == entry.anchor:
        raise DeckgenError(
            said(
                "{new} says it is {old} by its id {anchor}; change that comment", new=new, old=old, anchor=entry.anchor
            )
        )
    refused = replace(entry, different=tuple(dict.fromkeys((*entry.different, match.fingerprint.asked))))
    return replace(lock, entries=tuple(refused if e.guid == entry.guid else e for e in lock.entries))


def in_place(lock: Lock, matches: Sequence[Match], path: str, back: str) -> tuple[Lock, Pairs]:
    """The lock in which the new questions of a file are its notes that are gone, in their order; and these pairs.

    New are those that the lock does not know, and gone those that were there at the last build; or else, gone are those
    that went last and new those that came since. Raises DeckgenError if no place has as many of one as of the other,
    with `back`, which takes back an older lock.
    """
    entries = {entry.guid: entry for entry in lock.entries}
    here = [match for match in matches if match.question.span.path == path]
    guids = {match.guid for match in matches}
    asked = {match.fingerprint.asked for match in here}
    known = (entries[guid] for guid in sequence(lock) if entries[guid].path == path)
    free = [entry for entry in known if (entry.guid not in guids or entry.removed) and not asked & set(entry.different)]
    went = max((entry.went for entry in free), default=0)
    gone = [entry for entry in free if not entry.removed] or [entry for entry in free if entry.went == went]
    unbuilt = [match for match in here if match.guid not in entries]
    new = unbuilt or [match for match in here if entries[match.guid].created >= went * 1000]
    after = {entry.guid: entry.after for entry in lock.entries if entry.path == path}
    fresh = {match.guid for match in new}
    places = stretches(["" if match.guid in fresh else match.guid for match in here], gone, after)
    looked = [New(match.question.note_kind, match.fingerprint.answered, match.fingerprint.words) for match in new]
    pairs = counterparts(looked, gone, places)
    if not any(pairs) and len(new) == len(gone) and told(looked, gone):
        raise DeckgenError(
            said(
                "new questions of {file} have answers or words of its notes that are gone, in another order; say which "
                "each is: deckgen lock --same GUID FILE:LINE (deckgen diff --json shows the guids)",
                file=path,
            )
        )  # fmt: skip
    if not any(pairs):
        raise DeckgenError(
            said(
                "{file} has {questions} and lacks {notes} that it had: not one each; if it was built since then, "
                "take back the lock of before ({command}) and give this command once more",
                file=path, questions=counted(len(new), "new question"), notes=counted(len(gone), "note"), command=back,
            )
        )  # fmt: skip
    made = tuple((entry, match) for match, entry in zip(new, pairs, strict=True) if entry)
    for entry, match in made:
        lock = same(lock, matches, entry.guid, match.guid)
    return lock, made


def adopting(lock: Lock, adopted: Mapping[str, Adopted], refused: Mapping[str, str]) -> Lock:
    """The lock in which these notes adopt others, by guid; what is adopted now is adopted by no other note.

    `refused` are guids of notes that are not to be adopted, by those of the notes that are not to do so.
    """
    taken = {one.guid for one in adopted.values()}

    def adopts(entry: Entry) -> Adopted | None:
        if one := adopted.get(entry.guid):
            return one
        gone = entry.adopts and (entry.adopts.guid in taken or refused.get(entry.guid) == entry.adopts.guid)
        return None if gone else entry.adopts

    return replace(lock, entries=tuple(replace(entry, adopts=adopts(entry)) for entry in lock.entries))


def _entry(lock: Lock, guid: str) -> Entry:
    entry = next((entry for entry in lock.entries if entry.guid == guid), None)
    if entry is None:
        raise DeckgenError(said("no note {guid} in the lock; deckgen list --json shows the guids", guid=guid))
    return entry


def at_place(matches: Iterable[Match], place: str) -> Match:
    """The question at `place`, which is a guid or FILE:LINE."""
    path, _, line = place.rpartition(":")
    for match in matches:
        question, span = match.question, match.question.span
        last = question.answer.origins[-1] if question.answer else question.end_line
        if match.guid == place or (span.path == path and line.isdecimal() and span.line <= int(line) <= last):
            return match
    raise DeckgenError(said("no question at {place}; name its file and line, as deckgen list does", place=place))
