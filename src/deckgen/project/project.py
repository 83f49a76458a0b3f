"""Finds a project on the disk: its sources, where its package goes, and where its lock is."""

import os
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen import bounds
from deckgen.bounds import Bounds
from deckgen.data import Span
from deckgen.diagnostics import CONFIG_VALUE, INSIDE_PROJECT, DeckgenError, Diagnostic
from deckgen.options import Settings
from deckgen.project import config
from deckgen.project.idle import idle
from deckgen.project.locks import DAMAGED, LOCK, OLDER, apart, former, lock_of, neighbours
from deckgen.project.names import composed, unfit, wrong
from deckgen.project.repository import origin
from deckgen.project.sources import SUFFIXES, LeftOut, Sources, outside, readable, single, sources
from deckgen.wording import counted, said

# Folders that a project may reach besides its own.
Allowed = tuple[Path, ...]
_COPY = said("copy that file to where the link is")


class NoProject(DeckgenError):
    """No project is around here, and no path was named."""


@dataclass(frozen=True, slots=True)
class Project:
    """Where everything of a project is.

    `home` is the folder of its lock, beside which deckgen.toml stands if it has one (`is_configured`); `bounds` are
    what it may reach. `files` are the sources below `root`, sorted, and `left_out` is other Markdown there; `named` are
    the paths from the root of those that a command was asked about, none if about all; it was given where the author
    `stands`. `output` is the package, which need not exist; `appearance` are the author's style.css and templates.
    `origin` says where clones of the sources come from, if anything does. `neighbours` are the locks nearby, of single
    files and of other projects, which may know questions that stand here now; `whole` is that of the project, or of
    the folder, to which a file or folder belongs that is built on its own.
    """

    home: Path
    root: Path
    bounds: Bounds
    files: tuple[Path, ...]
    output: Path
    lock: Path
    stands: Path
    settings: Settings
    appearance: tuple[Path, ...] = ()
    origin: str = ""
    neighbours: tuple[Path, ...] = ()
    whole: Path | None = None
    left_out: tuple[LeftOut, ...] = ()
    named: frozenset[str] = frozenset()
    is_configured: bool = False

    def span_of(self, key: str) -> Span:
        """Where a setting stands, the top of the settings where it does not: what is wrong with it is said there."""
        return config.place(self.home / config.FILE, key)

    @property
    def apart(self) -> tuple[Path | None, tuple[Path, ...]]:
        """Where locks of single files may lie further away: below the one folder, if any, and in the others."""
        return apart(self.home, self.home.parent if self.lock.name == LOCK else self.home, self.stands)

    def path_of(self, file: Path) -> str:
        """The path of a source from the root, in NFC."""
        return composed(Path(os.path.relpath(file, self.root)).as_posix())

    def place_of(self, path: str) -> Path:
        """Where the path of a Span stands on the disk: that of a source counts from the root, any other from home."""
        ours = {config.FILE, *(file.relative_to(self.home).as_posix() for file in self.appearance)}
        return (self.home if path in ours else self.root) / path

    def shows(self, path: str) -> bool:
        """Whether a command was asked about this path of a Span; about what is no source it always is."""
        return not self.named or path in self.named or self.place_of(path) not in self.files

    def with_known(self, paths: Iterable[str]) -> "Project":
        """The project with those files that are left out as usual but had cards: nothing costs them these."""
        known = set(paths)
        back = [one.path for one in self.left_out if one.usual and self.path_of(one.path) in known]
        for path in back:
            self.bounds.keep(path, _COPY)
        left_out = tuple(one for one in self.left_out if one.path not in back)
        return replace(self, files=tuple(sorted((*self.files, *back))), left_out=left_out)

    def deck(self, name: str) -> str:
        """The deck of the file with this path from the root: that path without its suffix, below the project's name."""
        parts = [part.replace("::", "-").strip() for part in Path(name).with_suffix("").parts]
        alone = len(self.files) == 1 and parts[-1] == self.settings.name.strip()
        return "::".join([self.settings.name.strip(), *([] if alone else parts)])


def locate(
    path: Path | None, cwd: Path, *, alone: bool = False, allowed: Allowed = ()
) -> tuple[Project, tuple[Diagnostic, ...]]:
    """The project around the folder `cwd`, or the one that `path` is or belongs to.

    A file or folder that belongs to none becomes one of its own, as does any that is to be `alone` or was before: it
    has a lock. `allowed` are folders that a project may reach besides its own. Raises DeckgenError if there is nothing
    to compile.
    """
    if path is None:
        return _here(cwd, allowed)
    base = _named_on(cwd / path, allowed)
    if not base.exists():
        raise DeckgenError(said("{path}: no such file or folder", path=path))
    if base.is_file() and base.suffix.lower() not in SUFFIXES:
        if base.suffix.lower() == ".apkg":
            raise DeckgenError(said("{path}: this is a package, not notes; notes are *.md or *.markdown", path=path))
        raise DeckgenError(said("{path}: this is no Markdown; notes are *.md or *.markdown", path=path))
    if flaw := unfit(base.name):
        where = {"path": path, "why": flaw[0], "cure": flaw[1]}
        raise DeckgenError(said("{path}: its name {why}, and the package and the lock have it too; {cure}", **where))
    if base.is_dir() and _is_project(base, exactly=True):
        return _project(base, cwd, allowed)
    if not (alone or lock_of(base).exists()) and (whole := around(base, cwd, allowed)):
        project, diagnostics = whole
        return replace(project, named=_named(project, base, str(path))), diagnostics
    return _alone(base, cwd, str(path), allowed)


def _here(cwd: Path, allowed: Allowed) -> tuple[Project, tuple[Diagnostic, ...]]:
    """The project, or the folder that was built as a deck, in which `cwd` is; raises NoProject."""
    for folder in (cwd, *cwd.parents):
        was_built = (folder / LOCK).is_file()
        if _is_project(folder, exactly=was_built or folder == cwd):
            return _project(folder, cwd, allowed)
        if was_built:
            return _alone(folder, cwd, folder.name, allowed)
    raise NoProject(said("no deckgen.toml or source/ here; name a file or folder"))


def _named_on(path: Path, allowed: Allowed) -> Path:
    """The file or folder that a command names, links followed; raises DeckgenError for a file's that leads away."""
    # A folder's name says that all below it is meant. A file's may come from `*.md` in somebody else's folder.
    if path.is_file():
        bounds.around(path.parent, allowed).keep(path, said("name that file itself"), str(path))
    return Path(os.path.realpath(path))


def around(base: Path, cwd: Path, allowed: Allowed) -> tuple[Project, tuple[Diagnostic, ...]] | None:
    """The project, or the folder that was built as a deck, to which a file or folder belongs; raises DeckgenError."""
    for above in base.parents:
        if (above / config.FILE).is_file():
            reach = bounds.around(above, allowed)
            settings, _ = config.read(reach.keep(above / config.FILE, _COPY))
            return _project(above, cwd, allowed) if base.is_relative_to(_source(above, settings, reach)) else None
        if (above / LOCK).is_file() and (above / "source").is_dir():
            return _project(above, cwd, allowed) if base.is_relative_to(above / "source") else None
        if (above / LOCK).is_file():
            return _alone(above, cwd, above.name, allowed)
    return None


def _named(project: Project, base: Path, shown: str) -> frozenset[str]:
    """The sources that are meant by a path in the project; raises DeckgenError if there are none."""
    if inside := {project.path_of(file) for file in project.files if file.is_relative_to(base)}:
        return frozenset(inside)
    if left := next((one for one in project.left_out if one.path.is_relative_to(base)), None):
        raise DeckgenError(
            said("{path} is left out: {why}; --alone makes a deck of its own of it", path=shown, why=left.why)
        )
    raise DeckgenError(said("{folder}: no Markdown files (*.md) in this folder", folder=shown))


def _is_project(folder: Path, *, exactly: bool) -> bool:
    """True if the folder is a project.

    A source/ folder is enough of a sign only `exactly` where the command was given, or where there is a lock; further
    up it may be anything.
    """
    return (folder / config.FILE).is_file() or (exactly and (folder / "source").is_dir())


def _source(home: Path, settings: Settings, reach: Bounds) -> Path:
    """The folder of a project's notes; raises DeckgenError where it is none, or not in the project."""
    if not settings.source:
        folder = home / "source"
        cure = said("move the notes into it, or build that folder")
        return reach.keep(folder, cure) if os.path.isdir(folder) else home
    written = reach.keep(home / settings.source, said("move the notes into it"), f"{config.FILE}: source")
    folder = Path(os.path.realpath(written))
    if not os.path.isdir(folder):
        raise DeckgenError(said("{file}: source names no folder: {folder}", file=config.FILE, folder=settings.source))
    return folder


def _project(home: Path, cwd: Path, allowed: Allowed) -> tuple[Project, tuple[Diagnostic, ...]]:
    home = Path(os.path.realpath(home))
    reach = bounds.around(home, allowed)
    settings, diagnostics = config.read(reach.keep(home / config.FILE, _COPY))
    name = composed(settings.name or home.name or "deck")
    if flaw := wrong(name):
        message = said("name is the package's file name and cannot {flaw}", flaw=flaw[0])
        hint = flaw[1]
        diagnostics = (*diagnostics, Diagnostic(CONFIG_VALUE, Span(config.FILE, 1), message, hint))
        name = "deck"
    settings = replace(settings, name=name, id=composed(settings.id))
    root = _source(home, settings, reach)
    beside = bounds.top(root) or root
    for folder in settings.images.folders:
        reach.keep(beside / os.path.expanduser(folder), said("copy its pictures into it"), f"{config.FILE}: folders")
    shown = f"{root.relative_to(home.parent).as_posix()}/" if root.is_relative_to(home.parent) else str(root)
    found, strange = readable(_filled(sources(root, settings.exclude), shown), root)
    appearance = tuple(f for f in (home / "style.css", *sorted(home.glob("templates/*.html"))) if f.is_file())
    project = Project(
        home=home,
        root=root,
        bounds=reach,
        files=found.files,
        output=home / "build" / f"{name}.apkg",
        lock=home / LOCK,
        stands=cwd,
        settings=settings,
        appearance=appearance,
        origin=origin(home),
        neighbours=neighbours(home / LOCK, reach, (home.parent, home), found.files, home.parent.glob(f"*/{LOCK}")),
        left_out=found.left_out,
        is_configured=True,
    )
    _check(project, home)
    there = (*found.files, *(one.path for one in found.left_out))
    absent = [folder for folder in settings.images.folders if not (beside / os.path.expanduser(folder)).is_dir()]
    unused = idle(home / config.FILE, settings, [project.path_of(path) for path in there], absent)
    if not settings.source:
        project = replace(project, left_out=(*found.left_out, *outside(home, root)))
    return project, (*diagnostics, *strange, *unused)


def _check(project: Project, here: Path) -> None:
    """Raises DeckgenError if a file that is read, or will be written, lies elsewhere; `build/` stands in `here`."""
    for path in (*project.files, *project.appearance):
        project.bounds.keep(path, _COPY)
    aside = (Path(f"{project.lock}{suffix}") for suffix in (DAMAGED, OLDER))
    for path in (project.lock, *aside, *former(project.lock)[0]):
        project.bounds.keep(path, said("move that file here"))
    outlet = bounds.around(here, project.bounds.folders[1:])
    outlet.keep(project.output, said("remove that link"), f"{project.output.parent.name}/{project.output.name}")


def _alone(base: Path, cwd: Path, shown: str, allowed: Allowed) -> tuple[Project, tuple[Diagnostic, ...]]:
    """The project of one file or folder, with a warning if it belongs to another project."""
    settings = replace(Settings(), name=composed(base.stem))
    home = base if base.is_dir() else base.parent
    found, strange = readable(_filled(sources(base), shown) if base.is_dir() else single(base), home)
    lock, near, reach = lock_of(base), (home.parent if base.is_dir() else home,), bounds.around(home, allowed)
    whole = _whole(base, cwd, allowed)
    beside = (one for top in {home, cwd} for one in top.glob(f"*/{LOCK}") if one.parent not in base.parents)
    project = Project(
        home=home,
        root=home,
        bounds=reach,
        files=found.files,
        output=cwd / "build" / f"{settings.name}.apkg",
        lock=lock,
        stands=cwd,
        settings=settings,
        origin=origin(base),
        neighbours=neighbours(lock, reach, near, found.files, beside),
        whole=whole.lock if whole else None,
        left_out=found.left_out,
    )
    _check(project, cwd)
    if whole is None or not found.files:
        return project, strange
    message = said(
        "this belongs to the deck of {folder}/; built on its own, it becomes other cards in Anki",
        folder=whole.home.name,
    )
    hint = said(
        "to have it in that deck, with the cards it has, build that: deckgen build {folder}",
        folder=shlex.quote(str(whole.home.relative_to(cwd) if whole.home.is_relative_to(cwd) else whole.home)),
    )
    return project, (*strange, Diagnostic(INSIDE_PROJECT, Span(project.path_of(found.files[0])), message, hint))


def _whole(base: Path, cwd: Path, allowed: Allowed) -> Project | None:
    """The project to which this source belongs, or the folder that was built."""
    whole, _ = around(base, cwd, allowed) or (None, ())
    return whole if whole and any(file.is_relative_to(base) for file in whole.files) else None


def _filled(found: Sources, shown: str) -> Sources:
    """The sources; raises DeckgenError if there are none."""
    if found.files:
        return found
    if not found.left_out:
        raise DeckgenError(said("{folder}: no Markdown files (*.md) in this folder", folder=shown))
    raise DeckgenError(
        said(
            "{folder}: no Markdown files (*.md) in this folder; {files} left out: {why}",
            folder=shown, files=counted(len(found.left_out), "file"), why=found.left_out[0].why,
        )
    )  # fmt: skip
