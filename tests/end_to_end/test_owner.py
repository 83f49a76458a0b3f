"""What its owner did to a note in Anki, through push and through sync: it stays, and it is said."""

from __future__ import annotations

import json
import shlex
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deckgen.cli import main
from deckgen.lock import load
from tests.support import anki
from tests.support.connect import Desktop
from tests.support.locks import version_1
from tests.support.notes import notes, sheet
from tests.support.phone import Phone
from tests.support.worlds import PushWorld, SyncWorld

pytest.importorskip("anki.collection")
pytestmark = [pytest.mark.anki, pytest.mark.slow]

ONE, TWO = "What is one?", "What is two?"


def later() -> None:
    """Times are whole seconds, and what its owner does comes after the build."""
    time.sleep(1.1)


def changed(col: Any, question: str, back: str = "", tags: tuple[str, ...] = ()) -> None:
    """What its owner does to a note in Anki."""
    note = next(found for text, found in anki.notes(col).items() if text == question)
    note.fields[1] = back or note.fields[1]
    note.tags += tags
    col.update_note(note)


def retyped(col: Any, question: str, name: str) -> None:
    """Browser > Change Note Type, with the mapping it proposes; "" is a clone of the note's own type."""
    note = next(found for text, found in anki.notes(col).items() if text == question)
    kind = col.models.by_name(name) if name else col.models.copy(note.note_type())
    info = col.models.change_notetype_info(old_notetype_id=note.mid, new_notetype_id=kind["id"])
    info.input.note_ids.append(note.id)
    col.models.change_notetype_of_notes(info.input)


def backs(found: dict[str, Any]) -> dict[str, str]:
    return {question: note.fields[1] for question, note in found.items()}


# A running Anki


def test_going_back_arrives(desktop: PushWorld) -> None:
    """As after git revert: the sources and the lock are as they were."""
    desktop.write("a.md", sheet(["one", "two"]))
    desktop.ok()
    lock = Path("deckgen.lock").read_bytes()
    later()
    desktop.write("a.md", sheet(["one", "two"], "A mistake about {}."))
    desktop.ok()
    desktop.write("a.md", sheet(["one", "two"]))
    Path("deckgen.lock").write_bytes(lock)
    later()
    assert "2 updated" in desktop.ok()
    assert "mistake" not in str(backs(desktop.notes()))
    assert "nothing to do" in desktop.ok()


def test_quiet_still_says_what_waits_for_a_decision(desktop: PushWorld) -> None:
    desktop.write("a.md", sheet(["one", "two"]))
    desktop.ok()
    desktop.desktop.run(lambda col: changed(col, ONE, "<p>Mine.</p>"))
    later()
    desktop.write("a.md", sheet(["one", "two"], "Now {}."))
    assert main(["push", "--url", desktop.desktop.url, "--quiet"]) == 0
    out, err = desktop.capsys.readouterr()
    assert out == ""
    assert err.startswith(
        "    1 edited in Anki and here\n      source/a.md:3: What is one? (Anki's text stays for now)\n"
    )
    assert "updated" not in err


def test_tags_stay_through_every_edit(desktop: PushWorld) -> None:
    desktop.write("a.md", sheet(["one", "two"]))
    desktop.ok()
    own = ("leech", "marked", "my::exam")
    desktop.desktop.run(lambda col: changed(col, ONE, tags=own))
    later()
    desktop.write("a.md", sheet(["one", "two"], "Now {}.").replace("## T", "## Topic"))
    assert "2 updated" in desktop.ok()
    assert set(desktop.notes()[ONE].tags) == {*own, "Topic"}
    assert desktop.notes()[TWO].tags == ["Topic"]


def test_a_tag_set_between_build_and_push_does_not_stop_the_edit(desktop: PushWorld) -> None:
    desktop.write("a.md", sheet(["one", "two"]))
    desktop.ok()
    desktop.write("a.md", sheet(["one", "two"], "Now {}."))
    main(["build", "--quiet"])
    later()
    desktop.desktop.run(lambda col: changed(col, ONE, tags=("hard",)))
    desktop.ok()
    assert "Now one" in desktop.notes()[ONE].fields[1]
    assert "hard" in desktop.notes()[ONE].tags
    desktop.actions()
    assert "nothing to do" in desktop.ok()
    assert not desktop.actions()


@pytest.mark.parametrize("name", ["Basic", "", "Cloze", "deckgen project cloze"])
def test_a_note_of_another_type_is_left_alone_and_the_rest_goes_on(desktop: PushWorld, name: str) -> None:
    desktop.write("a.md", sheet(["one", "two"]))
    desktop.write("gaps.md", "---\ncloze: true\n---\n\n# Gaps\n\nA {{c1::gap}} is here.\n")
    desktop.ok()
    desktop.desktop.run(lambda col: retyped(col, ONE, name))
    schema = desktop.desktop.run(lambda col: col.db.scalar("select scm from col"))
    later()
    desktop.write("a.md", sheet(["one", "two"], "Now {}."))
    said = desktop.ok()
    assert "a.md:3: What is one? is of the type" in said
    assert "Now two" in desktop.notes()[TWO].fields[1]
    assert desktop.desktop.run(lambda col: col.db.scalar("select scm from col")) == schema, "no full sync"
    assert "a.md:3: What is one? is of the type" in desktop.ok()


def test_what_was_deleted_in_anki_stays_deleted_until_it_is_asked_for(desktop: PushWorld) -> None:
    desktop.write("a.md", sheet(["one", "two"]))
    desktop.ok()
    desktop.desktop.run(lambda col: col.remove_notes([anki.notes(col)[ONE].id]))
    for _ in range(2):
        assert "deleted source/a.md:3: What is one?" in desktop.ok()
    assert desktop.notes().keys() == {TWO}
    assert "1 new" in desktop.ok("--undelete")
    assert desktop.notes().keys() == {ONE, TWO}
    assert "nothing to do" in desktop.ok()
    # What deckgen deletes itself may come back.
    desktop.write("a.md", sheet(["two"]))
    desktop.ok("--prune")
    desktop.write("a.md", sheet(["one", "two"]))
    assert "1 new" in desktop.ok()


def test_new_cards_follow_a_renamed_deck(desktop: PushWorld) -> None:
    desktop.write("a.md", sheet(["one", "two"]))
    desktop.ok()
    desktop.desktop.run(lambda col: col.decks.rename(col.decks.id("project::a"), "Interview"))
    desktop.write("a.md", sheet(["one", "two", "three"], "Now {}."))
    desktop.ok()
    names = desktop.desktop.run(lambda col: [deck.name for deck in col.decks.all_names_and_ids()])
    assert "project::a" not in names
    decks = desktop.desktop.run(lambda col: {anki.deck_of(col, card) for card in col.find_cards("")})
    assert decks == {"Interview"}


@pytest.mark.parametrize("known", [True, False])
def test_empty_cards_are_suspended(desktop: PushWorld, monkeypatch: pytest.MonkeyPatch, known: bool) -> None:
    desktop.write("a.md", "# A\n\none ::: a unit\n\ntwo ::: a pair\n")
    desktop.ok()
    desktop.study("project::A", 4)
    if not known:
        monkeypatch.delattr(Desktop, "on_suspend")
    desktop.write("a.md", "# A\n\none :: a unit\n\ntwo ::: a pair\n")
    said = desktop.ok()
    assert "1 card fewer" in said
    assert "Tools > Empty Cards" in said
    queues = desktop.desktop.run(lambda col: col.db.list("select queue from cards where ord = 1 order by nid"))
    assert [queue == -1 for queue in queues] == [known, False]
    assert ("could not be suspended" in said) is not known
    desktop.desktop.run(lambda col: col.remove_cards_and_orphaned_notes(_empty(col)))
    assert "nothing to do" in desktop.ok()


def _empty(col: Any) -> list[int]:
    return [card for note in col.get_empty_cards().notes for card in note.card_ids]


def test_the_printed_command_restores_what_is_gone_and_nothing_else(desktop: PushWorld) -> None:
    desktop.write("a.md", sheet(["one", "two"]))
    desktop.ok()
    desktop.write("a.md", sheet(["one"], "Now {}."))
    printed = desktop.ok("--prune").split("comes back with: ")[1].splitlines()[0]
    later()
    desktop.desktop.run(lambda col: changed(col, ONE, "mine now"))
    words = shlex.split(printed)
    assert main(words[1:]) == 0
    assert backs(desktop.notes())[ONE] == "mine now"
    assert desktop.notes().keys() == {ONE, TWO}
    assert main(words[1:]) == 0
    assert "nothing of this backup is gone" in desktop.capsys.readouterr().out
    desktop.actions()
    Path("other.apkg").write_bytes(b"x")
    assert "not an Anki package" in desktop.fails("--restore", "other.apkg")
    assert not desktop.desktop.calls, "it is refused before anything is sent"


def test_a_restore_leaves_a_deck_that_is_there_its_options(desktop: PushWorld) -> None:
    """Also where the backup has others: the add-on's import brings those along."""
    desktop.write("a.md", sheet(["one", "two"]))
    desktop.ok()

    def choose(col: Any) -> Any:
        for name in ("project", "project::a"):
            deck = col.decks.by_name(name)
            deck["conf"] = col.decks.add_config("Another")["id"]
            deck["newLimit"], deck["desc"] = deck["conf"] % 1000, str(deck["conf"])
            col.decks.save(deck)
        return options(col)

    def options(col: Any) -> Any:
        return {deck["name"]: (deck["conf"], deck["newLimit"], deck["desc"]) for deck in col.decks.all()}

    before = desktop.desktop.run(choose)
    desktop.write("a.md", sheet(["one"]))
    printed = desktop.ok("--prune").split("--restore '")[1].split("'")[0]
    chosen = desktop.desktop.run(choose)
    desktop.ok("--restore", printed)
    assert desktop.notes().keys() == {ONE, TWO}
    assert desktop.desktop.run(options) == chosen != before


def test_a_restored_deck_has_the_options_it_had(desktop: PushWorld) -> None:
    desktop.write("a.md", sheet(["one", "two"]))
    desktop.ok()

    def options(col: Any) -> int:
        deck = col.decks.by_name("project::a")
        deck["conf"] = col.decks.add_config("Mine")["id"]
        col.decks.save(deck)
        return int(deck["conf"])

    mine = desktop.desktop.run(options)
    desktop.write("a.md", sheet(["one", "two"], "Now {}."))
    printed = desktop.ok().split("--restore '")[1].split("'")[0]
    desktop.desktop.run(lambda col: col.decks.remove([col.decks.id("project::a")]))
    desktop.ok("--restore", printed)
    assert desktop.desktop.run(lambda col: col.decks.by_name("project::a")["conf"]) == mine


def test_a_lock_that_does_not_know_all_notes_deletes_none(desktop: PushWorld) -> None:
    desktop.write("a.md", sheet(["one"]))
    desktop.ok()
    old = Path("deckgen.lock").read_bytes()
    desktop.write("a.md", sheet(["one", "two"]))
    desktop.ok()
    Path("deckgen.lock").write_bytes(old)
    desktop.write("a.md", sheet(["three"], "Another {}."))
    assert "1 in Anki that the lock does not know" in desktop.ok("--prune", "--yes")
    assert desktop.notes().keys() >= {ONE, TWO}


# A phone


def test_an_edit_on_the_phone_is_named_and_kept_until_somebody_decides(server: SyncWorld) -> None:
    server.write("a.md", notes((ONE, "A unit."), (TWO, "A pair.")))
    server.ok()
    phone = server.phone()
    later()
    changed(phone.col, ONE, "A unit, fixed.", ("marked", "mine"))
    phone.sync()
    assert "1 edited in Anki and left alone" in server.ok()
    server.write("a.md", notes((ONE, "A unit, and more."), (TWO, "A pair.")))
    for arguments in (("--dry-run",), ()):
        said = server.ok(*arguments)
        assert "a.md:3: What is one? (Anki's text stays for now)" in said
        assert "Anki:  A unit, fixed." in said
        assert "files: A unit, and more." in said
    plan = json.loads(server.ok("--dry-run", "--json"))
    assert [row["place"] for row in plan["conflicts"]] == ["source/a.md:3"]
    assert _text(phone, ONE) == "A unit, fixed."

    assert "Anki's text stays)" in server.ok("--take", "anki")
    assert "1 edited in Anki and left alone" in server.ok(), "that was decided"
    server.write("a.md", notes((ONE, "A unit, and much more."), (TWO, "A pair.")))
    assert "--take: no note" in server.fails("--take", "mine=a.md:7")
    assert "the files win" in server.ok("--take", "mine=a.md:3")
    assert "much more" in _text(phone, ONE)
    assert set(phone.notes()[ONE].tags) == {"marked", "mine"}


def _text(phone: Phone, question: str) -> str:
    phone.sync()
    return backs(phone.notes())[question]


def test_a_note_of_another_type_does_not_stop_sync(server: SyncWorld) -> None:
    server.write("a.md", sheet(["one", "two"]))
    server.ok()
    phone = server.phone()
    retyped(phone.col, ONE, "")
    phone.sync(upload=True)
    later()
    server.ok("--full-download")
    server.write("a.md", sheet(["one", "two"], "Now {}."))
    for _ in range(2):
        assert "a.md:3: What is one? is of the type" in server.ok()
    assert "Now two" in _text(phone, TWO)


def test_empty_cards_are_deleted_with_reviews_only_by_prune(server: SyncWorld) -> None:
    server.write("a.md", "# A\n\none ::: a unit\n\ntwo ::: a pair\n")
    server.ok()
    phone = server.phone()
    card = phone.col.db.scalar("select id from cards where ord = 1 order by nid limit 1")
    phone.col.sched.set_due_date([card], "3!")
    review = phone.col.get_card(card)
    review.reps = 1
    phone.col.update_card(review)
    phone.sync()
    server.write("a.md", "# A\n\none :: a unit\n\ntwo :: a pair\n")
    assert "--prune deletes them with their reviews" in server.ok()
    phone.sync()
    assert phone.col.db.list("select id from cards where ord = 1") == [card]
    server.ok("--prune")
    phone.sync()
    assert phone.col.db.list("select id from cards where ord = 1") == []
    assert phone.col.db.scalar("select count() from notes") == 2


def test_a_side_and_a_gap_go_and_come_back_as_often_as_one_likes(server: SyncWorld) -> None:
    """Graves hold the ids of cards too."""
    all_of_them = "one ::: a unit\n", "---\ncloze: true\n---\n\n# Gaps\n\nThe ==cell== makes ==ATP== of sugar.\n"
    fewer = all_of_them[0].replace(":::", "::"), all_of_them[1].replace("==ATP==", "ATP")
    phone = None
    for sides, gaps in (all_of_them, fewer, all_of_them, fewer, all_of_them):
        later()
        server.write("a.md", f"# A\n\n{sides}")
        server.write("gaps.md", gaps)
        server.ok("--prune")
        phone = phone or server.phone()
        phone.sync()
        assert phone.col.card_count() == (4 if sides == all_of_them[0] else 2)


def test_deleted_and_back_again_as_often_as_one_likes(server: SyncWorld) -> None:
    server.write("a.md", sheet(["one", "two"]))
    server.ok()
    phone = server.phone()
    for subjects in (["one"], ["one", "two"], ["one"], ["one", "two"]):
        later()
        server.write("a.md", sheet(subjects))
        server.ok("--prune", "--yes")
        phone.sync()
        assert len(phone.notes()) == len(subjects)
    phone.col.remove_notes([phone.notes()[ONE].id])
    phone.sync()
    assert "deleted source/a.md:3: What is one?" in server.ok()
    later()
    server.ok("--undelete")
    phone.sync()
    phone.col.remove_notes([phone.notes()[ONE].id])
    phone.sync()
    assert "deleted source/a.md:3: What is one?" in server.ok()
    phone.sync()
    assert phone.notes().keys() == {TWO}


def test_where_nothing_is_kept_between_runs_the_account_tells_what_was_deleted(server: SyncWorld) -> None:
    server.write("a.md", sheet(["one", "two"]))
    server.ok()
    phone = server.phone()
    phone.col.remove_notes([phone.notes()[ONE].id])
    phone.sync()
    server.collection = server.folder / "fresh" / "collection.anki2"
    assert "deleted source/a.md:3: What is one?" in server.ok()
    server.ok()
    phone.sync()
    assert phone.notes().keys() == {TWO}


def test_restored_and_deleted_again(server: SyncWorld) -> None:
    """Graves hold ids for ever: what comes back has others, with its history."""
    server.write("a.md", sheet(["one", "two"]))
    server.ok()
    phone = server.phone()
    phone.study("project::a", 2)
    studied = {question: anki.history(phone.col, note.card_ids()[0]) for question, note in phone.notes().items()}
    phone.sync()
    server.write("a.md", sheet(["one"]))
    for _ in range(2):
        printed = server.ok("--prune").split("--restore '")[1].split("'")[0]
        phone.sync()
        assert phone.notes().keys() == {ONE}
        server.ok("--restore", printed)
        phone.sync()
        assert anki.history(phone.col, phone.notes()[TWO].card_ids()[0]) == studied[TWO]


def test_a_lock_of_an_older_version_takes_no_text_of_ours_for_its_owners(desktop: PushWorld) -> None:
    """It knows neither texts nor tags, and nothing was remembered of what was delivered."""
    desktop.write("a.md", sheet(["one", "two"]))
    desktop.ok()
    lock = load(Path("deckgen.lock").read_text("utf-8"), "deckgen.lock")
    entries = tuple(replace(entry, texts=(), tags=()) for entry in lock.entries)
    Path("deckgen.lock").write_text(version_1(replace(lock, entries=entries)), "utf-8")
    for path in (desktop.folder / "data").rglob("delivered-*.json"):
        path.unlink()
    desktop.desktop.run(lambda col: changed(col, ONE, tags=("mine",)))
    desktop.write("a.md", sheet(["one", "two"], "Now {}."))
    later()
    assert "2 updated" in desktop.ok()
    assert set(desktop.notes()[ONE].tags) == {"T", "mine"}
