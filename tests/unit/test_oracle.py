"""What the oracle of random histories claims, and what nobody could expect (tests/support/histories/)."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from deckgen.compiler import write
from tests.support.histories.author import Author
from tests.support.histories.notes import Note, Q
from tests.support.histories.oracle import Known
from tests.support.histories.work import Work

ASKED = Q(1, "useMemo有什么缺点？", "锁网络内存对象结构归一。\n\n回收输出方向模型阻塞占用特征输入。")
OTHER = "In one sentence, memory lock quorum cache?"


@pytest.mark.parametrize(
    ("now", "claimed"),
    [
        (replace(ASKED, title=OTHER), True),
        (replace(ASKED, title=OTHER, answer="锁网络内存对象结构归一。\n\nshard向模型阻塞占用特征输入。"), True),
        (replace(ASKED, title=OTHER, answer="锁labegraph象结构归一。\nscopeindex型阻塞占用特征输入。"), False),
        # As much of its letters stayed as above, in more places: of seed 204262.
        (
            replace(ASKED, title=OTHER, answer="锁网络对象结构归一。\n\n回收shard模型阻塞占用征输入。"),
            False,
        ),
        (replace(ASKED, answer="锁labegraph象结构归一。\nscopeindex型阻塞占用特征输入。"), True),
        (replace(ASKED, title=OTHER, answer=f"{ASKED.answer}\n\nloss commit module broker thread variance."), True),
    ],
)
def test_a_question_is_claimed_while_its_title_or_its_answer_stays(now: Q, claimed: bool) -> None:
    assert Known("guid", ASKED, "f0.md").tells(now, "f1.md", joined=True) is claimed


def test_what_a_fork_forgets_may_come_back_to_it_from_the_other(tmp_path: Path) -> None:
    """Both have deleted it, and only the other one remembers whose it was."""
    work = Work(tmp_path / "notes", Author(random.Random(1)), id="one")
    work.author.start(1, 3)
    work.publish()
    builds = [build for _, build in work.built(1_700_000_000)]
    write(builds[0])
    work.finished(builds, "first")
    fork = work.fork(1_700_000_500)
    assert fork
    for one in (work, fork):
        one.author.delete()
        assert one.author.gone
    assert fork.lose_lock()
    assert not fork.author.gone
    assert work.author.gone


def test_a_new_file_with_the_name_of_one_that_was_renamed_is_another(tmp_path: Path) -> None:
    work = Work(tmp_path / "notes", Author(random.Random(1)), joined=False)
    gone, stays = work.author.fresh(), work.author.fresh()
    rewritten = replace(gone, answer=work.author.text(), writing=1)
    lives: list[dict[str, list[Note]]] = [{"f1.md": [gone, stays]}, {"renamed.md": [stays]}]
    for now, files in enumerate(lives):
        work.author.files = files
        work.publish()
        builds = []
        for _, build in work.built(1_700_000_000 + 1000 * now):
            write(build)
            builds.append(build)
        work.finished(builds, "")
    assert not work.oracle.memory.notes[gone.key].tells(rewritten, "f1.md", joined=False)
