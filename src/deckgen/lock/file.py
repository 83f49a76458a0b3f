"""The file deckgen.lock: what every note was at the last build, one line for each note so that git can merge it."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, get_args

from deckgen.data import NoteKind
from deckgen.diagnostics import DeckgenError

VERSION = 1
_KINDS: tuple[NoteKind, ...] = get_args(NoteKind)
# Whole groups of base 85, each of which certainly fits into four bytes: none begins with one of the last three letters.
_SKETCH = re.compile(r"(?:[0-9A-Za-z!#$%&()*+\-;<=>?@^_`{][0-9A-Za-z!#$%&()*+\-;<=>?@^_`{|}~]{4})*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One note at the last build.

    `after` is the guid of the note before it in its file. Unlike a number it changes only where something changed, so
    that git can merge. `asked`, `answered`, `words` and `sketch` are the fingerprint. `different` are the digests of
    questions that the author said it is not. `content` is the digest of what the note shows, empty for a question that
    never had an answer. `created` is in ms and `mod` in s since the epoch. `decks` are those it was in before: a card
    that is still in one of them was not moved by its owner. `home` is the project that the note was made in, where that
    is another one: the note keeps that project's note type. `tags` are all that it ever had from its author, the latest
    last, and `texts` the digests of what its fields showed, the latest last: what else is in Anki is its owner's.
    `gaps` are the numbers of a cloze's gaps with their words, in reading order, and `gone` those of the gaps that it
    had before: a number is never given to other words.
    """

    guid: str
    type: NoteKind
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
    home: str = ""
    tags: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    gaps: tuple[tuple[int, str], ...] = ()
    gone: tuple[tuple[int, str], ...] = ()

    @property
    def title(self) -> str:
        """The question's title as the lock remembers it, without markup."""
        return self.words.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Style:
    """How a note type looked at the last build: a digest of templates and CSS, and its `mod` in s since the epoch."""

    hash: str
    mod: int


@dataclass(frozen=True, slots=True)
class Lock:
    """The project's id, which never changes, all notes that ever were, the note types, and the layout of each file."""

    project: str
    entries: tuple[Entry, ...] = ()
    styles: Mapping[str, Style] = field(default_factory=dict)
    layouts: Mapping[str, str] = field(default_factory=dict)


def dump(lock: Lock) -> str:
    """The text of the file: a header, then the files by path, then the notes by guid; empty values are left out."""
    styles = {name: asdict(lock.styles[name]) for name in sorted(lock.styles)}
    rows: list[dict[str, object]] = [{"deckgen": VERSION, "project": lock.project, "styles": styles}]
    rows += [{"file": path, "layout": layout} for path, layout in sorted(lock.layouts.items())]
    for entry in sorted(lock.entries, key=lambda e: e.guid):
        rows.append(
            {
                key: value
                for key, value in asdict(entry).items()
                if value is not None and value is not False and value != () and (key != "home" or value)
            }
        )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def load(text: str, path: str) -> Lock:
    """The lock; raises DeckgenError with the line that cannot be read.

    A union merge (`deckgen.lock merge=union` in .gitattributes) keeps the lines of both branches: of a note or a header
    that stands twice, the later one counts.
    """
    heads: list[Lock] = []
    entries: dict[str, Entry] = {}
    layouts: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(("<<<<<<<", "|||||||", "=======", ">>>>>>>")):
            raise DeckgenError(f"{path}:{number}: a merge conflict is not resolved; keep the lines of both sides")
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise TypeError("no object")
            if "deckgen" in row:
                if row["deckgen"] > VERSION:
                    raise DeckgenError(f"{path}:{number}: written by a newer deckgen; update deckgen")
                head = Lock(_text(row, "project"), styles=_styles(row["styles"]))
                if heads and head.project != heads[0].project:
                    raise DeckgenError(
                        f"{path}:{number}: the lock of another project, {head.project}; restore the file"
                    )
                heads.append(head)
            elif "file" in row:
                layouts[_text(row, "file")] = _text(row, "layout")
            else:
                entry = _entry(row)
                entries[entry.guid] = _later(entries.get(entry.guid, entry), entry)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise DeckgenError(f"{path}:{number}: this line is not a lock entry ({error}); restore the file") from error
    if not heads:
        raise DeckgenError(f"{path}:1: the lock has no header; restore it, or delete it to start anew")
    styles: dict[str, Style] = {}
    for name, style in (item for head in heads for item in head.styles.items()):
        if name not in styles or style.mod > styles[name].mod:
            styles[name] = style
    return Lock(heads[0].project, tuple(entries.values()), styles, layouts)


def _later(one: Entry, other: Entry) -> Entry:
    """The later of two lines about one note, with the `different`, the `decks` and the numbers of gaps of both."""
    entry = other if other.mod > one.mod else one
    different = tuple(dict.fromkeys((*one.different, *other.different)))
    decks = tuple(deck for deck in dict.fromkeys((*one.decks, *other.decks)) if deck != entry.deck)
    numbers = {number for number, _ in entry.gaps}
    gaps = dict((*one.gaps, *other.gaps, *one.gone, *other.gone, *entry.gone))
    gone = tuple((number, words) for number, words in gaps.items() if number not in numbers)
    return replace(entry, different=different, decks=decks, gone=gone)


def _styles(row: dict[str, Any]) -> dict[str, Style]:
    if strange := [name for name in row if name.rpartition(":")[2] not in _KINDS]:
        raise TypeError(f"no note type is called {strange[0]}")
    return {name: Style(_text(row[name], "hash"), _number(row[name], "mod")) for name in row}


def _gap(value: Any) -> tuple[int, str]:
    if not isinstance(value, list) or [type(part) for part in value] != [int, str]:
        raise TypeError("gaps are damaged")
    return value[0], value[1]


def _entry(row: dict[str, Any]) -> Entry:
    for name in ("guid", "path", "deck", "after", "asked", "answered", "words", "sketch", "content"):
        _text(row, name)
    for name in ("created", "mod"):
        _number(row, name)
    if row.get("type") not in _KINDS:
        raise TypeError("type is no note type")
    if not isinstance(row.get("anchor", ""), str) or not isinstance(row.get("removed", False), bool):
        raise TypeError("anchor or removed is damaged")
    lists: dict[str, Any] = {name: tuple(_texts(row, name)) for name in ("different", "decks", "tags", "texts")}
    lists |= {name: tuple(_gap(gap) for gap in row.get(name, ())) for name in ("gaps", "gone")}
    if not isinstance(row.get("home", ""), str):
        raise TypeError("home is not a text")
    # Decoding a sketch takes as long as reading its line; most are plainly well formed.
    if not _SKETCH.fullmatch(row["sketch"]) and len(base64.b85decode(row["sketch"])) % 4 + len(row["sketch"]) % 5:
        raise ValueError("sketch is cut off")
    values = {one.name: row[one.name] for one in fields(Entry) if one.name in row}
    return Entry(**values | lists)


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise TypeError(f"{name} is not a text")
    return value


def _texts(row: dict[str, Any], name: str) -> list[str]:
    value = row.get(name, [])
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise TypeError(f"{name} is no list of texts")
    return value


def _number(row: dict[str, Any], name: str) -> int:
    value = row.get(name)
    if type(value) is not int:
        raise TypeError(f"{name} is not a whole number")
    return value
