"""deckgen sync against Anki's own sync server, with a second collection as the phone, on good days and on bad ones."""

from __future__ import annotations

import json
import re
import shutil
import signal
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from deckgen.apkg.read import zstd
from deckgen.cli import main
from tests.support.anki import history
from tests.support.notes import sheet
from tests.support.phone import Phone
from tests.support.pictures import png
from tests.support.servers import PASSWORD, USER
from tests.support.worlds import SyncWorld

pytest.importorskip("anki.collection")
pytestmark = [pytest.mark.anki, pytest.mark.sync]


@pytest.fixture
def world(server: SyncWorld) -> SyncWorld:
    return server


def test_round_trip(world: SyncWorld) -> None:
    world.write("red.md", sheet(["one", "two", "three"]) + "### What is drawn?\n\n![](dot.png)\n")
    world.write("blue.md", sheet(["four", "five"]))
    world.write("dot.png", png(1))
    assert "first use" in world.ok()
    phone = world.phone()
    assert set(phone.notes()) == {f"What is {w}?" for w in ("one", "two", "three", "four", "five", "drawn")}
    before = phone.study("project::red", 4)
    drawn = phone.notes()["What is drawn?"]
    first = phone.col.media.files_in_str(drawn.mid, drawn.fields[1])[0]
    assert phone.col.media.have(first)
    moving, leaving = phone.notes()["What is two?"], phone.notes()["What is three?"]
    gone = leaving.card_ids()
    assert moving.card_ids()[0] in before
    assert gone[0] in before
    phone.sync()

    world.write("red.md", sheet(["one"], "It is the number {}.") + "### What is drawn?\n\n![](dot.png)\n")
    world.write("blue.md", sheet(["four", "five", "two"]))
    world.write("dot.png", png(2))
    said = world.ok("--prune")
    assert "move project::red → project::blue: what is two" in said.lower()
    assert "delete project::red: what is three" in said.lower()
    again = f"deckgen sync --endpoint {world.line.endpoint} --collection {world.collection} --restore '"
    assert f"comes back with: {again}" in said
    phone.sync()
    notes = phone.notes()
    assert set(notes) == {f"What is {w}?" for w in ("one", "two", "four", "five", "drawn")}
    assert "the number one" in notes["What is one?"].fields[1]
    new = phone.col.media.files_in_str(drawn.mid, notes["What is drawn?"].fields[1])[0]
    assert new != first
    assert Path(phone.col.media.dir(), new).read_bytes() == png(2)
    assert phone.deck(moving.card_ids()[0]) == "project::blue"
    for card, schedule in before.items():
        if card not in gone:
            assert phone.schedule(card) == schedule
    assert phone.col.db.scalar("select count() from revlog") == 4

    assert "nothing to do" in world.ok("--prune")
    phone.col.close()


def test_a_deleted_note_comes_back_from_the_backup_with_its_history(world: SyncWorld) -> None:
    world.write("red.md", sheet(["one", "two"]))
    world.ok()
    phone = world.phone()
    before = phone.study("project", 1) if phone.col.decks.by_name("project") else phone.study("project::red", 1)
    phone.sync()
    studied = history(phone.col, next(iter(before)))
    question = phone.col.get_card(next(iter(before))).note().fields[0]
    world.write("red.md", sheet(["two"] if "one" in question else ["one"]))
    said = world.ok("--prune")
    phone.sync()
    assert len(phone.notes()) == 1
    backup = said.split("--restore '")[1].split("'")[0]
    world.ok("--restore", backup)
    phone.sync()
    assert len(phone.notes()) == 2
    back = next(note for note in phone.notes().values() if note.fields[0] == question)
    assert history(phone.col, back.card_ids()[0]) == studied
    phone.col.close()


def test_gone_notes_are_tagged_unless_pruned_and_untagged_when_they_return(world: SyncWorld) -> None:
    world.write("red.md", sheet(["one", "two", "three"]))
    world.ok()
    world.write("red.md", sheet(["one", "two"]))
    world.ok()
    phone = world.phone()
    assert [q for q, note in phone.notes().items() if "deckgen::removed" in note.tags] == ["What is three?"]
    world.write("red.md", sheet(["one", "two", "three"]))
    world.ok()
    phone.sync()
    assert not any(note.tags and "deckgen::removed" in note.tags for note in phone.notes().values())
    phone.col.close()


@pytest.mark.slow
def test_a_card_its_owner_moved_stays_and_notes_of_others_are_never_touched(world: SyncWorld) -> None:
    world.write("red.md", sheet(["one", "two"]))
    world.write("blue.md", sheet(["four"]))
    world.ok()
    phone = world.phone()
    mine = phone.col.new_note(phone.notes()["What is one?"].note_type())
    mine.fields = ["my own question", "with deckgen's note type", "", "", "", ""]
    phone.col.add_note(mine, phone.col.decks.id("project::red"))
    card = phone.notes()["What is two?"].card_ids()[0]
    phone.col.set_deck([card], phone.col.decks.id("Mine"))
    filtered = phone.col.sched.get_or_create_filtered_deck(0)
    crammed = phone.notes()["What is one?"].card_ids()[0]
    filtered.config.search_terms[0].search = f"cid:{crammed}"
    phone.col.sched.add_or_update_filtered_deck(filtered)
    phone.sync()
    world.write("red.md", sheet(["one"]))
    world.write("blue.md", sheet(["four", "two"]))
    assert "1 left in the decks you chose in Anki" in world.ok("--prune", "--yes")
    phone.sync()
    assert phone.deck(card) == "Mine"
    assert phone.col.get_card(crammed).odid != 0
    assert "my own question" in {note.fields[0] for note in phone.notes().values()} | set(phone.notes())
    assert phone.col.db.scalar("select count() from notes where id = ?", mine.id) == 1
    phone.col.close()


@pytest.mark.slow
def test_an_unusual_share_stops(world: SyncWorld) -> None:
    world.write("red.md", sheet(["a1", "b2", "c3", "d4", "e5", "f6", "g7"]))
    world.write("blue.md", sheet(["four"]))
    world.ok()
    text = (world.source / "red.md").read_text()
    (world.source / "red.md").unlink()
    lock = (world.folder / "project" / "deckgen.lock").read_text()
    said = world.fails("--prune")
    assert "7 of 7 notes of project::red" in said
    assert "--yes" in said
    assert (world.folder / "project" / "deckgen.lock").read_text() == lock
    world.write("red.md", text)
    world.ok()
    phone = world.phone()
    assert len(phone.notes()) == 8
    (world.source / "red.md").unlink()
    world.ok("--prune", "--yes")
    phone.sync()
    assert len(phone.notes()) == 1
    phone.col.close()


def test_dry_run_changes_nothing_and_needs_no_server(world: SyncWorld) -> None:
    world.write("red.md", sheet(["one"]))
    world.server.stop()
    assert "1 new" in world.ok("--dry-run")
    assert not (world.folder / "project" / "deckgen.lock").exists()
    assert not world.line.seen


def test_session_key_is_for_its_owner_and_no_secret_is_in_the_project(world: SyncWorld) -> None:
    world.write("red.md", sheet(["one"]))
    world.ok()
    session = world.collection.with_name("session.json")
    assert stat.S_IMODE(session.stat().st_mode) == 0o600
    key = json.loads(session.read_text())["key"]
    for path in (world.folder / "project").rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes()
            assert key.encode() not in path.read_bytes()
    assert PASSWORD not in session.read_text()
    logins = sum("hostKey" in path for path in world.line.seen)
    world.ok()
    assert sum("hostKey" in path for path in world.line.seen) == logins == 1


# First use


def test_first_use_takes_what_the_account_has(world: SyncWorld) -> None:
    phone = Phone(world.folder / "phone", world.server.endpoint)
    note = phone.col.new_note(phone.col.models.by_name("Basic"))
    note.fields = ["old", "note"]
    phone.col.add_note(note, phone.col.decks.id("Mine"))
    phone.sync(upload=True)
    world.write("red.md", sheet(["one"]))
    assert "comes down" in world.ok()
    phone.sync()
    assert len(phone.col.find_notes("")) == 2
    phone.col.close()


@pytest.mark.slow
def test_what_cannot_be_merged_is_never_overwritten_silently(world: SyncWorld) -> None:
    world.write("red.md", sheet(["one", "two"]))
    world.ok()
    phone = world.phone()
    studied = phone.study("project::red" if phone.col.decks.by_name("project::red") else "project", 1)
    basic = phone.col.models.by_name("Basic")
    phone.col.models.add_field(basic, phone.col.models.new_field("More"))
    phone.col.models.update_dict(basic)
    phone.sync(upload=True)
    world.write("red.md", sheet(["one", "two", "three"]))
    said = world.fails()
    assert "--full-download" in said
    assert "--full-upload" in said
    assert "2 notes here" in said
    said = world.ok("--full-download")
    copy = Path(said.split("cp '")[1].split("'")[0])
    assert copy.is_file()
    assert copy in world.backups()
    phone.sync()
    assert len(phone.notes()) == 3
    assert {card: phone.schedule(card) for card in studied} == studied
    phone.col.close()


def _apart(world: SyncWorld) -> tuple[Phone, dict[int, Any]]:
    """A phone that has studied, and has changed a note type of its own; both are on the server."""
    world.write("red.md", sheet(["a1", "b2", "c3", "d4", "e5", "f6", "g7"]))
    world.ok()
    phone = world.phone()
    studied = phone.study(phone.deck(phone.col.find_cards("")[0]), 1)
    basic = phone.col.models.by_name("Basic")
    phone.col.models.add_field(basic, phone.col.models.new_field("More"))
    phone.col.models.update_dict(basic)
    phone.sync(upload=True)
    return phone, studied


@pytest.mark.slow
def test_what_an_upload_overwrites_is_kept_and_can_be_taken_back(world: SyncWorld) -> None:
    phone, studied = _apart(world)
    said = world.ok("--full-upload")
    phone.sync()
    assert {card: phone.schedule(card) for card in studied} != studied
    copy, here = re.findall(r"cp '(.*?)' '(.*?)', and sync with --full-upload", said)[0]
    assert world.backups() == [Path(copy)]
    shutil.copy(copy, here)
    world.ok("--full-upload")
    phone.sync()
    assert {card: phone.schedule(card) for card in studied} == studied
    phone.col.close()


@pytest.mark.slow
@pytest.mark.parametrize("why", ["altered", "unusual"])
def test_what_cannot_be_delivered_overwrites_nothing(world: SyncWorld, why: str) -> None:
    from anki.collection import Collection

    phone, studied = _apart(world)
    if why == "altered":
        col = Collection(str(world.collection))
        kind = col.get_note(col.find_notes("")[0]).note_type()
        col.models.add_field(kind, col.models.new_field("More"))
        col.models.update_dict(kind)
        col.close()
    else:
        world.write("red.md", sheet(["one"]))
    world.line.seen.clear()
    assert "othing was changed" in world.fails("--full-upload", "--prune")
    assert not any(path.endswith("/upload") for path in world.line.seen)
    phone.merge()
    assert {card: phone.schedule(card) for card in studied} == studied
    phone.col.close()


# Bad days


def test_wrong_password(world: SyncWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write("red.md", sheet(["one"]))
    monkeypatch.setenv("DECKGEN_SYNC_PASSWORD", "wrong")
    assert "does not accept this user and password" in world.fails()
    assert not world.collection.with_name("session.json").exists()
    monkeypatch.setenv("DECKGEN_SYNC_PASSWORD", PASSWORD)
    world.ok()


def test_no_password(world: SyncWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write("red.md", sheet(["one"]))
    monkeypatch.delenv("DECKGEN_SYNC_PASSWORD")
    monkeypatch.setattr("deckgen.anki.credentials._keyring", lambda service, user: None)
    assert "set DECKGEN_SYNC_PASSWORD" in world.fails()


def test_password_from_the_keyring(world: SyncWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring")
    world.write("red.md", sheet(["one"]))
    monkeypatch.delenv("DECKGEN_SYNC_PASSWORD")
    kept = {
        ("deckgen sync AnkiWeb", USER): "of another server",
        (f"deckgen sync {world.line.endpoint}", USER): PASSWORD,
    }
    monkeypatch.setattr(keyring, "get_password", lambda service, user: kept.get((service, user)))
    world.ok()


@pytest.mark.slow
def test_expired_key(world: SyncWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write("red.md", sheet(["one"]))
    world.ok()
    # The server forgets sessions when the password changes.
    world.server.stop()
    world.server.start(password="another one")
    world.write("red.md", sheet(["one", "two"]))
    assert "does not accept" in world.fails()
    monkeypatch.setenv("DECKGEN_SYNC_PASSWORD", "another one")
    world.ok()
    assert len(world.phone(password="another one").notes()) == 2


@pytest.mark.slow
def test_garbled_key_is_renewed(world: SyncWorld) -> None:
    world.write("red.md", sheet(["one"]))
    world.ok()
    session = world.collection.with_name("session.json")
    session.write_text(json.dumps({**json.loads(session.read_text()), "key": "0" * 32}))
    assert "logging in again" in world.ok()


@pytest.mark.slow
def test_a_session_is_for_its_server_only(world: SyncWorld) -> None:
    world.write("red.md", sheet(["one"]))
    world.ok()
    session = world.collection.with_name("session.json")
    kept = json.loads(session.read_text())
    session.write_text(json.dumps({**kept, "server": "http://127.0.0.1:9/", "endpoint": "http://127.0.0.1:9/"}))
    world.ok()
    assert json.loads(session.read_text())["server"] == world.line.endpoint


@pytest.mark.slow
def test_a_collection_of_one_account_does_not_go_into_another_that_is_empty(world: SyncWorld) -> None:
    world.write("red.md", sheet(["one", "two"]))
    world.ok()
    session = world.collection.with_name("session.json")
    kept = json.loads(session.read_text())
    world.server.stop()
    shutil.rmtree(world.server.base)
    world.server.start()
    session.write_text(json.dumps({**kept, "user": "somebody"}))
    for _ in range(2):
        said = world.fails()
        assert f"{world.collection} is the collection of somebody at {world.line.endpoint}" in said
        assert json.loads(session.read_text())["user"] == "somebody"
    assert not world.phone().notes()
    world.ok("--full-upload")
    assert json.loads(session.read_text())["user"] == USER


@pytest.mark.slow
def test_a_server_that_was_reset_is_filled_at_once(world: SyncWorld) -> None:
    world.write("red.md", "## T\n\n### What is drawn?\n\n![](dot.png)\n")
    world.write("dot.png", png(1))
    world.ok()
    world.server.stop()
    shutil.rmtree(world.server.base)
    world.server.start()
    world.ok()
    phone = world.phone()
    assert len(list(Path(phone.col.media.dir()).glob("deckgen-*.png"))) == 1
    phone.col.close()


def test_an_address_with_no_sync_server_is_not_called_unreachable(world: SyncWorld, capsys: Any) -> None:
    world.write("red.md", sheet(["one"]))
    there = f"{world.server.endpoint}wrong/"
    assert main(["sync", "--endpoint", there, "--collection", str(world.collection)]) == 1
    said = f"deckgen: there is no sync server at {there} (404 Not Found): check the address\n"
    assert capsys.readouterr().err == said


def test_server_down(world: SyncWorld) -> None:
    world.write("red.md", sheet(["one"]))
    world.server.stop()
    assert "nothing is lost: run this again" in world.fails()
    world.server.start()
    world.ok()
    assert len(world.phone().notes()) == 1


@pytest.mark.slow
def test_server_down_in_the_middle_of_media(world: SyncWorld) -> None:
    world.write("red.md", "## T\n\n" + "".join(f"### What is {n}?\n\n![]({n}.png)\n\n" for n in range(40)))
    for n in range(40):
        world.write(f"{n}.png", png(n))
    uploads = 0

    def first_batch_only(path: str, count: int) -> bool:
        nonlocal uploads
        uploads += "uploadChanges" in path
        return uploads < 2

    world.line.rule = first_batch_only
    assert "run this again" in world.fails()
    assert uploads >= 2
    world.line.mend()
    world.ok()
    phone = world.phone()
    assert len(list(Path(phone.col.media.dir()).glob("deckgen-*.png"))) == 40
    phone.col.close()


def test_collection_locked_by_a_running_anki(world: SyncWorld) -> None:
    from anki.collection import Collection

    world.write("red.md", sheet(["one"]))
    world.ok()
    other = Collection(str(world.collection))
    try:
        assert "in use" in world.fails()
    finally:
        other.close()
    world.ok()


@pytest.mark.slow
def test_disk_full(world: SyncWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    from anki.collection import Collection

    world.write("red.md", sheet(["one"]))
    world.ok()
    world.write("red.md", sheet([f"number {n}" for n in range(300)], "It is {}. " + "x" * 500))
    reopen = Collection.reopen

    def small(self: Any, after_full_sync: bool = False) -> None:
        reopen(self, after_full_sync)
        pages = self.db.scalar("pragma page_count")
        self.db.execute(f"pragma max_page_count = {pages + 4}")

    monkeypatch.setattr(Collection, "reopen", small)
    assert "the disk is full" in world.fails("--yes")
    monkeypatch.undo()
    monkeypatch.chdir(world.folder / "project")
    monkeypatch.setenv("DECKGEN_SYNC_USER", USER)
    monkeypatch.setenv("DECKGEN_SYNC_PASSWORD", PASSWORD)
    world.ok("--yes")
    assert len(world.phone().notes()) == 301


def test_clock_skew(world: SyncWorld) -> None:
    world.write("red.md", sheet(["one"]))

    def an_hour_off(path: str, body: bytes) -> bytes:
        if not path.endswith("/sync/meta"):
            return body
        row = json.loads(zstd().decompress(body))
        return bytes(zstd().compress(json.dumps({**row, "ts": row["ts"] - 3600}).encode()))

    world.line.change = an_hour_off
    assert "more than five minutes" in world.fails()
    world.line.mend()
    world.ok()


@pytest.mark.slow
def test_phone_and_server_both_changed(world: SyncWorld) -> None:
    world.write("red.md", sheet(["one", "two", "three"]))
    world.ok()
    phone, desktop = world.phone(), world.phone("desktop")
    deck = phone.col.decks.name(phone.col.get_card(phone.col.find_cards("")[0]).did)
    studied = phone.study(deck, 1)
    note = desktop.notes()["What is two?"]
    note.tags.append("mine")
    desktop.col.update_note(note)
    desktop.sync()
    world.write("red.md", sheet(["one", "two", "three"]) + "### What is new?\n\nThis.\n")
    world.ok()
    phone.sync()
    world.ok()
    phone.sync()
    desktop.sync()
    for device in (phone, desktop):
        assert len(device.notes()) == 4
        assert "mine" in device.notes()["What is two?"].tags
        assert {card: device.schedule(card) for card in studied} == studied
        device.col.close()


@pytest.mark.slow
def test_first_upload_breaks_off(world: SyncWorld) -> None:
    world.write("red.md", sheet(["one"]))
    world.line.rule = lambda path, count: not path.endswith(("/upload", "/start"))
    assert "run this again" in world.fails()
    world.line.mend()
    world.ok()
    assert len(world.phone().notes()) == 1


@pytest.mark.slow
def test_first_download_breaks_off(world: SyncWorld) -> None:
    phone = Phone(world.folder / "phone", world.server.endpoint)
    note = phone.col.new_note(phone.col.models.by_name("Basic"))
    note.fields = ["old", "note"]
    phone.col.add_note(note, 1)
    studied = phone.study("Default", 1)
    phone.sync(upload=True)
    world.write("red.md", sheet(["one"]))
    world.line.rule = lambda path, count: not path.endswith("/download")
    assert "run this again" in world.fails()
    assert any(path.endswith("/download") for path in world.line.seen)
    world.line.mend()
    world.ok()
    phone.sync()
    assert len(phone.notes()) == 2
    assert {card: phone.schedule(card) for card in studied} == studied
    phone.col.close()


@pytest.mark.slow
def test_interrupted_at_the_keyboard_while_pictures_go_up(world: SyncWorld) -> None:
    world.write("red.md", "## T\n\n### What is drawn?\n\n![](dot.png)\n")
    world.write("dot.png", png(1))
    process: list[subprocess.Popen[str]] = []

    def interrupt(path: str, count: int) -> bool:
        if path.endswith("/uploadChanges"):
            process[0].send_signal(signal.SIGINT)
            # The server does not answer before the process has given up.
            process[0].wait(timeout=60)
        return True

    world.line.rule = interrupt
    process.append(world.start())
    out, err = process[0].communicate(timeout=60)
    assert process[0].returncode == 130, out + err
    assert err == "deckgen: interrupted; nothing is lost: run this again\n"
    world.line.mend()
    world.ok()
    phone = world.phone()
    assert len(list(Path(phone.col.media.dir()).glob("deckgen-*.png"))) == 1
    phone.col.close()


@pytest.mark.slow
@pytest.mark.parametrize("step", ["meta", "start", "applyChanges", "chunk", "finish", "begin", "uploadChanges"])
def test_killed_at_any_step_the_next_run_completes(world: SyncWorld, step: str) -> None:
    world.write("red.md", sheet(["one", "two", "three"]))
    world.ok()
    phone = world.phone()
    deck = phone.col.decks.name(phone.col.get_card(phone.col.find_cards("")[0]).did)
    studied = phone.study(deck, 2)
    phone.sync()
    world.write("red.md", sheet(["one", "two", "four"], "Now {}.") + "### What is drawn?\n\n![](dot.png)\n")
    world.write("dot.png", png(1))
    process: list[subprocess.Popen[str]] = []
    hit: list[str] = []

    def kill(path: str, count: int) -> bool:
        if path.endswith(f"/{step}"):
            hit.append(path)
            process[0].send_signal(signal.SIGKILL)
            return False
        return True

    world.line.seen.clear()
    world.line.rule = kill
    process.append(world.start("--prune", "--yes"))
    process[0].wait(timeout=60)
    world.line.mend()
    assert hit, "the step was never reached"
    world.ok("--prune", "--yes")
    phone.sync()
    assert set(phone.notes()) == {"What is one?", "What is two?", "What is four?", "What is drawn?"}
    assert all("Now" in note.fields[1] for q, note in phone.notes().items() if q != "What is drawn?")
    left = [card for card in studied if phone.col.db.scalar("select 1 from cards where id = ?", card)]
    assert left
    assert {card: phone.schedule(card) for card in left} == {card: studied[card] for card in left}
    assert len(list(Path(phone.col.media.dir()).glob("deckgen-*.png"))) == 1
    phone.col.close()
