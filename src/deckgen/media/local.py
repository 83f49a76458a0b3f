"""An address in a note → the file it means, as leniently as the editors in which people write."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from urllib.parse import unquote

from deckgen import bounds
from deckgen.normal_forms import nfc
from deckgen.wording import said

_SKIPPED = frozenset({"node_modules", "__pycache__", "build", "site"})
# In files: the search by name ends here, for a note may stand in a folder with a whole disk below it.
_MOST_FILES = 100_000
# In names: a file is found by the end of its path if that has a folder.
_NEAR = 2
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


@dataclass(frozen=True, slots=True)
class Found:
    """The file that an address means.

    `real` is the address as the disk has it, where the note spells it with other capitals. `others` are all files that
    the address could mean as well, this one first; there are none if it can mean only this one. It is `near` if only
    the end of the address leads there.
    """

    path: Path
    real: str = ""
    others: tuple[str, ...] = ()
    near: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """Why an address means no file: `what` continues a sentence that begins with the address, `hint` is what to do."""

    what: str
    hint: str
    outside: bool = False


@dataclass
class Files:
    """The files that notes may refer to: those below the top folder of the notes, and those below `allowed`.

    The top is the nearest folder above that is a repository, a vault or a project. Without one it is the folder above
    the root, because people write `../assets/a.png`. `folders` are where else to look, as far as they lie below these.
    Directories are listed once and remembered, so that an object serves one build.
    """

    root: Path
    folders: Sequence[str] = ()
    allowed: Sequence[Path] = ()
    _listed: dict[Path, dict[str, str]] = field(default_factory=dict)
    _index: dict[str, list[Path]] | None = None

    def __post_init__(self) -> None:
        self.root = self.root.resolve()
        self.top = _top(self.root)
        beside = [Path(os.path.expanduser(folder)) for folder in self.folders]
        self._bounds = bounds.Bounds((self.top, *self.allowed))
        self.given = [path for path in (self.top / one for one in beside) if self._bounds.hold(path)]

    def find(self, note: str, address: str) -> Found | Lost:
        """The file that `address` means in the note at `note`, a path relative to the root."""
        folder = self._walk(self.root, note.split("/")[:-1], same_case=True) or self.root
        spellings = _spellings(address)
        outside = directory = None
        for same_case in (True, False):
            for written in spellings:
                for base, parts in self._starts(folder, written):
                    path = self._walk(base, parts, same_case=same_case)
                    if path is None:
                        continue
                    if path.is_dir():
                        directory = path
                    elif not self._bounds.hold(path):
                        outside = path
                    else:
                        return Found(path, "" if same_case else self._as_on_disk(base, parts, written))
        if by_name := self._anywhere(folder, spellings):
            return by_name
        if outside:
            hint = said(
                "move it next to the note, or allow its folder by the environment variable {variable}",
                variable=bounds.VARIABLE,
            )
            return Lost(said("lies outside the folder these notes belong to"), hint, outside=True)
        if directory:
            return Lost(said("is a folder"), said("name the picture in it"))
        if by_end := self._anywhere(folder, spellings, near=True):
            return by_end
        if any(_DRIVE.match(s) or s.startswith("\\") for s in spellings):
            hint = said("move the picture next to the note and refer to it there")
            return Lost(said("is a path of one Windows computer"), hint)
        return Lost(said("does not exist"), _hint(spellings))

    def beside(self, note: str, file: str, names: Sequence[str]) -> Path | None:
        """The first of these names that stands in the folder of a file, which the note at `note` refers to."""
        found = (self.find(note, written) for written in (file, file + ".md"))
        home = next((one.path.parent for one in found if isinstance(one, Found) and not one.near), None)
        if home is None:
            home = self._walk(self.root, [*note.split("/")[:-1], *file.split("/")[:-1]], same_case=True)
        listing = self._listing(home) if home else {}
        real = next((listing[key] for name in names if (key := "/" + _folded(name)) in listing), None)
        return home / real if home and real and self._bounds.hold(home / real) else None

    def relative(self, path: Path) -> str:
        """A path as notes have theirs: from the root, in NFC."""
        return nfc(Path(os.path.relpath(path, self.root)).as_posix())

    def _starts(self, folder: Path, written: str) -> Iterator[tuple[Path, list[str]]]:
        """The folders in which a path may start, each with the path's parts from there."""
        parts = [part for part in written.split("/") if part not in ("", ".")]
        if not parts or "\0" in written:
            return
        if _DRIVE.match(written):
            if os.name == "nt":
                yield Path(written[:3]), parts[1:]
            return
        absolute = written.startswith("/")
        for base in [*([] if absolute else [folder]), self.root, self.top, *self.given]:
            yield base, parts
        if absolute:
            yield Path("/"), parts

    def _walk(self, base: Path, parts: list[str], *, same_case: bool) -> Path | None:
        """The file or folder at the end of the parts, with its names as the disk has them."""
        path = base
        for part in parts:
            if part == "..":
                path = path.parent
                continue
            name = self._listing(path).get(_normal(part) if same_case else "/" + _folded(part))
            if name is None:
                return None
            path = path / name
        return path

    def _as_on_disk(self, base: Path, parts: list[str], written: str) -> str:
        """An address with its names as the disk has them."""
        names: list[str] = []
        for part in parts:
            names.append(part if part == ".." else self._listing(base)["/" + _folded(part)])
            base = base.parent if part == ".." else base / names[-1]
        return "/" * written.startswith("/") + "/".join(names)

    def _listing(self, directory: Path) -> dict[str, str]:
        """The real names in a directory, by their normal form, and by `/` and their form without case."""
        # A disk that ignores case would say yes to names that fail on another computer, so it is not asked for names.
        if directory not in self._listed:
            names: dict[str, str] = {}
            try:
                listed = sorted(os.listdir(directory))
            except OSError:
                listed = []
            for name in listed:
                names.setdefault(_normal(name), name)
                names.setdefault("/" + _folded(name), name)
            self._listed[directory] = names
        return self._listed[directory]

    def _anywhere(self, folder: Path, spellings: list[str], *, near: bool = False) -> Found | None:
        """The file with this name or this end of a path anywhere below the notes, as Obsidian finds it.

        If it may be `near`, the longest end that leads to a file is enough, as long as it has a folder: a name alone
        may be that of another.
        """
        for written in spellings:
            parts = [part for part in written.split("/") if part not in ("", ".", "..")]
            if not parts or (_DRIVE.match(written) and not near):
                continue
            ends = [_folded(part) for part in parts]
            fits = [(_shared(path, ends), path) for path in self._named(ends[-1]) if self._bounds.hold(path)]
            longest = max((length for length, _ in fits), default=0)
            if longest < (_NEAR if near else len(parts)):
                continue
            best, *others = sorted(
                (path for length, path in fits if length == longest),
                key=lambda path: (_distance(folder, path), path.as_posix()),
            )
            there, end = best.parts[-longest:], parts[-longest:]
            real = "" if list(map(_normal, there)) == list(map(_normal, end)) else "/".join(there)
            return Found(best, real, tuple(map(self.shown, [best, *others])) if others else (), near)
        return None

    def shown(self, path: Path) -> str:
        """The path as authors know it, from the top of their notes."""
        return path.relative_to(self.top).as_posix() if path.is_relative_to(self.top) else path.as_posix()

    def _named(self, name: str) -> list[Path]:
        """The files with this name, which is given without case."""
        if self._index is None:
            self._index = {}
            count = 0
            vault = self.top if (self.top / ".obsidian").is_dir() else self.root
            for base in [vault, *self.given]:
                for directory, below, names in os.walk(base):
                    below[:] = sorted(d for d in below if not d.startswith(".") and d not in _SKIPPED)
                    for file in sorted(names):
                        path = Path(directory, file)
                        if path not in (paths := self._index.setdefault(_folded(file), [])):
                            paths.append(path)
                    count += len(names)
                    if count > _MOST_FILES:
                        return self._index.get(name, [])
        return self._index.get(name, [])


def _top(root: Path) -> Path:
    """The top folder of the notes; never somebody's home or a folder above it."""
    return bounds.top(root) or (root if {root, root.parent} & bounds.too_high(root) else root.parent)


def _spellings(address: str) -> list[str]:
    """The paths that the address may mean, the most literal reading first."""
    if address.lower().startswith("file:"):
        address = re.sub(r"(?i)^file:(?://(?:localhost)?(?=/))?", "", address)
        address = re.sub(r"^/(?=[A-Za-z]:)", "", address)
    plain = re.split(r"[?#]", address, maxsplit=1)[0]
    # An address names the file when decoded; only a file that is really called "a%20b.png" needs the literal reading.
    spellings = [address, unquote(address), plain, unquote(plain)]
    spellings += [re.split(r"[?#|]", unquote(address), maxsplit=1)[0], unquote(unquote(plain))]
    spellings += [spelling.replace("\\", "/") for spelling in spellings]
    return list(dict.fromkeys(spelling.strip() for spelling in spellings if spelling.strip()))


def _hint(spellings: Sequence[str]) -> str:
    """What to do about a file that is not there: a bare name is looked for in every folder."""
    if any("/" in spelling for spelling in spellings):
        return said("check the path; it starts at the note's folder, or at the top of the notes")
    return said("check the name; no folder of these notes has such a file")


def _normal(name: str) -> str:
    return nfc(bounds.as_text(name))


def _folded(name: str) -> str:
    return nfc(_normal(name).casefold())


def _shared(path: Path, ends: Sequence[str]) -> int:
    """How many names at the end of a path are these, which are given without case."""
    pairs = zip(reversed(path.parts), reversed(ends), strict=False)
    return sum(1 for _ in takewhile(lambda pair: _folded(pair[0]) == pair[1], pairs))


def _distance(folder: Path, path: Path) -> int:
    """The number of steps up and down the tree from a folder to a file."""
    common = os.path.commonpath([folder, path])
    return len(folder.parts) + len(path.parts) - 2 * len(Path(common).parts)
