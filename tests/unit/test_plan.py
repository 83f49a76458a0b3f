"""The plan for a collection, decided from data alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deckgen import ids
from deckgen.anki.memory import Memory, load, save, shown
from deckgen.anki.owner import Wishes
from deckgen.anki.plan import Plan, plan, refuse_altered, refuse_unmatched
from deckgen.anki.stored import Side, Snapshot, Stored, StoredType
from deckgen.anki.words import lines, nothing
from deckgen.apkg.notetypes import REMOVED
from deckgen.data import Note
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Entry
from deckgen.lock.fingerprint import sketch
from tests.support.collection import BASIC, STORED, TYPES, entry, locked, note, number, stored


def decide(
    notes: list[Note],
    entries: list[Entry],
    held: list[Stored],
    kind: StoredType = STORED,
    *,
    delivered: Iterable[Note] = (),
    wishes: Wishes | None = None,
    **snapshot: Any,
) -> Plan:
    """The plan for a collection that holds some notes, and to which some were `delivered` the last time."""
    before = Memory({one.guid: shown(one) for one in delivered})
    there = Snapshot({one.guid: one for one in held}, {BASIC.id: kind}, **snapshot)
    places = {one.guid: "a.md:3" for one in notes}
    return plan(notes, TYPES, locked(*entries), there, before, places, wishes)


def said(made: Plan, *, prune: bool = False, deletes: bool = True) -> str:
    return "\n".join(lines(made, "deckgen push notes", prune=prune, deletes=deletes))


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
    told = list(lines(made, "deckgen push", prune=True))
    assert len(told) < 60
    assert "      … and 150 more" in told


def test_new_and_edited_notes_are_named_with_their_place() -> None:
    made = decide([note("a"), note("b", mod=101)], [entry("a"), entry("b")], [stored("b")])
    assert "      new a.md:3: q a\n      update a.md:3: q b" in said(made)


# Going back


def test_a_text_that_was_ours_once_is_replaced_though_it_is_newer() -> None:
    """A commit reverted: the lock and the build went back, the collection did not."""
    old, mistake = note("a", mod=100), note("a", mod=300)
    held = replace(stored("a", mod=300), fields=mistake.fields)
    by_memory = decide([old], [entry("a")], [held], delivered=[mistake])
    remembered = replace(entry("a"), texts=(ids.short(*mistake.fields), ids.short(*old.fields)))
    by_lock = decide([old], [remembered], [held])
    for made in (by_memory, by_lock):
        assert [(one.fields, one.mod) for one in made.updated] == [(old.fields, 301)]


def test_a_text_that_was_ours_before_the_question_was_gone_is_ours() -> None:
    """A commit reverted that had edited a note, and another that had deleted it."""
    old, mistake = note("a", mod=100), note("a", mod=300)
    held = replace(stored("a", mod=300), fields=mistake.fields)
    gone = plan([], TYPES, locked(), Snapshot({"a": held}, {}), Memory({"a": shown(mistake)}))
    back = Memory(gone.shown, gone=gone.forgone)
    made = plan([old], TYPES, locked(entry("a")), Snapshot({"a": held}, {}), back)
    assert [one.fields for one in made.updated] == [old.fields]
    assert not made.forgone


def test_tagged_between_build_and_push() -> None:
    made = decide([note("a", mod=101)], [entry("a")], [replace(stored("a", tags=("hard",)), mod=999)])
    assert [(one.tags, one.mod) for one in made.updated] == [(("hard",), 1000)]


def test_a_text_known_only_from_an_older_lock_is_ours() -> None:
    """Such a lock had one digest for text and tags together; its owner's tags are not in it."""
    held = stored("a", tags=("T", "marked"))
    old = replace(entry("a"), texts=(ids.short(*held.fields, "T"),), tags=("T",))
    made = decide([note("a", mod=101, tags=("T",))], [old], [held])
    assert [one.tags for one in made.updated] == [("T", "marked")]


def test_what_already_shows_the_same_is_not_touched_though_the_build_is_newer() -> None:
    made = decide([replace(note("a"), mod=999)], [entry("a")], [stored("a")])
    assert nothing(made, prune=True, deletes=True)
    assert [one.mod for one in made.shipped] == [100]


# What is its owner's


@pytest.mark.parametrize("theirs", [("marked",), ("leech", "my::exam"), ("MY",)])
def test_own_tags_stay_and_former_ones_go(theirs: tuple[str, ...]) -> None:
    old = replace(entry("a"), tags=("Basics", "Fundamentals"))
    new = note("a", mod=101, tags=("Fundamentals",))
    made = decide([new], [old], [stored("a", tags=("basics", *theirs))])
    assert [one.tags for one in made.updated] == [tuple(sorted(("Fundamentals", *theirs)))]


def test_a_tag_of_ours_that_its_owner_removed_is_not_set_again() -> None:
    new = note("a", tags=("T",))
    tagged = replace(entry("a"), tags=("T",))
    assert nothing(decide([new], [tagged], [stored("a")], delivered=[new]), prune=True, deletes=True)
    assert len(decide([new], [tagged], [stored("a")], delivered=[note("a")]).updated) == 1


def edited(**values: Any) -> Plan:
    """A note whose text was changed in Anki, after `note("a")` was delivered, and in the files too."""
    held = replace(stored("a", mod=500), fields=("q", "a <b>100</b>, fixed", "", "", "", ""))
    return decide([note("a", mod=101)], [entry("a")], [held], delivered=[note("a")], **values)


def test_an_edit_in_anki_is_named_with_both_texts_and_kept() -> None:
    made = edited()
    assert not made.updated
    assert not made.shipped
    assert said(made).splitlines()[:6] == [
        "    1 edited in Anki and here",
        "      a.md:3: q a (Anki's text stays for now)",
        "          Anki:  a 100 , fixed",
        "          files: a 101",
        "      say which side wins: deckgen push notes --take mine=a.md:3",
        "      or --take anki=… for Anki's text; --take mine and --take anki alone settle all of them",
    ]
    assert made.shown["a"] == replace(shown(note("a")), deck="A"), "it is named again the next time"


def test_an_edit_in_anki_is_named_on_both_sides_of_the_note() -> None:
    held = replace(stored("a", mod=500), fields=("q", "a <b>100</b>, fixed", "", "Topic", "", ""))
    new = replace(note("a", mod=101), fields=("Q?", "a 101", "", "", "", ""))
    made = decide([new], [entry("a")], [held], delivered=[note("a")])
    (conflict,) = made.conflicts
    assert (conflict.anki, conflict.mine) == ("q / a 100 , fixed", "Q? / a 101")


@pytest.mark.parametrize("where", ["", "a", "a.md:3"])
def test_the_files_win_where_the_author_says_so(where: str) -> None:
    made = edited(wishes=Wishes({where: "mine"}))
    assert [one.mod for one in made.updated] == [501]
    assert "the files win" in said(made)


def test_anki_wins_where_the_author_says_so_and_is_not_named_again() -> None:
    made = edited(wishes=Wishes({"": "anki"}))
    assert not made.updated
    held = replace(stored("a", mod=500), fields=("q", "fixed", "", "", "", ""))
    again = plan([note("a", mod=101)], TYPES, locked(entry("a")), Snapshot({"a": held}, {}), Memory(made.shown))
    assert not again.conflicts
    assert [one.guid for one in again.edited] == ["a"]


def test_an_edit_in_anki_alone_is_named_with_both_texts_and_the_way_to_the_files() -> None:
    held = replace(stored("a", mod=500), fields=("q", "fixed", "", "", "", ""))
    for before in ([note("a")], []):
        made = decide([note("a")], [entry("a")], [held], delivered=before)
        assert said(made).splitlines() == [
            "    1 edited in Anki and left alone",
            "      a.md:3: q a",
            "          Anki:  fixed",
            "          files: a 100",
            "      what the files say comes with: deckgen push notes --take mine=a.md:3",
            "      nothing to do",
        ]
        refuse_unmatched(made, Wishes({"a.md:3": "anki"}))


FILLED = ("q", "a 100", "1", "Topic", "a.md", "")


@pytest.mark.parametrize("lost", ["q|a 100||||", "q|a 100|1||a.md|", "q|a 100|1|||"])
def test_what_only_deckgen_writes_is_no_edit_where_it_was_lost(lost: str) -> None:
    """As after another note type, which has no such fields, and back: known by the lock, the memory, or both."""
    held = replace(stored("a", mod=500), fields=tuple(lost.split("|")))
    first, later = replace(note("a"), fields=FILLED), replace(note("a", mod=101), fields=("q", "more", *FILLED[2:]))
    written = replace(entry("a"), texts=(ids.short(*FILLED),))
    for build in (first, later):
        for known, before in (([written], []), ([written], [first]), ([entry("a")], [first])):
            made = decide([build], known, [held], delivered=before)
            assert [(one.fields, one.mod) for one in made.updated] == [(build.fields, 501)]


def test_what_was_lost_is_no_edit_where_the_question_has_moved_meanwhile() -> None:
    held = replace(stored("a", mod=500), fields=("q", "a 100", "", "", "", ""))
    first = replace(note("a"), fields=FILLED)
    moved = replace(note("a", mod=101), fields=("Q?", "a", "", "", "b.md", ""))
    assert [one.fields for one in decide([moved], [entry("a")], [held], delivered=[first]).updated] == [moved.fields]


def test_what_its_owner_emptied_or_wrote_stays() -> None:
    first = replace(note("a"), fields=FILLED)
    written = replace(entry("a"), texts=(ids.short(*FILLED),))
    for own in ("q|a 100||Topic|a.md|", "q|||||", "q|a 100, fixed||||", "q|a 100|1|Own||"):
        held = replace(stored("a", mod=500), fields=tuple(own.split("|")))
        made = decide([first], [written], [held], delivered=[first])
        assert ([one.guid for one in made.edited], made.updated) == (["a"], ())


@pytest.mark.parametrize("model", [BASIC.id, 7])
def test_what_was_delivered_is_not_forgotten_while_a_note_is_of_another_type(model: int) -> None:
    held = replace(stored("a"), type=model)
    made = decide(
        [note("a", mod=101)],
        [entry("a")],
        [] if model == 7 else [held],
        delivered=[note("a")],
        strangers={"a": "Basic"},
    )
    assert (made.shown, made.forgone) == ({}, {"a": shown(note("a"))})
    back = replace(stored("a", mod=500), fields=("q", "fixed", "", "", "", ""))
    there = Snapshot({"a": back}, {})
    again = plan([note("a", mod=101)], TYPES, locked(entry("a")), there, Memory(made.shown, gone=made.forgone))
    assert [one.guid for one in again.conflicts] == ["a"]


def test_where_the_note_type_was_altered_no_text_is_said_to_be_edited() -> None:
    kind = replace(STORED, fields=(*STORED.fields, ("More", 5)))
    held = replace(stored("a", mod=500), fields=("q", "a", "", "", "", "", ""))
    made = decide([note("a")], [entry("a")], [held], kind, delivered=[note("a")])
    assert "edited in Anki" not in said(made)


def test_a_side_taken_for_no_note_is_a_mistake() -> None:
    refuse_unmatched(edited(), Wishes({"a.md:3": "mine"}))
    with pytest.raises(DeckgenError, match=r"no note that was edited in Anki is at a\.md:4"):
        refuse_unmatched(edited(), Wishes({"a.md:4": "mine"}))


# Notes of another type


def test_a_note_of_another_type_is_named_and_left_out() -> None:
    clone = replace(stored("b"), type=TYPES[1].id)
    made = decide(
        [note("a", mod=101), note("b", mod=101), note("c", mod=101)],
        [entry("a"), entry("b"), entry("c")],
        [stored("a"), clone],
        strangers={"c": "Basic"},
    )
    assert [one.guid for one in made.shipped] == ["a"]
    assert made.strangers.keys() == {"b", "c"}
    assert "a.md:3: q c is of the type Basic" in said(made)
    assert "Change Note Type" in said(made)


# What was deleted


COURT = "It postpones an argument in a court of law, until another day."
DEFER = "It runs a call when the surrounding function returns, in the order in which they stand."


def _of_another(source: str = "b.md", title: str = "q a", answer: str = COURT, **change: Any) -> Plan:
    """A note of the lock, and what the collection has under its guid, brought there by another branch."""
    mine = replace(entry("a"), path="a.md", sketch=sketch(DEFER), words="q a", **{"created": 7, **change})
    theirs = replace(note("a", mod=200), fields=(title, answer, "", "", source, ""))
    held = replace(stored("a", mod=200), fields=theirs.fields)
    built = [] if mine.removed else [replace(note("a", mod=300), fields=("q a", DEFER, "", "", "a.md", ""))]
    return decide([*built, note("b")], [mine, entry("b")], [held, stored("b")], delivered=[theirs, note("b")])


@pytest.mark.parametrize(
    ("case", "is_another"),
    [
        ({}, True),
        ({"source": "a.md"}, True),
        ({"source": "a.md", "title": "When?"}, True),
        ({"answer": "Later."}, True),
        ({"answer": "Later.", "source": "a.md"}, False),
        ({"answer": "Later.", "source": "a.md", "title": "When?"}, True),
        ({"answer": f"{DEFER} Always."}, False),
        ({"created": number("a")}, False),
        ({"texts": ()}, False),
        ({"texts": (ids.short("q a", COURT, "", "", "b.md", ""),)}, False),
    ],
)
def test_the_note_of_another_question_is_named_and_left_alone(case: dict[str, Any], *, is_another: bool) -> None:
    """One title mints one guid on two branches; neither the lock nor the collection knows of the other's note."""
    made = _of_another(**case)
    assert ("a" in made.others) is is_another
    assert ("a" in {one.guid for one in made.shipped}) is not is_another
    if is_another:
        assert "deckgen lock --different a a.md:3" in said(made)
        assert not made.updated


@pytest.mark.parametrize("is_known", [True, False])
def test_what_its_owner_wrote_is_no_other_question(*, is_known: bool) -> None:
    """The last delivery tells, if it brought what the lock knows."""
    ours = replace(note("a", mod=200), fields=("q a", "True", "", "", "a.md", ""))
    mine = replace(entry("a"), path="a.md", words="q a", created=7, texts=(ids.short(*ours.fields),))
    held = replace(stored("a", mod=200), fields=("my own q", *ours.fields[1:]))
    made = decide([ours], [mine], [held], delivered=[ours] if is_known else [])
    assert ("a" in made.others) is not is_known


def test_the_note_of_another_question_is_not_gone_with_ours() -> None:
    assert [one.guid for one in _of_another(removed=True, created=number("a")).gone] == ["a"]
    made = _of_another(removed=True)
    assert not made.gone
    assert not made.others


@pytest.mark.parametrize(("source", "is_another"), [("a.md", False), ("b.md", True)])
def test_a_lock_that_was_made_anew_has_an_answer_that_was_rewritten(source: str, *, is_another: bool) -> None:
    """All its notes were made just now, and none has the id that it has in Anki: nothing was lost but the lock."""
    mine = replace(entry("a"), path="a.md", sketch=sketch(DEFER), words="q a", created=7)
    theirs = replace(note("a", mod=200), fields=("q a", COURT, "", "", source, ""))
    made = decide([note("a", mod=300)], [mine], [replace(stored("a"), fields=theirs.fields)], delivered=[theirs])
    assert ("a" in made.others) is is_another


def test_what_was_deleted_in_anki_stays_deleted_and_is_named() -> None:
    made = decide([note("a"), note("b")], [entry("a"), entry("b")], [stored("b")], delivered=[note("a"), note("b")])
    assert not made.new
    assert "      deleted a.md:3: q a" in said(made)
    assert made.shown.keys() == {"a", "b"}, "and so it stays the next time"
    assert decide([note("a")], [entry("a")], [], delivered=[note("b")]).new, "one that was never there is new"


def test_undelete_brings_it_back_with_an_id_of_its_own() -> None:
    made = decide([note("a")], [entry("a")], [], delivered=[note("a")], wishes=Wishes(undelete=True, now=7))
    assert [one.created for one in made.new] == [7000]


def test_graves_tell_where_nothing_else_does() -> None:
    assert decide([note("a")], [entry("a")], [], graves={1}).deleted == ("a",)
    again = decide([note("a")], [entry("a")], [], delivered=[note("b")], graves={1}, wishes=Wishes(now=7))
    assert [one.created for one in again.new] == [7000], "deleted by deckgen: new, with an id that has no grave"


# Cards and decks


def test_cards_that_lost_their_side() -> None:
    sides = (Side(10, 0, 5), Side(11, 1, 2))
    made = decide([note("a")], [entry("a")], [replace(stored("a", "A", "A"), sides=sides)])
    assert [(one.cards, one.reviews) for one in made.lost] == [((11,), 2)]
    assert not made.retiring(deletes=True, prune=False), "its reviews go only when that is agreed to"
    assert made.retiring(deletes=True, prune=True)
    assert made.retiring(deletes=False, prune=False), "suspending loses nothing"
    assert "Tools > Empty Cards" in said(made, deletes=False)
    assert "--prune deletes them" in said(made)
    kept = decide([note("a", reverse="1")], [entry("a")], [replace(stored("a", "A", "A"), sides=sides)])
    assert not kept.lost


def test_a_card_that_was_suspended_because_it_asked_nothing_asks_again() -> None:
    sides = (Side(10, 0, 5), Side(11, 1, 2))
    without, again = note("a"), note("a", reverse="1")
    gone = decide([without], [entry("a")], [replace(stored("a", "A", "A"), sides=sides)])
    assert gone.shown["a"].retired == (1,)
    there = replace(stored("a", "A", "A"), sides=(sides[0], replace(sides[1], suspended=True)))

    def next_one(built: Note, before: Plan) -> Plan:
        kept = Snapshot({"a": there}, {BASIC.id: STORED})
        return plan([built], TYPES, locked(entry("a")), kept, Memory(before.shown), {"a": "a.md:3"})

    still = next_one(without, gone)
    assert not still.revived
    back = next_one(again, still)
    assert back.reviving(deletes=False) == (11,)
    assert "1 card more" in said(back, deletes=False)
    assert not nothing(back, prune=False, deletes=False)
    assert not back.reviving(deletes=True)
    assert not next_one(again, back).revived
    mine = decide([without], [entry("a")], [there])
    assert not next_one(again, mine).revived, "its owner had suspended it before"


def test_new_cards_go_where_the_files_other_cards_are() -> None:
    renamed = [stored("b", "Interview"), stored("c", "Interview"), stored("d", "Mine")]
    guids = [entry(guid) for guid in "abcd"]
    made = decide([note(guid) for guid in "abcd"], guids, renamed)
    assert [one.deck for one in made.new] == ["Interview"]
    one_stayed = decide([note(guid) for guid in "abcd"], guids, [*renamed[1:], stored("b")])
    assert [one.deck for one in one_stayed.new] == ["A"]
    moved = decide([note("a"), note("b")], [entry("a"), entry("b", "A", "Old")], [stored("b", "Old")])
    assert [one.deck for one in moved.new] == ["A"], "where the others are about to go"


def test_a_card_that_comes_into_a_renamed_deck_goes_to_its_other_cards() -> None:
    notes = [note("a", "B"), note("b", "B"), note("n", "B"), note("c")]
    guids = [replace(entry(guid, *decks), path=path) for guid, path, *decks in (
        ("a", "b.md", "B", "A"), ("b", "b.md", "B"), ("n", "b.md", "B"), ("c", "a.md", "A"),
    )]  # fmt: skip
    made = decide(notes, guids, [stored("a", "A"), stored("b", "Interview"), stored("c", "A")])
    assert [(move.guid, move.origin, move.deck) for move in made.moves] == [("a", "A", "Interview")]
    assert [one.deck for one in made.new] == ["Interview"]
    retitled = [replace(one, decks=("Old",)) for one in guids[:3]]
    made = decide(notes[:3], retitled, [stored("a", "Old"), stored("b", "Mine")])
    assert [(move.guid, move.deck) for move in made.moves] == [("a", "B")]
    assert [one.deck for one in made.new] == ["B"], "its deck has another name in the files; one card was moved"


def test_a_card_is_where_the_last_delivery_has_put_it_whatever_the_lock_says(tmp_path: Path) -> None:
    there = decide([note("a", "Other")], [entry("a", "Other")], [])
    save(tmp_path / "memory", Memory(there.shown))
    before = load(tmp_path / "memory")
    # Git has gone back, and with it the lock.
    for deck, moves in (("Other", 1), ("Mine", 0)):
        held = Snapshot({"a": stored("a", deck)}, {BASIC.id: STORED})
        assert len(plan([note("a")], TYPES, locked(entry("a")), held, before).moves) == moves


# A lock that does not know all


def test_notes_that_the_lock_does_not_know_are_counted() -> None:
    minted = ids.guid("p", "basic", "q", 0)
    made = decide([], [], [stored(minted), stored("N,.x7(Zq8}")])
    assert made.unknown == {minted: "q"}, "a note that its owner added with our note type is none of ours"
    assert "1 in Anki that the lock does not know: nothing is deleted\n      q\n" in said(made)


# What an earlier delivery did


@pytest.mark.parametrize(("fields", "held"), [("q|other", True), ("Other?|a 101", True), ("Q|a", False), ("Q|", False)])
def test_what_may_be_a_note_that_the_lock_does_not_know_is_held_back(fields: str, held: bool) -> None:
    """It would be there twice: an older lock does not know the guid under which Anki has it."""
    stray = replace(stored(ids.guid("p", "basic", "q", 0)), fields=(*fields.split("|"), "", "", "", ""))
    new = note("a", mod=101)
    made = decide([new], [entry("a")], [stray])
    assert ([one.guid for one in made.new], made.held) == (([], ("a",)) if held else (["a"], ()))
    assert ("held back" in said(made)) is held
    assert "a" not in made.shown or not held
    known = decide([new], [entry("a"), entry(stray.guid, removed=True)], [stray])
    assert [one.guid for one in known.new] == ["a"], "once the lock knows it, it is clear which note it is"
    assert not decide([new], [entry("a")], [stray, stored("a")]).held, "what is there already is no double"


def test_a_note_without_an_answer_is_like_no_other() -> None:
    stray = replace(stored(ids.guid("p", "basic", "q", 0)), fields=("Other?", "", "", "", "", ""))
    assert not decide([replace(note("a"), fields=("q", "", "", "", "", ""))], [entry("a")], [stray]).held


def test_tags_of_another_branch_are_not_its_owners() -> None:
    held = stored("a", tags=("draft", "hard"))
    made = decide([note("a")], [entry("a")], [held], delivered=[note("a", tags=("draft",))])
    assert [one.tags for one in made.updated] == [("hard",)]
