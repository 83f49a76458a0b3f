"""Whether the sources are a copy: their id was last brought to the collection from others, which are still there."""

from pathlib import Path

from deckgen import files
from deckgen.anki.memory import Origin
from deckgen.diagnostics import DeckgenError
from deckgen.lock import load
from deckgen.wording import said


def refuse_copy(before: Origin, now: Origin, project: str, *, yes: bool) -> None:
    """Raises DeckgenError where another project, which is still there, was delivered under the same id."""
    other = before.folder not in ("", now.folder) and "" != before.name != now.name != ""
    if other and not yes and Path(before.folder).exists():
        raise DeckgenError(
            said(
                "the id {id} was last brought here from {folder}, the project {former}; this is {project}. Is it a "
                "copy? Give it an id of its own in deckgen.toml, and its cards are its own. Is it the same project? "
                "Say --yes. Nothing was changed",
                id=project,
                folder=before.folder,
                former=before.name,
                project=now.name,
            )
        )


def copied(before: Origin, now: Origin, project: str) -> str:
    """What is to be said where other sources, which still have this id, were delivered last; else nothing."""
    if before.lock in ("", now.lock):
        return ""
    try:
        other = load(files.read(Path(before.lock)).decode("utf-8", "replace"), before.lock).project
    except DeckgenError:
        return ""
    if other != project:
        return ""
    return said(
        "the id {id} was last brought here with {lock}, which is still there. Is this a copy? Give it an id of its own "
        "in deckgen.toml, and its cards are its own. Is it the same project? Say --yes.",
        id=project,
        lock=before.lock,
    )
