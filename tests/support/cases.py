"""Cases as readable files: each part of a case is ended by a line that is only a dot; tests/cases/README.md shows one.

The first part is the title, the last part is what is expected. Behind the title may stand options, in braces and
written as in deckgen.toml: `Two blanks at the end break {breaks = false}`.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "cases"
# Of each suite, how many parts a case has.
PARTS = {"split": 3, "render": 3, "identity": 4}
_TITLE = re.compile(r"(.*?)(?: (\{.*\}))?")


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a file: `line` is that of its title, from 1; lines `start` to `end`, from 0, are what is expected."""

    path: Path
    line: int
    title: str
    options: dict[str, Any]
    given: tuple[str, ...]
    expected: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}:{self.line} {self.title}"


def suite(name: str) -> list[Case]:
    """All cases of a folder of tests/cases, in order of its files."""
    paths = sorted((FOLDER / name).glob("*.md"))
    return [case for path in paths for case in parsed(path, path.read_bytes().decode("utf-8"), PARTS[name])]


def parsed(path: Path, text: str, parts: int) -> list[Case]:
    """The cases of a file with this text, each of so many parts."""
    lines = text.split("\n")
    dots = [number for number, line in enumerate(lines) if line == "."]
    assert len(dots) % parts == 0, f"{path.name}: a case has {parts} parts, each ended by a line with a dot"
    rest = "\n".join(lines[dots[-1] + 1 if dots else 0 :]).strip()
    assert not rest, f"{path.name}: {rest!r} stands behind the last case"
    spans = list(zip([0, *(dot + 1 for dot in dots)], dots, strict=False))
    return [_case(path, lines, spans[at : at + parts]) for at in range(0, len(spans), parts)]


def _case(path: Path, lines: list[str], spans: list[tuple[int, int]]) -> Case:
    """The case whose parts stand in these lines, from 0 and without their dots."""
    (top, end_of_title), *given, (start, end) = spans
    line = next(number for number in range(top, end_of_title) if lines[number].strip())
    assert line == end_of_title - 1, f"{path.name}:{line + 1}: a title is one line"
    match = _TITLE.fullmatch(lines[line].strip())
    assert match
    return Case(
        path=path,
        line=line + 1,
        title=match[1],
        options=tomllib.loads(f"options = {match[2] or '{}'}")["options"],
        given=tuple("\n".join(lines[one:other]) for one, other in given),
        expected="\n".join(lines[start:end]),
        start=start,
        end=end,
    )


def rewritten(text: str, results: Iterable[tuple[Case, str]]) -> str:
    """The text of a file in which these cases expect these results; every other byte stays."""
    lines = text.split("\n")
    # From the end, so that the lines of those before stay where they are.
    for case, result in sorted(results, key=lambda pair: -pair[0].start):
        new = result.split("\n") if result else []
        assert "." not in new, f"{case}: a line of the result is only a dot, which would end the part"
        if result != case.expected:
            lines[case.start : case.end] = new
    return "\n".join(lines)
