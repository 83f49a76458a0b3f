"""How each file was read, line for line, and what was left out."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from deckgen.cli.compiling import Compiled
from deckgen.cli.places import here
from deckgen.diagnostics import counted

if TYPE_CHECKING:
    from deckgen.data import Reading

# So many places of one role name themselves, unless every one is asked for.
_PLACES = 4


def accounts(one: Compiled, *, every: bool) -> Iterator[str]:
    """How the files asked about were read, then which files were left out, and why."""
    for name, reading in one.result.readings.items():
        if one.project.shows(name):
            yield f"{here(one.project, name)}: {'; '.join(_account(reading, every=every))}"
    for left in one.project.left_out if not one.project.named else ():
        yield f"{here(one.project, one.project.path_of(left.path))}: left out: {left.why}"


def _account(reading: "Reading", *, every: bool) -> Iterator[str]:
    """How a file was read, then what the rest of it was taken for, by role: its lines, and why."""
    shape = f": {reading.description}" if reading.description else ""
    unanswered = sum(part.role == "unanswered" for part in reading.parts)
    count = counted(len(reading.questions), "question")
    yield f"{count}{f' ({unanswered} unanswered)' if unanswered else ''}{shape}"
    others: dict[str, list[str]] = {}
    for part in reading.parts:
        if part.role not in ("question", "unanswered") and part.why != "nothing shown":
            lines = f"{part.line}-{part.end_line}" if part.line < part.end_line else f"{part.line}"
            others.setdefault(part.role, []).append(f"{lines} ({part.why})" if part.why else lines)
    for role, places in others.items():
        most = len(places) if every else _PLACES
        more = f", … ({len(places)} in all)" if len(places) > most else ""
        yield f"{role} {', '.join(places[:most])}{more}"
