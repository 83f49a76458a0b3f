"""What is read from Anki's tables, which are the same in a collection and in an export."""

import sqlite3

from deckgen.anki.stored import Side, Snapshot, Stored, StoredType, read
from deckgen.lock import Adopted
from tests.support.locks import entry

TABLES = """
create table notes (id, guid, mid, mod, tags, flds);
create table cards (id, nid, did, odid, ord, reps, queue, type, due, odue, ivl, factor, lapses, left, flags, data);
create table revlog (id, cid);
insert into notes values (1, 'a', 7, 100, ' x y ', 'q' || char(31) || 'a'), (2, 'b', 7, 200, '', ''),
    (3, 'of another type', 8, 300, '', '');
insert into cards values (12, 1, 5, 0, 1, 0, -1, 0, 3, 0, 0, 0, 0, 0, 0, ''),
    (11, 1, 6, 5, 0, 4, 2, 2, -9, 70, 30, 2500, 1, 0, 3, '{}'), (21, 2, 99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ''),
    (31, 3, 5, 0, 0, 2, 2, 2, 80, 0, 9, 2500, 0, 0, 0, '');
insert into revlog values (1001, 11), (1002, 11), (1003, 31);
"""
NEW = (0, 0, 0, 0, 0, 0, 0, 0, 0, "{}")
MODEL = {"name": "T", "mod": 50, "flds": [{"name": "F", "id": 4}], "tmpls": [{"name": "Card 1"}]}


def test_cards_are_where_they_belong_also_out_of_a_filtered_deck() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES)
    assert read(connection.execute, {5: "A::B", 6: "Filtered"}, {7: MODEL}) == Snapshot(
        {
            "a": Stored(
                "a",
                1,
                7,
                100,
                ("x", "y"),
                ((11, "A::B"), (12, "A::B")),
                ("q", "a"),
                (
                    Side(11, 0, 4, schedule=(2, 70, 4, 2, 30, 2500, 1, 0, 3, "{}"), log=2),
                    Side(12, 1, suspended=True, schedule=(-1, 3, 0, 0, 0, 0, 0, 0, 0, "{}")),
                ),
            ),
            "b": Stored("b", 2, 7, 200, (), ((21, ""),), ("",), (Side(21, 0, schedule=NEW),)),
        },
        {7: StoredType("T", 50, (("F", 4),), (("Card 1", None),))},
    )
    assert read(connection.execute, {}, {}) == Snapshot({}, {})
    entries = [entry(guid) for guid in ("a", "of another type", "nowhere")]
    found = read(connection.execute, {5: "A::B"}, {7: MODEL}, entries, {8: "Basic"})
    assert found.strangers == {"of another type": "Basic"}
    assert not found.adoptable
    connection.close()


def test_a_note_that_is_adopted_is_read_with_its_history() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES)
    heir = entry("ours", adopts=Adopted(3, "of another type", ((0, 0),)))
    found = read(connection.execute, {5: "A::B"}, {7: MODEL}, [heir], {8: "Basic"})
    assert not found.strangers
    side = Side(31, 0, 2, schedule=(2, 80, 2, 2, 9, 2500, 0, 0, 0, "{}"), log=1)
    old = Stored("of another type", 3, 8, 300, (), ((31, "A::B"),), ("",), (side,))
    assert found.adoptable == {old.guid: old}
    connection.close()
