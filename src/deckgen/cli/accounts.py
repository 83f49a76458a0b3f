"""How each file was read, line for line, and what was left out."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from deckgen.cli.compiling import Compiled
from deckgen.cli.places import here
from deckgen.wording import counted

if TYPE_CHECKING:
    from deckgen.data import Reading
    from deckgen.render import Breaks

# So many places of one role name themselves, unless every one is asked for.
_PLACES = 4


def accounts(one: Compiled, *, every: bool) -> Iterator[str]:
    """How the files asked about were read, then which files were left out, and why."""
    for name, reading in one.result.readings.items():
        if one.project.shows(name):
            account = [*_account(reading, every=every), *_joined(one.result.breaks[name])]
            yield f"{here(one.project, name)}: {'; '.join(account)}"
    for left in one.project.left_out if not one.project.named else ():
        yield f"{here(one.project, one.project.path_of(left.path))}: left out: {left.why}"


def _joined(breaks: "Breaks") -> Iterator[str]:
    """What becomes of a file's line breaks, where they are not all shown."""
    if breaks.shown != "all":
        yield line_breaks(breaks)


def line_breaks(breaks: "Breaks") -> str:
    """What becomes of the line breaks of a file, and why."""
    words = {"all": "line breaks are shown", "on purpose": "wrapped lines are joined", "none": "lines are joined"}
    return f"{words[breaks.shown]} ({breaks.why})"


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
