"""Builds that die: the process ends at the n-th thing that it asks of the disk, and does nothing after that.

Or that thing fails, and all others work.
"""

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deckgen import files
from deckgen.apkg.read import opened
from deckgen.diagnostics import DeckgenError
from tests.support.builds import built

EPOCH = 1_700_000_000


class Death(BaseException):
    """Nothing catches it."""


class Disk:
    """Stands where `files` has a module; the calls of all of them are counted in `calls`."""

    def __init__(
        self, module: Any, calls: list[str], last: int, *, done: bool = False, trouble: OSError | None = None
    ) -> None:
        self._module, self._calls, self._last, self._done = module, calls, last, done
        self._trouble = trouble

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._module, name)
        if not callable(found):
            return found

        def call(*arguments: Any, **options: Any) -> Any:
            self._calls.append(name)
            if self._trouble:
                if len(self._calls) == self._last:
                    raise self._trouble
                return found(*arguments, **options)
            if len(self._calls) > self._last or (len(self._calls) == self._last and not self._done):
                raise Death
            result = found(*arguments, **options)
            if len(self._calls) == self._last:
                raise Death
            return result

        return call


@contextmanager
def dying(last: int, *, done: bool) -> Iterator[list[str]]:
    """Death at the call `last`, counted from 1: before it, or when it is `done`. Yields the names of the calls."""
    calls: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "os", Disk(os, calls, last, done=done))
        patch.setattr(files, "tempfile", Disk(tempfile, calls, last, done=done))
        yield calls


@contextmanager
def failing(at: int, code: int) -> Iterator[list[str]]:
    """The call `at`, counted from 1, fails with this error of the system. Yields the names of the calls."""
    calls: list[str] = []
    trouble = OSError(code, os.strerror(code))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "os", Disk(os, calls, at, trouble=trouble))
        patch.setattr(files, "tempfile", Disk(tempfile, calls, at, trouble=trouble))
        yield calls


def text(first: str, *more: str) -> str:
    """Notes whose answers say who they are, whatever is asked."""
    asked = (first, "Why is the sky blue at noon?", *more)
    answers = (
        "A function together with the scope in which it was defined.",
        "Short waves are scattered more strongly by the air than long ones.",
        "Two transactions wait for each other's locks, so that neither ever ends.",
    )
    return "# T\n\n" + "\n".join(f"## {q}\n\n{a}\n" for q, a in zip(asked, answers, strict=False))


BEFORE = text("What is a closure?")
DYING = text("Which functions remember their scope?", "What is a deadlock?")
ASKED = ("Why do inner functions remember where they began?", "When does a database wait for ever?")
AFTER = text(*ASKED)


@dataclass(frozen=True)
class Left:
    """What is on the disk after a death: the lock and the package, and the package of the next build."""

    lock: bytes
    package: bytes
    next: Path


def deaths(folder: Path) -> Iterator[Left]:
    """Each state in which the death of a build may leave the disk, and at last that of one that does not die."""
    built(folder / "before", BEFORE, EPOCH)
    tried = set()
    for done in (False, True):
        last, calls = 0, list[str]()
        while len(calls) >= last:
            last += 1
            home = folder / f"{last}-{done}"
            shutil.copytree(folder / "before", home)
            with dying(last, done=done) as calls, suppress(Death):
                built(home, DYING, EPOCH + 60)
            state = (home / "notes.deckgen.lock").read_bytes(), (home / "build" / "notes.apkg").read_bytes()
            # A build makes the same of the same.
            if state not in tried:
                tried.add(state)
                yield Left(*state, built(home, AFTER, EPOCH + 120))
        assert calls.count("replace") == 2, "the last build went through"


def failures(folder: Path, code: int) -> Iterator[tuple[Left, bool]]:
    """What is on the disk after each failure of a build, and whether the build said that it failed."""
    built(folder / "before", BEFORE, EPOCH)
    at, calls = 0, list[str]()
    while len(calls) >= at:
        at += 1
        home = folder / f"{code}-{at}"
        shutil.copytree(folder / "before", home)
        said = False
        with failing(at, code) as calls:
            try:
                built(home, DYING, EPOCH + 60)
            except DeckgenError:
                said = True
        state = (home / "notes.deckgen.lock").read_bytes(), (home / "build" / "notes.apkg").read_bytes()
        yield Left(*state, built(home, AFTER, EPOCH + 120)), said


def guids(package: bytes) -> dict[str, str]:
    """Of each answer in the package: its note's guid."""
    with opened(io.BytesIO(package), "package") as connection:
        return {fields.split("\x1f")[1]: guid for guid, fields in connection.execute("select guid, flds from notes")}
