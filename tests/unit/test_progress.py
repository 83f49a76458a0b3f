"""Packages with learning progress, rewritten."""

import io

import genanki

from deckgen.apkg.progress import handed_over, only
from deckgen.apkg.read import opened, packed
from tests.support.exports import export


def with_ids(package: bytes, *notes: int) -> bytes:
    """The package, its notes with these ids, their first cards with the same, each with a review."""
    with opened(io.BytesIO(package), "a package") as connection:
        for at, new in enumerate(notes):
            (old,) = connection.execute("select id from notes where guid = ?", (f"g{at}",)).fetchone()
            connection.execute("update cards set id = ?, nid = ? where nid = ?", (new, new, old))
            connection.execute("update notes set id = ? where id = ?", (new, old))
            connection.execute("insert into revlog values (?, ?, -1, 3, 1, 0, 2500, 1000, 0)", (new, new))
        connection.commit()
        return packed(package, connection.serialize(), "a package")


def studied(package: bytes) -> dict[str, tuple[int, int]]:
    """The ids of each note and its card, for those that have a review."""
    with opened(io.BytesIO(package), "a package") as connection:
        rows = connection.execute(
            "select n.guid, n.id, c.id from notes n join cards c on c.nid = n.id join revlog r on r.cid = c.id"
        )
        return {guid: (note, card) for guid, note, card in rows}


def test_an_heir_may_have_the_id_that_another_old_note_has() -> None:
    """Ids are times: notes made at once have those of others made at once."""
    old = with_ids(export(("a", "1"), ("b", "2")), 10, 11)
    ours = with_ids(export(("a", "1"), ("b", "2"), kind=genanki.BASIC_MODEL), 11, 10)
    found = handed_over(old, "old", ours, {"g0": ("g0", {0: 0}), "g1": ("g1", {0: 0})}, 1000)
    assert studied(found) == {"g0": (11, 11), "g1": (10, 10)}


def test_a_new_id_may_be_that_of_another_note() -> None:
    package = with_ids(export(("a", "1"), ("b", "2")), 1000, 1001)
    assert studied(only(package, "old", {"g0", "g1"}, set(), 1001)) == {"g0": (1001, 1001), "g1": (1002, 1002)}
