"""Questions + lock → which note each one is. One note's history never goes to another question by guessing."""

import base64
from collections import Counter, defaultdict
from collections.abc import Callable

from deckgen.data import Match, Question
from deckgen.diagnostics import ID_DUPLICATE, QUESTION_DUPLICATE, Diagnostic
from deckgen.lock import Entry, Lock
from deckgen.resemblance import alike, features, weights
from deckgen.traits import Traits, asked, digest, overlap, traits, unpack

_ENOUGH = 0.5
_MARGIN = 0.1
_COMMON = 40


def identify(questions: tuple[Question, ...], lock: Lock) -> tuple[tuple[Match, ...], tuple[Diagnostic, ...]]:
    """A match for each question, in order. New questions mint a guid from project, kind and text (D1)."""
    said: list[Diagnostic] = []
    found = tuple(traits(question) for question in questions)
    place = {guid: at for at, guid in enumerate(sequence(lock))}
    free = {entry.guid: entry for entry in lock.entries}
    taken: dict[int, tuple[str, str]] = {}

    def claim(at: int, entry: Entry, how: str) -> None:
        taken[at] = (entry.guid, how)
        del free[entry.guid]

    anchors: dict[str, int] = {}
    for at, question in enumerate(questions):
        if question.anchor is None:
            continue
        if (first := anchors.setdefault(question.anchor, at)) != at:
            place = questions[first].span
            message = f"the id {question.anchor} is already used at {place.path}:{place.line}"
            said.append(Diagnostic(ID_DUPLICATE, question.span, message, "give one of them another id"))
            continue
        if entry := next((e for e in free.values() if e.anchor == question.anchor), None):
            claim(at, entry, "anchored")

    # From certain to probable: all of it, then the question, then the answer. A key must be unambiguous on
    # both sides to count, except that equal questions in one file stay in their order.
    keys: tuple[tuple[str, Callable[[Question, Traits], object], Callable[[Entry], object]], ...] = (
        ("same", lambda q, t: (t.asked, t.answered, q.span.path), lambda e: (e.asked, e.answered, e.path)),
        ("moved", lambda q, t: (t.asked, t.answered), lambda e: (e.asked, e.answered)),
        ("same", lambda q, t: (t.asked, q.span.path), lambda e: (e.asked, e.path)),
        ("moved", lambda q, t: t.asked, lambda e: e.asked),
    )
    for step, (how, of_question, of_entry) in enumerate(keys):
        old: dict[object, list[Entry]] = defaultdict(list)
        new: dict[object, list[int]] = defaultdict(list)
        for entry in free.values():
            old[of_entry(entry)].append(entry)
        for at, question in enumerate(questions):
            if at not in taken and not _stranger(question, anchors, at):
                new[of_question(question, found[at])].append(at)
        for key, places in new.items():
            entries = old.get(key, [])
            if key is not None and (len(places) == len(entries) == 1 or step == 0):
                for at, entry in zip(places, sorted(entries, key=lambda e: place[e.guid]), strict=False):
                    if question_anchor_fits(questions[at], entry):
                        claim(at, entry, how)
    for at, entry in _alike(questions, found, taken, free, place):
        claim(at, entry, "reworded")

    used = {guid for guid, _ in taken.values()} | {entry.guid for entry in lock.entries}
    matches = []
    for at, question in enumerate(questions):
        if at not in taken:
            taken[at] = (_mint(lock.project, question, used), "new")
        matches.append(Match(question, *taken[at]))
    said += _duplicates(questions)
    return tuple(matches), tuple(said)


def question_anchor_fits(question: Question, entry: Entry) -> bool:
    """Whether the two do not carry different explicit ids."""
    return question.anchor is None or entry.anchor is None or question.anchor == entry.anchor


def _stranger(question: Question, anchors: dict[str, int], at: int) -> bool:
    return question.anchor is not None and anchors.get(question.anchor) != at


def _alike(
    questions: tuple[Question, ...],
    found: tuple[Traits, ...],
    taken: dict[int, tuple[str, str]],
    free: dict[str, Entry],
    place: dict[str, int],
) -> list[tuple[int, Entry]]:
    """Pairs that question, answer and neighbours together show to be one note, each clearly the other's best."""
    left = [at for at in range(len(questions)) if at not in taken]
    if not left or not free:
        return []
    telling = {at: features(found[at].words) for at in left}
    was = {guid: features(entry.words) for guid, entry in free.items()}
    weight = weights([*telling.values(), *was.values()])
    answers = {at: unpack(found[at].sketch) for at in left}
    answers_were = {guid: unpack(entry.sketch) for guid, entry in free.items()}
    near = _neighbours(taken, place)

    pairs: list[tuple[float, int, str]] = []
    for at, guid in _candidates(telling, answers, was, answers_were):
        if not question_anchor_fits(questions[at], free[guid]):
            continue
        asks = alike(telling[at], was[guid], weight)
        answers_alike = overlap(answers[at], answers_were[guid])
        score = _score(asks, answers_alike, bool(answers[at] and answers_were[guid]), near(at, guid))
        if score >= _ENOUGH:
            pairs.append((score, at, guid))
    return [(at, free[guid]) for at, guid in _clear(pairs)]


def _score(asks: float, answers: float, both_answered: bool, near: float) -> float:
    """What speaks for one note, 0 to 1. A like question whose answer shares nothing is another question."""
    if not both_answered:
        return asks * 0.8 + near
    if answers < 0.04:
        return asks * 0.5 + near
    return max(0.5 * asks + 0.5 * min(1.0, answers * 1.3), 0.25 + 0.65 * min(1.0, answers * 1.15)) + near


def _candidates(
    telling: dict[int, Counter[str]],
    answers: dict[int, frozenset[int]],
    was: dict[str, Counter[str]],
    answers_were: dict[str, frozenset[int]],
) -> list[tuple[int, str]]:
    """Pairs that share something not everybody has: keeps the work linear in what changed."""
    index: dict[object, list[str]] = defaultdict(list)
    for guid in was:
        for key in (*was[guid], *answers_were[guid]):
            index[key].append(guid)
    found: list[tuple[int, str]] = []
    for at in telling:
        shared: Counter[str] = Counter()
        for key in sorted((*telling[at], *answers[at]), key=lambda k: len(index.get(k, ()))):
            holders = index.get(key, [])
            if len(holders) > _COMMON and shared:
                break
            shared.update(holders[: _COMMON * 4])
        found += [(at, guid) for guid, _ in shared.most_common(_COMMON)]
    return found


def _neighbours(taken: dict[int, tuple[str, str]], place: dict[str, int]) -> Callable[[int, str], float]:
    """How far the notes before and after agree."""
    order = list(place)

    def near(at: int, guid: str) -> float:
        score = 0.0
        for step in (-1, 1):
            then = place.get(guid, -9) + step
            now = taken.get(at + step)
            score += 0.05 * bool(now and 0 <= then < len(order) and order[then] == now[0])
        return score

    return near


def _clear(pairs: list[tuple[float, int, str]]) -> list[tuple[int, str]]:
    """Best first; a pair counts only if neither side has another free partner nearly as good."""
    of_question: dict[int, list[tuple[float, str]]] = defaultdict(list)
    of_entry: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for score, at, guid in pairs:
        of_question[at].append((score, guid))
        of_entry[guid].append((score, at))
    done: dict[int, str] = {}
    gone: set[str] = set()
    for score, at, guid in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
        if at in done or guid in gone:
            continue
        rivals = [s for s, g in of_question[at] if g != guid and g not in gone]
        rivals += [s for s, a in of_entry[guid] if a != at and a not in done]
        if score - max(rivals, default=0.0) >= _MARGIN:
            done[at] = guid
            gone.add(guid)
    return list(done.items())


def _mint(project: str, question: Question, used: set[str]) -> str:
    name = f"id:{question.anchor}" if question.anchor else asked(question)
    for turn in range(len(used) + 1):
        guid = base64.b32encode(digest(project, question.type, name, str(turn)))[:16].decode().lower()
        if guid not in used:
            break
    used.add(guid)
    return guid


def _duplicates(questions: tuple[Question, ...]) -> list[Diagnostic]:
    first: dict[str, Question] = {}
    said = []
    for question in questions:
        before = first.setdefault(asked(question), question)
        if before is not question:
            message = f"the same question stands at {before.span.path}:{before.span.line}"
            said.append(
                Diagnostic(QUESTION_DUPLICATE, question.span, message, "reword one, or give each an id comment")
            )
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
