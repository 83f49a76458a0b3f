"""Two branches of one project, and what git leaves of their locks."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from deckgen.data import Question
from deckgen.identity import identify
from deckgen.lock import Lock
from tests.support.histories.author import Author
from tests.support.histories.notes import Q
from tests.support.locks import locked
from tests.support.questions import reading

_EDITS = ("typo", "rephrase", "lengthen", "fix_answer", "double_answer", "markup")


def read(qs: list[Q]) -> tuple[Question, ...]:
    return reading("# T\n\n" + "\n".join(q.markdown() for q in qs)).questions


def who(qs: list[Q], lock: Lock) -> dict[int, str]:
    """Each question's guid by its true identity."""
    matches, _ = identify(read(qs), lock)
    return {q.key: match.guid for q, match in zip(qs, matches, strict=True)}


def union(folder: Path, base: str, ours: str, theirs: str) -> str:
    """What `merge=union` leaves."""
    for name, text in (("ours", ours), ("base", base), ("theirs", theirs)):
        (folder / name).write_text(text, "utf-8")
    command = ["git", "merge-file", "--union", "-p", "ours", "base", "theirs"]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout.decode("utf-8")


@dataclass(frozen=True)
class Branches:
    """The locks before, and of both branches; the questions of the merged text; who was known before, by key."""

    base: Lock
    ours: Lock
    theirs: Lock
    text: list[Q]
    known: dict[int, str]
    kept: frozenset[int]


def branches(chance: Random) -> Branches:
    """Two branches that edit, remove and add different questions of one file."""
    author = Author(chance)
    start = [author.fresh() for _ in range(chance.randint(3, 9))]
    base = locked(read(start), Lock("p"))

    def branch(keys: set[int], now: int) -> tuple[dict[int, Q], list[Q], Lock]:
        """Some of `keys` edited, perhaps one of them removed, and one added at the end."""
        author.files = {"f.md": [q for q in start if q.key in keys]}
        for _ in range(chance.randint(1, 4)):
            if author.has():
                edit: Callable[[], None] = getattr(author, chance.choice(_EDITS))
                edit()
        if chance.random() < 0.3 and author.has():
            author.delete()
        mine = {q.key: q for q in author.files["f.md"] if isinstance(q, Q)}
        added = [author.fresh()]
        here = [mine.get(q.key, q) for q in start if q.key in mine or q.key not in keys]
        return mine, added, locked(read(here + added), base, now)

    keys = {q.key for q in start if chance.random() < 0.5}
    one, new, ours = branch(keys, 1_700_001_000)
    other, newer, theirs = branch({q.key for q in start} - keys, 1_700_002_000)
    both = one | other
    text = [both[q.key] for q in start if q.key in both] + new + newer
    return Branches(base, ours, theirs, text, who(start, base), frozenset(both))
