"""A program in a process of its own, started with the first question: asked, and stopped when it takes too long.

What somebody else's code does with hostile text cannot be bounded from within.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, Timer
from typing import Any

from deckgen.diagnostics import DeckgenError
from deckgen.patience import Patience

_START = 120.0
TOO_LONG = "it takes too long or too much memory"


class Engine:
    """One process; another takes its place when it had to be stopped.

    `worker` is run by path. It writes a line when it is ready, and answers each line of JSON with one. `seconds` are
    what one question may take, `patience` has what all may; `unavailable` says what is wrong when it does not start.
    """

    def __init__(
        self, worker: Path, seconds: float, patience: Patience, unavailable: Callable[[OSError | None], DeckgenError]
    ) -> None:
        self.seconds, self.patience = seconds, patience
        self._worker, self._unavailable = worker, unavailable
        self._process: subprocess.Popen[bytes] | None = None
        self._one_by_one = Lock()

    def answer(self, *question: object) -> dict[str, Any]:
        """What the worker answers, or `failed` with the reason.

        Raises DeckgenError where it does not start, and Spent where the questions before have taken all the time.
        """
        length = sum(len(part) for part in question if isinstance(part, str))
        with self._one_by_one, self.patience.spend(length):
            try:
                process = self._started()
                with _stopped_after(self.seconds, process):
                    answer = _answer(process, json.dumps(question))
            except BaseException:
                self.stop()
                raise
            came = json.loads(answer) if answer else {"failed": TOO_LONG, "last": True}
            if came.get("last"):
                self.stop()
            return dict(came)

    def stop(self) -> None:
        """End the process at once."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            try:
                self._process = process = _process(self._worker)
            except OSError as error:
                raise self._unavailable(error) from error
            with _stopped_after(_START, process):
                ready = _answer(process)
            if not ready:
                raise self._unavailable(None)
        return self._process


def bare() -> dict[str, str]:
    """The environment without passwords: what reads strangers' texts needs none."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("DECKGEN_", "ANKI"))}


def run(worker: Path) -> list[str]:
    """The command that runs a worker by path."""
    # -P: the folder of the program it runs is none to import from.
    return [sys.executable, "-P", str(worker)]


def _process(worker: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        run(worker), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=bare()
    )


def _answer(process: subprocess.Popen[bytes], question: str = "") -> bytes:
    """A line of the process, empty where it has ended."""
    assert process.stdin
    assert process.stdout
    try:
        if question:
            process.stdin.write(question.encode() + b"\n")
            process.stdin.flush()
        return process.stdout.readline()
    except BrokenPipeError:
        return b""


@contextmanager
def _stopped_after(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[None]:
    watchdog = Timer(seconds, process.kill)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()
