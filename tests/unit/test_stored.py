"""What is read from Anki's tables, which are the same in a collection and in an export."""

import sqlite3

from deckgen.anki.stored import Side, Snapshot, Stored, StoredType, read

TABLES = """
create table notes (id, guid, mid, mod, tags, flds);
create table cards (id, nid, did, odid, ord, reps, queue);
insert into notes values (1, 'a', 7, 100, ' x y ', 'q' || char(31) || 'a'), (2, 'b', 7, 200, '', ''),
    (3, 'of another type', 8, 300, '', '');
insert into cards values (12, 1, 5, 0, 1, 0, -1), (11, 1, 6, 5, 0, 4, 2), (21, 2, 99, 0, 0, 0, 0),
    (31, 3, 5, 0, 0, 0, 0);
"""
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
                (Side(11, 0, 4), Side(12, 1, suspended=True)),
            ),
            "b": Stored("b", 2, 7, 200, (), ((21, ""),), ("",), (Side(21, 0),)),
        },
        {7: StoredType("T", 50, (("F", 4),), (("Card 1", None),))},
    )
    assert read(connection.execute, {}, {}) == Snapshot({}, {})
    guids = {"a", "of another type", "nowhere"}
    found = read(connection.execute, {5: "A::B"}, {7: MODEL}, guids, {8: "Basic"})
    assert found.strangers == {"of another type": "Basic"}
    connection.close()
