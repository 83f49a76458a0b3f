"""What authors may set, as each stage sees it: frozen, with the defaults that need no configuration."""

import re
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Shape = Literal["", "headings", "bold", "labels", "folds", "cards", "lists", "tables", "clozes"]
Level = Literal[1, 2, 3, 4, 5, 6]
Dialect = Literal["gfm", "python-markdown"]


@dataclass(frozen=True, slots=True)
class Splitting:
    """How a file's questions are found; None and "" leave the decision to the detector.

    `split = "deep"` makes cards of the questions within answers too; `cloze` and `tables` ask for what is never
    taken for a question otherwise.
    """

    question_level: Level | None = None
    shape: Shape = ""
    split: Literal["", "deep"] = ""
    cloze: bool = False
    tables: bool = False


@dataclass(frozen=True, slots=True)
class Math:
    """`macros` are the author's, by name without the backslash: `R = "\\mathbb{R}"`.

    `output = "svg"` ships formulas as vector pictures, for people whose cards must not wait for MathJax.
    """

    macros: tuple[tuple[str, str], ...] = ()
    output: Literal["mathjax", "svg"] = "mathjax"


@dataclass(frozen=True, slots=True)
class Code:
    """`wrap` breaks long lines instead of letting them scroll."""

    wrap: bool = False


@dataclass(frozen=True, slots=True)
class Rendering:
    """How Markdown becomes fields; `extensions` are those of the python-markdown dialect, by name."""

    dialect: Dialect = "gfm"
    extensions: tuple[str, ...] = ()
    breaks: bool = True
    source_link: str = ""
    math: Math = field(default_factory=Math)
    code: Code = field(default_factory=Code)


@dataclass(frozen=True, slots=True)
class Pictures:
    """How media are found, fetched and shipped: the table `images`.

    `folders` are more places to look in (an attachment folder), from the top of the notes or absolute. `max_width` in
    pixels, 0 for as they are. For one remote file: `max_size` in MB, `timeout` in seconds; `refresh` is after how many
    days a download is compared with the server again.
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
    """What deckgen.toml says of some files: the keys of `Splitting` that its table sets, and the table's line."""

    glob: str
    line: int
    changes: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project may set in deckgen.toml; every key of the parts stands at the top level there.

    `files` are the tables `[files."GLOB"]`.
    """

    name: str = ""
    id: str = ""
    splitting: Splitting = field(default_factory=Splitting)
    files: tuple[Override, ...] = ()
    rendering: Rendering = field(default_factory=Rendering)
    images: Pictures = field(default_factory=Pictures)

    def splitting_of(self, name: str) -> Splitting:
        """What holds for a file, named from the top of the notes; of several tables the last one counts."""
        found = self.splitting
        for override in self.files:
            if matches(override.glob, name):
                found = replace(found, **dict(override.changes))
        return found


def matches(glob: str, name: str) -> bool:
    """Whether a glob means a file: `*` stays within a folder, `**` does not; without a `/` any folder will do."""
    pattern = re.escape(glob if "/" in glob else f"**/{glob}")
    for written, meant in ((r"\*\*/", "(?:.*/)?"), (r"\*\*", ".*"), (r"\*", "[^/]*"), (r"\?", "[^/]")):
        pattern = pattern.replace(written, meant)
    return bool(re.fullmatch(pattern, name))
