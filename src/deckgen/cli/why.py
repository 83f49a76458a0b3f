"""The ways in which files could be read, for people and for other tools."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deckgen.cli.accounts import line_breaks
from deckgen.cli.places import here
from deckgen.cli.show import tell, tell_json
from deckgen.wording import counted, joined, said

if TYPE_CHECKING:
    from deckgen.compiler import Build
    from deckgen.split import Way

# What speaks for a way and against it, as split/weights.py calls it.
PARTS = {
    str(part): part
    for part in (
        said("kind"), said("asks"), said("none asks"), said("labelled"), said("marked"), said("options"),
        said("quoted"), said("promised"), said("defined"), said("tight"), said("alone"), said("bodies"),
        said("few"), said("never"), said("brief"), said("only structure"), said("explained"), said("repeats"),
        said("long"), said("compared"), said("spelled out"), said("fielded"), said("holds"), said("beside"),
        said("genre"), said("said"), said("folder"), said("keyed"), said("many"),
    )
}  # fmt: skip


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
        tell(f"{place}:" if found else said("{file}: no way to read it gives questions", file=place))
        for way in found:
            tell(_way(way))
            parts = [
                said("{part} {value:+.1f}", part=PARTS.get(part, part), value=value)
                for part, value in way.parts.items()
            ]
            tell(joined("", ["    ", joined(", ", parts)]))
        tell(joined("", ["  ", line_breaks(shown)]))


def _way(way: "Way") -> str:
    """A way in a line."""
    values = {
        "questions": counted(way.questions, "question"),
        "answered": way.answered,
        "setting": way.front_matter or said("as it is"),
        "score": way.score,
    }
    if way.taken:
        return said("  read so: {questions}, {answered} answered ({setting}), {score:+.1f} =", **values)
    return said("  or so: {questions}, {answered} answered ({setting}), {score:+.1f} =", **values)


def _row(way: "Way") -> dict[str, object]:
    return {
        "front_matter": way.front_matter,
        "questions": way.questions,
        "answered": way.answered,
        "score": way.score,
        "parts": dict(way.parts),
        "taken": way.taken,
    }
