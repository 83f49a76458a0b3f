"""MathJax in a process of its own, started with the first formula: asked, and stopped when it takes too long."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from threading import Lock, Timer
from typing import Any

from deckgen.diagnostics import DeckgenError
from deckgen.wording import joined, said, system

# The process stops itself a little earlier; so does one that has lost its build.
_SECONDS = 15.0
_START = 120.0
_INSTALL = "pip install mini-racer django-static-mathjax"


class Engine:
    """One process; another takes its place when it had to be stopped."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._one_by_one = Lock()

    def ask(self, function: str, tex: str, *, display: bool) -> dict[str, Any]:
        """What a function of mathjax.js says of a formula, or `failed` with the reason; raises DeckgenError."""
        with self._one_by_one:
            try:
                process = self._started()
                with _stopped_after(_SECONDS, process):
                    answer = _answer(process, json.dumps((function, tex, display)))
            except BaseException:
                self.stop()
                raise
            came = json.loads(answer) if answer else {"failed": "it takes too long or too much memory", "last": True}
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
                self._process = process = _process()
            except OSError as error:
                raise _unavailable(error) from error
            with _stopped_after(_START, process):
                ready = _answer(process)
            if not ready:
                raise _unavailable()
        return self._process


def _unavailable(error: OSError | None = None) -> DeckgenError:
    missing = [name for name in ("py_mini_racer", "mathjax") if find_spec(name) is None]
    why = said("MathJax does not start")
    if missing:
        why = said("{modules} cannot be imported", modules=joined(" and ", missing))
    if error:
        why = said("{why} ({reason})", why=why, reason=system(error))
    return DeckgenError(said("formulas cannot be checked: {why}; run: {command}", why=why, command=_INSTALL))


def _process() -> subprocess.Popen[bytes]:
    # -P: the folder of the program it runs is none to import from.
    program = [sys.executable, "-P", str(Path(__file__).with_name("worker.py"))]
    return subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


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
