"""A cloze in Anki from build to build: each gap keeps its card, whatever is marked beside it."""

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from deckgen.cli import main
from deckgen.lock import Entry
from deckgen.lock import load as read_lock
from tests.support.anki import load, schedule
from tests.support.builds import built

pytest.importorskip("anki.collection")
pytestmark = pytest.mark.anki

BUILT = 1_700_000_000
# ImportAnkiPackageUpdateCondition
ALWAYS = 1
FRONT = "---\ncloze: true\n---\n\n"
RHINE = "The ==Rhine== flows through ==six== countries to the ==North Sea==."


def studied(anki: Any) -> dict[str, Any]:
    """Gives each card of the note a schedule of its own; the schedules by what the card asks for."""
    for at, card in enumerate(anki.find_cards("")):
        anki.sched.set_due_date([card], f"{100 * (at + 1)}!")
    return schedules(anki)


def schedules(anki: Any) -> dict[str, Any]:
    """The schedule of each card by the words that it hides; those of a card with nothing to ask are empty."""
    (note,) = anki.find_notes("")
    cards = (anki.get_card(card) for card in anki.card_ids_of_note(note))
    return {anki.media.strip_av_tags(answer(card)): schedule(anki, card.id) for card in cards}


def answer(card: Any) -> str:
    hidden = card.answer().partition('<span class="cloze"')[2]
    return str(hidden.partition(">")[2].partition("</span>")[0])


def entry(folder: Path) -> Entry:
    (lock,) = folder.glob("*.lock")
    (one,) = read_lock(lock.read_text("utf-8"), lock.name).entries
    return one


def test_every_gap_keeps_its_schedule(tmp_path: Path, anki: Any) -> None:
    load(anki, built(tmp_path, FRONT + RHINE, BUILT))
    before = studied(anki)
    assert before.keys() == {"Rhine", "six", "North Sea"}
    assert len(set(map(str, before.values()))) == 3
    text = RHINE.replace("The", "The ==longest== German river, the")
    load(anki, built(tmp_path, FRONT + text, BUILT + 100))
    now = schedules(anki)
    assert {words: now[words] for words in before} == before
    assert now.keys() - before == {"longest"}
    load(anki, built(tmp_path, FRONT + text.replace("==six==", "six").replace("Rhine", "river Rhine"), BUILT + 200))
    now = schedules(anki)
    assert (now["river Rhine"], now["North Sea"]) == (before["Rhine"], before["North Sea"])
    assert now[""] == before["six"], "no import deletes a card"
    load(anki, built(tmp_path, FRONT + text, BUILT + 300))
    now = schedules(anki)
    assert {words: now[words] for words in before} == before


def test_anki_deletes_the_card_of_a_mark_that_is_gone(tmp_path: Path, anki: Any) -> None:
    load(anki, built(tmp_path, FRONT + RHINE, BUILT))
    before = studied(anki)
    load(anki, built(tmp_path, FRONT + RHINE.replace("==Rhine==", "Rhine"), BUILT + 100))
    (report,) = anki.get_empty_cards().notes
    assert not report.will_delete_note
    anki.remove_cards_and_orphaned_notes(report.card_ids)
    assert schedules(anki) == {words: before[words] for words in ("six", "North Sea")}


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"merge_notetypes": True},
        {"update_notes": ALWAYS, "update_notetypes": ALWAYS},
        {"with_scheduling": True, "with_deck_configs": True},
    ],
    ids=lambda options: ", ".join(options) or "defaults",
)
def test_no_import_deletes_a_card(tmp_path: Path, anki: Any, options: dict[str, Any]) -> None:
    """Neither by an option, nor where the package says that the card was deleted."""
    load(anki, built(tmp_path, FRONT + RHINE, BUILT))
    before = studied(anki)
    package = built(tmp_path, FRONT + RHINE.replace("==Rhine==", "Rhine"), BUILT + 100)
    (gone,) = (card for card in anki.find_cards("") if answer(anki.get_card(card)) == "Rhine")
    (path := tmp_path / "collection").write_bytes(zipfile.ZipFile(package).read("collection.anki2"))
    with closing(sqlite3.connect(path)) as collection, collection:
        collection.execute("insert into graves values (-1, ?, 0)", (gone,))
    with zipfile.ZipFile(package, "w") as archive:
        archive.write(path, "collection.anki2")
        archive.writestr("media", "{}")
    assert len(load(anki, package, **options).updated) == 1
    now = schedules(anki)
    assert now.keys() == {"", "six", "North Sea"}
    assert now[""] == before["Rhine"]


def test_a_rebuilt_lock_has_the_numbers(tmp_path: Path, anki: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    built(tmp_path, FRONT + RHINE, BUILT)
    text = FRONT + RHINE.replace("==Rhine==", "==great== Rhine")
    load(anki, built(tmp_path, text, BUILT + 100))
    before, was = studied(anki), entry(tmp_path)
    next(tmp_path.glob("*.lock")).unlink()
    assert main(["lock", "notes.md", "--from", "build/notes.apkg"]) == 0
    assert entry(tmp_path).gaps == was.gaps == ((4, "great"), (2, "six"), (3, "North Sea"))
    load(anki, built(tmp_path, text.replace("The", "The ==old=="), BUILT + 200))
    now = schedules(anki)
    assert {words: now[words] for words in before} == before
