"""Questions + lock → which note each one is.

What is certain comes first (an explicit id, the same text), then one decision over all notes that vanished and all
questions that appeared, which weighs question, answer, place and neighbours. A question of which this is not sure
becomes a new note: its reviews start anew, but no note's reviews ever go to another question.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from deckgen.data import Match, Question
from deckgen.diagnostics import ID_DUPLICATE, Diagnostic
from deckgen.identity import remarks
from deckgen.identity.search import Search, minted
from deckgen.lock import Entry, Lock
from deckgen.lock.counterparts import New, counterparts, stretches, told
from deckgen.lock.fingerprint import fingerprint
from deckgen.wording import said

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
    diagnostics += _in_place(search)
    diagnostics += _of_copies(search)
    used, turns = lock.guids | elsewhere, Counter[str]()
    matches = []
    for at, question in enumerate(questions):
        guid, how = search.taken.get(at) or (_mint(lock.project, question, used, turns), "new")
        matches.append(Match(question, guid, how, fingerprints[at]))
    diagnostics += _claimed(matches, lock)
    return tuple(matches), (*diagnostics, *remarks.duplicates(questions, fingerprints))


def _claimed(matches: Sequence[Match], lock: Lock) -> list[Diagnostic]:
    """What is said of new questions to which another branch had given the guid that a question of this one keeps."""
    here, asked = {match.guid: match.question for match in matches}, defaultdict[str, list[Match]](list)
    for match in matches:
        if match.how == "new":
            asked[match.fingerprint.asked].append(match)
    return [
        remarks.claimed(match.question, entry, here[entry.guid])
        for entry in lock.claimed
        if entry.guid in here
        for match in asked[entry.asked]
        if match.fingerprint.answered == entry.answered or match.question.span.path == entry.path
    ]


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


def _in_place(search: Search) -> list[Diagnostic]:
    """What is said of files in which questions appeared where notes vanished: place, order and answers may tell."""
    here = _by_file(search)
    entries = {guid: entry for guid, entry in search.entries.items() if not entry.removed}
    there: dict[str, list[str]] = defaultdict(list)
    for guid in search.order:
        if guid in entries:
            there[entries[guid].path].append(guid)
    diagnostics = []
    for path, positions in here.items():
        new, gone = [at for at in positions if at not in search.taken], [g for g in there[path] if g in search.free]
        questions, notes = [search.questions[at] for at in new], [search.free[guid] for guid in gone]
        if not any(note.content for note in notes):
            continue
        now = [search.taken[at][0] if at in search.taken else "" for at in positions]
        places = stretches(now, notes, {guid: entries[guid].after for guid in there[path]})
        looked = [_new(search, at) for at in new]
        pairs = counterparts(looked, notes, places)
        paired = [question for question, note in zip(questions, pairs, strict=True) if note]
        stayed = told(looked, notes)
        if len(paired) >= _SEVERAL:
            diagnostics.append(remarks.in_place(paired))
        elif not paired and len(stayed) >= _SEVERAL:
            diagnostics.append(remarks.shuffled([questions[number] for number in stayed]))
        diagnostics += [
            remarks.replaced([questions[number] for number in place.new], place.gone)
            for place in places
            if not any(pairs[number] for number in place.new)
            and _SEVERAL <= len(place.new) != len(place.gone) >= _SEVERAL
        ]
        if len(new) == len(gone) == len(paired) == 1 and not _is_doubted(search, new[0], notes[0]):
            now = [guid or gone[0] for guid in now]
            if _around(now, gone[0]) == _around(there[path], gone[0]):
                diagnostics.append(remarks.rewritten(questions[0], notes[0]))
            elif stayed:
                diagnostics.append(remarks.unsure(questions[0], notes[0]))
    return diagnostics


def _of_copies(search: Search) -> list[Diagnostic]:
    """What is said of questions that a copy of their file had, where notes of the file itself are gone.

    A file was a copy if no less than half of its questions with their answers were those of the other one.
    """
    notes = {guid: entry for guid in search.order if not (entry := search.entries[guid]).removed}
    texts, here = defaultdict[str, set[tuple[str, str]]](set), _by_file(search)
    for note in notes.values():
        texts[note.path].add((note.asked, note.answered))
    diagnostics = []
    for path, positions in here.items():
        known = {at: notes.get(search.taken[at][0]) for at in positions if at in search.taken}
        came = {
            at: copy
            for at, copy in known.items()
            if copy and copy.path not in here and 2 * len(texts[copy.path] & texts[path]) >= len(texts[copy.path])
        }
        if not came:
            continue
        was = [note for note in notes.values() if note.path == path]
        gone = [note for note in was if note.guid in search.free and note.content]
        now = ["" if at in came or at not in known else search.taken[at][0] for at in positions]
        new = [at for at, guid in zip(positions, now, strict=True) if not guid]
        places = stretches(now, gone, {note.guid: note.after for note in was})
        for at, stood in zip(new, counterparts([_new(search, at) for at in new], gone, places), strict=True):
            if stood and at in came and search.may_be(at, stood):
                diagnostics.append(remarks.copied(search.questions[at], came[at], stood))
    return diagnostics


def _by_file(search: Search) -> dict[str, list[int]]:
    """The places of the questions of each file."""
    here: dict[str, list[int]] = defaultdict(list)
    for at, question in enumerate(search.questions):
        here[question.span.path].append(at)
    return here


def _new(search: Search, at: int) -> New:
    one = search.fingerprints[at]
    return New(search.questions[at].note_kind, one.answered, one.words)


def _is_doubted(search: Search, at: int, entry: Entry) -> bool:
    """True if the question cannot be the note, or something is said of one of them already."""
    return not search.may_be(at, entry) or any(at == pair.at or entry.guid == pair.guid for pair in search.unsure)


def _around(guids: Sequence[str], one: str) -> tuple[str, str]:
    """What stands before and after this one; empty at the ends."""
    at, padded = guids.index(one), ("", *guids, "")
    return padded[at], padded[at + 2]


def _mint(project: str, question: Question, used: set[str], turns: Counter[str]) -> str:
    """A guid that is not among the `used` ones, and is added to them; `turns` are those that equal questions tried."""
    first = minted(project, question, 0)
    while (guid := minted(project, question, turns[first])) in used:
        turns[first] += 1
    used.add(guid)
    return guid
