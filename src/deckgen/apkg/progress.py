"""Packages with learning progress, rewritten: an export of Anki's in, a package to import into the same collection out.

An import takes the progress of cards that the collection does not have (docs/anki.md, Notes). Notes and cards get ids
that the collection never had, for it remembers those that were deleted (docs/anki.md, Sync).
"""

import io
import json
import sqlite3
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet

from deckgen.apkg.read import has_schema_18, opened, packed

# A review's id is its time; by at least this and less than twice as much it is moved, in ms, which is beyond what was
# written at once: due dates set for many cards count up by 1 ms.
_SHIFT = 60_000
# What a deck in an export says of its options, and Anki's values for "nothing": its preset, description and limits.
_OPTIONS = {
    "conf": 1,
    "desc": "",
    "newLimit": None,
    "reviewLimit": None,
    "newLimitToday": None,
    "reviewLimitToday": None,
}
# The ordinals that cards get, by those that they have.
Ordinals = Mapping[int, int]


def reviews(package: bytes, name: str) -> dict[str, set[int]]:
    """The ids of the reviews that each note has in a package, by guid; raises DeckgenError."""
    found: dict[str, set[int]] = {}
    with opened(io.BytesIO(package), name) as connection:
        for guid, review in connection.execute(
            "select n.guid, r.id from notes n left join cards c on c.nid = n.id left join revlog r on r.cid = c.id"
        ):
            found.setdefault(guid, set()).update([review] if review else [])
    return found


def only(package: bytes, name: str, wanted: AbstractSet[str], decks: AbstractSet[str], now: int) -> bytes:
    """The package with these notes alone; `decks` are there, and keep their options. `now` is in ms."""
    with opened(io.BytesIO(package), name) as connection:
        _keep(connection, wanted)
        _set_aside(connection)
        for table, other, of in (("notes", "cards", "nid"), ("cards", "revlog", "cid")):
            for rank, (old,) in enumerate(connection.execute(f"select id from {table} order by -id").fetchall()):
                connection.execute(f"update {table} set id = ? where id = ?", (now + rank, old))
                connection.execute(f"update {other} set {of} = ? where {of} = ?", (now + rank, old))
        _move_reviews(connection, now)
        _without_options(connection, decks)
        return _packed(package, connection, name)


def handed_over(package: bytes, name: str, ours: bytes, heirs: Mapping[str, tuple[str, Ordinals]], now: int) -> bytes:
    """The package with notes of `ours` in place of its own: each heir has the cards of the note that it follows.

    `heirs` are by the guid of the old note: the guid of the new one, and the ordinals of its cards by those of the old
    cards; other cards are left out. Only packages of Anki's schema 11 can be rewritten, which all exports that are
    made here have. `now` is in ms.
    """
    with opened(io.BytesIO(package), name) as connection, opened(io.BytesIO(ours), "the build") as build:
        _keep(connection, heirs.keys())
        _set_aside(connection)
        models = build.execute("select models from col").fetchone()[0]
        connection.execute("update col set models = ?", (models,))
        notes = {row[1]: row for row in build.execute("select * from notes").fetchall()}
        cards = {(nid, ordinal): card for card, nid, ordinal in build.execute("select id, nid, ord from cards")}
        for nid, guid in connection.execute("select id, guid from notes").fetchall():
            heir, ordinals = heirs[guid]
            row = notes[heir]
            connection.execute("delete from notes where id = ?", (nid,))
            connection.execute(f"insert into notes values ({','.join('?' * len(row))})", row)
            for card, ordinal in connection.execute("select id, ord from cards where nid = ?", (nid,)).fetchall():
                new = cards.get((row[0], ordinals.get(ordinal, -1)))
                if new is None:
                    connection.execute("delete from cards where id = ?", (card,))
                    continue
                connection.execute(
                    "update cards set id = ?, nid = ?, ord = ? where id = ?", (new, row[0], ordinals[ordinal], card)
                )
                connection.execute("update revlog set cid = ? where cid = ?", (new, card))
        connection.execute("delete from revlog where cid not in (select id from cards)")
        # A card in a filtered deck goes home, as it does when that deck is emptied.
        connection.execute(
            "update cards set did = odid, odid = 0, due = case when odue then odue else due end, odue = 0 where odid"
        )
        _move_reviews(connection, now)
        _without_options(connection)
        return _packed(package, connection, name)


def _keep(connection: sqlite3.Connection, guids: Collection[str]) -> None:
    connection.execute("create temp table keep (guid text primary key)")
    connection.executemany("insert into keep values (?)", [(guid,) for guid in guids])
    connection.execute("delete from notes where guid not in (select guid from keep)")
    connection.execute("delete from cards where nid not in (select id from notes)")
    connection.execute("delete from revlog where cid not in (select id from cards)")


def _set_aside(connection: sqlite3.Connection) -> None:
    """Gives notes and cards ids below zero: a new one is a time, which may be that of another old note or card."""
    connection.execute("update notes set id = -id")
    connection.execute("update cards set id = -id, nid = -nid")
    connection.execute("update revlog set cid = -cid")


def _move_reviews(connection: sqlite3.Connection, now: int) -> None:
    """Moves reviews in time: the collection has the same ones of the former cards, by their ids.

    What else it has is not known here, so whoever imports the package looks whether all have arrived.
    """
    former = {review for (review,) in connection.execute("select id from revlog")}
    moved: dict[int, int] = {}
    last = 0
    for review in sorted(former):
        last = max(last + 1, review + _SHIFT + now % _SHIFT)
        while last in former:
            last += 1
        moved[review] = last
    # From the end, so that none meets one that is not moved yet.
    connection.executemany("update revlog set id = ? where id = ?", [(moved[one], one) for one in sorted(former)[::-1]])


def _without_options(connection: sqlite3.Connection, decks: AbstractSet[str] | None = None) -> None:
    """Takes their options off these decks and those above them, or off all (docs/anki.md, AnkiConnect)."""
    if has_schema_18(connection):
        return  # a backup of sync as older versions made them, which has no options
    stored = json.loads(connection.execute("select decks from col").fetchone()[0])
    for deck in stored.values():
        if decks is None or any(f"{name}::".startswith(f"{deck['name']}::") for name in decks):
            deck.update({key: value for key, value in _OPTIONS.items() if key in deck})
    connection.execute("update col set decks = ?", (json.dumps(stored),))


def _packed(package: bytes, connection: sqlite3.Connection, name: str) -> bytes:
    connection.commit()
    return packed(package, connection.serialize(), name)
