"""Twice the text takes twice the work, and no text takes for ever, however it was made to hurt.

Seconds would depend on the machine and on what else it does, so nothing here measures them; benchmarks/bench_growth.py
prints them. Two things can go wrong, and each is seen by its own means:

- A loop within a loop calls functions too often. Calls can be counted, and the count is always the same.
- A pattern goes back over what it has read. That happens inside one call of `re`, where nothing can be counted, and it
  takes not twice but thousands of times as long. So all texts of a stage run in a process of their own, which takes
  some seconds, and is said to hang when it has not ended after a time that no slow machine explains.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest

from deckgen import compiler
from deckgen.apkg.write import pack
from deckgen.options import Rendering
from deckgen.project import locate
from deckgen.render import render
from tests.support.calls import calls
from tests.support.collection import BASIC, note
from tests.support.hostile import STAGES, Hostile
from tests.support.notes import notes
from tests.support.questions import cloze

# In s; on an idle machine the slowest stage takes 33 with its texts whole, and what goes back would take hours.
HANGS = 900
# Python-Markdown's work grows with the square of a paragraph, which is why it gets no long ones; see `bearable`.
GROWING = [
    pytest.param(work, hostile, id=f"{stage} {hostile}")
    for stage, (work, texts) in STAGES.items()
    for hostile in texts
    if stage != "python-markdown" or "\n\n" in hostile.unit
]


@pytest.mark.parametrize(("work", "hostile"), GROWING)
def test_twice_the_text_is_twice_the_work(work: Callable[[str], None], hostile: Hostile) -> None:
    # What is imported or compiled at the first use does not count.
    work(hostile.text(part=100))
    once = calls(lambda: work(hostile.text(part=16)))
    twice = calls(lambda: work(hostile.text(part=8)))
    assert twice < 2.6 * once, f"{once} calls, then {twice}"


@pytest.mark.parametrize("bullet", ["- ", "1. "])
def test_lists_may_stand_in_lists_however_deep(bullet: str) -> None:
    def nested(depth: int) -> str:
        return "".join(f"{' ' * len(bullet) * level}{bullet}What is x?\n" for level in range(depth))

    split, _ = STAGES["split"]
    # For its indents, twice the depth is four times the text.
    assert calls(lambda: split(nested(400))) < 4 * calls(lambda: split(nested(200)))


def test_the_clozes_of_a_line_do_not_all_look_at_all() -> None:
    def work(many: int) -> int:
        return calls(lambda: render(cloze("{{c1::a}} " * many), Rendering()))

    work(100)
    assert work(800) < 2.6 * work(400)


def test_files_beside_each_other_do_not_all_look_at_all(tmp_path: Path) -> None:
    def work(count: int) -> int:
        (folder := tmp_path / str(count)).mkdir()
        names = [f"f{number}.md" for number in range(count)]
        for name in names:
            words = [" ".join(f"{name}{at}of{word}" for word in range(9)) for at in range(5)]
            (folder / name).write_text(notes(*((f"What is {one[:9]}?", one) for one in words)))

        def build(now: int) -> None:
            for name in names:
                compiler.write(compiler.build(locate(Path(name), folder)[0], compiler.World(now)))

        build(1000)
        return calls(lambda: build(2000))

    assert work(30) < 2.6 * work(15)


def test_decks_are_not_all_written_once_more_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    def written(count: int) -> int:
        dumps = Mock(wraps=json.dumps)
        with monkeypatch.context() as patch:
            patch.setattr(json, "dumps", dumps)
            pack([note(f"n{at}", f"d{at}") for at in range(count)], [(BASIC, 1)], {})
        return dumps.call_count

    assert written(20) == written(10)


def test_work_that_grows_with_the_square_is_seen() -> None:
    def square(length: int) -> int:
        return calls(lambda: [len(str(one)) for one in range(length) for _ in range(length)])

    assert square(100) > 2.6 * square(50)


@pytest.mark.parametrize("part", [3, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("stage", STAGES)
def test_no_text_takes_for_ever(stage: str, part: int) -> None:
    command = [sys.executable, "-m", "tests.support.hostile", stage, str(part)]
    try:
        subprocess.run(command, cwd=Path(__file__).parents[2], check=True, capture_output=True, timeout=HANGS)
    except subprocess.TimeoutExpired as late:
        pytest.fail(f"hangs at {(late.stdout or b'nothing').decode().splitlines()[-1]}")
