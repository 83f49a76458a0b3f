"""How each file was read, line for line, and what was left out."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from deckgen.cli.compiling import Compiled
from deckgen.cli.places import here
from deckgen.wording import counted, joined, listed, said

if TYPE_CHECKING:
    from deckgen.data import Reading
    from deckgen.render import Breaks

# So many places of one role name themselves, unless every one is asked for.
_PLACES = 4
# What is said of lines that are no question.
_ROLES: Mapping[str, str] = {
    role: role
    for role in (
        said("front matter"), said("answers"), said("topic"), said("introduction"), said("contents"),
        said("references"), said("skipped"),
    )
}  # fmt: skip
_BREAKS = {
    "all": said("line breaks are shown"),
    "on purpose": said("wrapped lines are joined"),
    "none": said("lines are joined"),
}


def accounts(one: Compiled, *, every: bool) -> Iterator[str]:
    """How the files asked about were read, then which files were left out, and why."""
    for name, reading in one.result.readings.items():
        if one.project.shows(name):
            account = [*_account(reading, every=every), *_joined(one.result.breaks[name])]
            yield said("{file}: {account}", file=here(one.project, name), account=joined("; ", account))
    for left in one.project.left_out if not one.project.named else ():
        file = here(one.project, one.project.path_of(left.path))
        yield said("{file}: left out: {why}", file=file, why=left.why)


def _joined(breaks: "Breaks") -> Iterator[str]:
    """What becomes of a file's line breaks, where they are not all shown."""
    if breaks.shown != "all":
        yield line_breaks(breaks)


def line_breaks(breaks: "Breaks") -> str:
    """What becomes of the line breaks of a file, and why."""
    return said("{breaks} ({why})", breaks=_BREAKS[breaks.shown], why=breaks.why)


def _account(reading: "Reading", *, every: bool) -> Iterator[str]:
    """How a file was read, then what the rest of it was taken for, by role: its lines, and why."""
    unanswered = sum(part.role == "unanswered" for part in reading.parts)
    count = counted(len(reading.questions), "question")
    if unanswered:
        count = said("{questions} ({number} unanswered)", questions=count, number=unanswered)
    shape = reading.description
    yield said("{questions}: {shape}", questions=count, shape=shape) if shape else count
    others: dict[str, list[str]] = {}
    for part in reading.parts:
        if part.role not in ("question", "unanswered") and part.why != "nothing shown":
            lines = f"{part.line}-{part.end_line}" if part.line < part.end_line else f"{part.line}"
            place = said("{lines} ({why})", lines=lines, why=part.why) if part.why else lines
            others.setdefault(part.role, []).append(place)
    for role, places in others.items():
        most = len(places) if every else _PLACES
        first = said("{role} {places}", role=_ROLES.get(role, role), places=listed(places[:most]))
        yield said("{places}, … ({number} in all)", places=first, number=len(places)) if len(places) > most else first
