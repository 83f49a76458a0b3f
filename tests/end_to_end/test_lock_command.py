"""A lost lock rebuilt from packages and real Anki exports, and removed notes found and brought back in Anki."""

import json
from pathlib import Path
from typing import Any

import pytest

from deckgen.cli import main
from deckgen.lock import load as read_lock
from tests.support.anki import load
from tests.support.builds import built

pytest.importorskip("anki.collection")
pytestmark = pytest.mark.anki

BUILT = 1_700_000_000
V1 = """# Memory

## What is a cache line?

The piece of memory that moves between main memory and a cache at once, mostly 64 bytes.

## Why is false sharing slow?

<!-- id: sharing -->

Two cores write to variables in one line, which therefore travels between their caches: $t \\approx 100$ ns.

## What is a page?

<!-- reverse -->

The piece of memory that the operating system maps, `4096` bytes on most machines.

## What is 内存屏障 for?

```c
atomic_thread_fence(memory_order_seq_cst);
```
"""
REWORDED = V1.replace("What is a page?", "Which piece of memory does an operating system map?")


def guids(anki: Any) -> dict[str, tuple[str, int]]:
    """Each question's guid in Anki, and its cards' reviews."""
    found = {}
    for nid in anki.find_notes(""):
        note = anki.get_note(nid)
        found[note.guid] = (note.fields[0], sum(card.reps for card in note.cards()))
    return found


def study(anki: Any) -> None:
    anki.decks.select(anki.get_card(anki.find_cards("")[0]).did)
    for _ in range(3):
        anki.sched.answerCard(anki.sched.getCard(), 4)


def export(anki: Any, folder: Path, kind: str) -> Path:
    if kind == "ours":
        return folder / "build" / "notes.apkg"
    from anki.collection import ExportAnkiPackageOptions

    path = folder / f"{kind}.apkg"
    options = ExportAnkiPackageOptions(with_scheduling=True, with_media=True, legacy=kind == "legacy")
    anki.export_anki_package(out_path=str(path), limit=None, options=options)
    return path


@pytest.mark.parametrize("kind", ["ours", "legacy", "newest"])
@pytest.mark.parametrize("reworded", [False, True])
def test_a_lost_lock_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anki: Any, capsys: Any, kind: str, reworded: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    load(anki, built(tmp_path, V1, BUILT))
    study(anki)
    before = guids(anki)
    package = export(anki, tmp_path, kind)
    (tmp_path / "notes.deckgen.lock").unlink()
    if reworded:
        (tmp_path / "notes.md").write_text(REWORDED, "utf-8")
    assert main(["lock", "notes.md", "--from", str(package)]) == 0
    assert "4 notes of notes" in capsys.readouterr().out
    log = load(anki, built(tmp_path, REWORDED if reworded else V1, BUILT + 1000))
    assert (len(log.new), len(log.updated), len(log.conflicting)) == (0, int(reworded), 0)
    after = guids(anki)
    assert after.keys() == before.keys()
    assert {guid: reps for guid, (_, reps) in after.items()} == {guid: reps for guid, (_, reps) in before.items()}
    changed = [before[guid][0] for guid in before if before[guid] != after[guid]]
    assert len(changed) == int(reworded)
    assert all("What is a page?" in field for field in changed)


def test_notes_that_say_little_come_back_by_their_guid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = "# T\n\n" + "".join(f"## Is {n} prime?\n\nYes.\n\n" for n in (2, 3, 5, 7, 11))
    package = built(tmp_path, text, BUILT)
    lock = tmp_path / "notes.deckgen.lock"
    before, data = read_lock(lock.read_text("utf-8"), "lock"), package.read_bytes()
    lock.unlink()
    assert main(["lock", "notes.md", "--from", str(package)]) == 0
    assert built(tmp_path, text, BUILT + 1000).read_bytes() == data, "note types included"
    assert read_lock(lock.read_text("utf-8"), "lock").entries == before.entries


def test_removed_notes_are_known_as_such_to_a_rebuilt_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anki: Any, capsys: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    load(anki, built(tmp_path, V1, BUILT))
    before = guids(anki)
    package = built(tmp_path, V1[: V1.index("## What is a page?")], BUILT + 100, removed=True)
    load(anki, package)
    (tmp_path / "notes.deckgen.lock").unlink()
    assert main(["lock", "notes.md", "--from", str(package)]) == 0
    assert main(["diff", "notes.md"]) == 0
    assert capsys.readouterr().out.endswith("nothing changed\n"), "what is gone is not gone once more"
    load(anki, built(tmp_path, V1, BUILT + 200))
    assert guids(anki) == before


@pytest.mark.parametrize("kind", ["legacy", "newest"])
def test_a_note_tagged_in_anki_counts_as_edited_after_its_export_became_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anki: Any, kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    load(anki, built(tmp_path, V1, BUILT))
    anki.tags.bulk_add(anki.find_notes("page"), "mine")
    package = export(anki, tmp_path, kind)
    (tmp_path / "notes.deckgen.lock").unlink()
    assert main(["lock", "notes.md", "--from", str(package)]) == 0
    # Later than the tag, which the backend gave today's time.
    log = load(anki, built(tmp_path, V1, 2 * BUILT))
    assert (len(log.new), len(log.updated)) == (0, 1)
    assert not anki.find_notes("tag:mine")


def test_with_no_lock_at_all_the_package_tells_who_is_who(tmp_path: Path, anki: Any) -> None:
    load(anki, built(tmp_path, V1, BUILT))
    study(anki)
    before = guids(anki)
    (tmp_path / "notes.deckgen.lock").unlink()
    log = load(anki, built(tmp_path, V1, BUILT + 100))
    assert (len(log.new), len(log.updated)) == (0, 0)
    assert guids(anki) == before


@pytest.mark.parametrize("kind", ["legacy", "newest"])
def test_a_renamed_note_type_and_a_filtered_deck_are_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anki: Any, kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    load(anki, built(tmp_path, V1, BUILT))
    before = guids(anki)
    lock = tmp_path / "notes.deckgen.lock"
    decks = {entry.deck for entry in read_lock(lock.read_text("utf-8"), "lock").entries}
    basic = anki.models.by_name("deckgen notes")
    basic["name"] = "My cards"
    anki.models.update_dict(basic)
    crammed = anki.sched.get_or_create_filtered_deck(0)
    del crammed.config.search_terms[1:]
    crammed.config.search_terms[0].search = "is:new"
    anki.sched.add_or_update_filtered_deck(crammed)
    package = export(anki, tmp_path, kind)
    lock.unlink()
    assert main(["lock", "notes.md", "--from", str(package)]) == 0
    entries = read_lock(lock.read_text("utf-8"), "lock").entries
    assert {entry.guid for entry in entries} == before.keys()
    assert {entry.deck for entry in entries} == decks


def test_notes_of_others_are_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anki: Any, capsys: Any) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.md").write_text(V1, "utf-8")
    note = anki.new_note(anki.models.by_name("Basic"))
    note["Front"] = "Not ours"
    anki.add_note(note, anki.decks.id("Default"))
    for kind in ("legacy", "newest"):
        assert main(["lock", "notes.md", "--from", str(export(anki, tmp_path, kind))]) == 1
        assert "no note in this package was made by deckgen" in capsys.readouterr().err
    assert not (tmp_path / "notes.deckgen.lock").exists()


@pytest.mark.parametrize("at", range(50, 3000, 450))
def test_a_damaged_export_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anki: Any, capsys: Any, at: int
) -> None:
    monkeypatch.chdir(tmp_path)
    load(anki, built(tmp_path, V1, BUILT))
    (tmp_path / "notes.deckgen.lock").unlink()
    for kind in ("ours", "newest"):
        package = export(anki, tmp_path, kind)
        data = bytearray(package.read_bytes())
        data[at : at + 8] = b"\xaa" * 8
        package.write_bytes(data)
        code = main(["lock", "notes.md", "--from", str(package)])
        assert code == 0 or "deckgen: " in capsys.readouterr().err
        (tmp_path / "notes.deckgen.lock").unlink(missing_ok=True)


def test_removed_notes_are_found_in_anki_and_come_back(tmp_path: Path, anki: Any) -> None:
    load(anki, built(tmp_path, V1, BUILT))
    study(anki)
    before = guids(anki)
    page = V1.index("## What is a page?")
    fence = V1.index("## What is 内存屏障")
    without = V1[:page] + V1[fence:]
    (gone,) = (guid for guid, (field, _) in before.items() if "What is a page?" in field)
    load(anki, built(tmp_path, without, BUILT + 100))
    assert not anki.find_notes("tag:deckgen::removed"), "nothing is said to Anki unasked"
    log = load(anki, built(tmp_path, without, BUILT + 200, removed=True))
    assert (len(log.new), len(log.updated)) == (0, 1)
    found = [anki.get_note(nid).guid for nid in anki.find_notes("tag:deckgen::removed")]
    assert found == [gone]
    assert guids(anki)[gone][1] == before[gone][1], "its history is still there"
    log = load(anki, built(tmp_path, V1, BUILT + 300))
    assert (len(log.new), len(log.updated)) == (0, 1)
    assert guids(anki) == before
    assert not anki.find_notes("tag:deckgen::removed")


def test_a_removed_note_deleted_in_anki_is_a_new_card_of_the_old_note_when_it_returns(
    tmp_path: Path, anki: Any
) -> None:
    load(anki, built(tmp_path, V1, BUILT))
    before = guids(anki)
    without = V1[: V1.index("## What is a page?")]
    load(anki, built(tmp_path, without, BUILT + 100, removed=True))
    anki.remove_notes(anki.find_notes("tag:deckgen::removed"))
    log = load(anki, built(tmp_path, without, BUILT + 200))
    assert not log.new
    assert len(guids(anki)) == 2, "what was deleted stays deleted"
    log = load(anki, built(tmp_path, V1, BUILT + 300))
    assert len(log.new) == 2
    assert guids(anki).keys() == before.keys()


def test_a_basic_note_that_becomes_a_cloze_is_another_note(tmp_path: Path, anki: Any) -> None:
    load(anki, built(tmp_path, V1, BUILT))
    before = guids(anki)
    text = (
        "---\ncloze: true\n---\n# Memory\n\n"
        "A cache line: {{c1::the piece of memory that moves between main memory and a cache at once}}, "
        "mostly 64 bytes.\n"
    )
    log = load(anki, built(tmp_path, text, BUILT + 100, removed=True))
    assert (len(log.new), len(log.updated), len(log.conflicting)) == (1, 4, 0)
    assert {anki.get_note(nid).guid for nid in anki.find_notes("tag:deckgen::removed")} == before.keys()


def test_list_and_anki_agree_on_guids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anki: Any, capsys: Any) -> None:
    monkeypatch.chdir(tmp_path)
    load(anki, built(tmp_path, V1, BUILT))
    capsys.readouterr()
    assert main(["list", "notes.md", "--json"]) == 0
    assert {row["guid"] for row in json.loads(capsys.readouterr().out)} == guids(anki).keys()
