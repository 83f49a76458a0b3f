"""Notes that somebody had in Anki before deckgen: their histories come over, card by card."""

from __future__ import annotations

import json
import shlex
import time
from pathlib import Path
from typing import Any

import pytest

from deckgen.anki.desktop import Desktop
from deckgen.cli import main
from tests.support import anki
from tests.support.deck import CARDS, CLOZES, NEW, NOTES, OLD, add, age, card_ids, old_deck, only, package, states
from tests.support.phone import Phone
from tests.support.worlds import PushWorld, SyncWorld

pytest.importorskip("anki.collection")
pytestmark = [pytest.mark.anki, pytest.mark.slow]


@pytest.fixture
def old(desktop: PushWorld, tmp_path: Path) -> Any:
    """The states of the old deck, which was exported and adopted."""
    desktop.write("js.md", NOTES)
    desktop.write("rivers.md", CLOZES)
    before = desktop.desktop.run(old_deck)
    adopt(desktop, tmp_path)
    return before


def adopt(desktop: PushWorld, folder: Path, *arguments: str) -> str:
    desktop.desktop.run(lambda col: package(col, folder / "old.apkg"))
    assert main(["adopt", str(folder / "old.apkg"), *arguments]) == 0
    return desktop.capsys.readouterr().out


def built(desktop: PushWorld) -> str:
    assert main(["build", "--offline"]) == 0
    return desktop.capsys.readouterr().err


def there(desktop: PushWorld) -> dict[str, Any]:
    return dict(desktop.desktop.run(states))


def test_every_card_keeps_its_history(desktop: PushWorld, old: Any) -> None:
    assert "4 adopted" in desktop.ok("--dry-run")
    assert there(desktop) == old, "a dry run changes nothing"
    assert "4 adopted notes still to be pushed" in built(desktop)
    desktop.ok()
    assert "adopted" not in built(desktop)
    after = there(desktop)
    assert only(after) == only(old)
    assert after.keys() - old.keys() == NEW
    assert {after[card][6] for card in NEW} == {OLD}, "new cards go where the others are"
    assert after.items() >= {card: old[card] for card in old.keys() - set(CARDS)}.items(), "the rest stays as it was"
    assert "nothing to do" in desktop.ok()


def test_a_day_that_begins_at_another_hour_shifts_no_due_date(desktop: PushWorld, tmp_path: Path) -> None:
    desktop.write("js.md", NOTES)
    desktop.write("rivers.md", CLOZES)
    desktop.desktop.run(age)
    before = desktop.desktop.run(old_deck)
    adopt(desktop, tmp_path)
    said = desktop.ok()
    assert only(there(desktop)) == only(before)
    _, _, command = said.partition("comes back with: deckgen push ")
    desktop.ok(*shlex.split(command.splitlines()[0]))
    assert only(desktop.desktop.run(lambda col: states(col, "note:Basic* OR note:Cloze"))) == only(before)


def test_an_edit_afterwards_arrives(desktop: PushWorld, old: Any) -> None:
    desktop.ok()
    desktop.write("js.md", NOTES.replace("with its scope", "together with its scope"))
    desktop.write("rivers.md", CLOZES.replace("The ==long==", "The long"))
    desktop.ok()
    assert only(there(desktop)) == only(old)
    assert "together" in desktop.notes()["What is a closure?"].fields[1]


def test_what_was_studied_since_the_export_comes_too(desktop: PushWorld, old: Any) -> None:
    def again(col: Any) -> None:
        number = card_ids(col)["front: What is a closure?"]
        col.sched.set_due_date([number], "0")
        card = col.get_card(number)
        card.start_timer()
        col.sched.answerCard(card, 3)

    desktop.desktop.run(again)
    before = there(desktop)
    desktop.ok()
    assert before != old
    assert only(there(desktop)) == only(before)


def test_notes_that_were_imported_beside_the_old_ones_are_replaced(desktop: PushWorld, tmp_path: Path) -> None:
    """As by somebody who meets deckgen first and `deckgen adopt` later."""
    desktop.write("js.md", NOTES)
    desktop.write("rivers.md", CLOZES.replace("==long==", "long"))
    desktop.ok()
    desktop.write("rivers.md", CLOZES)
    desktop.ok()
    before = desktop.desktop.run(old_deck_alone)
    adopt(desktop, tmp_path)
    said = desktop.ok()
    assert "4 adopted" in said
    assert only(there(desktop)) == only(before)
    questions = [note.fields[0] for note in desktop.notes().values()]
    assert len(questions) == desktop.desktop.run(lambda col: col.note_count()), "none of them twice"
    assert "nothing to do" in desktop.ok()


def old_deck_alone(col: Any) -> Any:
    """The old deck made beside other cards, and its states."""
    others = set(col.find_cards(""))
    col.sched.suspend_cards(list(others))
    old_deck(col)
    col.sched.unsuspend_cards(list(others))
    return {asked: state for asked, state in states(col).items() if state[6] == OLD}


def test_what_was_studied_in_both_is_left_alone(desktop: PushWorld, tmp_path: Path) -> None:
    desktop.write("js.md", NOTES)
    desktop.ok()
    desktop.study("project::js", 1)
    desktop.desktop.run(lambda col: add(col, "Basic", "What is a closure?", "A function with its scope."))
    desktop.study(OLD, 1)
    adopt(desktop, tmp_path)
    notes = desktop.desktop.run(lambda col: col.note_count())
    said = desktop.ok()
    assert "1 are not adopted: you have reviewed both" in said
    assert "js.md:1: What is a closure?" in said
    assert desktop.desktop.run(lambda col: col.note_count()) == notes


def test_a_card_that_would_be_lost_keeps_its_note(desktop: PushWorld, tmp_path: Path) -> None:
    desktop.write("js.md", NOTES.replace("<!-- reverse -->", ""))
    before = desktop.desktop.run(old_deck)
    adopt(desktop, tmp_path)
    said = desktop.ok()
    assert "1 are not adopted: a card that you have reviewed asks what no card here asks" in said
    assert "js.md:5: What is hoisting?" in said
    both = ("front: What is hoisting?", "back: What is hoisting?")
    assert {card: there(desktop)[card] for card in both} == {card: before[card] for card in both}
    desktop.write("js.md", NOTES)
    assert "1 adopted" in desktop.ok()
    assert {card: there(desktop)[card] for card in both} == {card: before[card] for card in both}
    assert len([q for q in desktop.desktop.run(card_ids) if "hoisting" in q]) == 2


def test_interrupted_it_is_completed_by_the_next_push(
    desktop: PushWorld, old: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Desktop, "delete", lambda self, notes: (_ for _ in ()).throw(KeyboardInterrupt))
        assert "interrupted" in desktop.fails(code=130)
    assert len(desktop.desktop.run(lambda col: col.find_notes('"closure?"'))) == 2
    desktop.ok()
    assert only(there(desktop)) == only(old)
    assert len(desktop.desktop.run(lambda col: col.find_notes('"closure?"'))) == 1


def test_what_did_not_arrive_keeps_the_old_note(desktop: PushWorld, old: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        # An import that leaves learning progress out.
        patched.setattr(Desktop, "restore", lambda self, package: None)
        assert "the history of 4 notes did not arrive" in desktop.fails()
    assert only(there(desktop)).keys() == only(old).keys()
    found = desktop.desktop.run(lambda col: col.find_notes(f'"deck:{OLD}" note:Basic'))
    assert len(found) == 4, "the old notes are there"
    desktop.ok()
    assert only(there(desktop)) == only(old)


def test_reviews_that_lie_close_together_all_come(desktop: PushWorld, old: Any) -> None:
    """As after due dates were set for many cards at once: Anki counts an id up for each."""

    def crowded(col: Any) -> None:
        for at, (review,) in enumerate(col.db.all("select id from revlog order by id")):
            col.db.execute("update revlog set id = ? where id = ?", 1_700_000_000_000 + 2 * at, review)

    desktop.desktop.run(crowded)
    before = there(desktop)
    desktop.ok()
    assert only(there(desktop)) == only(before)


@pytest.mark.parametrize("shift", [1, 60_500, 68_000])
def test_reviews_of_other_decks_are_in_nobodys_way(desktop: PushWorld, old: Any, shift: int) -> None:
    """As due dates set for several decks at once leave them, or two people's reviews in one collection."""

    def crowded(col: Any) -> None:
        card = card_ids(col)["front: What is my dog called?"]
        latest = col.db.scalar("select max(id) from revlog")
        for number in range(400):
            row = (latest + shift + 37 * number, card, -1, 3, 1, 1, 2500, 900, 1)
            col.db.execute("insert or ignore into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", *row)

    desktop.desktop.run(crowded)
    before = there(desktop)
    desktop.ok()
    assert only(there(desktop)) == only(before)


def test_what_arrived_in_part_is_carried_again(desktop: PushWorld, old: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Desktop, "delete", lambda self, notes: (_ for _ in ()).throw(KeyboardInterrupt))
        desktop.fails(code=130)
    newest = "select max(r.id) from revlog r join cards c on c.id = r.cid join notes n on n.id = c.nid where n.guid = ?"

    def lose(col: Any) -> None:
        note = next(n for n in map(col.get_note, col.find_notes('"leech?"')) if len(n.guid) == 16)
        col.db.execute("delete from revlog where id = ?", col.db.scalar(newest, note.guid))

    desktop.desktop.run(lose)
    desktop.ok()
    assert only(there(desktop)) == only(old)


def test_an_old_note_that_was_rewritten_since_is_left_alone(desktop: PushWorld, old: Any) -> None:
    def rewrite(col: Any) -> None:
        note = col.get_note(col.find_notes('"What is a closure?"')[0])
        note.fields[0] = "What is a monad?"
        col.update_note(note)

    desktop.desktop.run(rewrite)
    said = desktop.ok()
    assert "1 are not adopted: their text was edited in Anki since" in said
    assert "js.md:1: What is a closure? ← What is a monad? (School::JavaScript, 1 review)" in said
    assert "front: What is a monad?" in there(desktop)


def test_the_backup_brings_the_old_notes_back(desktop: PushWorld, old: Any) -> None:
    said = desktop.ok()
    _, _, command = said.partition("comes back with: deckgen push ")
    desktop.ok(*shlex.split(command.splitlines()[0]))
    assert desktop.desktop.run(lambda col: len(col.find_notes('"closure?"'))) == 2
    assert desktop.desktop.run(lambda col: len(col.find_notes("note:Basic"))) == 4


def test_a_note_is_promised_to_one_question(desktop: PushWorld, old: Any, tmp_path: Path) -> None:
    rows = json.loads(adopt(desktop, tmp_path, "--json"))
    note = next(row["note"] for row in rows["questions"] if row["question"] == "What is a closure?")
    adopt(desktop, tmp_path, "--same", note, "js.md:11")
    adopt(desktop, tmp_path)
    lock = (desktop.folder / "project" / "deckgen.lock").read_text("utf-8")
    (promised,) = (row for row in map(json.loads, lock.splitlines()) if row.get("adopts", {}).get("guid") == note)
    assert promised["words"] == "Why do tides rise?"
    adopt(desktop, tmp_path, "--different", note, "js.md:11")
    rows = json.loads(adopt(desktop, tmp_path, "--json"))
    assert {row["question"]: row["note"] for row in rows["questions"]}["What is a closure?"] == note


def test_the_phone_has_every_history_too(server: SyncWorld, tmp_path: Path) -> None:
    phone = Phone(tmp_path / "phone", server.server.endpoint)
    age(phone.col)
    before = old_deck(phone.col)
    package(phone.col, tmp_path / "old.apkg", legacy=True)
    phone.sync(upload=True)
    server.write("js.md", NOTES)
    server.write("rivers.md", CLOZES)
    assert main(["adopt", str(tmp_path / "old.apkg")]) == 0
    assert "4 adopted" in server.ok()
    phone.sync()
    assert only(states(phone.col)) == only(before)
    assert states(phone.col).keys() - before.keys() == NEW
    assert "nothing to do" in server.ok()
    # Deleted, back, and deleted again: no id of the old or the new notes may come twice.
    time.sleep(1.1)
    for text in (NOTES.partition("## What is a leech?")[0], NOTES, NOTES.partition("## What is a leech?")[0]):
        server.write("js.md", text)
        server.ok("--prune", "--yes")
        phone.sync()
    anki.study(phone.col, OLD, 1)
    phone.sync()
    server.ok()
    phone.col.close()
