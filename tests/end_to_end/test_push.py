"""deckgen push into a collection behind AnkiConnect's protocol, on good days and on bad ones."""

from __future__ import annotations

import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from deckgen.cli import main
from tests.support.anki import history, schedule
from tests.support.connect import Desktop
from tests.support.notes import sheet
from tests.support.pictures import png
from tests.support.worlds import PushWorld

pytest.importorskip("anki.collection")
pytestmark = pytest.mark.anki


@pytest.fixture
def world(desktop: PushWorld) -> PushWorld:
    return desktop


def test_round_trip(world: PushWorld) -> None:
    world.write("red.md", sheet(["one", "two", "three"]) + "### What is drawn?\n\n![](dot.png)\n")
    world.write("blue.md", sheet(["four"]))
    world.write("dot.png", png(1))
    assert "5 new" in world.ok()
    assert world.actions() == ["importPackage"]
    before = world.study("project::red", 4)
    three, two = (world.notes()[f"What is {w}?"].card_ids()[0] for w in ("three", "two"))

    studied = world.desktop.run(lambda col: history(col, three))
    world.write("red.md", sheet(["one"], "Now {}.") + "### What is drawn?\n\n![](dot.png)\n")
    world.write("blue.md", sheet(["four", "two"]))
    world.write("dot.png", png(2))
    said = world.ok("--prune")
    assert world.actions() == ["importPackage", "changeDeck", "deleteNotes"]
    assert f"deckgen push --url {world.desktop.url} --restore '" in said
    notes = world.notes()
    assert set(notes) == {f"What is {w}?" for w in ("one", "two", "four", "drawn")}
    assert "Now" in notes["What is one?"].fields[1]
    assert world.desktop.run(lambda col: col.decks.name(col.get_card(two).did)) == "project::blue"
    for card, kept in before.items():
        if card != three:
            assert world.desktop.run(partial(schedule, card=card)) == kept

    # A deleted note is back from the backup, with its history.
    world.ok("--restore", said.split("--restore '")[1].split("'")[0])
    back = world.notes()["What is three?"].card_ids()[0]
    assert world.desktop.run(lambda col: history(col, back)) == studied


def test_several_decks_go_one_after_the_other(world: PushWorld) -> None:
    for name in ("red", "blue"):
        world.write(f"{name}.md", sheet([name]))
    paths = [f"source/{name}.md" for name in ("red", "blue", "red")]
    assert "1 new" in world.ok("--alone", "--sync", *paths)
    assert world.actions() == ["importPackage", "importPackage", "sync"]
    assert set(world.notes()) == {"What is red?", "What is blue?"}


def test_nothing_to_do_changes_nothing_in_anki(world: PushWorld) -> None:
    world.write("red.md", sheet(["one", "two"]))
    world.ok()
    world.actions()
    world.desktop.dialog = dict.fromkeys(world.desktop.dialog, False)
    state = world.desktop.run(
        lambda col: (col.mod, col.db.all("select * from notes"), col.db.all("select * from cards"))
    )
    assert "nothing to do" in world.ok()
    assert world.actions() == []
    assert not any(world.desktop.dialog.values())
    assert state == world.desktop.run(
        lambda col: (col.mod, col.db.all("select * from notes"), col.db.all("select * from cards"))
    )
    assert not world.exports()


@pytest.mark.slow
def test_only_moving_imports_nothing(world: PushWorld) -> None:
    world.write("red.md", sheet(["one", "two"]).replace("## T\n\n", ""))
    world.write("blue.md", sheet(["four"]).replace("## T\n\n", ""))
    world.ok()
    world.actions()
    world.write("red.md", sheet(["one"]).replace("## T\n\n", ""))
    world.write("blue.md", sheet(["four", "two"]).replace("## T\n\n", ""))
    world.ok()
    assert "changeDeck" in world.actions()
    assert "nothing to do" in world.ok()


def test_dry_run_changes_nothing(world: PushWorld) -> None:
    world.write("red.md", sheet(["one"]))
    assert "1 new" in world.ok("--dry-run")
    assert world.actions() == []
    assert not world.exports()
    assert not (world.folder / "project" / "build").exists()
    assert not (world.folder / "project" / "deckgen.lock").exists()


def test_quiet_says_nothing_when_all_goes_well_and_all_when_it_does_not(
    world: PushWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.write("red.md", sheet(["one"]))
    assert world.ok("--quiet") == ""
    assert set(world.notes()) == {"What is one?"}
    monkeypatch.setattr(Desktop, "on_importPackage", lambda self, col, path: False)
    world.write("red.md", sheet(["one", "two"]))
    assert main(["push", "--url", world.desktop.url, "--quiet"]) == 1
    said = world.capsys.readouterr().err
    assert said.startswith("into Anki, profile User 1:\n    1 new\n")
    assert "deckgen: Anki did not import the package" in said


def test_verbose_says_every_line_of_the_plan(world: PushWorld) -> None:
    world.write("red.md", sheet([f"number {number}" for number in range(60)]))
    assert "… and 10 more" in world.ok("--dry-run")
    said = world.ok("--dry-run", "--verbose")
    assert said.count("new source/red.md") == 60


@pytest.mark.slow
def test_notes_that_are_gone_are_tagged_and_untagged_when_they_return(world: PushWorld) -> None:
    world.write("red.md", sheet(["one", "two", "three"]))
    world.ok()
    world.write("red.md", sheet(["one", "two"]))
    world.ok()
    assert world.notes()["What is three?"].tags == ["deckgen::removed", "T"]
    assert "nothing to do" in world.ok()
    world.write("red.md", sheet(["one", "two", "three"]))
    world.ok()
    assert "deckgen::removed" not in world.notes()["What is three?"].tags


@pytest.mark.slow
def test_deletes_after_asking(world: PushWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write("red.md", sheet(["one", "two"]))
    world.ok()
    world.write("red.md", sheet(["one"]))
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    asked: list[str] = []

    def confirm(text: str) -> bool:
        asked.append(text)
        return True

    monkeypatch.setattr("click.confirm", confirm)
    world.ok()
    assert len(asked) == 1
    assert "Delete what is gone, 1 note" in asked[0]
    assert set(world.notes()) == {"What is one?"}


@pytest.mark.slow
def test_only_what_deckgen_made_is_deleted(world: PushWorld) -> None:
    world.write("red.md", sheet(["one", "two"]))
    world.ok()

    def own(col: Any) -> None:
        for kind, deck in ((world_type(col), "project::red"), (col.models.by_name("Basic"), "project::red")):
            note = col.new_note(kind)
            note.fields[0] = f"mine, {kind['name']}"
            note.fields[1] = "x"
            col.add_note(note, col.decks.id(deck))

    def world_type(col: Any) -> Any:
        return next(kind for kind in col.models.all() if kind["name"].startswith("deckgen"))

    world.desktop.run(own)
    world.write("red.md", sheet(["one"]))
    world.ok("--prune")
    assert len(world.desktop.run(lambda col: col.find_notes("mine"))) == 2
    assert len(world.notes()) == 3


@pytest.mark.slow
def test_a_card_its_owner_moved_stays_also_out_of_a_filtered_deck(world: PushWorld) -> None:
    world.write("red.md", sheet(["one", "two", "three"]))
    world.write("blue.md", sheet(["four"]))
    world.ok()
    one, two = (world.notes()[f"What is {w}?"].card_ids()[0] for w in ("one", "two"))

    def move(col: Any) -> None:
        col.set_deck([two], col.decks.id("Mine"))
        filtered = col.sched.get_or_create_filtered_deck(0)
        filtered.config.search_terms[0].search = f"cid:{one}"
        col.sched.add_or_update_filtered_deck(filtered)

    world.desktop.run(move)
    assert world.desktop.run(lambda col: col.get_card(one).odid) != 0
    assert "1 left in the decks you chose in Anki" in world.ok()
    assert world.desktop.run(lambda col: col.get_card(one).odid) != 0
    assert world.desktop.run(lambda col: col.decks.name(col.get_card(two).did)) == "Mine"


@pytest.mark.slow
def test_backup_holds_cards_from_everywhere(world: PushWorld) -> None:
    world.write("red.md", sheet(["one", "two"]))
    world.ok()
    world.study(world.notes_deck(), 2)
    two = world.notes()["What is two?"].card_ids()[0]
    studied = world.desktop.run(lambda col: history(col, two))
    world.desktop.run(lambda col: col.set_deck([two], col.decks.id("Mine")))
    world.write("red.md", sheet(["one"]))
    said = world.ok("--prune")
    assert set(world.notes()) == {"What is one?"}
    backup = Path(said.split("--restore '")[1].split("'")[0])
    assert len(list(backup.glob("*.apkg"))) == 2
    world.ok("--restore", str(backup))
    back = world.notes()["What is two?"].card_ids()[0]
    assert world.desktop.run(lambda col: history(col, back)) == studied
    assert world.desktop.run(lambda col: col.decks.name(col.get_card(back).did)) == "Mine"


@pytest.mark.slow
def test_missing_media_is_put_back(world: PushWorld) -> None:
    world.write("red.md", "## T\n\n### What is drawn?\n\n![](dot.png)\n")
    world.write("dot.png", png(1))
    world.ok()
    picture = next(Path(world.desktop.run(lambda col: col.media.dir())).glob("deckgen-*.png"))
    picture.unlink()
    assert "1 media file put back" in world.ok()
    assert picture.read_bytes() == png(1)


@pytest.mark.slow
def test_an_unusual_share_stops(world: PushWorld) -> None:
    world.write("red.md", sheet(["a1", "b2", "c3", "d4", "e5", "f6", "g7"]))
    world.write("blue.md", sheet(["four"]))
    world.ok()
    world.actions()
    (world.source / "red.md").unlink()
    assert "7 of 7 notes of project::red" in world.fails("--prune")
    assert world.actions() == []
    assert len(world.notes()) == 8
    world.ok("--prune", "--yes")
    assert len(world.notes()) == 1


def test_sync_is_waited_for(world: PushWorld) -> None:
    world.write("red.md", sheet(["one"]))
    assert "told to sync" in world.ok("--sync")
    assert "sync" in world.actions()


# Bad days


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("Sync status 2 not one of [0, 1] - see SyncCollectionResponse", "which side is to overwrite the other"),
        ("sync: auth not configured", "log in"),
        ("network error", "network error"),
    ],
)
def test_a_sync_that_anki_refuses(world: PushWorld, monkeypatch: pytest.MonkeyPatch, reason: str, words: str) -> None:
    """AnkiWeb's version of the add-on syncs before it answers, and says what stopped it."""

    def refuse(self: Desktop, col: Any) -> None:
        raise RuntimeError(reason)

    monkeypatch.setattr(Desktop, "on_sync", refuse)
    world.write("red.md", sheet(["one"]))
    said = world.fails("--sync")
    assert words in said
    assert "the notes are in Anki" in said
    assert len(world.notes()) == 1


def test_anki_is_not_running(world: PushWorld) -> None:
    world.write("red.md", sheet(["one"]))
    error = world.fails("--url", "http://127.0.0.1:9")
    assert "start Anki" in error
    assert "2055492159" in error
    assert not (world.folder / "project" / "deckgen.lock").exists()


def test_something_else_has_the_port(world: PushWorld) -> None:
    class Other(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    other = HTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    world.write("red.md", sheet(["one"]))
    assert "is not AnkiConnect" in world.fails("--url", f"http://127.0.0.1:{other.server_address[1]}")
    other.shutdown()


def test_key(world: PushWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write("red.md", sheet(["one"]))
    world.desktop.key = "sesame"
    assert "ANKICONNECT_KEY" in world.fails()
    monkeypatch.setenv("ANKICONNECT_KEY", "wrong")
    assert "ANKICONNECT_KEY" in world.fails()
    monkeypatch.setenv("ANKICONNECT_KEY", "sesame")
    world.ok()


def test_a_dialog_blocks(world: PushWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write("red.md", sheet(["one"]))
    monkeypatch.setattr("deckgen.anki.ankiconnect.HELLO", 0.3)
    world.desktop.before = lambda action: time.sleep(1)
    assert "a dialog may be waiting" in world.fails()
    world.desktop.before = lambda action: None
    world.ok()


def test_no_profile_is_open(world: PushWorld) -> None:
    world.write("red.md", sheet(["one"]))
    world.desktop.open = False
    assert "no profile open" in world.fails()


@pytest.mark.slow
def test_another_profile_is_open(world: PushWorld, tmp_path: Path) -> None:
    world.write("red.md", sheet(["one"]))
    world.ok()
    assert "not Anna" in world.fails("--profile", "Anna")
    first, world.desktop = world.desktop, Desktop(tmp_path / "Anki2", "Anna")
    try:
        error = world.fails()
        assert "profile Anna" in error
        assert "User 1" in error
        world.ok("--profile", "Anna")
        assert len(world.notes()) == 1
    finally:
        world.desktop.close()
        world.desktop = first


def test_import_refused(world: PushWorld) -> None:
    world.write("red.md", sheet(["one"]))

    def refuse(action: str) -> None:
        if action == "importPackage":
            raise RuntimeError("the file could not be read")

    world.desktop.before = refuse
    assert "refused the import: the file could not be read" in world.fails()
    world.desktop.before = lambda action: None
    world.ok()
    assert len(world.notes()) == 1


def test_an_add_on_that_is_too_old(world: PushWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write("red.md", sheet(["one"]))
    monkeypatch.delattr(Desktop, "on_getMediaDirPath")
    assert "does not know getMediaDirPath: update the add-on" in world.fails()
    monkeypatch.setattr(Desktop, "on_version", lambda self, col: 5)
    assert "speaks version 5" in world.fails()


def test_import_that_does_nothing_is_noticed(world: PushWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write("red.md", sheet(["one"]))
    monkeypatch.setattr(Desktop, "on_importPackage", lambda self, col, path: True)
    assert "1 note did not arrive" in world.fails()


def test_note_type_changed_in_anki_stops_before_a_full_sync(world: PushWorld) -> None:
    world.write("red.md", sheet(["one"]))
    world.ok()
    world.actions()

    def add_field(col: Any) -> None:
        kind = next(kind for kind in col.models.all() if kind["name"].startswith("deckgen"))
        col.models.add_field(kind, col.models.new_field("Mine"))
        col.models.update_dict(kind)

    world.desktop.run(add_field)
    world.write("red.md", sheet(["one", "two"]))
    assert "were changed in Anki" in world.fails()
    assert world.actions() == []


@pytest.mark.slow
@pytest.mark.parametrize("step", ["exportPackage", "importPackage", "changeDeck", "deleteNotes", "getMediaFilesNames"])
def test_broken_off_at_any_step_the_next_push_completes(world: PushWorld, step: str) -> None:
    world.write("red.md", sheet(["one", "two", "three"]))
    world.write("blue.md", sheet(["four"]))
    world.ok()
    before = world.study("project::red", 3)
    two = world.notes()["What is two?"].card_ids()[0]
    world.write("red.md", sheet(["one"], "Now {}. ![](dot.png)"))
    world.write("dot.png", png(1))
    world.write("blue.md", sheet(["four", "two"]))

    def crash(action: str) -> None:
        if action == step:
            raise RuntimeError("Anki crashed")

    world.desktop.before = crash
    world.fails("--prune")
    world.desktop.before = lambda action: None
    world.ok("--prune")
    assert set(world.notes()) == {"What is one?", "What is two?", "What is four?"}
    assert "Now" in world.notes()["What is one?"].fields[1]
    assert world.desktop.run(lambda col: col.decks.name(col.get_card(two).did)) == "project::blue"
    assert world.desktop.run(lambda col: schedule(col, two)) == before[two]
