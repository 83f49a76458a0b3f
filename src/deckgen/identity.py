"""Questions + lock → which note each one is. One note's history never goes to another question by guessing."""

import base64
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable

from rapidfuzz import fuzz

from deckgen.data import Match, Question
from deckgen.diagnostics import ID_DUPLICATE, QUESTION_DUPLICATE, Diagnostic
from deckgen.lock import Entry, Lock

_NUMBER = re.compile(r"^\s*(?:q\s*)?(?:\d+(?:\.\d+)*\s*[.、:：)）]\s*|\d+(?:\.\d+)+\s+)+", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]*>|[*_`#\\]|⭐️?")
_ALIKE = 86.0
_MARGIN = 6.0


def digest(*parts: str) -> bytes:
    """SHA-256 over length-prefixed parts, so that ("ab", "c") and ("a", "bc") differ."""
    return hashlib.sha256(b"".join(b"%d:%s" % (len(raw), raw) for raw in (p.encode() for p in parts))).digest()


def normal(text: str) -> str:
    """The text without numbering, markup, case and white space."""
    return "".join(_NUMBER.sub("", _MARKUP.sub("", unicodedata.normalize("NFKC", text))).lower().split())


def asked(question: Question) -> str:
    """What the question asks, its code and options included."""
    return normal(question.title) + "\n" + normal(question.prompt.text)


def answered(question: Question) -> str:
    """A digest of the answer, empty when there is none."""
    return digest(normal(question.answer.text)).hex()[:16] if question.answer else ""


def identify(questions: tuple[Question, ...], lock: Lock) -> tuple[tuple[Match, ...], list[Diagnostic]]:
    """A match for each question, in order. New questions mint a guid from project, kind and text (D1)."""
    said: list[Diagnostic] = []
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
    keys: tuple[tuple[str, Callable[[Question], object], Callable[[Entry], object]], ...] = (
        ("same", lambda q: (asked(q), answered(q), q.span.path), lambda e: (e.asked, e.answered, e.path)),
        ("moved", lambda q: (asked(q), answered(q)), lambda e: (e.asked, e.answered)),
        ("same", lambda q: (asked(q), q.span.path), lambda e: (e.asked, e.path)),
        ("moved", asked, lambda e: e.asked),
        ("reworded", lambda q: answered(q) or None, lambda e: e.answered or None),
    )
    for step, (how, of_question, of_entry) in enumerate(keys):
        old: dict[object, list[Entry]] = defaultdict(list)
        new: dict[object, list[int]] = defaultdict(list)
        for entry in free.values():
            old[of_entry(entry)].append(entry)
        for at, question in enumerate(questions):
            if at not in taken and not _stranger(question, anchors, at):
                new[of_question(question)].append(at)
        for key, places in new.items():
            entries = old.get(key, [])
            if key is not None and (len(places) == len(entries) == 1 or step == 0):
                for at, entry in zip(places, sorted(entries, key=lambda e: e.order), strict=False):
                    if question_anchor_fits(questions[at], entry):
                        claim(at, entry, how)
    for at, entry in _alike(questions, taken, free):
        claim(at, entry, "reworded")

    used = {guid for guid, _ in taken.values()} | {entry.guid for entry in lock.entries}
    matches = []
    for at, question in enumerate(questions):
        if at not in taken:
            taken[at] = (_mint(lock.project, question, used), "new")
        matches.append(Match(question, *taken[at]))
    said += _duplicates(questions)
    return tuple(matches), said


def question_anchor_fits(question: Question, entry: Entry) -> bool:
    """Whether the two do not carry different explicit ids."""
    return question.anchor is None or entry.anchor is None or question.anchor == entry.anchor


def _stranger(question: Question, anchors: dict[str, int], at: int) -> bool:
    return question.anchor is not None and anchors.get(question.anchor) != at


def _alike(
    questions: tuple[Question, ...], taken: dict[int, tuple[str, str]], free: dict[str, Entry]
) -> list[tuple[int, Entry]]:
    """Pairs of the same file whose questions are alike, and each clearly the other's best."""
    by_path = defaultdict(list)
    for entry in free.values():
        by_path[entry.path].append(entry)
    scores: list[tuple[float, int, Entry]] = []
    for at, question in enumerate(questions):
        if at in taken:
            continue
        text = asked(question)
        for entry in by_path[question.span.path]:
            score = fuzz.ratio(text, entry.asked, score_cutoff=_ALIKE - _MARGIN)
            if score and question_anchor_fits(question, entry):
                scores.append((score, at, entry))
    scores.sort(key=lambda s: (-s[0], s[1], s[2].guid))
    pairs = []
    for score, at, entry in scores:
        rivals = [s for s, a, e in scores if (a == at) != (e.guid == entry.guid)]
        if score >= _ALIKE and all(score - rival >= _MARGIN for rival in rivals):
            pairs.append((at, entry))
    return pairs


def _mint(project: str, question: Question, used: set[str]) -> str:
    name = f"id:{question.anchor}" if question.anchor else asked(question)
    for turn in range(len(used) + 1):
        guid = base64.b32encode(digest(project, "basic", name, str(turn)))[:16].decode().lower()
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
