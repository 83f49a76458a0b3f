"""A package opened again, as Anki will: what it holds, and what would not arrive as it is.

See docs/anki.md, Cards and decks.
"""

import html
import io
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from deckgen.apkg import stored
from deckgen.apkg.models import Model, models
from deckgen.apkg.read import NEWEST, NoPackage, decks, opened, unzipped
from deckgen.data import Note
from deckgen.diagnostics import DeckgenError
from deckgen.wording import counted, listed, said

# What Anki copies with a note (docs/anki.md, Media), and sounds in its own words.
_REFERENCE = re.compile(
    r"""<(?:img|audio|video|source)\b[^<>]*?\ssrc\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"']++))""", re.IGNORECASE
)
_SOUND = re.compile(r"\[sound:([^\[\]]++)\]")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]++:|//|$", re.IGNORECASE)
# How ours begin: those are in every package that names them.
_OURS = "deckgen-"
# In bytes: a larger file is not synced.
_LARGEST = 100 * 2**20
# So many of a kind are named.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Defect:
    """What is wrong with a package.

    Of what is `broken` Anki refuses the package or loses something; what is `changed` becomes another than it is here;
    what is `missing` the cards name and the package has not.
    """

    kind: Literal["broken", "changed", "missing"]
    what: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a package holds; `guids` are those of its notes, and `decks` those in which its cards lie."""

    guids: tuple[str, ...]
    cards: int
    media: int
    decks: tuple[str, ...]


def verify(data: bytes, name: str) -> tuple[Contents, tuple[Defect, ...]]:
    """What the package holds, and its flaws; raises DeckgenError when it is none."""
    media = _media(data, name)
    with opened(io.BytesIO(data), name) as connection:
        types, names = models(connection), decks(connection)
        notes = connection.execute("select id, guid, mid, tags, flds from notes order by id").fetchall()
        cards = connection.execute(
            "select id, nid, ord, case when odid then odid else did end from cards order by id"
        ).fetchall()
        used = tuple(sorted({names[did] for *_, did in cards if did in names}))
        flaws = (
            *_damage(connection),
            *_notes(notes, types),
            *_cards(cards, notes, types, names),
            *_decks(used),
            *_texts(notes),
            *_references(notes, media),
        )
        return Contents(tuple(guid for _, guid, *_ in notes), len(cards), len(media or ()), used), flaws


def confirm(package: bytes, notes: Sequence[Note], cards: int) -> None:
    """Raises DeckgenError unless these notes, with so many cards, would arrive in Anki as they are."""
    contents, flaws = verify(package, said("the new package"))
    serious = [flaw.what for flaw in flaws if flaw.kind != "missing"]
    if Counter(contents.guids) != Counter(note.guid for note in notes) or contents.cards != cards:
        had, wanted = len(contents.guids), len(notes)
        serious.append(
            said(
                "it has {notes} and {cards}, not {wanted} and {others}",
                notes=counted(had, "note"),
                cards=counted(contents.cards, "card"),
                wanted=wanted,
                others=cards,
            )
        )
    if serious:
        raise DeckgenError(
            said("the package would not arrive in Anki as it is, so nothing was written: {flaw}", flaw=serious[0])
        )


def _media(data: bytes, name: str) -> Mapping[str, int] | None:
    """The sizes of the files in a package by their names; None in Anki's newest format, which lists them otherwise."""
    with unzipped(io.BytesIO(data), name) as archive:
        if (damaged := archive.testzip()) is not None:
            raise NoPackage(name, said("damaged: the sum of {damaged} in it is another", damaged=damaged))
        sizes = {info.filename: info.file_size for info in archive.infolist()}
        if NEWEST in sizes:
            return None
        table = json.loads(archive.read("media")) if "media" in sizes else {}
    if not isinstance(table, dict) or not all(isinstance(one, str) for one in table.values()):
        raise NoPackage(name, said("not an Anki package: its list of files is none"))
    if absent := sorted(table.keys() - sizes.keys()):
        raise NoPackage(name, said("damaged: it lists {file} and does not hold it", file=table[absent[0]]))
    return {file: sizes[number] for number, file in table.items()}


def _damage(connection: sqlite3.Connection) -> Iterator[Defect]:
    (found,) = connection.execute("pragma quick_check(1)").fetchone()
    if found != "ok":
        yield Defect("broken", said("its database is damaged: {found}", found=found))


def _notes(notes: Sequence[tuple[int, str, int, str, str]], types: Mapping[int, Model]) -> Iterator[Defect]:
    for guid, times in Counter(guid for _, guid, *_ in notes).items():
        if not guid:
            yield Defect(
                "broken",
                said("{notes} without a guid, by which an import finds what it updates", notes=counted(times, "note")),
            )
        elif times > 1:
            yield Defect(
                "broken",
                said(
                    "{notes} with one guid, {guid}: only one of them arrives", notes=counted(times, "note"), guid=guid
                ),
            )
    untyped = [guid for _, guid, mid, *_ in notes if mid not in types]
    if untyped:
        yield Defect("broken", said("no note type for {items}", items=_listed(untyped)))
    wrong = [guid for _, guid, mid, _, row in notes if mid in types and row.count("\x1f") + 1 != len(types[mid].fields)]
    if wrong:
        yield Defect("broken", said("more or fewer fields than the note type has: {items}", items=_listed(wrong)))


def _cards(
    cards: Sequence[tuple[int, int, int, int]],
    notes: Sequence[tuple[int, str, int, str, str]],
    types: Mapping[int, Model],
    names: Mapping[int, str],
) -> Iterator[Defect]:
    of = {nid: types.get(mid) for nid, _, mid, *_ in notes}
    known = [(number, nid, ord) for number, nid, ord, _ in cards if nid in of]
    if lost := len(cards) - len(known):
        yield Defect("broken", said("{cards} of no note", cards=counted(lost, "card")))
    if homeless := [str(number) for number, *_, did in cards if did not in names]:
        yield Defect("broken", said("cards in no deck: {items}", items=_listed(homeless)))
    carded = {nid for _, nid, _ in known}
    if without := [guid for nid, guid, *_ in notes if nid not in carded]:
        yield Defect("broken", said("notes without a card: {items}", items=_listed(without)))
    beyond = [
        str(number)
        for number, nid, ord in known
        if (model := of[nid]) and model.kind == "basic" and not 0 <= ord < len(model.templates)
    ]
    if beyond:
        yield Defect("broken", said("cards of templates that do not exist: {items}", items=_listed(beyond)))
    if twice := [str(nid) for (nid, _), times in Counter((nid, ord) for _, nid, ord in known).items() if times > 1]:
        yield Defect("broken", said("notes with two cards of one template: {items}", items=_listed(twice)))


def _decks(names: Sequence[str]) -> Iterator[Defect]:
    for name in names:
        if trouble := stored.too_deep(name):
            yield Defect("broken", trouble)
        elif (called := stored.deck(name)) != name:
            yield Defect("changed", said("the deck {name} would be called {called}", name=name, called=called))


def _texts(notes: Sequence[tuple[int, str, int, str, str]]) -> Iterator[Defect]:
    texts = [guid for _, guid, *_, row in notes if any(stored.text(one) != one for one in row.split("\x1f"))]
    if texts:
        yield Defect(
            "changed", said("texts that Anki stores otherwise (control characters, NFC): {items}", items=_listed(texts))
        )
    if tags := [guid for _, guid, _, given, _ in notes if any(stored.tag(one) != one for one in given.split())]:
        yield Defect("changed", said("tags that Anki stores otherwise: {items}", items=_listed(tags)))


def _references(notes: Sequence[tuple[int, str, int, str, str]], media: Mapping[str, int] | None) -> Iterator[Defect]:
    if media is None:
        return
    named = dict.fromkeys(file for *_, row in notes for file in _named(row) if file not in media)
    if ours := [file for file in named if file.startswith(_OURS)]:
        yield Defect("broken", said("files that cards show are not in it: {items}", items=_listed(ours)))
    if others := [unquote(file) for file in named if not file.startswith(_OURS)]:
        yield Defect("missing", said("files that cards show are not in it: {items}", items=_listed(others)))
    if large := [file for file, size in media.items() if size > _LARGEST]:
        yield Defect("missing", said("larger than 100 MB, which Anki does not sync: {items}", items=_listed(large)))


def _named(row: str) -> Iterator[str]:
    """The files that fields show."""
    for found in _REFERENCE.finditer(row):
        address = html.unescape(found[1] or found[2] or found[3] or "")
        if not _ELSEWHERE.match(address):
            yield address
    yield from (html.unescape(found[1]) for found in _SOUND.finditer(row))


def _listed(items: Sequence[str]) -> str:
    if len(items) <= _NAMED:
        return listed(items)
    return said("{items}, … ({number} in all)", items=listed(items[:_NAMED]), number=len(items))
