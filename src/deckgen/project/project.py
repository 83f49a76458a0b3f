"""Finds a project on the disk: its sources, where its package goes, and where its lock is."""

import itertools
import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen.data import Span
from deckgen.diagnostics import CONFIG_UNKNOWN_KEY, CONFIG_VALUE, INSIDE_PROJECT, DeckgenError, Diagnostic
from deckgen.options import Settings, matches
from deckgen.project import config
from deckgen.project.repository import origin

_SUFFIXES = frozenset({".md", ".markdown"})
# The lock of a project or a folder, and what the name of a single file's lock ends with.
LOCK, FILE_LOCK = "deckgen.lock", ".deckgen.lock"
# More locks than this beside the sources are somebody's archive.
_NEIGHBOURS = 100
# Folders that editors and tools keep beside notes; those that begin with a dot are left out as well.
_FOREIGN = frozenset({"node_modules", "__pycache__", "venv"})
_UNSAFE = frozenset('/\\:*?"<>|')


@dataclass(frozen=True, slots=True)
class Project:
    """Where everything of a project is.

    `files` are the sources below `root`, sorted; `output` is the package, which need not exist; `appearance` are the
    author's style.css and templates. `origin` says where clones of the sources come from, and is empty where nothing
    says so. `neighbours` are the locks nearby, of single files and of other projects, which may know questions that
    stand here now.
    """

    root: Path
    files: tuple[Path, ...]
    output: Path
    lock: Path
    settings: Settings
    appearance: tuple[Path, ...] = ()
    origin: str = ""
    neighbours: tuple[Path, ...] = ()

    @property
    def is_configured(self) -> bool:
        """Whether it has a folder source/, beside which deckgen.toml may stand."""
        return self.root != self.lock.parent

    @property
    def settings_span(self) -> Span:
        """Where what is wrong with the settings as a whole is said."""
        return Span(config.FILE)

    def sources_of(self, lock: Path) -> tuple[Path, ...]:
        """The files of another lock, as far as they exist; raises DeckgenError if a folder cannot be read."""
        if lock.name == LOCK:
            folder = lock.parent / "source" if (lock.parent / "source").is_dir() else lock.parent
            return _below(folder)
        paths = (lock.with_name(lock.name.removesuffix(FILE_LOCK) + suffix) for suffix in sorted(_SUFFIXES))
        return tuple(path for path in paths if path.exists())

    def path_of(self, file: Path) -> str:
        """The path of a source from the root, in NFC."""
        return _composed(file.relative_to(self.root).as_posix())

    def deck(self, name: str) -> str:
        """The deck of the file with this path from the root: that path without its suffix, below the project's name."""
        parts = [part.replace("::", "-").strip() for part in Path(name).with_suffix("").parts]
        alone = len(self.files) == 1 and parts[-1] == self.settings.name
        return "::".join([self.settings.name, *([] if alone else parts)])


def _composed(name: str) -> str:
    """A name in NFC, as Anki keeps those of decks: some systems decompose the names of files that others compose."""
    return unicodedata.normalize("NFC", name)


def locate(path: Path | None, cwd: Path) -> tuple[Project, tuple[Diagnostic, ...]]:
    """The project around the folder `cwd` or at `path`; a file or folder that is no project becomes one of its own.

    Raises DeckgenError if there is nothing to compile.
    """
    if path is None:
        home = next((folder for folder in (cwd, *cwd.parents) if _is_project(folder, exactly=folder == cwd)), None)
        if home is None:
            raise DeckgenError("no deckgen.toml or source/ here; name a file or folder: deckgen build notes.md")
        return _project(home)
    base = (cwd / path).resolve()
    if not base.exists():
        raise DeckgenError(f"{path}: no such file or folder")
    if base.is_dir() and _is_project(base, exactly=True):
        return _project(base)
    return _alone(base, cwd, str(path))


def _is_project(folder: Path, *, exactly: bool) -> bool:
    """True if the folder is a project.

    A source/ folder is enough of a sign only `exactly` where the command was given; further up it may be anything.
    """
    return (folder / config.FILE).is_file() or (exactly and (folder / "source").is_dir())


def _project(home: Path) -> tuple[Project, tuple[Diagnostic, ...]]:
    settings, diagnostics = config.read(home / config.FILE)
    name = _composed(settings.name or home.resolve().name or "deck")
    if unsafe := sorted(set(name) & _UNSAFE) or name.startswith(".") or not name.isprintable():
        shown = " ".join(unsafe) if isinstance(unsafe, list) else name[0]
        message, hint = f"name is the package's file name and cannot hold {shown}", "choose a name without it"
        diagnostics = (*diagnostics, Diagnostic(CONFIG_VALUE, Span(config.FILE, 1), message, hint))
    settings = replace(settings, name=name, id=_composed(settings.id))
    source = home / "source"
    if not source.is_dir():
        raise DeckgenError("source/: no such folder; deckgen.toml stands beside the folder source/ with the notes")
    appearance = tuple(f for f in (home / "style.css", *sorted(home.glob("templates/*.html"))) if f.is_file())
    output = home / "build" / f"{name}.apkg"
    files = _markdown(source, "source")
    folders = (home.parent, home, *dict.fromkeys(path.parent for path in files))
    neighbours = (*_locks(folders), *_projects(home))
    project = Project(source, files, output, home / LOCK, settings, appearance, origin(home), neighbours)
    return project, (*diagnostics, *_idle(settings, [project.path_of(path) for path in files]))


def _idle(settings: Settings, names: list[str]) -> list[Diagnostic]:
    """A warning for each table of deckgen.toml whose glob matches no file."""
    hint = "globs are relative to source/; * stays within a folder, ** does not"
    idle = [table for table in settings.files if not any(matches(table.glob, name) for name in names)]
    return [
        Diagnostic(CONFIG_UNKNOWN_KEY, Span(config.FILE, table.line), f"no file matches {table.glob}", hint)
        for table in idle
    ]


def _alone(base: Path, cwd: Path, shown: str) -> tuple[Project, tuple[Diagnostic, ...]]:
    """The project of one file or folder, with a warning if it belongs to another project."""
    settings = replace(Settings(), name=_composed(base.stem))
    folder = base.is_dir()
    root, files = (base, _markdown(base, shown)) if folder else (base.parent, (base,))
    lock = base / LOCK if folder else _spelled(base.with_name(base.stem + FILE_LOCK))
    diagnostics = _inside(base, lock, cwd, Span(files[0].relative_to(root).as_posix(), 1))
    folders = (root.parent, *dict.fromkeys(path.parent for path in files)) if folder else (root,)
    neighbours = tuple(path for path in _locks(folders) if path != lock)
    output = cwd / "build" / f"{settings.name}.apkg"
    return Project(root, files, output, lock, settings, (), origin(base), neighbours), diagnostics


def _inside(base: Path, lock: Path, cwd: Path, span: Span) -> tuple[Diagnostic, ...]:
    """A warning at `span` if this source is part of a project, or of a folder that was built, and never alone."""
    home = next((above for above in base.parents if (above / config.FILE).is_file() or (above / LOCK).is_file()), None)
    if home and (home / config.FILE).is_file():
        whole, hint = "project", "run deckgen build without a path, anywhere in the project"
        belongs = base.is_relative_to(home / "source")
    elif home:
        whole, hint = (
            "deck",
            f"build that folder: deckgen build {home.relative_to(cwd) if home.is_relative_to(cwd) else home}",
        )
        belongs = not lock.exists() and not (home / "source").is_dir()
    else:
        return ()
    message = f"this belongs to the {whole} in {home.name}/; built alone its notes are other notes to Anki"
    return (Diagnostic(INSIDE_PROJECT, span, message, hint),) if belongs else ()


def _locks(folders: Iterable[Path]) -> tuple[Path, ...]:
    """The locks of single files in these folders."""
    paths = (path for folder in folders for path in sorted(folder.glob(f"*{FILE_LOCK}")))
    return tuple(itertools.islice((path for path in paths if path.name != FILE_LOCK), _NEIGHBOURS))


def _projects(home: Path) -> tuple[Path, ...]:
    """The locks of the projects in the folders beside this one."""
    paths = (path for path in sorted(home.parent.glob(f"*/{LOCK}")) if path.parent != home)
    return tuple(itertools.islice(paths, _NEIGHBOURS))


def _spelled(path: Path) -> Path:
    """The path, or one there is whose name is the same in NFC."""
    alike = () if path.exists() else path.parent.iterdir()
    return next((other for other in alike if _composed(other.name) == _composed(path.name)), path)


def _markdown(folder: Path, shown: str) -> tuple[Path, ...]:
    """The Markdown files below a folder, sorted; raises DeckgenError when there are none or a folder cannot be read."""
    if files := _below(folder):
        return files
    raise DeckgenError(f"{shown}: no Markdown files (*.md) in this folder")


def _below(folder: Path) -> tuple[Path, ...]:
    """The Markdown files below a folder, sorted; raises DeckgenError when a folder cannot be read."""

    def complain(error: OSError) -> None:
        raise DeckgenError(f"{error.filename}: cannot be read: {error.strerror}") from error

    files: list[Path] = []
    for directory, folders, names in os.walk(folder, onerror=complain):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _FOREIGN]
        paths = (Path(directory, name) for name in names if not name.startswith("."))
        files += [path for path in paths if path.suffix.lower() in _SUFFIXES and path.is_file()]
    return tuple(sorted(files))
