"""What becomes of a user's own changes in Anki when a build is imported.

It measures the table of docs/reference/identity.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.anki import load
from tests.support.builds import built
from tests.support.tables import rows

pytest.importorskip("anki.collection")
pytestmark = pytest.mark.anki

COLUMNS = ("unchanged", "edited", "touched")
# Built, changed in Anki, built again: in s since the epoch.
BUILT, MINE, AGAIN = 1_700_000_000, 1_700_000_500, 1_700_001_000
NOTES = "# T\n\n## What is one?\n\n<!-- reverse -->\n\nThe first.\n\n## What is two?\n\nThe second.\n"
EDITED = NOTES.replace("The first.", "The very first.")


@dataclass(frozen=True)
class Change:
    """Something a user does in Anki, what is looked at to see it, and the word for it being undone."""

    act: Callable[[Any], None]
    look: Callable[[Any], object]
    undone: str = "overwritten"


def note(anki: Any) -> Any:
    found = anki.find_notes('"What is one?"')
    return anki.get_note(found[0]) if found else None


def card(anki: Any) -> Any:
    mine = note(anki)
    return mine.cards()[0] if mine and mine.cards() else None


def ordinals(anki: Any) -> list[tuple[int, int]]:
    """The note's cards by their template, and how often each was studied."""
    mine = note(anki)
    return [(c.ord, c.reps) for c in mine.cards()] if mine else []


def edit(anki: Any) -> None:
    mine = note(anki)
    mine["Answer"] = "mine"
    anki.update_note(mine)


def tag(*tags: str) -> Callable[[Any], None]:
    return lambda anki: anki.tags.bulk_add([note(anki).id], " ".join(tags))


def move(anki: Any) -> None:
    anki.set_deck([card(anki).id], anki.decks.id("Elsewhere"))


def rename(anki: Any) -> None:
    anki.decks.rename(anki.decks.get(card(anki).did), "My name")


def leech(anki: Any) -> None:
    anki.sched.suspend_cards([card(anki).id])
    tag("leech")(anki)


def study(anki: Any) -> None:
    anki.sched.set_due_date([card(anki).id], "0")
    anki.decks.select(card(anki).did)
    while card(anki).reps < 2:
        anki.sched.answerCard(anki.sched.getCard(), 4)


def filter_deck(anki: Any) -> None:
    deck = anki.sched.get_or_create_filtered_deck(0)
    deck.name = "Cramming"
    del deck.config.search_terms[1:]
    deck.config.search_terms[0].search = "is:review or is:learn or is:new"
    anki.sched.add_or_update_filtered_deck(deck)


def style(anki: Any) -> None:
    kind = note(anki).note_type()
    kind["css"] += "/* mine */"
    anki.models.update_dict(kind)


CHANGES = {
    "studied: schedule and reviews": Change(
        study,
        lambda anki: (
            (card(anki).type, card(anki).queue, card(anki).due, card(anki).ivl, card(anki).factor, card(anki).reps),
            anki.db.scalar("select count() from revlog"),
        ),
    ),
    "due date set": Change(
        lambda anki: anki.sched.set_due_date([card(anki).id], "30"), lambda anki: (card(anki).due, card(anki).ivl)
    ),
    "own tag added": Change(tag("mine"), lambda anki: "mine" in note(anki).tags, "lost"),
    "note marked": Change(tag("marked"), lambda anki: "marked" in note(anki).tags, "lost"),
    "field edited": Change(edit, lambda anki: note(anki)["Answer"]),
    "card flagged": Change(
        lambda anki: anki.set_user_flag_for_cards(3, [card(anki).id]), lambda anki: card(anki).flags
    ),
    "card suspended": Change(lambda anki: anki.sched.suspend_cards([card(anki).id]), lambda anki: card(anki).queue),
    "card buried": Change(lambda anki: anki.sched.bury_cards([card(anki).id]), lambda anki: card(anki).queue),
    "leech: the suspension": Change(leech, lambda anki: card(anki).queue),
    "leech: the tag": Change(leech, lambda anki: "leech" in note(anki).tags, "lost"),
    "card moved to another deck": Change(move, lambda anki: anki.decks.name(card(anki).did)),
    "deck renamed": Change(rename, lambda anki: anki.decks.name(card(anki).did)),
    "card in a filtered deck": Change(filter_deck, lambda anki: (card(anki).did, card(anki).odid)),
    "note type's style edited": Change(style, lambda anki: "mine" in note(anki).note_type()["css"]),
    "note deleted": Change(lambda anki: anki.remove_notes([note(anki).id]), ordinals, "comes back, new"),
    "one card of a note deleted": Change(
        lambda anki: anki.remove_cards_and_orphaned_notes([card(anki).id]), ordinals, "comes back, new"
    ),
}


def table() -> dict[str, dict[str, str]]:
    """The rows of the page's table, their cells by column."""
    found = rows("identity.md", "in Anki", "unchanged note", "edited note", "`--touch`")
    return {name: dict(zip(COLUMNS, cells, strict=True)) for name, *cells in found}


def import_build(anki: Any, folder: Path, text: str, now: int, *, touch: bool = False) -> Any:
    return load(anki, built(folder, text, now, touch=touch))


def start(anki: Any, folder: Path) -> None:
    """A first build in Anki, one card of it studied."""
    import_build(anki, folder, NOTES, BUILT)
    anki.decks.select(card(anki).did)
    studied = anki.sched.getCard()
    assert studied.id == card(anki).id
    anki.sched.answerCard(studied, 4)


def change(anki: Any, what: Change) -> object:
    """Do it at its time, and return what is then seen."""
    what.act(anki)
    anki.db.execute("update notes set mod = ? where mod != ?", MINE, BUILT)
    anki.db.execute("update notetypes set mtime_secs = ? where mtime_secs != ?", MINE, BUILT)
    return what.look(anki)


# What an edited note keeps is what most depends on us; the other columns take their time where all tests run.
@pytest.mark.parametrize(
    "column", ["edited", *(pytest.param(name, marks=pytest.mark.slow) for name in COLUMNS if name != "edited")]
)
@pytest.mark.parametrize("name", CHANGES)
def test_table(tmp_path: Path, anki: Any, name: str, column: str) -> None:
    what = CHANGES[name]
    start(anki, tmp_path)
    before = what.look(anki)
    mine = change(anki, what)
    assert mine != before, "the change shows"
    import_build(anki, tmp_path, EDITED if column == "edited" else NOTES, AGAIN, touch=column == "touched")
    after = what.look(anki)
    assert table()[name][column] == ("kept" if after == mine else what.undone), after
    if after != mine and what.undone == "comes back, new":
        assert (0, 0) in ordinals(anki)
    if column == "edited":
        assert "very first" in note(anki)["Answer"]


def test_table_is_complete() -> None:
    assert list(table()) == list(CHANGES)


def test_an_edit_in_anki_after_the_build_wins_until_touched(tmp_path: Path, anki: Any) -> None:
    start(anki, tmp_path)
    anki.db.execute("update notes set mod = ?", AGAIN + 1)
    log = import_build(anki, tmp_path, EDITED, AGAIN)
    assert not log.updated
    assert "very" not in note(anki)["Answer"]
    log = import_build(anki, tmp_path, EDITED, AGAIN + 2, touch=True)
    assert len(log.updated) == 2
    assert "very first" in note(anki)["Answer"]


def test_a_field_added_in_anki_stops_updates(tmp_path: Path, anki: Any) -> None:
    start(anki, tmp_path)
    kind = note(anki).note_type()
    anki.models.add_field(kind, anki.models.new_field("Mine"))
    anki.models.update_dict(kind)
    anki.db.execute("update notes set mod = ?", BUILT)
    log = import_build(anki, tmp_path, EDITED, AGAIN)
    assert len(log.conflicting) == 2
    assert not log.updated
    assert "very" not in note(anki)["Answer"]


def test_a_question_in_another_deck_stays_where_it_is_in_anki(tmp_path: Path, anki: Any) -> None:
    start(anki, tmp_path)
    then = anki.decks.name(card(anki).did)
    import_build(anki, tmp_path, "---\ndeck: Other\n---\n" + EDITED, AGAIN)
    assert "very first" in note(anki)["Answer"]
    assert anki.decks.name(card(anki).did) == then
