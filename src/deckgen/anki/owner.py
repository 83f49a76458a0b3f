"""What of a note in a collection is its owner's: tags that deckgen never gave it, a text that deckgen never wrote.

An import would overwrite both (docs/anki.md, Notes).
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from deckgen import ids
from deckgen.anki.memory import Shown, shown, sides
from deckgen.anki.stored import Stored
from deckgen.apkg import read
from deckgen.apkg.notetypes import FIELDS, REMOVED
from deckgen.data import Note
from deckgen.lock import Entry
from deckgen.lock.fingerprint import MAY_BE_ONE, normal, overlap, pieces, unpack

# Which side wins where a note was edited in Anki and in the files: the files or Anki.
Take = Literal["mine", "anki"]
_TAG = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)
# Characters of a text that are shown.
_SHOWN = 70
# The first fields of each note type are its question and its answer.
_SIDES = 2
# Fields that nobody writes but deckgen: one that is empty was lost while the note was of another type.
_WRITTEN = {"Topic", "Source", "Extra"}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user wants done where deckgen does not decide.

    `take` is which side wins, by guid or place (file:line), with `""` for all others. `undelete` brings back what was
    deleted in Anki. `now` is in s since the epoch.
    """

    take: Mapping[str, Take] = field(default_factory=dict)
    undelete: bool = False
    now: int = 0

    def of(self, guid: str, place: str) -> Take | None:
        """Which side wins for this note, if anybody said."""
        return self.take.get(guid) or self.take.get(place) or self.take.get("")


@dataclass(frozen=True, slots=True)
class Difference:
    """How a note in a collection differs from the one that was built.

    `edited` if its text is its owner's; `changed` if the build changes the note, whatever the owner did to it; `tags`
    are what it is to have: the build's and its owner's.
    """

    same_text: bool
    same_tags: bool
    edited: bool
    changed: bool
    tags: tuple[str, ...]


def difference(note: Note, entry: Entry, stored: Stored, before: Shown | None) -> Difference:
    """Compares a note of the build with the `stored` one; `before` is what the last delivery brought."""
    # The lock of another branch gave other tags, and only the memory of what was delivered knows them.
    given = {tag.casefold() for tag in (*entry.tags, *note.tags, *(before.tags if before else ()), REMOVED)}
    own = [tag for tag in stored.tags if tag.casefold() not in given]
    tags = tuple(sorted({*note.tags, *own}))
    same_text = note.fields == stored.fields
    there = {tag.casefold() for tag in stored.tags} - {REMOVED}
    changed = shown(note).content != before.content if before else note.mod > stored.mod
    return Difference(
        same_text,
        there == {tag.casefold() for tag in tags},
        not same_text and not _ours(note, stored, entry, given, before),
        changed,
        tags,
    )


def another(entry: Entry, stored: Stored, *, shared: bool) -> bool:
    """Whether the note is another question's, which got its guid by its title on another branch or machine.

    So it is if neither knows of the other, and their answers have next to nothing in common. Where the lock shares no
    note with the collection, it was made anew, and only another file or title tells.
    """
    if stored.id == entry.created or not entry.texts or ids.short(*stored.fields) in entry.texts:
        return False
    title, _, prompt = read.plain(stored.fields[0]).partition("\n")
    below = f"{title}\n{prompt}" if entry.type == "cloze" else f"{prompt}\n{read.plain(stored.fields[1])}"
    share = overlap(pieces(below), unpack(entry.sketch))
    source = plain(stored.fields[FIELDS[entry.type].index("Source")])
    differs = source not in ("", entry.path) or normal(title) != normal(entry.title)
    return differs if share is None else share < MAY_BE_ONE and (differs or shared)


def _ours(note: Note, stored: Stored, entry: Entry, given: set[str], before: Shown | None) -> bool:
    """Whether the stored note shows what deckgen once wrote, also where it lost what only deckgen writes."""
    whole = _filled(note, stored)
    lost = whole != stored.fields
    if lost and before and before.sides == sides(stored.fields) and not any(stored.fields[_SIDES:]):
        return True
    # Of older builds the lock knows only the digest of text and tags together.
    ours = sorted(tag for tag in stored.tags if tag.casefold() in given)
    tag_lists = ((), ours, sorted(stored.tags))
    written = {ids.short(*fields, *tags) for fields in (stored.fields, whole) for tags in tag_lists}
    return bool(written & {*entry.texts, entry.content, *([before.text] if before else [])})


def _filled(note: Note, stored: Stored) -> tuple[str, ...]:
    """The stored fields, with what the build has for those that were lost while the note was of another type.

    That its owner has emptied no field but the one that makes a reversed card, no other field tells: then it stays so.
    """
    names = FIELDS[note.kind]
    lost = any(
        mine and not theirs and name in _WRITTEN
        for name, mine, theirs in zip(names, note.fields, stored.fields, strict=False)
    )
    ours = [mine if at >= _SIDES else "" for at, mine in enumerate(note.fields)]
    filled = tuple(theirs or mine for mine, theirs in zip(ours, stored.fields, strict=False))
    return filled if lost and len(stored.fields) == len(names) else stored.fields


def differing(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, str]:
    """What differs of question and answer, or else the first field that does, plain, from where they part."""
    differ = [at for at, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs]
    sides = [at for at in differ if at < _SIDES] or differ[:1]
    shortened = [_around(plain(one[at]), plain(other[at])) for at in sides]
    return " / ".join(mine for mine, _ in shortened), " / ".join(theirs for _, theirs in shortened)


def plain(field: str) -> str:
    """A field without markup."""
    return " ".join(html.unescape(_TAG.sub(" ", field)).split())


def _around(one: str, other: str) -> tuple[str, str]:
    """Both texts from shortly before the first difference."""
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, at - _SHOWN // 2)

    def cut(text: str) -> str:
        part = text[start : start + _SHOWN]
        return f"{'…' if start else ''}{part}{'…' if len(text) > start + _SHOWN else ''}"

    return cut(one), cut(other)
