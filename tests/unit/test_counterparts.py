"""Which notes that are gone new questions stand for, by their places alone."""

from deckgen.lock.counterparts import New, Stretch, counterparts, stretches
from tests.support.locks import entry

A, B, C, D = (entry(guid) for guid in "abcd")
AFTER = {"a": "", "b": "a", "c": "b", "d": "c"}
BASIC = New("basic", "", "")


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
    assert counterparts([New("cloze", "", ""), BASIC, BASIC], [A, C], places) == (None, None, None)


def test_answers_that_stayed_in_another_order_say_that_the_order_does_not_tell() -> None:
    cat, dog = entry("c", answered="cat"), entry("d", answered="dog")
    one, other = New("basic", "cat", ""), New("basic", "dog", "")
    assert counterparts([one, other], [cat, dog], ()) == (cat, dog)
    assert counterparts([other, one], [cat, dog], ()) == (None, None)
    assert counterparts([New("basic", "bird", ""), one], [cat, dog], ()) == (None, None)
    assert counterparts([other, BASIC], [cat, dog], ()) == (None, None)


def test_an_answer_of_several_is_in_no_order() -> None:
    yes, no, also = entry("y", answered="yes"), entry("n", answered="no"), entry("z", answered="yes")
    assert counterparts([New("basic", "yes", "")] * 3, [yes, no, also], ()) == (yes, no, also)


def test_an_answer_that_stands_at_another_place_speaks_against_this_one_alone() -> None:
    cat, dog = entry("c", answered="cat"), entry("d", answered="dog")
    places = (Stretch((0,), (cat,)), Stretch((1,), (dog,)), Stretch((2,), (A,)))
    new = [New("basic", "dog", ""), New("basic", "bird", ""), New("basic", "2", ""), BASIC]
    assert counterparts(new, [cat, dog, A], places) == (None, None, A, None)


def test_words_that_stayed_in_another_order_say_so_too() -> None:
    cat, dog = entry("c", words="gato"), entry("d", words="perro")
    one, other = New("basic", "", "el gato"), New("basic", "", "el perro")
    assert counterparts([one, other], [cat, dog], ()) == (cat, dog)
    assert counterparts([other, one], [cat, dog], ()) == (None, None)
    assert counterparts([New("basic", "", "un perro negro"), BASIC], [cat, dog], ()) == (None, None)


def test_a_word_of_another_question_does_not() -> None:
    cat, dog = entry("c", words="What is a cat?"), entry("d", words="What is a dog?")
    new = [New("basic", "", "How do you tell it from a dog?"), New("basic", "", "What does it eat?")]
    assert counterparts(new, [cat, dog], ()) == (cat, dog)
