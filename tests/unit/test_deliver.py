"""The story of a delivery, against a collection that is only data."""

from __future__ import annotations

import io
import shlex
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deckgen import ids
from deckgen.anki.consent import Consent
from deckgen.anki.deliver import Cargo, Delivered, deliver, quoted
from deckgen.anki.memory import Memory, Origin
from deckgen.anki.owner import Wishes
from deckgen.anki.restore import read, restore
from deckgen.anki.stored import Side, Stored
from deckgen.apkg.notetypes import REMOVED
from deckgen.apkg.read import opened, packed
from deckgen.apkg.write import pack
from deckgen.cli import main
from deckgen.cli.telling import waiting
from deckgen.data import Note
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Adopted, Entry, dump
from tests.support.collection import STORED, TYPES, FakeCollection, entry, locked, note, stored

PICTURE = {"deckgen-b.png": b"b", "deckgen-a.png": b"a"}
ALL_STEPS = [
    "look", "back up", "write", "import", "move to A", "untag", "delete", "look", "look for media", "add deckgen-a.png",
    "add deckgen-b.png",
]  # fmt: skip


class Story:
    """A build on its way into a collection; what was told and asked on the way."""

    def __init__(self, notes: list[Note], entries: list[Entry], *held: Stored) -> None:
        self.collection = FakeCollection(*held)
        self.notes, self.entries = tuple(notes), entries
        self.media: dict[str, bytes] = {}
        self.told: list[str] = []
        self.asked: list[str] = []
        self.wishes = Wishes()
        self.elsewhere: frozenset[str] = frozenset()
        self.origin, self.twin = Origin(), ""

    def write(self, shipped: Sequence[Note], arrived: Collection[str], held: Collection[str]) -> None:
        self.collection.step("write")
        self.shipped, self.arrived, self.held = tuple(shipped), frozenset(arrived), frozenset(held)

    def deliver(self, *, prune: bool = False, yes: bool = False, answers: str = "", dry_run: bool = False) -> Delivered:
        """`answers` are y or n, one for each question; without any nobody can be asked."""
        replies = iter(answers)

        def ask(question: str) -> bool:
            self.asked.append(question)
            return next(replies) == "y"

        places = {one.guid: f"a.md:{at}" for at, one in enumerate(self.notes, 1)}
        lock = locked(*self.entries)
        cargo = Cargo(
            self.notes, TYPES, lock, self.media, places, self.write, self.collection.pack, self.origin, self.twin,
            self.elsewhere,
        )  # fmt: skip
        consent = Consent(prune, yes, ask if answers else None, self.wishes)
        return deliver(self.collection, cargo, consent, "for you:", self.told.append, dry_run=dry_run)

    @property
    def steps(self) -> list[str]:
        return self.collection.steps

    def tags(self, guid: str) -> tuple[str, ...]:
        return self.collection.notes[guid].tags


def everything() -> Story:
    """One note of each kind: new, updated, moved, returned, gone, and one that its owner moved."""
    story = Story(
        [note("new"), note("updated", mod=101), note("moved"), note("returned"), note("own")],
        [entry("new"), entry("updated"), entry("moved", "A", "Old"), entry("returned"), entry("own"), gone("gone")],
        stored("updated"),
        replace(stored("moved"), cards=((20, "Old"),)),
        stored("returned", tags=(REMOVED, "mine")),
        stored("gone"),
        replace(stored("own"), cards=((30, "Mine"),)),
    )
    story.media = PICTURE
    return story


def gone(guid: str) -> Entry:
    return entry(guid, removed=True)


def emptied(count: int) -> Story:
    """A project all of whose notes are gone."""
    guids = [f"n{number}" for number in range(count)]
    return Story([], [gone(guid) for guid in guids], *(stored(guid) for guid in guids))


def test_notes_of_another_project_with_which_it_shares_a_note_type_are_none_that_the_lock_should_know() -> None:
    theirs = ids.guid("other", "basic", "q", 0)
    story = Story([note("a")], [entry("a"), gone("gone")], stored("a"), stored("gone"), stored(theirs))
    story.deliver(prune=True)
    assert story.collection.notes.keys() == {"a", "gone", theirs}, "an old lock cannot say what is gone"
    story.elsewhere = frozenset({theirs})
    story.deliver(prune=True)
    assert story.collection.notes.keys() == {"a", theirs}


def test_every_step_in_its_order() -> None:
    story = everything()
    delivered = story.deliver(prune=True)
    assert story.steps == ALL_STEPS
    notes = story.collection.notes
    assert notes.keys() == {"new", "updated", "moved", "returned", "own"}
    assert notes["updated"].mod == 101
    assert notes["moved"].cards == ((20, "A"),)
    assert notes["own"].cards == ((30, "Mine"),)
    assert notes["returned"].tags == ("mine",)
    assert delivered.media == 2
    assert story.collection.media == PICTURE
    assert [one.guid for one in delivered.plan.new] == ["new"]


def test_the_plan_is_told_before_anything_is_done_and_the_backup_when_it_is_made() -> None:
    story = everything()
    story.deliver(prune=True)
    assert story.told[:6] == [
        "for you:",
        "    1 new",
        "    1 updated",
        "    1 moved to another deck",
        f"    1 back: without the tag {REMOVED}",
        "    1 deleted",
    ]
    assert story.told[-2:] == [
        "    1 left in the decks you chose in Anki",
        "a backup is kept; what is deleted comes back with: deckgen push --restore 'backup-0.apkg'",
    ]
    assert story.collection.backups[Path("backup-0.apkg")].keys() == {"updated", "moved", "returned", "gone", "own"}


def test_cards_for_one_deck_move_together() -> None:
    story = Story(
        [note("a"), note("b"), note("c", "C")],
        [entry("a", "A", "Old"), entry("b", "A", "Old"), entry("c", "C", "Old")],
        *(replace(stored(guid), cards=((number, "Old"),)) for number, guid in enumerate("abc")),
    )
    story.deliver()
    assert story.steps == ["look", "back up", "write", "move to A", "move to C"]
    assert [one.cards[0][1] for one in story.collection.notes.values()] == ["A", "A", "C"]


@pytest.mark.parametrize("held", [[], [stored("a")]])
def test_what_overwrites_nothing_needs_no_backup(held: list[Stored]) -> None:
    story = Story([note("a"), note("b")], [entry("a"), entry("b")], *held)
    story.deliver(prune=True)
    assert story.steps == ["look", "write", "import", "look"]


def test_nothing_to_do_still_writes_the_package_and_the_lock() -> None:
    story = Story([note("a")], [entry("a")], stored("a"))
    story.media, story.collection.media = PICTURE, dict(PICTURE)
    assert story.deliver(prune=True).media == 0
    assert story.steps == ["look", "write", "look for media"]
    assert story.told == ["for you:", "      nothing to do"]


def test_a_new_note_that_waits_may_be_adopted_after_a_sync() -> None:
    entries = [replace(entry(guid), adopts=Adopted(1, f"old {guid}", ())) for guid in ("a", "b")]
    entries += [replace(entry("c"), adopts=Adopted(1, "old c", (), arrived=True)), entry("d")]
    made = Story([note(guid) for guid in "acd"], entries).deliver(dry_run=True).plan
    assert [one.guid for one in made.new] == ["a", "c", "d"]
    assert waiting(made, entries) == 1


def test_a_dry_run_only_looks() -> None:
    story = everything()
    before = dict(story.collection.notes)
    assert story.deliver(prune=True, answers="y", dry_run=True).plan.new
    assert story.steps == ["look"]
    assert story.collection.notes == before
    assert "    1 new" in story.told
    assert not story.asked


def test_altered_note_types_are_refused_after_the_plan_was_told() -> None:
    story = everything()
    story.collection.kind = replace(STORED, fields=STORED.fields[1:])
    with pytest.raises(DeckgenError, match="were changed in Anki"):
        story.deliver(prune=True, yes=True)
    assert story.steps == ["look"]
    assert "    1 new" in story.told


# What is asked


@pytest.mark.parametrize(("answer", "left"), [("y", set()), ("n", {"a"})])
def test_whether_gone_notes_are_deleted_is_asked(answer: str, left: set[str]) -> None:
    story = Story([], [gone("a")], stored("a"))
    story.deliver(answers=answer)
    assert story.asked == ["Delete what is gone, 1 note, with all reviews? (no: tag it)"]
    assert story.collection.notes.keys() == left
    assert all(story.tags(guid) == (REMOVED,) for guid in left)


@pytest.mark.parametrize(
    ("prune", "yes", "answers", "step"),
    [(False, False, "", "tag"), (False, True, "y", "tag"), (True, False, "n", "delete"), (True, True, "", "delete")],
)
def test_flags_answer_and_where_nobody_is_asked_notes_are_tagged(
    prune: bool, yes: bool, answers: str, step: str
) -> None:
    story = Story([note("b")], [entry("b"), gone("a")], stored("a"), stored("b"))
    story.deliver(prune=prune, yes=yes, answers=answers)
    assert not story.asked
    assert story.steps == ["look", "back up", "write", step]


def test_notes_that_are_tagged_already_are_not_asked_about_again() -> None:
    story = Story([], [gone("a")], stored("a", tags=(REMOVED,)))
    story.deliver(answers="y")
    assert not story.asked
    assert story.steps == ["look", "write"]


def test_an_unusual_share_is_refused_where_nobody_can_be_asked() -> None:
    story = emptied(6)
    with pytest.raises(DeckgenError, match=r"6 of 6 notes of A.* if it is right, say --yes"):
        story.deliver(prune=True)
    assert story.steps == ["look"]


def test_an_unusual_share_is_asked_about_and_no_changes_nothing() -> None:
    story = emptied(6)
    with pytest.raises(DeckgenError, match=r"^nothing was changed$"):
        story.deliver(answers="yn")
    assert [question.split()[0] for question in story.asked] == ["Delete", "an"]
    assert story.asked[1].endswith("Go on?")
    assert story.steps == ["look"]
    assert len(story.collection.notes) == 6


def test_an_unusual_share_goes_when_it_is_agreed_to() -> None:
    asked, told = emptied(6), emptied(6)
    asked.deliver(prune=True, answers="y")
    told.deliver(prune=True, yes=True, answers="n")
    assert not asked.collection.notes
    assert not told.collection.notes
    assert not told.asked


@pytest.mark.parametrize(("gone_now", "left", "stops"), [(1, 0, True), (4, 0, True), (2, 1, True), (2, 2, False)])
def test_most_of_a_project_is_not_deleted_unasked_however_few(gone_now: int, left: int, stops: bool) -> None:
    def story() -> Story:
        guids = [f"n{number}" for number in range(gone_now + left)]
        entries = [entry(guid, removed=at < gone_now) for at, guid in enumerate(guids)]
        return Story([note(guid) for guid in guids[gone_now:]], entries, *map(stored, guids))

    one = story()
    if stops:
        with pytest.raises(DeckgenError, match=f"{gone_now} of {gone_now + left} notes of the project.* say --yes"):
            one.deliver(prune=True)
        assert one.steps == ["look"]
    else:
        one.deliver(prune=True)
    tagged, asked, told = story(), story(), story()
    tagged.deliver()
    assert len(tagged.collection.notes) == gone_now + left
    asked.deliver(answers="y")
    told.deliver(prune=True, yes=True)
    assert len(asked.collection.notes) == len(told.collection.notes) == left
    assert len(asked.asked) == 1


def copied(tmp_path: Path, project: str = "p") -> Story:
    """Sources that were brought from elsewhere before, where a lock of this id still is."""
    story = Story([note("a"), note("b")], [entry("a"), entry("b"), gone("c")], *map(stored, "abc"))
    (tmp_path / "deckgen.lock").write_text(dump(replace(locked(), project=project)), "utf-8")
    story.collection.memory = Memory(origin=Origin("elsewhere", "", str(tmp_path / "deckgen.lock")))
    story.origin = Origin("here", "", "here/deckgen.lock")
    return story


def test_on_the_word_of_a_copy_nothing_is_deleted_unasked(tmp_path: Path) -> None:
    story = copied(tmp_path)
    before = story.collection.memory.origin
    with pytest.raises(DeckgenError, match=r"the id p was last brought here with .*say --yes"):
        story.deliver(prune=True)
    assert story.steps == ["look"]
    story.deliver()
    assert story.tags("c") == (REMOVED,)
    assert story.collection.memory.origin == before, "it is said again the next time"
    with pytest.raises(DeckgenError, match=r"^nothing was changed$"):
        story.deliver(prune=True, answers="n")
    story.deliver(prune=True, answers="y")
    assert "c" not in story.collection.notes
    assert story.told[0].startswith("the id p was last brought here with")


def test_who_says_that_it_is_the_same_project_is_asked_no_more(tmp_path: Path) -> None:
    story = copied(tmp_path)
    story.deliver(prune=True, yes=True)
    assert "c" not in story.collection.notes
    assert story.collection.memory.origin == story.origin


@pytest.mark.parametrize("other", ["other", ""])
def test_sources_that_were_moved_or_have_another_id_by_now_are_no_other_ones(other: str, tmp_path: Path) -> None:
    story = copied(tmp_path, other or "p")
    if not other:
        (tmp_path / "deckgen.lock").unlink()
    story.deliver(prune=True)
    assert "c" not in story.collection.notes
    assert story.collection.memory.origin == story.origin


def test_nothing_is_deleted_unasked_where_a_source_nearby_has_the_same_id() -> None:
    story = Story([note("a"), note("b")], [entry("a"), entry("b"), gone("c")], *map(stored, "abc"))
    story.twin = "../b.deckgen.lock has the same id"
    with pytest.raises(DeckgenError, match=r"\.\./b.deckgen.lock has the same id, and what is gone .* say --yes"):
        story.deliver(prune=True)
    story.deliver(prune=True, yes=True)
    assert "c" not in story.collection.notes


# When something breaks


@pytest.mark.parametrize("step", ALL_STEPS[1:7] + ALL_STEPS[8:])
def test_the_next_delivery_completes_an_interrupted_one(step: str) -> None:
    undisturbed, story = everything(), everything()
    undisturbed.deliver(prune=True)
    story.collection.interrupted_at = step
    with pytest.raises(DeckgenError, match=r"^interrupted; push again$"):
        story.deliver(prune=True)
    assert story.steps == ALL_STEPS[: ALL_STEPS.index(step)], "nothing is done behind the step"
    story.collection.interrupted_at = ""
    story.deliver(prune=True)
    assert (story.collection.notes, story.collection.media) == (undisturbed.collection.notes, PICTURE)


def test_ctrl_c_before_the_first_write_is_left_to_the_program() -> None:
    story = everything()
    story.collection.interrupted_at = "look"
    with pytest.raises(KeyboardInterrupt):
        story.deliver()


def test_a_failed_write_leaves_the_collection_alone() -> None:
    story = everything()

    def full(shipped: Sequence[Note], arrived: Collection[str], held: Collection[str]) -> None:
        raise DeckgenError("disk full")

    story.write = full  # type: ignore[method-assign]
    with pytest.raises(DeckgenError, match="disk full"):
        story.deliver(prune=True)
    assert story.steps == ["look", "back up"]


@pytest.mark.parametrize(
    ("notes", "count"), [([note("new")], "1 note"), ([note("new"), note("old", mod=101)], "2 notes")]
)
def test_an_import_that_did_nothing_is_noticed(notes: list[Note], count: str) -> None:
    story = Story(notes, [entry("new"), entry("old")], stored("old"))
    story.media = PICTURE
    story.collection.deaf = True
    with pytest.raises(DeckgenError, match=f"{count} did not arrive; check its log and push again"):
        story.deliver()
    assert story.steps[-1] == "look"


# What its owner did


def test_the_build_learns_what_was_shipped() -> None:
    story = Story([note("a", mod=101)], [entry("a")], replace(stored("a", tags=("hard",)), mod=500))
    story.deliver()
    assert [(one.mod, one.tags) for one in story.shipped] == [(501, ("hard",))]
    assert story.tags("a") == ("hard",)
    assert story.collection.memory.shown.keys() == {"a"}
    story.told.clear()
    story.notes = (note("a", mod=501),)
    story.collection.notes["a"] = replace(story.collection.notes["a"], fields=note("a", mod=501).fields)
    story.deliver()
    assert story.told[1:] == ["      nothing to do"]


@pytest.mark.parametrize(
    ("reviews", "prune", "answers", "retired"),
    [(0, False, "", True), (3, False, "", False), (3, True, "", True), (3, False, "y", True), (3, False, "n", False)],
)
def test_cards_without_a_side_go_with_reviews_only_when_agreed(
    reviews: int, prune: bool, answers: str, retired: bool
) -> None:
    sides = (Side(10, 0), Side(11, 1, reviews))
    story = Story([note("a")], [entry("a")], replace(stored("a", "A", "A"), sides=sides))
    story.deliver(prune=prune, answers=answers)
    assert ("retire 11" in story.steps) is retired
    assert ("back up" in story.steps) is retired
    assert bool(story.asked) is bool(answers)


def test_nothing_is_deleted_on_the_word_of_a_lock_that_does_not_know_all() -> None:
    minted = ids.guid("p", "basic", "q", 0)
    story = Story([], [gone("a")], stored("a"), stored(minted))
    story.deliver(prune=True, yes=True)
    assert story.collection.notes.keys() == {"a", minted}
    assert story.tags("a") == (REMOVED,)


def test_a_path_is_quoted_for_the_shell() -> None:
    path = Path("my data", "it's")
    assert shlex.split(quoted(path)) == [str(path)]


# Back again


def backup(path: Path, *guids: str) -> Path:
    notes = [replace(note(guid), created=at) for at, guid in enumerate(guids, 1)]
    path.write_bytes(pack(notes, [(kind, 1) for kind in TYPES], {}))
    return path


def test_a_card_of_a_later_edit_has_another_id_and_its_note_has_not() -> None:
    """For a card that comes back: Anki never forgets the id that was deleted."""

    def numbers(mod: int) -> Any:
        with opened(io.BytesIO(pack([replace(note("a", mod=mod), created=5000)], [(TYPES[0], 1)], {})), "p") as found:
            return found.execute("select n.id, c.id from notes n join cards c on c.nid = n.id").fetchone()

    first, second = numbers(5), numbers(6)
    assert first[0] == second[0]
    assert first[1] != second[1]


def restored(story: Story, path: Path) -> None:
    lock = locked(*story.entries)
    restore(story.collection, read(path, lock), TYPES, lock.entries, story.told.append)


def test_a_backup_brings_back_what_is_gone_and_touches_nothing_else(tmp_path: Path) -> None:
    story = Story([], [gone("a"), gone("b"), gone("c")], stored("b", mod=999))
    restored(story, backup(tmp_path / "b.apkg", "a", "b", "c", "stranger"))
    assert story.collection.notes == {"a": stored("a"), "b": stored("b", mod=999), "c": stored("c")}
    assert story.told == ["2 deleted notes brought back, with all reviews"]
    restored(story, tmp_path / "b.apkg")
    assert story.steps == ["look", "restore", "look", "look"]
    assert story.told[1:] == ["nothing of this backup is gone: nothing was changed"]


def test_reviews_that_an_import_leaves_out_are_brought_at_another_time(tmp_path: Path) -> None:
    story = Story([], [gone("a")])
    path = backup(tmp_path / "b.apkg", "a")
    with opened(path, "b") as connection:
        connection.execute("insert into revlog select id, id, -1, 3, 1, 1, 2500, 900, 1 from cards")
        connection.commit()
        data = packed(path.read_bytes(), connection.serialize(), "b")
    path.write_bytes(data)
    story.collection.lost = 1
    restored(story, path)
    assert story.steps == ["look", "restore", "look", "delete", "restore", "look"]
    assert [side.log for side in story.collection.notes["a"].sides] == [1]


def test_a_folder_of_packages_is_a_backup_too(tmp_path: Path) -> None:
    story = Story([], [gone("a"), gone("b")])
    backup(tmp_path / "1.apkg", "a")
    backup(tmp_path / "0.apkg", "a", "b")
    (tmp_path / "notes.txt").touch()
    restored(story, tmp_path)
    assert story.told == ["2 deleted notes brought back, with all reviews"]


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    lock = locked(entry("a"))
    with pytest.raises(DeckgenError, match=r"no backup \(\*\.apkg\) is in this folder"):
        read(tmp_path, lock)
    with pytest.raises(DeckgenError, match="this is no backup of this project"):
        read(backup(tmp_path / "b.apkg", "stranger"), lock)
    (tmp_path / "text.apkg").write_text("text")
    with pytest.raises(DeckgenError, match="not an Anki package"):
        read(tmp_path / "text.apkg", lock)


@pytest.mark.parametrize("command", ["push", "sync"])
def test_a_restoration_has_no_dry_run(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--dry-run", "--restore", str(tmp_path)]) == 2
    assert "--restore and --dry-run exclude each other" in capsys.readouterr().err
