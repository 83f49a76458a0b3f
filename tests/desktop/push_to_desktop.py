"""deckgen push into the real Anki desktop with the real AnkiConnect, under Xvfb, and on through a real sync server.

Not run by pytest: it needs Xvfb, `pip install 'aqt[qt6]'` in some environment, and the source of the add-on,
which is not ours.

    python tests/desktop/push_to_desktop.py --addon anki-connect/plugin --python venv-with-aqt/bin/python

Prints what was seen, one line each; exit code 1 when something was not as expected.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "src")]

from tests.desktop import adopt, owner, round_trip, syncing
from tests.desktop.real import Anki
from tests.desktop.world import Report, World
from tests.support.phone import Phone
from tests.support.servers import running

PARTS = {"round-trip": round_trip.tour, "owner": owner.tour, "adopt": adopt.tour, "sync": syncing.tour}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--addon", type=Path, required=True, help="the add-on's folder, with its __init__.py")
    parser.add_argument("--python", default=sys.executable, help="a Python that has aqt and PyQt6")
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="some of it; sync needs the round trip")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, world(chosen.python, chosen.addon, Path(folder)) as everything:
        print(f"Anki {everything.anki.version()}, AnkiConnect {everything.anki.ask('version')}", flush=True)
        for name in chosen.parts or PARTS:
            PARTS[name](everything)
        print(f"\n{everything.report.wrong} not as expected")
        return int(everything.report.wrong > 0)


@contextmanager
def world(python: str, addon: Path, folder: Path) -> Iterator[World]:
    """A phone with a note, and a running desktop that has had its first sync, which a dialog asks about."""
    with running(folder / "server") as (server, line):
        phone = Phone(folder / "phone", server.endpoint)
        note = phone.col.new_note(phone.col.models.by_name("Basic"))
        note.fields = ["old", "note"]
        phone.col.add_note(note, 1)
        phone.sync(upload=True)
        anki = Anki(python, addon, folder / "base", line.endpoint, phone.auth.hkey)
        first = Phone(folder / "base" / "User 1", server.endpoint)
        first.sync()
        first.col.close()
        anki.start()
        try:
            yield World(folder, anki, line, phone, Report())
        finally:
            anki.stop()
            phone.col.close()


if __name__ == "__main__":
    sys.exit(main())
