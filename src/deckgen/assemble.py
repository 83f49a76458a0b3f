"""Matches and their fields → notes, and the lock that remembers them. A note's `mod` moves only with its content (D2)."""

import re
from dataclasses import dataclass, replace

from deckgen.data import Fields, Match, Note
from deckgen.lock import Entry, Lock, Style
from deckgen.notetypes import REMOVED, NoteType
from deckgen.traits import digest


@dataclass(frozen=True, slots=True)
class Assembly:
    """The notes in their order, and the lock to write when the package is."""

    notes: tuple[Note, ...]
    lock: Lock


def assemble(
    rendered: list[tuple[Match, Fields]],
    before: Lock,
    types: tuple[NoteType, ...],
    now: int,
    *,
    removed: bool,
    touch: bool,
) -> Assembly:
    """`now` is in seconds since the epoch; `removed` ships the notes that are gone, tagged so that one search finds them;
    `touch` makes every note newer than an edit made in Anki.
    """
    known = {entry.guid: entry for entry in before.entries}
    notes, entries = [], []
    last: dict[str, str] = {}
    for order, (match, fields) in enumerate(rendered):
        question, old = match.question, known.get(match.guid)
        row, tags = _row(match, fields), _tags(match)
        content = digest(*row, *tags).hex()[:16]
        mod = old.mod if old and old.content == content and not touch else max(now, old.mod + 1 if old else 0)
        created = old.created if old else now * 1000 + order
        notes.append(Note(match.guid, question.type, question.deck, row, tags, created, mod))
        entries.append(
            Entry(
                guid=match.guid,
                type=question.type,
                path=question.span.path,
                deck=question.deck,
                after=last.get(question.span.path, ""),
                asked=match.traits.asked,
                answered=match.traits.answered,
                words=match.traits.words,
                sketch=match.traits.sketch,
                content=content,
                created=created,
                mod=mod,
                anchor=question.anchor,
                different=old.different if old else (),
            )
        )
        last[question.span.path] = match.guid
    here = {entry.guid for entry in entries}
    for entry in before.entries:
        if entry.guid in here:
            continue
        gone = replace(entry, removed=True)
        if removed:
            note, gone = _farewell(gone, now)
            notes.append(note)
        entries.append(gone)
    styles = {kind.type: _style(kind, before.styles.get(kind.type), now) for kind in types}
    return Assembly(tuple(notes), Lock(before.project, tuple(entries), styles))


def _style(kind: NoteType, old: Style | None, now: int) -> Style:
    if old and old.hash == kind.hash:
        return old
    return Style(kind.hash, max(now, old.mod + 1 if old else 0))


def _row(match: Match, fields: Fields) -> tuple[str, ...]:
    if match.question.type == "cloze":
        return (fields.front, fields.back, fields.topic, fields.source, "")
    reverse = "1" if match.question.kind == "reversed" else ""
    return (fields.front, fields.back, reverse, fields.topic, fields.source, "")


def _tags(match: Match) -> tuple[str, ...]:
    topics = "::".join(filter(None, (tag(topic.replace("::", " ")) for topic in match.question.topics)))
    return tuple(sorted({t for t in (*map(tag, match.question.tags), topics) if t}))


def tag(text: str) -> str:
    """One tag as Anki stores it: no blanks, the ideographic one included, and no empty parts (ANKI.md §3)."""
    parts = (re.sub(r"[\s\u3000\"]+", "-", part.strip()).strip("-") for part in text.split("::"))
    return "::".join(part for part in parts if part)


def _farewell(entry: Entry, now: int) -> tuple[Note, Entry]:
    """A removed note cannot be deleted by an import, but it can say what it is."""
    words = re.sub(r"[&<>]", lambda found: {"&": "&amp;", "<": "&lt;", ">": "&gt;"}[found[0]], entry.words)
    text = f'<div class="question">{words}</div>'
    gone = "This question is no longer in the notes. Delete it in Anki: search for tag:deckgen::removed."
    row = ("{{c1::" + gone + "}}", text, "", "", "") if entry.type == "cloze" else (text, gone, "", "", "", "")
    content = digest(*row, REMOVED).hex()[:16]
    mod = entry.mod if entry.content == content else max(now, entry.mod + 1)
    note = Note(entry.guid, entry.type, entry.deck, row, (REMOVED,), entry.created, mod)
    return note, replace(entry, content=content, mod=mod)
