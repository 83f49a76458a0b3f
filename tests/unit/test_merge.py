"""Two branches edit different questions; git joins the locks line by line, and every note is still who it was."""

import subprocess
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.data import Question
from deckgen.identity import identify
from deckgen.lock import Lock, dump, load
from tests.support.effort import examples
from tests.support.histories import Author, Q
from tests.support.locks import locked
from tests.support.questions import reading


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


@settings(max_examples=examples(40), derandomize=True, database=None)
@given(seed=st.integers(0, 2**32))
def test_branches_join(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    chance = Random(seed)
    author = Author(chance)
    start = [author.fresh() for _ in range(chance.randint(3, 9))]
    base = locked(read(start), Lock("p"))
    known = who(start, base)

    def branch(keys: set[int], now: int) -> tuple[dict[int, Q], list[Q], Lock]:
        """Some of `keys` edited, perhaps one of them removed, and one added at the end."""
        author.files = {"f.md": [q for q in start if q.key in keys]}
        for _ in range(chance.randint(1, 4)):
            if author.any():
                getattr(
                    author, chance.choice(("typo", "rephrase", "lengthen", "fix_answer", "double_answer", "markup"))
                )()
        if chance.random() < 0.3 and author.any():
            author.delete()
        mine = {q.key: q for q in author.files["f.md"]}
        added = [author.fresh()]
        here = [mine.get(q.key, q) for q in start if q.key in mine or q.key not in keys]
        return mine, added, locked(read(here + added), base, now)

    keys = {q.key for q in start if chance.random() < 0.5}
    others = {q.key for q in start} - keys
    one, new, ours = branch(keys, 1_700_001_000)
    other, newer, theirs = branch(others, 1_700_002_000)
    merged = load(union(tmp_path_factory.mktemp("m"), dump(base), dump(ours), dump(theirs)), "deckgen.lock")
    both = one | other
    text = [both[q.key] for q in start if q.key in both] + new + newer
    found = who(text, merged)
    assert {key: guid for key, guid in found.items() if key in known} == {key: known[key] for key in both}
    after = {entry.guid: entry for entry in locked(read(text), merged, 1_700_003_000).entries}
    mods = [{entry.guid: entry.mod for entry in lock.entries} for lock in (ours, theirs)]
    for guid in found.values():
        assert after[guid].mod == max(mod.get(guid, 0) for mod in mods), "the merge itself touches no note"
