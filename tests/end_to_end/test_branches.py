"""What another branch, another folder or an earlier push has left in Anki."""

from __future__ import annotations

import shutil
import time

import pytest

from deckgen.cli import main
from tests.support.deck import card_ids, states
from tests.support.notes import sheet
from tests.support.worlds import PushWorld

pytest.importorskip("anki.collection")
pytestmark = [pytest.mark.anki, pytest.mark.slow]

VERTIGO = "## Words\n\nclosure {} a function with its scope\n\nhoisting ::: known in the whole scope\n"


def later() -> None:
    """Times are whole seconds."""
    time.sleep(1.1)


def test_a_side_that_is_back_is_asked_again(desktop: PushWorld) -> None:
    desktop.write("a.md", VERTIGO.format(":::"))
    desktop.ok()
    both = [card for card in desktop.desktop.run(card_ids) if "closure" in card]
    assert len(both) == 2
    before = desktop.desktop.run(states)
    later()
    desktop.write("a.md", VERTIGO.format("::"))
    desktop.ok()
    assert desktop.desktop.run(lambda col: len(col.find_cards("is:suspended"))) == 1
    later()
    desktop.write("a.md", VERTIGO.format(":::"))
    assert "1 card more: the side is back" in desktop.ok()
    assert {card: state[:4] for card, state in desktop.desktop.run(states).items()} == {
        card: state[:4] for card, state in before.items()
    }
    assert "nothing to do" in desktop.ok()


def test_a_card_that_its_owner_suspended_stays_so(desktop: PushWorld) -> None:
    desktop.write("a.md", VERTIGO.format(":::"))
    desktop.ok()
    desktop.desktop.run(lambda col: col.sched.suspend_cards(col.find_cards("closure")))
    for mark in ("::", ":::"):
        later()
        desktop.write("a.md", VERTIGO.format(mark))
        desktop.ok()
    assert desktop.desktop.run(lambda col: len(col.find_cards("is:suspended"))) == 2


def test_a_tag_of_a_branch_goes_with_it(desktop: PushWorld) -> None:
    desktop.write("a.md", sheet(["one", "two"]))
    desktop.ok()
    lock = desktop.folder / "project" / "deckgen.lock"
    shutil.copy(lock, desktop.folder / "main")
    later()
    desktop.write("a.md", sheet(["one"]) + "<!-- tags: draft -->\n\n" + sheet(["two"]).removeprefix("## T\n\n"))
    desktop.ok()
    assert "draft" in desktop.notes()["What is one?"].tags
    shutil.copy(desktop.folder / "main", lock)
    desktop.write("a.md", sheet(["one", "two"]))
    desktop.ok()
    assert "draft" not in desktop.notes()["What is one?"].tags


def test_a_copied_project_with_the_same_id_is_stopped(desktop: PushWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    toml = desktop.folder / "project" / "deckgen.toml"
    toml.write_text('name = "java"\nid = "java~1"\n', "utf-8")
    desktop.write("a.md", sheet(["one"]))
    desktop.ok()
    (desktop.folder / "project").rename(desktop.folder / "moved")
    shutil.copytree(desktop.folder / "moved", desktop.folder / "project")
    monkeypatch.chdir(desktop.folder / "project")
    assert "nothing to do" in desktop.ok(), "the folder was moved, or is another clone"
    shutil.rmtree(desktop.folder / "moved")
    shutil.copytree(desktop.folder / "project", desktop.folder / "cpp")
    toml.write_text('name = "cpp"\nid = "java~1"\n', "utf-8")
    assert "nothing to do" not in desktop.ok("--yes"), "renamed in its place"
    toml.write_text('name = "java"\nid = "java~1"\n', "utf-8")
    (desktop.folder / "cpp" / "deckgen.toml").write_text('name = "go"\nid = "java~1"\n', "utf-8")
    monkeypatch.chdir(desktop.folder / "cpp")
    assert main(["push", "--url", desktop.desktop.url]) == 1
    said = desktop.capsys.readouterr().err
    assert "deckgen: the id java~1 was last brought here from" in said
    assert "Give it an id of its own" in said


def test_notes_that_the_lock_does_not_know_are_named(desktop: PushWorld) -> None:
    desktop.write("a.md", sheet(["one"]))
    desktop.ok()
    lock = desktop.folder / "project" / "deckgen.lock"
    shutil.copy(lock, desktop.folder / "old")
    later()
    desktop.write("a.md", sheet(["one", "two"]))
    desktop.ok()
    shutil.copy(desktop.folder / "old", lock)
    desktop.write("a.md", sheet(["one"]))
    said = desktop.ok("--prune")
    assert "1 in Anki that the lock does not know: nothing is deleted\n      What is two?" in said
