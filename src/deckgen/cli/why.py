"""The ways in which files could be read, for people and for other tools."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deckgen.cli.accounts import line_breaks
from deckgen.cli.places import here
from deckgen.cli.show import tell, tell_json
from deckgen.diagnostics import counted

if TYPE_CHECKING:
    from deckgen.compiler import Build
    from deckgen.split import Way


def show(results: "Sequence[Build]", *, as_json: bool) -> None:
    """Prints the ways in which each file asked about could be read, the one that is taken first."""
    from deckgen.compiler import ways

    files = [(result, name, found, result.breaks[name]) for result in results for name, found in ways(result).items()]
    if as_json:
        rows = [
            {
                "path": name,
                "file": here(result.project, name),
                "breaks": {"shown": shown.shown, "why": shown.why},
                "readings": [_row(way) for way in found],
            }
            for result, name, found, shown in files
        ]
        tell_json(rows)
        return
    for result, name, found, shown in files:
        place = here(result.project, name)
        tell(f"{place}:" if found else f"{place}: no way to read it gives questions")
        for way in found:
            count = f"{counted(way.questions, 'question')}, {way.answered} answered"
            setting = way.front_matter or "as it is"
            tell(f"  {'read so' if way.taken else 'or so'}: {count} ({setting}), {way.score:+.1f} =")
            tell("    " + ", ".join(f"{part} {value:+.1f}" for part, value in way.parts.items()))
        tell(f"  {line_breaks(shown)}")


def _row(way: "Way") -> dict[str, object]:
    return {
        "front_matter": way.front_matter,
        "questions": way.questions,
        "answered": way.answered,
        "score": way.score,
        "parts": dict(way.parts),
        "taken": way.taken,
    }
