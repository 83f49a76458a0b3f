"""push --sync, through a real sync server to a phone; it comes last, for Anki waits for an answer in the end."""

from __future__ import annotations

import time

from tests.desktop.world import World
from tests.support.notes import sheet

# Seconds that ten requests of a sync take in all.
SLOW = 5.0


def tour(world: World) -> None:
    report, phone, line, project = world.report, world.phone, world.line, world.project("project")
    report.part("On to the phone")
    schema = phone.col.db.scalar("select scm from col")

    def slowly(path: str, count: int) -> bool:
        time.sleep(SLOW / 10)
        return True

    line.rule = slowly
    said = project.push("--sync")
    wanted = set(world.notes(""))
    phone.sync()
    there = set(phone.notes())
    report.see("the phone has all when push --sync returns", there == wanted, f"{said} {sorted(there ^ wanted)}")
    print(f"each of {len(line.seen)} requests took {SLOW / 10} s, push {said.text.splitlines()[-1]}")
    report.see("the phone has all in the end", world.phone_gets(wanted))
    line.mend()
    report.see("with no full sync", phone.col.db.scalar("select scm from col") == schema)
    kept = phone.col.db.scalar("select count() from revlog")
    report.see("with the reviews", kept, kept)
    pictures = {path.name for path in (world.anki.base / "User 1" / "collection.media").glob("deckgen-*.png")}
    report.see("and the pictures, which Anki sends afterwards", pictures and _arrive(world, pictures), pictures)

    basic = phone.col.models.by_name("Basic")
    phone.col.models.add_field(basic, phone.col.models.new_field("More"))
    phone.col.models.update_dict(basic)
    phone.sync(upload=True)
    project.write("blue.md", sheet(["four", "two", "five"]))
    said = project.push("--sync")
    # AnkiWeb's version of the add-on tells, the older one leaves it to Anki's window.
    good = said.code == 0 or "which side is to overwrite the other" in said
    report.see("push --sync where Anki asks about a full sync", good, said)
    # The dialog waits for the user now.
    answer = world.anki.answer("version")
    report.see("the add-on answers while Anki waits", answer["error"] is None, answer)
    said = project.push("--dry-run")
    report.see("and a push then", said.code in (0, 1) and "Traceback" not in said, said)


def _arrive(world: World, names: set[str]) -> bool:
    for _ in range(20):
        world.phone.sync()
        if all(world.phone.col.media.have(name) for name in names):
            return True
        time.sleep(1)
    return False
