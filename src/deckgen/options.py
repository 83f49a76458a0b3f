"""What authors may set, as each stage sees it: frozen, with the defaults that need no configuration."""

from dataclasses import dataclass, field
from typing import Literal

Dialect = Literal["gfm", "python-markdown"]


@dataclass(frozen=True, slots=True)
class Splitting:
    """How a file's questions are found; None leaves the decision to the detector."""

    question_level: int | None = None


@dataclass(frozen=True, slots=True)
class Rendering:
    """How Markdown becomes fields; `extensions` are those of the python-markdown dialect, by name."""

    dialect: Dialect = "gfm"
    extensions: tuple[str, ...] = ()
    breaks: bool = True
    source_link: str = ""


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
    """What a project may set in deckgen.toml; every key of the parts stands at the top level there."""

    name: str = ""
    id: str = ""
    splitting: Splitting = field(default_factory=Splitting)
    rendering: Rendering = field(default_factory=Rendering)
    images: Pictures = field(default_factory=Pictures)
