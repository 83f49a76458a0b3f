"""The three ways from Markdown into Anki, each with a learner's collection at its end, to tell one story of all."""

from __future__ import annotations

import shlex
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import pytest

from deckgen.apkg.notetypes import REMOVED
from deckgen.cli import main
from tests.support import anki, fates
from tests.support.connect import Desktop
from tests.support.phone import Phone, exchange
from tests.support.servers import PASSWORD, USER, SyncServer, running

NAMES = ("import", "push", "sync")


class Way(ABC):
    """A folder with sources, in which commands are given; `said` is all that they said."""

    name: ClassVar[str]

    def __init__(self, folder: Path, stack: ExitStack, capsys: pytest.CaptureFixture[str]) -> None:
        # A name that must be quoted wherever it is printed to be pasted.
        self.home, self._folder, self._stack, self._capsys = folder / "it's my work", folder, stack, capsys
        self.said = ""
        self.home.mkdir()

    @abstractmethod
    def bring(self, path: str = "", *options: str, prune: bool = False) -> str:
        """The sources at `path` into Anki; with `prune` what is gone is deleted. Returns what was said."""

    @abstractmethod
    def do(self, work: Callable[[Any], Any]) -> Any:
        """Does something in Anki, as its owner may."""

    def deckgen(self, *words: str) -> str:
        """Gives a command that succeeds, and returns what it said."""
        code = main(list(words))
        out, err = self._capsys.readouterr()
        assert code == 0, out + err
        self.said += err + out
        return str(err + out)

    def paste(self, command: str) -> str:
        """A printed command."""
        program, *words = shlex.split(command)
        assert program == "deckgen"
        return self.deckgen(*words)

    def write(self, path: str, text: str) -> None:
        file = self.home / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def rename(self, old: str, new: str) -> None:
        (self.home / old).rename(self.home / new)

    def git(self, *words: str) -> None:
        own = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
        subprocess.run(["git", *own, *words], cwd=self.home, check=True, capture_output=True)

    def study(self) -> None:
        self.do(fates.study)

    def cards(self, words: str = "") -> fates.Cards:
        """The cards of the notes that show these words."""
        found: fates.Cards = self.do(lambda col: fates.cards(col, words))
        return found

    @abstractmethod
    def synchronise(self) -> None:
        """Anki with its server, which must need no full sync but the first."""

    @cached_property
    def server(self) -> SyncServer:
        """Anki's own sync server, started when it is needed."""
        server, _ = self._stack.enter_context(running(self._folder / "server"))
        return server


class Import(Way):
    """`deckgen build`, and the package imported by hand."""

    name = "import"

    def __init__(self, folder: Path, stack: ExitStack, capsys: pytest.CaptureFixture[str]) -> None:
        from anki.collection import Collection

        super().__init__(folder, stack, capsys)
        self.col = Collection(str(folder / "collection.anki2"))
        self._auth: Any = None
        stack.callback(self.col.close)

    def bring(self, path: str = "", *options: str, prune: bool = False) -> str:
        words = [*([path] if path else []), *(["--removed"] if prune else []), *options]
        said = self.deckgen("build", *words)
        anki.load(self.col, self.home / said.splitlines()[-1].rpartition(" s: ")[2])
        if prune:
            self.col.remove_notes(self.col.find_notes(f"tag:{REMOVED}"))
        return said

    def do(self, work: Callable[[Any], Any]) -> Any:
        return work(self.col)

    def synchronise(self) -> None:
        self._auth = exchange(self.col, self.server.endpoint, self._auth)


class Push(Way):
    """`deckgen push` into an Anki with AnkiConnect."""

    name = "push"

    def __init__(self, folder: Path, stack: ExitStack, capsys: pytest.CaptureFixture[str]) -> None:
        super().__init__(folder, stack, capsys)
        self._desktop = Desktop(folder / "Anki2")
        self._auth: Any = None
        stack.callback(self._desktop.close)

    def bring(self, path: str = "", *options: str, prune: bool = False) -> str:
        words = [*([path] if path else []), *(["--prune"] if prune else []), *options]
        return self.deckgen("push", *words, "--url", self._desktop.url)

    def do(self, work: Callable[[Any], Any]) -> Any:
        return self._desktop.run(work)

    def synchronise(self) -> None:
        self._auth = self.do(lambda col: exchange(col, self.server.endpoint, self._auth))


class Sync(Way):
    """`deckgen sync` with a server, and a phone that syncs with it before and after."""

    name = "sync"
    phone: Phone | None = None

    def bring(self, path: str = "", *options: str, prune: bool = False) -> str:
        if self.phone:
            self.phone.merge()
        words = [*([path] if path else []), *(["--prune"] if prune else []), *options]
        place = ("--endpoint", self.server.endpoint, "--collection", str(self._folder / "account" / "collection.anki2"))
        said = self.deckgen("sync", *words, *place)
        self.synchronise()
        return said

    def do(self, work: Callable[[Any], Any]) -> Any:
        assert self.phone
        return work(self.phone.col)

    def synchronise(self) -> None:
        if self.phone:
            self.phone.merge()
        else:
            self.phone = Phone(self._folder / "phone", self.server.endpoint)
            self._stack.callback(self.phone.col.close)
            self.phone.sync()


@contextmanager
def opened(name: str, folder: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Way]:
    """The way of this name, in its folder, with nobody to ask."""
    patch.setenv("DECKGEN_SYNC_USER", USER)
    patch.setenv("DECKGEN_SYNC_PASSWORD", PASSWORD)
    patch.setattr("platformdirs.user_data_dir", lambda name: str(folder / "data"))
    patch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with ExitStack() as stack:
        way = next(one for one in (Import, Push, Sync) if one.name == name)(folder, stack, capsys)
        patch.chdir(way.home)
        yield way
