"""Locks as a build leaves them, without building."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from deckgen.apkg.assemble import assemble
from deckgen.apkg.notetypes import note_type
from deckgen.data import Fields, Question
from deckgen.identity import identify
from deckgen.lock import Entry, Lock, dump


def locked(questions: Sequence[Question], lock: Lock, now: int = 1_700_000_000) -> Lock:
    """The lock after a build of these questions on top of `lock`."""
    matches, _ = identify(tuple(questions), lock)
    types = (note_type("basic", lock.project), note_type("cloze", lock.project))
    fields = {
        match.guid: Fields(match.question.title, match.question.answer.text, "", "")
        for match in matches
        if match.question.answer
    }
    made = assemble(matches, fields, lock, None, types, now, removed=False, touch=False)[1]
    return replace(made, layouts={question.span.path: "headings-2" for question in questions})


def entry(guid: str = "g", deck: str = "D", *former: str, mod: int = 1, **values: Any) -> Entry:
    """A note in a lock, in `deck` now and in `former` decks before; `values` are more of the entry's fields."""
    known: dict[str, Any] = {"type": "basic", "path": "a.md", "after": "", "asked": "1", "answered": "2"}
    known |= {"words": "What?", "sketch": "", "content": "3", "created": 5} | values
    return Entry(guid=guid, deck=deck, decks=former, mod=mod, **known)


def version_1(lock: Lock) -> str:
    """The text of the lock as version 1 wrote it: without counts and checksums."""
    rows = [json.loads(line) for line in dump(lock).splitlines()]
    rows[0]["deckgen"] = 1
    later = {"sum", "notes", "files", "digest", "last"}
    kept = ({key: value for key, value in row.items() if key not in later} for row in rows)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept)
