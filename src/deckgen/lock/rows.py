"""A line of the lock as JSON has it → the note or the note types that it tells of; what is damaged raises TypeError."""

import base64
import re
from collections.abc import Collection
from dataclasses import asdict, fields
from typing import Any, get_args

from deckgen.data import NoteKind
from deckgen.lock.file import Adopted, Entry, Style
from deckgen.wording import said

Row = dict[str, Any]
_KINDS: tuple[NoteKind, ...] = get_args(NoteKind)
_TEXTS = ("guid", "path", "deck", "after", "asked", "answered", "words", "sketch", "content")
_OPTIONAL = ("home", "written", "went")
_LISTS = ("different", "decks", "tags", "texts")
# Times in s and ms, ids in ms; a package has room for 64 bits, and times in ms are made of those in s.
_LIMIT = 2**50
# In the order in which they are written.
KEYS = tuple(one.name for one in fields(Entry))
# Whole groups of base 85, each of which certainly fits into four bytes: none begins with one of the last three letters.
_SKETCH = re.compile(r"(?:[0-9A-Za-z!#$%&()*+\-;<=>?@^_`{][0-9A-Za-z!#$%&()*+\-;<=>?@^_`{|}~]{4})*")


def row(entry: Entry, guids: Collection[str]) -> Row:
    """The entry without what is nothing. `guids` are those of its lock: a place after any other note is none."""
    values = {key: getattr(entry, key) for key in KEYS} | {"after": entry.after if entry.after in guids else ""}
    values["adopts"] = _promise(entry.adopts) if entry.adopts else None
    return {
        key: value
        for key, value in values.items()
        if value is not None and value is not False and value != () and (key not in _OPTIONAL or value)
    }


def entry(row: Row) -> Entry:
    """The note of this row; raises TypeError or ValueError."""
    for name in _TEXTS:
        text(row, name)
    for name in ("created", "mod"):
        number(row, name)
    if row.get("type") not in _KINDS:
        raise TypeError(said("type is no note type"))
    if not isinstance(row.get("anchor", ""), str):
        raise TypeError(said("{key} is not a text", key="anchor"))
    if any(not isinstance(row.get(name, False), bool) for name in ("removed", "reversed")):
        raise TypeError(said("removed or reversed is damaged"))
    lists: Row = {name: tuple(texts(row, name)) for name in _LISTS}
    lists |= {name: tuple(_gap(gap) for gap in row.get(name, ())) for name in ("gaps", "gone")}
    lists |= {"adopts": _adopted(row["adopts"])} if "adopts" in row else {}
    for name in _OPTIONAL:
        if name in row:
            (number if name == "went" else text)(row, name)
    # Decoding a sketch takes as long as reading its line; most are plainly well formed.
    if not _SKETCH.fullmatch(row["sketch"]) and len(base64.b85decode(row["sketch"])) % 4 + len(row["sketch"]) % 5:
        raise ValueError(said("sketch is cut off"))
    return Entry(**{name: row[name] for name in KEYS if name in row} | lists)


def styles(row: Row) -> dict[str, Style]:
    """The note types by their key; raises TypeError."""
    if strange := [name for name in row if name.rpartition(":")[2] not in _KINDS]:
        raise TypeError(said("no note type is called {name}", name=strange[0]))
    return {name: Style(text(row[name], "hash"), number(row[name], "mod")) for name in row}


def text(row: Row, name: str) -> str:
    """The text of this name; raises TypeError."""
    value = row.get(name)
    if not isinstance(value, str):
        raise TypeError(said("{key} is not a text", key=name))
    return value


def texts(row: Row, name: str) -> list[str]:
    """The texts of this name, none if there is no such key; raises TypeError."""
    value = row.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError(said("{key} is no list of texts", key=name))
    return value


def number(row: Row, name: str) -> int:
    """The whole number of this name; raises TypeError."""
    value = row.get(name)
    if type(value) is not int or not 0 <= value < _LIMIT:
        raise TypeError(said("{key} is not a whole number", key=name))
    return value


def _promise(one: Adopted) -> Row:
    return {name: value for name, value in asdict(one).items() if value is not False}


def _adopted(value: Row) -> Adopted:
    cards = value["cards"]
    if not all(type(ordinal) is int for pair in cards for ordinal in pair):
        raise TypeError(said("the cards of adopts are no numbers"))
    pairs = tuple((theirs, ours) for theirs, ours in cards)
    if not isinstance(arrived := value.get("arrived", False), bool):
        raise TypeError(said("{key} is neither true nor false", key="arrived"))
    return Adopted(number(value, "id"), text(value, "guid"), pairs, text(value, "text"), arrived)


def _gap(value: Any) -> tuple[int, str]:
    if not isinstance(value, list) or [type(part) for part in value] != [int, str]:
        raise TypeError(said("gaps are damaged"))
    return value[0], value[1]
