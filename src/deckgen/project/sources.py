"""Which files of a folder are notes, and which are left out, and why."""

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen import bounds
from deckgen.data import Span
from deckgen.diagnostics import ENCODING, FILE_TWIN, DeckgenError, Diagnostic
from deckgen.options import matches
from deckgen.project import config
from deckgen.project.ignored import ignored
from deckgen.project.names import composed, form, unread
from deckgen.wording import said, system

SUFFIXES = frozenset({".md", ".markdown"})
# As they are written: a file's lock is found by its name without the suffix, whatever letters that has.
SPELLINGS = tuple(sorted({form for one in SUFFIXES for form in (one, one.upper(), f".{one[1:].capitalize()}")}))
# Folders that editors and tools keep beside notes; those that begin with a dot are left out as well.
_FOREIGN = frozenset({"node_modules", "__pycache__", "venv"})
# Folders at the top of the notes whose files other notes are made from.
TEMPLATES = ("Templates/**", "templates/**", "_templates/**")
# Where Logseq keeps earlier texts of its pages.
_EARLIER = "logseq/bak/**"
# Files about a folder; such that have all their name in capitals are known by that.
_OWN = frozenset({"readme", "changelog", "contributing", "license"})
# In bytes: so much of a file is looked at for what its front matter says it is.
_HEAD = 2048
_KANBAN = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n(?:(?!---).*\n)*?kanban-plugin[ \t]*:")
# Where Obsidian keeps the name of that folder, for its own templates and for the plugin Templater.
_OBSIDIAN = (("templates.json", "folder"), ("plugins/templater-obsidian/data.json", "templates_folder"))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A Markdown file that is not read, and why.

    What the author has not said so in deckgen.toml is `usual`: such a file is read all the same if it had cards.
    """

    path: Path
    why: str
    usual: bool = True


@dataclass(frozen=True, slots=True)
class Sources:
    """The notes of a folder, and what is left out of them; both sorted."""

    files: tuple[Path, ...]
    left_out: tuple[LeftOut, ...] = ()


def sources(folder: Path, exclude: Sequence[str] | None = None) -> Sources:
    """The Markdown files below a folder; raises DeckgenError when a folder cannot be read.

    `exclude` are the author's globs; without them template folders are left out, and in any case what Git ignores.
    Where nothing would be left, what is left out as usual is read.
    """
    is_ignored = ignored(folder)
    globs = (*TEMPLATES, *_templates(folder)) if exclude is None else exclude
    files: list[Path] = []
    left_out: list[LeftOut] = []
    found = markdown(folder)
    twins = _twins(found)
    for path in found:
        name = path.relative_to(folder).as_posix()
        if glob := next((glob for glob in globs if matches(glob, name)), ""):
            why = said("a template") if exclude is None else said("exclude has {glob}", glob=glob)
            left_out.append(LeftOut(path, why, exclude is None))
        elif matches(_EARLIER, name):
            left_out.append(LeftOut(path, said("an earlier text that Logseq keeps")))
        elif is_ignored(path):
            left_out.append(LeftOut(path, said("ignored by Git")))
        elif other := next((part for part in _between(path, folder) if (part / config.FILE).is_file()), None):
            left_out.append(LeftOut(path, said("{folder}/ is a project of its own", folder=other.name)))
        elif board := _board(path):
            left_out.append(LeftOut(path, board))
        elif twin := twins.get(path):
            left_out.append(LeftOut(path, said("a link to {file}", file=twin.relative_to(folder).as_posix())))
        else:
            files.append(path)
    if not files and all(one.usual for one in left_out):
        return Sources(tuple(one.path for one in left_out))
    return Sources(tuple(files), tuple(left_out))


def single(file: Path) -> Sources:
    """A file as all there is; raises DeckgenError where another one would have the same package and lock."""
    others = (file.with_suffix(suffix) for suffix in SPELLINGS if suffix != file.suffix)
    if other := next((path for path in others if path.is_file() and not path.samefile(file)), None):
        names = {"path": file.name, "other": other.name}
        raise DeckgenError(said("{path}: {other} beside it has the same package and lock; rename one of them", **names))
    return Sources((file,))


def outside(home: Path, root: Path) -> tuple[LeftOut, ...]:
    """The notes that stand in a project's folder, and not in the one in it that has its notes.

    What the folder says of itself, as in README.md and CHANGELOG.md, is no note.
    """
    if root == home:
        return ()
    notes = (path for path in sorted(home.glob("[!.]*")) if path.suffix.lower() in SUFFIXES and path.is_file())
    why = said("it stands beside {folder}/, where the notes are; move it there", folder=root.name)
    names = ((path, path.name.partition(".")[0]) for path in notes)
    return tuple(LeftOut(path, why, usual=False) for path, name in names if not (name.isupper() or name in _OWN))


def readable(found: Sources, root: Path) -> tuple[Sources, tuple[Diagnostic, ...]]:
    """The sources whose names are text, an error for each other; of two with one name the latter, and a warning."""
    told, kept = list[Diagnostic](), dict[str, Path]()
    for file in reversed(found.files):
        name = file.relative_to(root).as_posix()
        if flaw := unread(name):
            told.append(Diagnostic(ENCODING, Span(name), *flaw))
        elif (other := kept.setdefault(composed(name), file)) is not file:
            forms = [form(one.relative_to(root).as_posix()) for one in (file, other)]
            twin = {"form": forms[0], "other": forms[1]}
            message = said("the file of this name in {form} is not read: there is one in {other} too", **twin)
            told.append(Diagnostic(FILE_TWIN, Span(composed(name)), message, said("remove or rename one of them")))
    return replace(found, files=tuple(sorted(kept.values()))), tuple(told)


def markdown(folder: Path) -> tuple[Path, ...]:
    """All Markdown files below a folder, sorted; raises DeckgenError when a folder cannot be read."""

    def complain(error: OSError) -> None:
        text = said("{file}: cannot be read: {reason}", file=error.filename, reason=system(error))
        raise DeckgenError(text) from error

    files: list[Path] = []
    for directory, folders, names in os.walk(folder, onerror=complain):
        folders[:] = visible(folders)
        paths = (Path(directory, name) for name in names if not name.startswith("."))
        files += [path for path in paths if path.suffix.lower() in SUFFIXES and path.is_file()]
    return tuple(sorted(files))


def visible(folders: Sequence[str]) -> list[str]:
    """The names of those folders that may hold notes, sorted."""
    return sorted(name for name in folders if not name.startswith(".") and name not in _FOREIGN)


def _board(path: Path) -> str:
    """What a file is that a plugin of Obsidian keeps as Markdown and shows as something else; empty if it is none."""
    if path.name.lower().endswith(".excalidraw.md"):
        return said("a drawing of Excalidraw")
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return ""
    return said("a board of Kanban") if _KANBAN.match(head) else ""


def _twins(found: Sequence[Path]) -> dict[Path, Path]:
    """The links among these files, each with the file that it leads to, where that is one of them as well."""
    links = {path for path in found if path.is_symlink()}
    real = {path.resolve(): path for path in found if path not in links} if links else {}
    return {link: real[end] for link in links if (end := link.resolve()) in real}


def _between(path: Path, folder: Path) -> Iterator[Path]:
    """The folders below `folder` in which a file stands."""
    return (parent for parent in path.parents if parent != folder and parent.is_relative_to(folder))


def _templates(folder: Path) -> Iterator[str]:
    """The globs of the folders that a vault's settings call those of its templates."""
    for name, key in _OBSIDIAN:
        try:
            settings = json.loads(bounds.read(folder / ".obsidian" / name))
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(settings, dict) and isinstance(path := settings.get(key), str) and path.strip("/ "):
            yield re.sub(r"([*?])", "?", path.strip("/ ")) + "/**"
