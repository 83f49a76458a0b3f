"""How well the same questions are read in every notation; `python -m tests.support.generated` prints the whole table.

The floors in tests/support/generated/floors.toml are what is reached, and only rise.
"""

from functools import cache

import pytest

from tests.support.effort import CI
from tests.support.generated import floors, mutations, scoring
from tests.support.generated.page import Wanted, document
from tests.support.generated.plans import LEADS, plan
from tests.support.generated.scoring import Score, agrees
from tests.support.generated.texts import CODES, tongue

LEAD_COUNT = sum(len(of) for of in LEADS.values())
FLOORS = floors.known()
COUNT = floors.MANY if CI else floors.FEW


@cache
def scores() -> dict[str, dict[str, Score]]:
    return scoring.sample(range(COUNT))


@cache
def mutated() -> dict[str, tuple[int, int, list[str]]]:
    return mutations.scored()


@pytest.mark.parametrize("dimension", floors.DIMENSIONS)
def test_no_choice_is_read_worse_than_it_was(dimension: str) -> None:
    reached = {choice or "-": score.usable for choice, score in scores()[dimension].items()}
    assert reached.keys() <= FLOORS[dimension].keys()
    below = {choice: f"{share:.3f}" for choice, share in reached.items() if share < FLOORS[dimension][choice]}
    assert not below, f"floors: { {choice: FLOORS[dimension][choice] for choice in below} }"


@pytest.mark.parametrize("name", mutations.MUTATIONS)
def test_a_case_is_read_alike_in_another_notation(name: str) -> None:
    tried, alike, lost = mutated()[name]
    assert tried > 2
    assert alike >= FLOORS["mutation"][name], "\n".join(lost)


def test_a_document_is_always_the_same() -> None:
    assert [document(seed) for seed in range(30)] == [document(seed) for seed in range(30)]
    assert len({document(seed).text for seed in range(200)}) == 200


def test_every_lead_and_every_language_is_in_the_small_sample() -> None:
    plans = [plan(seed) for seed in range(floors.FEW)]
    assert {(one.kind, one.lead) for one in plans} == {(kind, lead) for kind, of in LEADS.items() for lead in of}
    assert len({(one.kind, one.lead) for one in plans}) == LEAD_COUNT
    assert {one.language for one in plans} == set(CODES)


def test_every_question_is_written_in_full() -> None:
    for code in CODES:
        words = tongue(code)
        assert len(words.pairs) >= 12
        assert len({pair.term for pair in words.pairs}) == len(words.pairs)
        for pair in words.pairs:
            assert pair.question[-1] in "?？؟"
            assert all((pair.term, pair.answer))


@pytest.mark.parametrize("seed", range(LEAD_COUNT))
def test_a_key_points_at_questions_and_answers(seed: int) -> None:
    made = document(seed)
    lines = made.text.split("\n")
    pairs = tongue(made.plan.language).pairs
    taken: list[int] = []
    for wanted in made.wanted:
        title = "\n".join(lines[wanted.line - 1 : wanted.line + made.plan.lead.count("\n")])
        said = [(pair, (pair.term, pair.question.rstrip(" ?？؟"), pair.answer)) for pair in pairs]
        asked = [pair for pair, ways in said if any(way in title for way in ways)]
        assert asked, wanted
        taken.append(wanted.line)
        if wanted.answer is None:
            assert made.plan.mark in ("unanswered", "half")
            continue
        first, last = wanted.answer
        assert lines[first - 1].strip()
        assert lines[last - 1].strip()
        answer = "\n".join(lines[first - 1 : last])
        if not made.plan.option and made.plan.kind != "truth":
            assert any(pair.answer in answer for pair in asked)
        elif made.plan.right in ("bold", "tick", "remark", "box"):
            assert any(pair.term in answer for pair in asked)
        assert first >= wanted.line
    assert taken == sorted(set(taken))
    assert len(taken) >= 6


def test_when_an_answer_agrees() -> None:
    assert agrees(Wanted(1, (3, 12)), (3, 11))
    assert not agrees(Wanted(1, (3, 12)), (5, 12 - 1))
    assert agrees(Wanted(1, None), None)
    assert not agrees(Wanted(1, (3, 3)), None)
    assert not agrees(Wanted(1, None), (3, 3))
    # The label along with the answer, but not the next question.
    assert agrees(Wanted(1, (5, 5), within=(3, 6)), (3, 5))
    assert not agrees(Wanted(1, (5, 5), within=(3, 6)), (3, 7))


def test_what_is_false_or_missing_costs() -> None:
    made = document(0)
    right: list[scoring.Found] = [(wanted.line, wanted.answer) for wanted in made.wanted]
    assert scoring.scored(made, lambda text: right).usable == 1
    assert scoring.scored(made, lambda text: right[1:]).usable < 1
    assert scoring.scored(made, lambda text: [*right, (9999, None)]).usable < 1
    assert scoring.scored(made, lambda text: [(right[0][0], None), *right[1:]]).usable < 1
    assert scoring.scored(made, lambda text: []).usable == 0
