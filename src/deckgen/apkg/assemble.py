"""Matches and their fields → notes, and the lock that remembers them.

A note's `mod` moves only with its content, so that an import leaves alone what the author did not change
(docs/anki.md, Notes).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from deckgen import ids
from deckgen.apkg import stored
from deckgen.apkg.notetypes import REMOVED, NoteType
from deckgen.data import Basic, Cloze, Fields, Match, Note, Reading, Span
from deckgen.diagnostics import DECK_TOO_DEEP, DECK_TWIN, NOTES_NONE, QUESTION_NONE, Diagnostic
from deckgen.lock import Entry, Lock, Style
from deckgen.wording import said

# So many of a note's former texts are remembered: a collection may be that many builds behind.
_TEXTS = 8


def assemble(
    matches: Sequence[Match],
    fields: Mapping[str, Fields],
    before: Lock,
    shipped: Lock | None,
    types: Sequence[NoteType],
    now: int,
    *,
    removed: bool,
    touch: bool,
) -> tuple[tuple[Note, ...], Lock]:
    """The notes in their order, and the lock to write together with the package.

    `fields` are by guid, and have none for unanswered questions. `shipped` is what the last package holds: git may have
    gone back to an older lock, but Anki only takes what is newer than what it has. `now` is in seconds since the epoch.

    `removed` ships removed notes once more, tagged so that one search finds them; `touch` makes every note newer than
    an edit made in Anki.
    """
    former = {entry.guid: entry for entry in before.entries}
    there = {entry.guid: entry for entry in shipped.entries} if shipped else {}
    notes: list[Note] = []
    entries: dict[str, Entry] = {}
    last: dict[str, str] = {}
    for order, match in enumerate(matches):
        question, old, deck = match.question, former.get(match.guid), stored.deck(match.question.deck)
        entry = _entry(match, old, last.get(question.span.path, ""))
        if shown := fields.get(match.guid):
            row, tags = _row(match, shown), _tags(match)
            content = ids.short(*row, *tags)
            newest, mod = _times(content, entry, there.get(match.guid), now, touch=touch)
            # A note that was removed may be in Anki's graves for ever, by its id: it returns under another.
            fresh = not entry.created or (old and old.removed)
            created = max(now * 1000 + order, entry.created + 1) if fresh else entry.created
            # Of what an older version built only the digest of text and tags together is known.
            texts = _last((*(entry.texts or filter(None, (entry.content,))), ids.short(*row)))[-_TEXTS:]
            given = _last((*entry.tags, *tags))
            entry = replace(entry, content=content, mod=mod, created=created, removed=False, tags=given, texts=texts)
            notes.append(Note(match.guid, question.note_kind, deck, row, tags, created, newest, entry.home))
        entries[match.guid] = entry
        last[question.span.path] = match.guid
    for old in before.entries:
        if old.guid not in entries:
            entries[old.guid] = _gone(old, there.get(old.guid), now)
    for entry in list(entries.values()) if removed else ():
        if entry.removed and entry.content:
            note, entries[entry.guid] = _farewell(entry, there.get(entry.guid), now)
            notes.append(note)
    looks = [before.styles, *([shipped.styles] if shipped else [])]
    styles = {
        kind.key: Style(kind.hash, _mod(kind.hash, [look[kind.key] for look in looks if kind.key in look], now))
        for kind in types
    }
    return tuple(notes), Lock(before.project, tuple(entries.values()), styles)


def unmade(matches: Sequence[Match], notes: Sequence[Note]) -> Iterator[Diagnostic]:
    """What is to be said of decks that no import makes as they are, each at the first question whose note it has."""
    places = {match.guid: match.question.span for match in reversed(matches)}
    first = {note.deck: places[note.guid] for note in reversed(notes) if note.guid in places}
    alike: dict[str, str] = {}
    for deck in sorted(first):
        if trouble := stored.too_deep(deck):
            hint = said("shorten its name (deck: in front matter) or its folders")
            yield Diagnostic(DECK_TOO_DEEP, first[deck], trouble, hint)
        if (other := alike.setdefault(deck.casefold(), deck)) != deck:
            message = said("to Anki the deck {name} is {other}; it adds _ to the name of one", name=deck, other=other)
            hint = said("rename one of them (deck: in front matter), by more than its capitals")
            yield Diagnostic(DECK_TWIN, first[deck], message, hint)


def without_notes(
    remarks: Sequence[Diagnostic], matches: Sequence[Match], before: Lock, readings: Mapping[str, Reading], check: str
) -> list[Diagnostic]:
    """What is to be said where there are no notes: an error, at the first path if none of the `remarks` has another.

    What was said of each file that has no question is said by the error; another error is its cause. Questions that
    wait for their first answers are remembered where the author set how they are written, and else are hardly any. The
    command to `check` says more.
    """
    had = any(entry.content and not entry.removed for entry in before.entries)
    if matches and not had and any(one.told and one.questions for one in readings.values()):
        return list(remarks)
    nothing = [one for one in remarks if one.rule is QUESTION_NONE]
    others = [one for one in remarks if one.rule is not QUESTION_NONE]
    if any(one.rule.severity == "error" for one in others):
        return others
    if nothing and not matches:
        return [*others, replace(nothing[0], rule=NOTES_NONE)]
    if not matches:
        message = said("there is no question with an answer here")
        hint = said("{command} says how each file was read", command=check)
        return [*others, Diagnostic(NOTES_NONE, Span(next(iter(readings), "")), message, hint)]
    if had:
        message, hint = said("none of the questions here has an answer any more"), said("write the answers below them")
    else:
        message = said("none of the questions here has an answer yet")
        hint = said("write an answer below one; if it has one, {command} says how each file was read", command=check)
    return [*others, Diagnostic(NOTES_NONE, matches[0].question.span, message, hint)]


def _entry(match: Match, old: Entry | None, after: str) -> Entry:
    """The note as the lock remembers it; one that has no answer any more counts as removed."""
    question, fingerprint = match.question, match.fingerprint
    return Entry(
        guid=match.guid,
        type=question.note_kind,
        path=question.span.path,
        deck=stored.deck(question.deck),
        after=after,
        asked=fingerprint.asked,
        answered=fingerprint.answered,
        words=fingerprint.words,
        sketch=fingerprint.sketch,
        content=old.content if old else "",
        created=old.created if old else 0,
        mod=old.mod if old else 0,
        anchor=question.anchor,
        removed=bool(old and old.content),
        different=old.different if old else (),
        decks=_left(old, stored.deck(question.deck)),
        home=old.home if old else "",
        tags=old.tags if old else (),
        texts=old.texts if old else (),
        gaps=match.gaps,
        gone=match.gone,
        reversed=isinstance(question, Basic) and question.reversed,
        adopts=old.adopts if old else None,
    )


def _last(values: Sequence[str]) -> tuple[str, ...]:
    """Each value once, in the order in which they come last."""
    return tuple(dict.fromkeys(reversed(values)))[::-1]


def _left(old: Entry | None, deck: str) -> tuple[str, ...]:
    """The decks that the note was in before this one, the latest last."""
    if old is None:
        return ()
    return tuple(d for d in dict.fromkeys((*old.decks, old.deck)) if d and d != deck)


def _mod(content: str, known: Sequence[Entry | Style], now: int, *, touch: bool = False) -> int:
    """The time of what has this digest: that of the latest known one if it has the same, else a later time.

    Of two with one time the first counts.
    """
    latest = max(known, key=lambda one: one.mod, default=None)
    if latest is None:
        return now
    same = content == (latest.content if isinstance(latest, Entry) else latest.hash)
    return latest.mod if same and not touch else max(now, latest.mod + 1)


def _times(content: str, old: Entry, there: Entry | None, now: int, *, touch: bool = False) -> tuple[int, int]:
    """The time of the note to ship, which what the last package holds may be ahead of; and the time for the lock.

    A lock that already says what the note shows stays as it is: git has it.
    """
    newest = _mod(content, [*filter(None, [there]), old], now, touch=touch)
    return newest, old.mod if content == old.content and not touch else newest


def _gone(old: Entry, there: Entry | None, now: int) -> Entry:
    """The entry of a note that is removed, with what was shipped last: if another text returns, it is a change."""
    old = replace(old, removed=True, went=old.went or now)
    if there and there.content and there.mod >= old.mod:
        return replace(old, content=there.content, mod=there.mod)
    newest, _ = _times(old.content, old, there, now)
    return replace(old, mod=newest)


def _row(match: Match, fields: Fields) -> tuple[str, ...]:
    """The fields in the order of the note type, as Anki stores them."""
    return tuple(stored.text(_apart(text)) for text in _fields(match, fields))


def _apart(text: str) -> str:
    """A field in which no stroke over a sign makes one with the `>` of a tag, `≯`, when it is composed."""
    return text.replace("\u0338", "&#824;")


def _fields(match: Match, fields: Fields) -> tuple[str, ...]:
    if isinstance(match.question, Cloze):
        return (fields.front, fields.back, fields.topic, fields.source, "")
    reverse = "1" if match.question.reversed else ""
    return (fields.front, fields.back, reverse, fields.topic, fields.source, "")


def _tags(match: Match) -> tuple[str, ...]:
    """The author's tags, and one that nests the headings above the question."""
    topics = "::".join(filter(None, (tag(topic.replace("::", " ")) for topic in match.question.topics)))
    return tuple(sorted({t for t in (*map(tag, match.question.tags), topics) if t}))


def tag(text: str) -> str:
    """One tag as Anki stores it (docs/anki.md, Cards and decks).

    It has no blanks, U+3000 among them, and no empty parts.
    """
    parts = (re.sub(r"[\s\u3000\"]+", "-", part.strip()).strip("-") for part in stored.text(text).split("::"))
    return "::".join(part for part in parts if part)


def _farewell(entry: Entry, there: Entry | None, now: int) -> tuple[Note, Entry]:
    """A removed note that says what it is, for an import cannot delete it; and its entry in the lock."""
    words = re.sub(r"[&<>]", lambda match: {"&": "&amp;", "<": "&lt;", ">": "&gt;"}[match[0]], entry.words)
    text = stored.text(_apart(f'<div class="question">{words}</div>'))
    gone = "This question is no longer in the notes. Delete it in Anki: search for tag:deckgen::removed."
    row = ("{{c1::" + gone + "}}", text, "", "", "") if entry.type == "cloze" else (text, gone, "", "", "", "")
    content = ids.short(*row, REMOVED)
    texts = _last((*entry.texts, ids.short(*row)))[-_TEXTS:]
    newest, mod = _times(content, entry, there, now)
    entry = replace(entry, content=content, mod=mod, texts=texts, deck=stored.deck(entry.deck))
    return Note(entry.guid, entry.type, entry.deck, row, (REMOVED,), entry.created, newest, entry.home), entry
