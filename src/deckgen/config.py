"""Where a project is and how it is set up: deckgen.toml → Settings. An unknown key is a diagnostic."""

import difflib
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from deckgen.data import Span
from deckgen.diagnostics import CONFIG_UNKNOWN_KEY, DeckgenError, Diagnostic


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project may set in deckgen.toml."""

    name: str = ""
    id: str = ""
    question_level: int | None = None
    dialect: str = "gfm"


@dataclass(frozen=True, slots=True)
class Project:
    """The sources to compile, where the package goes, and where the lock stands."""

    root: Path
    files: tuple[Path, ...]
    output: Path
    lock: Path
    settings: Settings


def locate(path: Path | None, here: Path) -> tuple[Project, tuple[Diagnostic, ...]]:
    """The project in `here`, or the one file or folder given; raises DeckgenError where there is nothing."""
    settings, said = _settings(here / "deckgen.toml") if path is None else (Settings(), ())
    base = here / "source" if path is None else (here / path).resolve()
    if not base.exists():
        if path is None:
            raise DeckgenError("no deckgen.toml or source/ here; name a file or folder: deckgen build notes.md")
        raise DeckgenError(f"{path}: no such file or folder")
    name = settings.name or (here.resolve().name if path is None else base.stem)
    settings = Settings(name, settings.id or name, settings.question_level, settings.dialect)
    root = base if base.is_dir() else base.parent
    found = tuple(sorted(p for p in base.rglob("*.md") if p.is_file())) if base.is_dir() else (base,)
    if not found:
        raise DeckgenError(f"{base.name}: no Markdown files (*.md) in this folder")
    if path is None:
        lock = here / "deckgen.lock"
    else:
        lock = base / "deckgen.lock" if base.is_dir() else base.with_name(base.stem + ".deckgen.lock")
    return Project(root, found, here / "build" / f"{name}.apkg", lock, settings), said


def _settings(path: Path) -> tuple[Settings, tuple[Diagnostic, ...]]:
    if not path.is_file():
        return Settings(), ()
    text = path.read_text("utf-8-sig")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DeckgenError(f"deckgen.toml: {error}") from error
    known = {field.name for field in fields(Settings)}
    said = []
    for key in sorted(values.keys() - known):
        line = next((n for n, row in enumerate(text.split("\n"), 1) if re.match(rf"\s*{re.escape(key)}\s*=", row)), 1)
        near = difflib.get_close_matches(key, known, 1)
        hint = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(sorted(known))}"
        said.append(Diagnostic(CONFIG_UNKNOWN_KEY, Span("deckgen.toml", line), f"unknown key {key}", hint))
    if values.get("dialect", "gfm") not in ("gfm", "python-markdown"):
        raise DeckgenError('deckgen.toml: dialect is "gfm" or "python-markdown"')
    if not isinstance(values.get("question_level", 1), int) or not 1 <= values.get("question_level", 1) <= 6:
        raise DeckgenError("deckgen.toml: question_level is a number from 1 to 6")
    if not all(isinstance(values.get(key, ""), str) for key in ("name", "id")):
        raise DeckgenError("deckgen.toml: name and id are strings")
    return Settings(**{key: value for key, value in values.items() if key in known}), tuple(said)
