"""The options that authors may set, as each stage sees them: frozen, with defaults that need no configuration."""

import re
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Shape = Literal["", "headings", "bold", "labels", "folds", "cards", "lists", "tables", "clozes"]
Level = Literal[1, 2, 3, 4, 5, 6]
Dialect = Literal["gfm", "python-markdown"]
Breaks = bool | Literal["auto"]
# How a switch may be written in front matter.
SWITCH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class Splitting:
    """How the questions of a file are found; None and "" leave the decision to the detector.

    `split = "deep"` also makes cards of headings that ask inside an answer. Clozes and table rows are questions only
    where `cloze` and `tables` say so. A file that says `ignore` has none.
    """

    question_level: Level | None = None
    shape: Shape = ""
    split: Literal["", "deep"] = ""
    cloze: bool = False
    tables: bool = False
    ignore: bool = False


@dataclass(frozen=True, slots=True)
class Math:
    r"""How formulas are typeset. `macros` are the author's, by name without the backslash: `R = "\mathbb{R}"`.

    `output = "svg"` ships formulas as vector pictures, so that cards need not wait for MathJax.
    """

    macros: tuple[tuple[str, str], ...] = ()
    output: Literal["mathjax", "svg"] = "mathjax"


@dataclass(frozen=True, slots=True)
class Code:
    """How code is shown: `wrap` breaks long lines instead of letting them scroll."""

    wrap: bool = False


@dataclass(frozen=True, slots=True)
class Rendering:
    """How Markdown becomes fields; `extensions` are those of the python-markdown dialect, by name.

    `breaks` shows every line break, or none; "auto" shows them where the author of a file does not wrap prose.
    `source_line` shows on the back which file a card is from, as a link where `source_link` says to what.
    """

    dialect: Dialect = "gfm"
    extensions: tuple[str, ...] = ()
    breaks: Breaks = "auto"
    source_line: bool = True
    source_link: str = ""
    math: Math = field(default_factory=Math)
    code: Code = field(default_factory=Code)


@dataclass(frozen=True, slots=True)
class Pictures:
    """How media are found, fetched and shipped: the table `images`.

    `folders` are searched as well, such as an attachment folder; they are absolute or relative to the top of the
    notes. `max_width` is in pixels, 0 leaves pictures as they are. `max_size` in MB and `timeout` in seconds hold for
    one remote file. A download is compared with the server again after `refresh` days.
    """

    folders: tuple[str, ...] = ()
    max_width: int = 0
    format: Literal["keep", "webp"] = "keep"
    max_size: int = 20
    timeout: int = 30
    refresh: int = 30
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Override:
    """One table `[files."GLOB"]`: the options of `Splitting` that it changes, and its line in deckgen.toml."""

    glob: str
    line: int
    changes: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a project may set in deckgen.toml; the keys of `splitting` and `rendering` stand at its top level.

    `source` is the folder of the notes; empty means source/ where there is one, else all of the project. `exclude` are
    globs of files that are not read; None leaves out template folders.
    """

    name: str = ""
    id: str = ""
    source: str = ""
    exclude: tuple[str, ...] | None = None
    splitting: Splitting = field(default_factory=Splitting)
    files: tuple[Override, ...] = ()
    rendering: Rendering = field(default_factory=Rendering)
    images: Pictures = field(default_factory=Pictures)

    def splitting_of(self, name: str) -> Splitting:
        """The options for a file, by its path from the top of the notes; of tables that match, the last counts."""
        splitting = self.splitting
        for override in self.files:
            if matches(override.glob, name):
                splitting = replace(splitting, **dict(override.changes))
        return splitting


# What opens a note: a web server, and the editors in which notes are written (obsidian.md/help/uri,
# docs.logseq.com, code.visualstudio.com/docs/editor/command-line, "Opening VS Code with URLs").
_OPENERS = ("https://", "http://", "obsidian://", "logseq://", "vscode://")


def opens(address: str) -> bool:
    """Whether an address can only lead to a page or a note: it has one of those schemes, or none."""
    # Browsers drop blanks and control characters wherever they stand in an address, in its scheme too.
    if not address.isprintable() or " " in address:
        return False
    return address.lower().startswith(_OPENERS) or ":" not in re.split(r"[/?#]", address, maxsplit=1)[0]


_GLOB = re.compile(r"\*\*/|\*\*(?!\*)|.", re.DOTALL)


def matches(glob: str, name: str) -> bool:
    """True if a glob matches a path: `*` stays in a folder, `**` does not; one without `/` matches in any folder.

    The work is the length of the one times that of the other, whatever a stranger's glob has: `at` are all places in
    the path that the glob may have come to.
    """
    at = {0}
    for mark in _GLOB.findall(glob if "/" in glob else f"**/{glob}"):
        first = min(at)
        if mark == "**/":
            at |= {n + 1 for n in range(first, len(name)) if name[n] == "/"}
        elif mark == "**":
            at = set(range(first, len(name) + 1))
        elif mark == "*":
            at = _within_folders(at, name)
        else:
            at = {n + 1 for n in at if n < len(name) and (name[n] == mark or (mark == "?" and name[n] != "/"))}
        if not at:
            return False
    return len(name) in at


def _within_folders(at: set[int], name: str) -> set[int]:
    """All places that can be come to from these without leaving a folder."""
    found, on = set[int](), False
    for n in range(min(at), len(name) + 1):
        on = n in at or (on and name[n - 1] != "/")
        if on:
            found.add(n)
    return found
