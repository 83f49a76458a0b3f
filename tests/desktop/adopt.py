"""An old deck, studied in Anki, is adopted: each card keeps its history, and the deck its options."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tests.desktop.world import Project, World, printed, upload
from tests.support.deck import CARDS, CLOZES, NEW, NOTES, OLD, add, age, card_ids, old_deck, package, states

# A new card, one that is being learnt, and a question of `old_deck` that `NOTES` leaves out.
MORE = {"What is new?": "I am.", "What did I begin with?": "With me.", "What did I never look at?": "This."}
ADOPTED = {*CARDS, *(f"front: {question}" for question in MORE)}
MADE_BY_HAND = f'deck:{OLD} (note:Basic OR note:"Basic (and reversed card)" OR note:Cloze)'
# What its owner can set for a deck, and when a thing was changed.
OPTIONS = ("conf", "desc", "newLimit", "reviewLimit", "newLimitToday", "reviewLimitToday")
CHANGED = {"mod", "usn"}


def tour(world: World) -> None:
    report, project = world.report, world.project("adopt")
    report.part("Adopt")
    project.write("js.md", NOTES + "".join(f"\n## {question}\n\n{answer}\n" for question, answer in MORE.items()))
    project.write("rivers.md", CLOZES)
    export = project.folder / "school.apkg"
    with world.anki.closed() as col:
        age(col)
        before = _made(col, export)
        upload(col, world.phone)
        schema, options, full = _schema(col), _options(col), world.phone.full
    said = project.deckgen("adopt", str(export), "--dry-run")
    report.see("adopt finds seven of the eight notes", "7 found here" in said, said)
    said = project.deckgen("adopt", str(export))
    report.see("and remembers them", said.code == 0 and '"adopts"' in project.lock.read_text("utf-8"), said)

    said = project.push("--sync")
    command = printed(said) if "comes back with: " in said else ""
    report.see("push adopts them", said.code == 0 and "7 adopted" in said and command, said)
    with world.anki.closed() as col:
        _compare(world, "Anki", states(col, f"deck:{OLD}"), before)
        left = set(states(col, MADE_BY_HAND))
        report.see("of the old notes the one is left that nobody asks", left == before.keys() - ADOPTED, left)
        found = _options(col)
        report.see("the deck has its preset, description and limits", found == options, (options, found))
        report.see("no full sync is needed", _schema(col) == schema, (schema, _schema(col)))
    report.see("the phone has every card in the end", _arrive(world, before.keys() | NEW))
    _compare(world, "the phone", states(world.phone.col, f"deck:{OLD}"), before)
    report.see("without a full sync", world.phone.full == full)

    said = project.push()
    report.see("a second push has nothing to do", said.code == 0 and "nothing to do" in said, said)
    said = project.paste(command)
    with world.anki.closed() as col:
        old = states(col, MADE_BY_HAND)
        report.see("the printed command brings the old notes back", old.keys() == before.keys(), (said, set(old)))
        _compare(world, "again the old notes", old, before)
        report.see("and the deck has its options still", _options(col) == options, _options(col))
    _adopt_again(world, project, before)


def _adopt_again(world: World, project: Project, before: dict[str, Any]) -> None:
    """What is in both notes goes with the next push."""
    said = project.push("--sync")
    world.report.see("the next push adopts them again", said.code == 0 and "7 adopted" in said, said)
    with world.anki.closed() as col:
        left = set(states(col, MADE_BY_HAND))
        _compare(world, "once more Anki", states(col, f"deck:{OLD}"), before)
    world.report.see("and the old notes are gone again", left == before.keys() - ADOPTED, left)


def _made(col: Any, export: Path) -> dict[str, Any]:
    """The old deck with options of its own, and its export; the states of its cards."""
    old_deck(col)
    for question in list(MORE)[:2]:
        add(col, "Basic", question, MORE[question])
    begun = col.get_card(card_ids(col)["front: What did I begin with?"])
    begun.start_timer()
    col.sched.answerCard(begun, 1)
    deck = col.decks.by_name(OLD)
    deck.update(conf=col.decks.add_config("School")["id"], desc="About **scripts**", newLimit=3, reviewLimit=77)
    col.decks.save(deck)
    preset = col.decks.get_config(deck["conf"])
    preset["new"]["perDay"], preset["desiredRetention"] = 7, 0.93
    col.decks.update_config(preset)
    package(col, export)
    made = states(col, f"deck:{OLD}")
    kinds = {(kind, queue) for kind, queue, *_ in made.values()}
    # New, being learnt, in review, suspended, buried, and being learnt again.
    assert kinds >= {(0, 0), (1, 1), (2, 2), (2, -1), (2, -3), (3, 1)}, kinds
    return made


def _options(col: Any) -> Any:
    """What the owner has set for each deck of the school, and their presets."""
    decks = [col.decks.by_name(name) for name in ("School", OLD)]
    presets = [col.decks.get_config(deck["conf"]) for deck in decks]
    return (
        [{key: deck.get(key) for key in OPTIONS} for deck in decks],
        [{key: value for key, value in preset.items() if key not in CHANGED} for preset in presets],
    )


def _schema(col: Any) -> Any:
    return col.db.scalar("select scm from col")


def _compare(world: World, where: str, found: dict[str, Any], before: dict[str, Any]) -> None:
    """Sees each card's schedule, FSRS data, reviews, flag, deck and tags."""
    for asked, state in before.items():
        there = found.get(asked)
        world.report.see(f"{where} has the history of {asked}", there == state, f"was {state}\n    is  {there}")


def _arrive(world: World, wanted: set[str], seconds: int = 20) -> bool:
    for _ in range(seconds):
        world.phone.sync()
        if states(world.phone.col, f"deck:{OLD}").keys() >= wanted:
            return True
        time.sleep(1)
    return False
