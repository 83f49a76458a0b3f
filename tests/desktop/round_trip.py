"""A project is pushed, edited, moved, pruned and restored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.desktop.world import World, printed
from tests.support.notes import sheet
from tests.support.pictures import png

# The one that the desktop has open.
PROFILE = "User 1"
DRAWN = "### What is drawn?\n\n![](dot.png)\n"
# What an import through the add-on leaves in the import dialog (docs/anki.md, AnkiConnect), and its two defaults.
LEFT_BEHIND = {
    "mergeNotetypes": True, "withScheduling": True, "withDeckConfigs": True,
    "updateNotes": "IfNewer", "updateNotetypes": "IfNewer",
}  # fmt: skip


def tour(world: World) -> None:
    anki, report, project = world.anki, world.report, world.project("project")
    report.part("A round trip")
    project.write("red.md", sheet(["one", "two", "three"]) + DRAWN)
    project.write("blue.md", sheet(["four"]))
    project.write("dot.png", png(1))
    anki.stop()
    said = project.push()
    report.see("not running: says so", said.code == 1 and "start Anki" in said, said)
    anki.start()
    with anki.closed() as col:
        before = dict(col.all_config())
    said = project.push("--dry-run")
    report.see("dry run", said.code == 0 and "5 new" in said and not (project.folder / "build").exists(), said)
    said = project.push()
    report.see("first push", said.code == 0 and "5 new" in said, said)
    said = project.push()
    report.see("second push has nothing to do", said.code == 0 and "nothing to do" in said, said)

    two = world.notes("deck:project::red two")["What is two?"]["cards"][0]
    with anki.closed() as col:
        changed = {key: value for key, value in col.all_config().items() if before.get(key) != value}
        report.see("the import leaves the options in the dialog that are documented", changed == LEFT_BEHIND, changed)
        _study(col, two)
    reviews = anki.ask("getReviewsOfCards", cards=[two])
    project.write("red.md", sheet(["one"], "Now {}.") + DRAWN)
    project.write("blue.md", sheet(["four", "two"]))
    project.write("dot.png", png(2))
    said = project.push("--prune")
    report.see("edited, moved, removed", said.code == 0 and "1 moved" in said and "1 deleted" in said, said)
    deck = anki.ask("cardsInfo", cards=[two])[0]["deckName"]
    report.see("the moved card is in its deck", deck == "project::blue", deck)
    again = anki.ask("getReviewsOfCards", cards=[two])
    report.see("and kept its history", again == reviews and bool(reviews[str(two)]), again)
    report.see("the removed note is gone", not world.notes("deck:project::* three"))
    said = project.paste(printed(said))
    back = world.notes("deck:project::* three")
    report.see("and comes back by the printed command", said.code == 0 and len(back) == 1, said)
    said = project.push("--prune")
    report.see("and goes again", said.code == 0 and "1 deleted" in said, said)
    media = Path(anki.ask("getMediaDirPath"))
    picture = next(path for path in media.glob("deckgen-*.png") if path.read_bytes() == png(2))
    picture.unlink()
    said = project.push()
    report.see("a deleted picture is put back", said.code == 0 and picture.is_file(), said)
    said = project.push("--profile", "Anna")
    report.see("another profile: says so", said.code == 1 and f"profile {PROFILE}" in said, said)


def _study(col: Any, card: int) -> None:
    chosen = col.get_card(card)
    chosen.start_timer()
    col.sched.answerCard(chosen, 4)
