"""The plan for a collection, decided from data alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deckgen.anki.plan import Plan, plan, refuse_altered
from deckgen.anki.stored import Snapshot, Stored, StoredType
from deckgen.anki.words import lines, nothing
from deckgen.apkg.notetypes import REMOVED
from deckgen.data import Note
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Entry
from tests.support.collection import BASIC, STORED, TYPES, entry, locked, note, stored


def decide(notes: list[Note], entries: list[Entry], held: list[Stored], kind: StoredType = STORED) -> Plan:
    return plan(notes, TYPES, locked(*entries), Snapshot({one.guid: one for one in held}, {BASIC.id: kind}))


def test_same_is_nothing() -> None:
    assert nothing(decide([note("a")], [entry("a")], [stored("a")]), prune=True, deletes=True)


def test_newer_here_is_an_update_and_newer_there_is_left() -> None:
    made = decide([note("a", mod=101), note("b")], [entry("a"), entry("b")], [stored("a"), stored("b", mod=999)])
    assert [n.guid for n in made.updated] == ["a"]
    assert not made.new
    assert made.imports


@pytest.mark.parametrize(
    ("former", "where", "moves", "stays"),
    [((), "A", 0, 0), (("Old",), "Old", 1, 0), (("Old",), "OLD", 1, 0), (("Old",), "Mine", 0, 1), ((), "Old", 0, 1)],
)
def test_only_cards_that_are_where_deckgen_put_them_move(
    former: tuple[str, ...], where: str, moves: int, stays: int
) -> None:
    made = decide([note("a")], [entry("a", "A", *former)], [stored("a", where)])
    assert (len(made.moves), len(made.elsewhere)) == (moves, stays)


def test_cards_of_one_note_move_each_for_itself() -> None:
    made = decide([note("a")], [entry("a", "A", "Old")], [stored("a", "Old", "Mine")])
    assert [move.cards for move in made.moves] == [(10,)]
    assert [move.cards for move in made.elsewhere] == [(11,)]


def test_gone_needs_the_lock_to_say_so() -> None:
    entries = [entry("a", removed=True), entry("b", removed=True), entry("here")]
    made = decide([], entries, [stored("a"), stored("here"), stored("stranger")])
    assert [gone.guid for gone in made.gone] == ["a"]


def test_tagged_once_deleted_when_pruned() -> None:
    made = decide([], [entry("a", removed=True)], [stored("a", tags=(REMOVED,))])
    assert not made.leaving(prune=False)
    assert len(made.leaving(prune=True)) == 1


def test_back_again_loses_its_tag() -> None:
    held = stored("a", tags=(REMOVED,))
    assert decide([note("a")], [entry("a")], [held]).returned == (held.id,)


@pytest.mark.parametrize(("gone", "left", "stops"), [(5, 0, False), (6, 0, True), (6, 24, False), (6, 23, True)])
def test_unusual(gone: int, left: int, stops: bool) -> None:
    names = [f"n{at}" for at in range(gone + left)]
    entries = [entry(name, removed=at < gone) for at, name in enumerate(names)]
    made = decide([note(name) for name in names[gone:]], entries, [stored(name) for name in names])
    assert bool(made.unusual(prune=True)) is stops


def test_a_renamed_field_is_no_alteration_another_list_is() -> None:
    renamed = replace(STORED, fields=(("Frage", STORED.fields[0][1]), *STORED.fields[1:]))
    assert not decide([], [], [], renamed).altered
    without_ids = replace(STORED, fields=tuple((name, None) for name, _ in STORED.fields))
    assert not decide([], [], [], without_ids).altered
    for fields in (STORED.fields[1:], (*STORED.fields, ("More", 5)), STORED.fields[::-1]):
        with pytest.raises(DeckgenError, match="were changed in Anki"):
            refuse_altered(decide([], [], [], replace(STORED, fields=fields)))


def test_long_plans_are_cut() -> None:
    names = [f"n{at}" for at in range(200)]
    made = decide([], [entry(name, removed=True) for name in names], [stored(name) for name in names])
    said = list(lines(made, prune=True))
    assert len(said) < 60
    assert "      … and 150 more" in said
