"""What authors may set, as each stage sees it: frozen, with the defaults that need no configuration."""

from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any, Literal, get_args

from deckgen.data import Document

Shape = Literal["", "headings", "bold", "labels", "folds", "cards", "lists", "tables", "clozes"]
Level = Literal[1, 2, 3, 4, 5, 6]
_LEVELS: dict[str, Level] = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6}
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

    def within(self, document: Document) -> "Splitting":
        """These options with what the document's front matter says."""
        said: dict[str, Any] = {
            key: document.setting(key) for key in ("question_level", "shape", "split", "cloze", "tables")
        }
        level = said["question_level"] or ""
        return replace(
            self,
            question_level=_LEVELS.get(level, self.question_level),
            shape=said["shape"] if said["shape"] in get_args(Shape) else self.shape,
            split="deep" if said["split"] == "deep" else self.split,
            cloze=said["cloze"] == "true" or self.cloze,
            tables=said["tables"] == "true" or self.tables,
        )


@dataclass(frozen=True, slots=True)
class Math:
    """`macros` are the author's, by name without the backslash: `R = "\\mathbb{R}"`."""

    macros: tuple[tuple[str, str], ...] = ()


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
class Settings:
    """What a project may set in deckgen.toml; every key of the parts stands at the top level there.

    `files` are the tables `[files."GLOB"]`: how the files are split whose path the glob matches.
    """

    name: str = ""
    id: str = ""
    splitting: Splitting = field(default_factory=Splitting)
    rendering: Rendering = field(default_factory=Rendering)
    images: Pictures = field(default_factory=Pictures)
    files: tuple[tuple[str, Splitting], ...] = ()

    def splitting_of(self, path: str) -> Splitting:
        """How the file at `path` is split: as the first glob that matches says; `*` matches `/` too."""
        return next((those for glob, those in self.files if fnmatchcase(path, glob)), self.splitting)
