"""Which notes that are gone new questions stand for, by their places alone."""

from deckgen.data import NoteKind
from deckgen.lock.counterparts import Stretch, counterparts, stretches
from tests.support.locks import entry

A, B, C, D = (entry(guid) for guid in "abcd")
AFTER = {"a": "", "b": "a", "c": "b", "d": "c"}
BASIC: NoteKind = "basic"


def test_a_place_is_behind_a_note_that_stayed() -> None:
    assert stretches(["", "b", "", "", "d"], [A, C], AFTER) == (Stretch((0,), (A,)), Stretch((1, 2), (C,)))


def test_what_has_come_from_elsewhere_is_no_place() -> None:
    assert stretches(["b", "moved", ""], [C], AFTER) == (Stretch((0,), (C,)),)


def test_notes_that_a_merge_has_put_in_a_circle_stand_in_front() -> None:
    assert stretches(["a", ""], [C], {"a": "", "c": "d", "d": "c"}) == (Stretch((0,), ()),)
    assert stretches(["", "a"], [C], {"a": "", "c": "d", "d": "c"}) == (Stretch((0,), (C,)),)


def test_one_each_in_the_file_are_paired_wherever_they_stand() -> None:
    places = stretches(["", "b", "", "d"], [C, A], AFTER)
    assert counterparts([BASIC, BASIC], [A, C], places) == (A, C)
    assert counterparts([BASIC, BASIC], [A, C], ()) == (A, C)


def test_else_where_there_is_one_each() -> None:
    places = stretches(["", "b", "", "", "d"], [A, C], AFTER)
    assert counterparts([BASIC] * 3, [A, C], places) == (A, None, None)
    assert counterparts(["cloze", BASIC, BASIC], [A, C], places) == (None, None, None)
