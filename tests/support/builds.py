"""Builds of one file, at a time of our own."""

from pathlib import Path

from deckgen.compiler import World, build, write
from deckgen.project import locate


def built(folder: Path, text: str, now: int, **options: bool) -> Path:
    """Writes `text` to notes.md in the folder and builds it; `now` is in s since the epoch. Returns the package."""
    folder.mkdir(exist_ok=True)
    (folder / "notes.md").write_text(text, "utf-8")
    project, _ = locate(Path("notes.md"), folder)
    result = build(project, World(now), **options)
    write(result)
    return result.past.output
