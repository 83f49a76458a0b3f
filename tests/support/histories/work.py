"""A work of an author: where sources, locks and packages lie, and what happens to them between builds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from deckgen.apkg.rebuild import rebuild
from deckgen.compiler import Build, World, build, write
from deckgen.diagnostics import blocking
from deckgen.lock import dump
from deckgen.project import Project, locate
from tests.support.histories.author import Author
from tests.support.histories.oracle import Memory, Oracle

# What may stop a build: there is nothing to build.
_EMPTY = {"notes-none"}


@dataclass(frozen=True)
class Commit:
    """What git has: the sources and the locks, what these locks know, and the names of the packages of then."""

    author: Author
    locks: dict[str, bytes]
    memory: Memory
    packages: frozenset[str]


@dataclass
class Work:
    """A project with source/, or, if it is not `joined`, files that are each built alone.

    `forked` says that another project began as a copy of this one, or this one as its copy. `ahead` are the guids of
    notes of which only the packages know when they were shipped, for git has an older lock; `forgotten` are those of
    which nothing knows it any more, for these packages were lost.
    """

    folder: Path
    author: Author
    joined: bool = True
    id: str = ""
    forked: bool = False
    oracle: Oracle = field(default_factory=Oracle)
    commits: list[Commit] = field(default_factory=list)
    packages: list[Path] = field(default_factory=list)
    ahead: set[str] = field(default_factory=set)
    forgotten: set[str] = field(default_factory=set)

    @property
    def sources(self) -> Path:
        return self.folder / "source" if self.joined else self.folder

    def publish(self) -> None:
        """Writes the sources."""
        self.sources.mkdir(exist_ok=True, parents=True)
        for old in self.sources.glob("*.md"):
            old.unlink()
        for name, text in self.author.written():
            (self.sources / name).write_text(text, "utf-8")
        if self.id:
            (self.folder / "deckgen.toml").write_text(f'id = "{self.id}"\n', "utf-8")

    def projects(self) -> Iterator[Project]:
        """What is built, in an order by chance; each is looked for when those before it are written."""
        paths = [None] if self.joined else [Path(name) for name in self.author.files]
        self.author.random.shuffle(paths)
        for path in paths:
            yield locate(path, self.folder)[0]

    def built(self, now: int) -> Iterator[tuple[Project, Build]]:
        """Builds all that can be built, in seconds since the epoch; what wants it is written."""
        self.packages = []
        for at, project in enumerate(self.projects()):
            result = build(project, World(now + at))
            if blocking(result.diagnostics, strict=False):
                errors = {d.rule.code for d in result.diagnostics if blocking([d], strict=False)}
                assert errors == _EMPTY, result.diagnostics
            else:
                self.packages.append(result.past.output)
                yield project, result

    def finished(self, builds: list[Build], what: str) -> None:
        """Holds the builds against the truth, and commits."""
        self.oracle.check(self.author, builds, what, joined=self.joined)
        self.author.built()
        known = {entry.guid: entry.mod for result in builds for entry in result.lock.entries}
        self.ahead = {note.guid for result in builds for note in result.notes if note.mod > known[note.guid]}
        names = frozenset(package.name for package in self.packages)
        self.commits.append(Commit(self.author.copy(), self.locks(), self.oracle.memory.copy(), names))

    def locks(self) -> dict[str, bytes]:
        """All locks by their names."""
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in self._locks()}

    def _locks(self) -> list[Path]:
        return [*self.folder.glob("*deckgen.lock"), *(self.folder / "source").glob("*deckgen.lock")]

    def _put(self, locks: dict[str, bytes]) -> None:
        for path in self._locks():
            path.unlink()
        for name, content in locks.items():
            (self.folder / name).write_bytes(content)

    # What happens between builds. Each says whether it could.

    def revert(self) -> bool:
        """Git goes back with everything to an earlier commit, or forward again."""
        if not self.packages:
            return False
        commit = self._commit()
        self.author.back_to(commit.author)
        self._put(commit.locks)
        self.oracle.go_by(commit.memory)
        return True

    def _commit(self) -> Commit:
        """A commit whose files and packages had the names of now: the packages of other names tell nothing."""
        last = self.commits[-1]
        alike = [one for one in self.commits if one.locks.keys() == last.locks.keys() and one.packages == last.packages]
        return self.author.random.choice(alike)

    def restore_lock(self) -> bool:
        """An earlier lock takes the place of the present one, if there is one; the sources stay."""
        if not self.packages:
            return False
        commit = self._commit()
        self._put(commit.locks)
        self.oracle.go_by(commit.memory)
        return True

    def lose_lock(self) -> bool:
        """No lock is left; the package is."""
        if not self.joined or not self.packages:
            return False
        self._lose_lock()
        self.oracle.go_by(Memory(), lost=not self.id)
        return True

    def _lose_lock(self) -> None:
        self._put({})
        # What is gone here is remembered only by the other project: from there it comes back, if it does.
        if self.forked:
            self.author.gone.clear()

    def rebuild_lock(self) -> bool:
        """No lock is left, and one is made of the package: deckgen lock --from."""
        if not self.joined or not self.packages:
            return False
        self._lose_lock()
        package = self.packages[0]
        (self.folder / "deckgen.lock").write_bytes(dump(rebuild(package.read_bytes(), "", self.id)).encode())
        self.oracle.go_by(Memory())
        return True

    def lose_package(self) -> bool:
        """A fresh clone has no packages."""
        shutil.rmtree(self.folder / "build", ignore_errors=True)
        self.packages, self.oracle.package = [], Memory()
        self.forgotten |= self.ahead
        return True

    def copy_project(self) -> bool:
        """The project goes on in a copy, which is the same project."""
        if not self.joined:
            return False
        copy = self.folder.with_name(f"{self.folder.name}-copy")
        shutil.copytree(self.folder, copy)
        self.packages = [copy / package.relative_to(self.folder) for package in self.packages]
        self.folder = copy
        return True

    def join(self) -> bool:
        """Files that were built alone become a project; their locks come along or stay where they were."""
        if self.joined:
            return False
        locks = self._locks()
        self.joined = True
        self.sources.mkdir()
        for name in self.author.files:
            (self.folder / name).rename(self.sources / name)
        if self.author.random.random() < 0.5:
            for lock in locks:
                lock.rename(self.sources / lock.name)
        self.commits.clear()
        self.oracle.move_in()
        return True

    def fork(self, now: int) -> Work | None:
        """A copy with an id of its own, built at once: another project from now on."""
        copy = self.folder.with_name(f"{self.folder.name}-fork")
        # Without its lock, or with those of single files, nothing tells a copy from where questions have moved to.
        if [path.name for path in self._locks()] != ["deckgen.lock"] or copy.exists():
            return None
        shutil.copytree(self.folder, copy)
        author = self.author.copy()
        # What only comes back there has moved there, from a project that lacks it.
        author.gone.clear()
        fork = Work(copy, author, id=f"id-of-{copy.name}", forked=True)
        self.forked = True
        fork.publish()
        builds = []
        for _, result in fork.built(now):
            write(result)
            builds.append(result)
        fork.finished(builds, f"{copy.name} at {now}")
        return fork


EVENTS = "revert restore_lock lose_lock rebuild_lock lose_package copy_project join".split()
