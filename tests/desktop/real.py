"""The real Anki desktop under Xvfb, in a base folder of its own, with the real AnkiConnect on a free port."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.servers import USER, free_port

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
    """The desktop with the add-on; `python` has aqt, and `endpoint` and `key` are those of a sync server."""

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
        # meta.json has its former owner's settings, which come before config.json.
        shutil.copytree(addon, there, ignore=shutil.ignore_patterns("meta.json"))
        settings = json.loads((there / "config.json").read_text())
        settings.update(webBindPort=self.port, apiKey=apikey)
        (there / "config.json").write_text(json.dumps(settings))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def version(self) -> str:
        command = [self.python, "-c", "import anki.buildinfo as b; print(b.version)"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def start(self, profile: str = "User 1") -> None:
        display = f":{random.randint(100, 999)}"
        quiet = subprocess.DEVNULL
        self.running.append(
            subprocess.Popen(["Xvfb", display, "-screen", "0", "1200x900x24"], stdout=quiet, stderr=quiet)
        )
        env = {
            **os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QTWEBENGINE_DISABLE_SANDBOX": "1",
            "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox --disable-gpu", "LIBGL_ALWAYS_SOFTWARE": "1",
            # Without it a second Anki of the same user only wakes the first.
            "ANKI_SINGLE_INSTANCE_KEY": f"tour{self.port}",
        }  # fmt: skip
        command = [self.python, "-c", "import aqt; aqt.run()", "-b", str(self.base), "-p", profile]
        with (self.base / "anki.log").open("ab") as log:
            self.running.append(subprocess.Popen(command, env=env, stdout=log, stderr=log))
        for _ in range(240):
            try:
                if self.answer("getMediaDirPath")["error"] is None:
                    return
            except OSError:
                pass
            time.sleep(0.5)
        self.stop()
        raise SystemExit(f"Anki did not start: {(self.base / 'anki.log').read_text()[-2000:]}")

    def answer(self, action: str, **params: Any) -> Any:
        """What the add-on answers: `result` and `error`."""
        body = json.dumps({"action": action, "version": 6, "params": params}).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url, body), timeout=60) as answer:
            return json.load(answer)

    def ask(self, action: str, **params: Any) -> Any:
        """The result of an action."""
        answer = self.answer(action, **params)
        if answer["error"] is not None:
            raise RuntimeError(f"{action}: {answer['error']}")
        return answer["result"]

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

    @contextmanager
    def closed(self, profile: str = "User 1") -> Iterator[Any]:
        """The profile's collection while Anki is closed, which starts again afterwards."""
        from anki.collection import Collection

        self.stop()
        col = Collection(str(self.base / profile / "collection.anki2"))
        try:
            yield col
        finally:
            col.close()
        self.start(profile)
