"""Notes that are to take over what somebody has in Anki already, and have not been brought there yet."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from deckgen.data import Span
from deckgen.diagnostics import ADOPTION_PENDING, Diagnostic
from deckgen.files import shown
from deckgen.lock import Entry
from deckgen.past.commands import about
from deckgen.project import Project
from deckgen.wording import counted, said


def pending(project: Project, package: Path, entries: Iterable[Entry]) -> Iterator[Diagnostic]:
    """A warning if such notes are among these: the package knows nothing of what they adopt."""
    waiting = [e for e in entries if e.content and not e.removed and e.waits]
    if waiting:
        message = said(
            "{notes} still to be pushed: an import of {package} would add their cards a second time",
            notes=counted(len(waiting), "adopted note"), package=shown(package).as_posix(),
        )  # fmt: skip
        hint = said(
            "{push} or {sync} brings them over, with all reviews",
            push=about(project, "deckgen push"), sync=about(project, "deckgen sync"),
        )  # fmt: skip
        yield Diagnostic(ADOPTION_PENDING, Span(min(entry.path for entry in waiting)), message, hint)
