"""deckgen push into the real Anki desktop with the real AnkiConnect, under Xvfb, and on through a real sync server.

Not run by pytest: it needs Xvfb, `pip install 'aqt[qt6]'` in some environment, and the source of the add-on,
which is not ours.

    python tests/desktop/push_to_desktop.py --addon anki-connect/plugin --python venv-with-aqt/bin/python

Prints what was seen, one line each; exit code 1 when something was not as expected.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "src")]

from tests.support.notes import sheet
from tests.support.phone import Phone
from tests.support.pictures import png
from tests.support.servers import USER, Line, SyncServer, free_port

# Seconds that ten requests of a sync take in all.
SLOW = 5.0

PROFILES = """
import sys
from pathlib import Path
from aqt.profiles import ProfileManager
manager = ProfileManager(Path(sys.argv[1]))
manager.setupMeta()
manager.meta["firstRun"] = False
manager.meta["defaultLang"] = "en_US"
for name in ("User 1", "Anna"):
    manager.create(name)
    manager.load(name)
    manager.profile["autoSync"] = False
    manager.set_custom_sync_url(sys.argv[2])
    if sys.argv[3]:
        manager.set_sync_key(sys.argv[3])
        manager.set_sync_username(sys.argv[4])
    manager.save()
"""


class Anki:
    """The desktop in its own base folder, with the add-on on a free port."""

    def __init__(
        self, python: str, addon: Path, base: Path, endpoint: str, key: str, apikey: str | None = None
    ) -> None:
        self.python, self.base, self.port = python, base, free_port()
        self.running: list[subprocess.Popen[bytes]] = []
        base.mkdir()
        command = [python, "-c", PROFILES, str(base), endpoint, key, USER]
        subprocess.run(
            command, check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, stdout=subprocess.DEVNULL
        )
        there = base / "addons21" / "AnkiConnectDev"
        shutil.copytree(addon, there)
        settings = json.loads((there / "config.json").read_text())
        settings.update(webBindPort=self.port, apiKey=apikey)
        (there / "config.json").write_text(json.dumps(settings))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, profile: str = "User 1") -> None:
        display = f":{random.randint(100, 999)}"
        quiet = subprocess.DEVNULL
        self.running.append(
            subprocess.Popen(["Xvfb", display, "-screen", "0", "1200x900x24"], stdout=quiet, stderr=quiet)
        )
        env = {
            **os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QTWEBENGINE_DISABLE_SANDBOX": "1",
            "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox --disable-gpu", "LIBGL_ALWAYS_SOFTWARE": "1",
        }  # fmt: skip
        command = [self.python, "-c", "import aqt; aqt.run()", "-b", str(self.base), "-p", profile]
        with (self.base / "anki.log").open("ab") as log:
            self.running.append(subprocess.Popen(command, env=env, stdout=log, stderr=log))
        for _ in range(240):
            try:
                if self.ask("getMediaDirPath")["error"] is None:
                    return
            except OSError:
                pass
            time.sleep(0.5)
        raise SystemExit(f"Anki did not start: {(self.base / 'anki.log').read_text()[-2000:]}")

    def ask(self, action: str, **params: Any) -> Any:
        body = json.dumps({"action": action, "version": 6, "params": params}).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url, body), timeout=60) as answer:
            return json.load(answer)

    def stop(self) -> None:
        if self.running:
            try:
                self.ask("guiExitAnki")
                self.running[-1].wait(timeout=20)
            except (OSError, subprocess.TimeoutExpired):
                self.running[-1].kill()
        for process in reversed(self.running):
            process.kill()
            process.wait()
        self.running = []

    def config(self, profile: str = "User 1") -> dict[str, Any]:
        """The import dialog's defaults, as the collection has them; Anki must be closed."""
        from anki.collection import Collection

        col = Collection(str(self.base / profile / "collection.anki2"))
        found = dict(col.all_config())
        col.close()
        return found


class Report:
    def __init__(self) -> None:
        self.wrong = 0

    def see(self, what: str, good: bool, detail: object = "") -> None:
        self.wrong += not good
        print(
            f"{'as expected' if good else 'NOT AS EXPECTED'}: {what}{f' ({detail})' if detail != '' else ''}",
            flush=True,
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--addon", type=Path, required=True, help="the add-on's folder, with its __init__.py")
    parser.add_argument("--python", default=sys.executable, help="a Python that has aqt and PyQt6")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return tour(chosen.python, chosen.addon, Path(folder))


def tour(python: str, addon: Path, folder: Path) -> int:
    report, server = Report(), SyncServer(folder / "server")
    server.start()
    source = folder / "project" / "source"
    source.mkdir(parents=True)
    line = Line(server.port)
    phone = Phone(folder / "phone", server.endpoint)
    note = phone.col.new_note(phone.col.models.by_name("Basic"))
    note.fields = ["old", "note"]
    phone.col.add_note(note, 1)
    phone.sync(upload=True)
    anki = Anki(python, addon, folder / "base", line.endpoint, phone.auth.hkey)
    # As after the learner's first sync, which a dialog asks about.
    first = Phone(folder / "base" / "User 1", server.endpoint)
    first.sync()
    first.col.close()

    def push(*arguments: str) -> tuple[int, str]:
        env = {**os.environ, "PYTHONPATH": str(REPOSITORY / "src"), "XDG_DATA_HOME": str(folder / "data")}
        command = [sys.executable, "-m", "deckgen", "push", "--url", anki.url, *arguments]
        began = time.monotonic()
        done = subprocess.run(
            command,
            cwd=folder / "project",
            env=env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        return done.returncode, f"{done.stdout}{done.stderr}[{time.monotonic() - began:.1f} s]"

    def phone_has(wanted: set[str], within: float = 20) -> bool:
        for _ in range(int(within)):
            phone.sync()
            if set(phone.notes()) == wanted:
                return True
            time.sleep(1)
        return False

    try:
        (source / "red.md").write_text(sheet(["one", "two", "three"]) + "## What is drawn?\n\n![](dot.png)\n")
        (source / "blue.md").write_text(sheet(["four"]))
        (source / "dot.png").write_bytes(png(1))
        code, said = push()
        report.see("not running: says so", code == 1 and "start Anki" in said, said)

        before = anki.config()
        anki.start()
        version = subprocess.run(
            [python, "-c", "import anki.buildinfo as b; print(b.version)"], capture_output=True, check=True
        )
        print(f"Anki {version.stdout.decode().strip()}, AnkiConnect {anki.ask('version')['result']}", flush=True)
        code, said = push("--dry-run")
        report.see("dry run", code == 0 and "5 new" in said and not (folder / "project" / "build").exists(), said)
        code, said = push()
        report.see("first push", code == 0 and "5 new" in said, said)
        code, said = push()
        report.see("second push has nothing to do", code == 0 and "nothing to do" in said, said)

        found = anki.ask("findNotes", query="deck:project::red two")["result"]
        two = anki.ask("notesInfo", notes=found)["result"][0]["cards"][0]
        anki.stop()
        after = anki.config()
        changed = {key: value for key, value in after.items() if key not in before}
        report.see("settings that the push left in the collection", True, changed)

        study(anki, two)
        anki.start()
        reviews = anki.ask("getReviewsOfCards", cards=[two])["result"]
        (source / "red.md").write_text(sheet(["one"], "Now {}.") + "## What is drawn?\n\n![](dot.png)\n")
        (source / "blue.md").write_text(sheet(["four", "two"]))
        (source / "dot.png").write_bytes(png(2))
        code, said = push("--prune")
        report.see("edited, moved, removed", code == 0 and "1 moved" in said and "1 deleted" in said, said)
        info = anki.ask("cardsInfo", cards=[two])["result"][0]
        report.see("the moved card is in its deck", info["deckName"] == "project::blue", info["deckName"])
        again = anki.ask("getReviewsOfCards", cards=[two])["result"]
        report.see("and kept its history", again == reviews and bool(reviews[str(two)]), again)
        gone = anki.ask("findNotes", query="three")["result"]
        report.see("the removed note is gone", gone == [], gone)
        backup = said.split("--restore '")[1].split("'")[0]
        code, said = push("--restore", backup)
        gone = anki.ask("findNotes", query="three")["result"]
        report.see("and comes back from the backup", code == 0 and len(gone) == 1, said)
        code, said = push("--prune")
        report.see("and goes again", code == 0 and "1 deleted" in said, said)
        media = Path(anki.ask("getMediaDirPath")["result"])
        picture = next(path for path in media.glob("deckgen-*.png") if path.read_bytes() == png(2))
        picture.unlink()
        code, said = push()
        report.see("a deleted picture is put back", code == 0 and picture.is_file(), said)
        code, said = push("--profile", "Anna")
        report.see("another profile: says so", code == 1 and "profile User 1" in said, said)

        def slowly(path: str, count: int) -> bool:
            time.sleep(SLOW / 10)
            return True

        line.rule = slowly
        began = time.monotonic()
        code, said = push("--sync")
        wanted = {f"What is {word}?" for word in ("one", "two", "four", "drawn")} | {"old"}
        phone.sync()
        report.see(
            "the phone has all when push --sync returns",
            set(phone.notes()) == wanted,
            f"{said} {sorted(phone.notes())}",
        )
        print(
            f"requests of the sync took {SLOW / 10} s each, {len(line.seen)} of them; "
            f"{time.monotonic() - began:.1f} s in all"
        )
        report.see("the phone has all in the end", phone_has(wanted), sorted(phone.notes()))
        line.mend()
        kept = phone.col.db.scalar("select count() from revlog")
        report.see("with the review", kept == 1, kept)
        for _ in range(20):
            phone.sync()
            if found := phone.col.media.have(picture.name):
                break
            time.sleep(1)
        report.see("and the picture, which Anki sends afterwards", found)

        basic = phone.col.models.by_name("Basic")
        phone.col.models.add_field(basic, phone.col.models.new_field("More"))
        phone.col.models.update_dict(basic)
        phone.sync(upload=True)
        (source / "blue.md").write_text(sheet(["four", "two", "five"]))
        code, said = push("--sync")
        report.see("push --sync where Anki asks about a full sync", code == 0, said)
        waiting(anki, report, push)
    finally:
        anki.stop()
        phone.col.close()
        server.stop()
    return int(report.wrong > 0)


def waiting(anki: Anki, report: Report, push: Any) -> None:
    """What a dialog that waits for the user does to the add-on."""
    before = time.monotonic()
    answer = anki.ask("version")
    report.see(
        "the add-on answers while Anki waits for the user",
        answer["error"] is None,
        f"{time.monotonic() - before:.1f} s",
    )
    code, said = push("--dry-run")
    report.see("and a push then", code in (0, 1) and "Traceback" not in said, said)


def study(anki: Anki, card: int) -> None:
    """Answers a card in the closed collection, as its owner would."""
    from anki.collection import Collection

    col = Collection(str(anki.base / "User 1" / "collection.anki2"))
    chosen = col.get_card(card)
    chosen.start_timer()
    col.sched.answerCard(chosen, 4)
    col.close()


if __name__ == "__main__":
    sys.exit(main())
