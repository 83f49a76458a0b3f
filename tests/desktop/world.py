"""What every part of the tour has at hand: the desktop, a phone, projects, and the list of what was seen."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.desktop.real import Anki
from tests.support.phone import Phone
from tests.support.servers import Line

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    text: str

    def __contains__(self, part: str) -> bool:
        return part in self.text

    def __str__(self) -> str:
        return f"exit {self.code}: {self.text}"


class Report:
    """Prints each thing that was seen; `wrong` counts those that were not as expected."""

    def __init__(self) -> None:
        self.wrong = 0

    def part(self, title: str) -> None:
        print(f"\n{title}", flush=True)

    def see(self, what: str, good: object, detail: object = "") -> None:
        self.wrong += not good
        print(f"{'as expected' if good else 'NOT AS EXPECTED'}: {what}", flush=True)
        if detail != "" and not good:
            print(f"    {detail}", flush=True)


class Project:
    """A folder of Markdown that is pushed."""

    def __init__(self, folder: Path, anki: Anki, data: Path) -> None:
        self.folder, self.anki, self.data = folder, anki, data
        (folder / "source").mkdir(parents=True, exist_ok=True)

    @property
    def lock(self) -> Path:
        return self.folder / "deckgen.lock"

    def write(self, name: str, text: str | bytes) -> None:
        (self.folder / "source" / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def push(self, *arguments: str) -> Said:
        return self.deckgen("push", "--url", self.anki.url, *arguments)

    def deckgen(self, *arguments: str) -> Said:
        return self.run([sys.executable, "-m", "deckgen", *arguments])

    def paste(self, printed: str) -> Said:
        """A command that deckgen has printed, in a shell."""
        return self.run(["sh", "-c", printed.replace("deckgen", f"'{sys.executable}' -m deckgen", 1)])

    def run(self, command: list[str]) -> Said:
        env = {**os.environ, "PYTHONPATH": str(REPOSITORY / "src"), "XDG_DATA_HOME": str(self.data)}
        began = time.monotonic()
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        return Said(done.returncode, f"{done.stdout}{done.stderr}[{time.monotonic() - began:.1f} s]")


@dataclass(frozen=True, slots=True)
class World:
    """The tour's parts share the desktop and the phone; each has a project of its own."""

    folder: Path
    anki: Anki
    line: Line
    phone: Phone
    report: Report

    def project(self, name: str) -> Project:
        return Project(self.folder / name, self.anki, self.folder / "data")

    def notes(self, query: str) -> dict[str, dict[str, Any]]:
        """What the add-on says of the notes that a search finds, by the text of the question."""
        found = self.anki.ask("notesInfo", notes=self.anki.ask("findNotes", query=query))
        return {_question(next(iter(note["fields"].values()))["value"]): note for note in found}

    def phone_gets(self, wanted: set[str], seconds: int = 20) -> bool:
        """Whether the phone has these questions in the end, and no others."""
        for _ in range(seconds):
            self.phone.sync()
            if set(self.phone.notes()) == wanted:
                return True
            time.sleep(1)
        return False


def _question(field: str) -> str:
    return field.split(">", 1)[-1].split("<", maxsplit=1)[0]


def printed(said: Said) -> str:
    """The command that `push` printed to take itself back."""
    return said.text.split("comes back with: ")[1].splitlines()[0]


def later() -> None:
    """Times are whole seconds, and what its owner does comes after the build."""
    time.sleep(1.1)


def upload(col: Any, phone: Phone) -> None:
    """Overwrites what the server and the phone have."""
    col.close_for_full_sync()
    col.full_upload_or_download(auth=phone.auth, server_usn=None, upload=True)
    col.reopen(after_full_sync=True)
    phone.sync()
