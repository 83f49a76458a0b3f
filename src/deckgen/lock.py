"""deckgen.lock: what every note was at the last build, one line each so that git can merge it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from deckgen.diagnostics import DeckgenError

VERSION = 1
Name = Literal["basic", "cloze"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One note at the last build.

    `after` is the guid of the note before it in its file: unlike a number it changes only where something changed, so
    that git can merge. `asked` and `answered` are digests; `words` and `sketch` are what an edited question is
    recognised by; `different` are digests of questions the author said it is not. `content` is the digest of what the note shows;
    `created` is in ms and `mod` in s since the epoch. `decks` are those it was in before: a card that is still in one of them
    was not moved by its owner.
    """

    guid: str
    type: Name
    path: str
    deck: str
    after: str
    asked: str
    answered: str
    words: str
    sketch: str
    content: str
    created: int
    mod: int
    anchor: str | None = None
    removed: bool = False
    different: tuple[str, ...] = ()
    decks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """What a note type looked like at the last build: a digest, and its `mod` in s since the epoch."""

    hash: str
    mod: int


@dataclass(frozen=True, slots=True)
class Lock:
    """The project's frozen id, its note types, all notes that ever were, and the layout each file was read in."""

    project: str
    entries: tuple[Entry, ...] = ()
    styles: Mapping[Name, Style] = field(default_factory=dict)
    layouts: Mapping[str, str] = field(default_factory=dict)


def dump(lock: Lock) -> str:
    """The file's text: a header, then the files by path, then the notes by guid. What is nothing is left out."""
    styles = {name: asdict(lock.styles[name]) for name in sorted(lock.styles)}
    rows: list[dict[str, object]] = [{"deckgen": VERSION, "project": lock.project, "styles": styles}]
    rows += [{"file": path, "layout": layout} for path, layout in sorted(lock.layouts.items())]
    for entry in sorted(lock.entries, key=lambda e: e.guid):
        rows.append(
            {
                key: value
                for key, value in asdict(entry).items()
                if value is not None and value is not False and value != ()
            }
        )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def load(text: str, path: str) -> Lock:
    """The lock; raises DeckgenError with the line when it cannot be read.

    A union merge (`deckgen.lock merge=union` in .gitattributes) leaves what both branches wrote: of a note or a header
    that stands twice, the later one counts.
    """
    heads: list[dict[str, Any]] = []
    entries: dict[str, Entry] = {}
    layouts: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
            raise DeckgenError(f"{path}:{number}: a merge conflict is not resolved; keep the lines of both sides")
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if "deckgen" in row:
                if row["deckgen"] > VERSION:
                    raise DeckgenError(f"{path}:{number}: written by a newer deckgen; update deckgen")
                if heads and row["project"] != heads[0]["project"]:
                    raise DeckgenError(
                        f"{path}:{number}: the lock of another project, {row['project']}; restore the file"
                    )
                heads.append(row)
            elif "file" in row:
                layouts[row["file"]] = str(row["layout"])
            else:
                entry = _entry(row)
                if entry.guid not in entries or entry.mod > entries[entry.guid].mod:
                    entries[entry.guid] = entry
        except (ValueError, TypeError, KeyError) as error:
            raise DeckgenError(f"{path}:{number}: this line is not a lock entry ({error}); restore the file") from error
    if not heads:
        raise DeckgenError(f"{path}:1: the lock has no header; restore it, or delete it to start anew")
    styles: dict[Name, Style] = {}
    try:
        for name, style in (item for head in heads for item in head["styles"].items()):
            if name not in styles or style["mod"] > styles[name].mod:
                styles[name] = Style(**style)
    except (TypeError, KeyError, AttributeError) as error:
        raise DeckgenError(f"{path}:1: the header is damaged ({error}); restore the file") from error
    return Lock(str(heads[0]["project"]), tuple(entries.values()), styles, layouts)


def _entry(row: dict[str, Any]) -> Entry:
    values = {known.name: row[known.name] for known in fields(Entry) if known.name in row}
    entry = Entry(**values | {key: tuple(row.get(key, ())) for key in ("different", "decks")})
    if not (isinstance(entry.mod, int) and isinstance(entry.created, int) and isinstance(entry.guid, str)):
        raise TypeError("guid, mod or created has the wrong type")
    return entry
