"""deckgen.lock: what every note was at the last build, one line each so that git can merge it."""

import json
from dataclasses import asdict, dataclass, fields

from deckgen.diagnostics import DeckgenError

VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One note: `created` in ms and `mod` in s since the epoch; `content` is the hash of what it shows."""

    guid: str
    path: str
    order: int
    asked: str
    answered: str
    content: str
    created: int
    mod: int
    anchor: str | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Lock:
    """The project's frozen id, the note type's hash and time, and all notes."""

    project: str
    entries: tuple[Entry, ...] = ()
    style: str = ""
    style_mod: int = 0


def dump(lock: Lock) -> str:
    """The file's text: a header, then the notes by guid."""
    head = {"deckgen": VERSION, "project": lock.project, "style": lock.style, "style_mod": lock.style_mod}
    rows = [head, *(asdict(entry) for entry in sorted(lock.entries, key=lambda e: e.guid))]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def load(text: str, path: str) -> Lock:
    """The lock; raises DeckgenError with the line when it cannot be read."""
    head: dict[str, object] = {}
    entries = []
    names = {field.name for field in fields(Entry)}
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
            raise DeckgenError(f"{path}:{number}: a merge conflict is not resolved; keep the lines of both sides")
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not head:
                head = row
                if row["deckgen"] > VERSION:
                    raise DeckgenError(f"{path}:{number}: written by a newer deckgen; update deckgen")
            else:
                entries.append(Entry(**{key: value for key, value in row.items() if key in names}))
        except (ValueError, TypeError, KeyError) as error:
            raise DeckgenError(f"{path}:{number}: this line is not a lock entry ({error}); restore the file") from error
    if not head:
        raise DeckgenError(f"{path}:1: the lock is empty; restore it, or delete it to start anew")
    guids = [entry.guid for entry in entries]
    if len(set(guids)) != len(guids):
        twice = next(guid for guid in guids if guids.count(guid) > 1)
        raise DeckgenError(f"{path}: the note {twice} stands twice; keep one of its lines")
    return Lock(str(head["project"]), tuple(entries), str(head["style"]), int(str(head["style_mod"])))
