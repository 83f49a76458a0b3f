"""How well generated documents must be read: the table in floors.toml, and what it may hold today."""

import math
import tomllib
from pathlib import Path

from tests.support.generated import mutations, scoring

# So many documents are read on a developer's machine, and so many where CI is set.
FEW, MANY = 300, 3000
# The choices that have floors; a lead or an extra is in too few documents of the small sample.
DIMENSIONS = ("all", "language", "kind", "mark", "option", "right", "topics", "topic", "title", "inside")
_HEAD = """\
# Of the cards in generated documents, the share that is usable (F1), by each choice of their authors; and how many
# cases are read alike in another notation. Numbers only rise: `python -m tests.support.generated floors` prints what
# they may be.
"""


def known() -> dict[str, dict[str, float]]:
    """The floors, by dimension and choice."""
    return tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))


def written() -> str:
    """The table with what both samples reach today."""
    few, many = scoring.sample(range(FEW)), scoring.sample(range(MANY))
    text = _HEAD
    for dimension in DIMENSIONS:
        text += f"\n[{dimension}]\n"
        for choice in sorted(many[dimension]):
            reached = min(of[dimension][choice].usable for of in (few, many) if choice in of[dimension])
            text += f'"{choice or "-"}" = {math.floor(100 * reached) / 100}\n'
    text += "\n[mutation]\n"
    return text + "".join(f'"{name}" = {alike}\n' for name, (_, alike, _) in mutations.scored().items())
