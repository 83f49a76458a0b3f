"""Every number that decides what is a question is needed: without it, or moved, some case is read otherwise."""

import sys
from pathlib import Path

import pytest

from deckgen.options import Splitting
from deckgen.read import read
from deckgen.split import split, weights
from tests.support.cases import Case, suite

CASES = suite("split")
# A number of these tables says nothing at 0, but a kind is always one; it is made so much less likely.
LESS_LIKELY = 2.0
ENTRIES = [(table, name) for table in ("KIND", "SERIES", "OWN", "GENRE") for name in getattr(weights, table)]
SCALARS = [name for name, value in vars(weights).items() if isinstance(value, (int, float))]
# What the others are multiplied by, one after the other.
FACTORS = (2.0, 0.5)
# Of a number that cannot be multiplied, or that stands for one that nothing outweighs: what it becomes.
MOVED = {"SURE_FROM": (0.3, -0.3), "SET": (3.0,)}
# What no file that stands alone shows, and the test that fails where the number is doubled or halved.
ELSEWHERE = {
    "FOLDER": "test_habits.py: test_another_folder_says_less",
    "PROJECT": "test_habits.py: test_another_folder_says_less",
    "SPEAKS": "test_habits.py: test_names_that_are_read_because_a_file_looks_like_notes_say_nothing",
    "ENOUGH": "test_habits.py: test_three_files_that_ask_make_a_habit_and_two_do_not",
    "NEARLY": "test_offers.py: test_names_are_offered_where_nothing_asks",
    "WORTH_A_TRY": "test_offers.py: test_names_are_offered_beside_questions",
}

Found = list[tuple[object, ...]]


def found(case: Case) -> Found:
    """Where the questions and answers of a case stand, and what is said of it."""
    (text,) = case.given
    document, _ = read("a.md", text.replace("→", "\t").replace("␍\n", "\r\n").replace("␍", "\r").encode())
    assert document
    options = {key: value for key, value in case.options.items() if key != "before"}
    reading, said = split(document, "D", Splitting(**options), case.options.get("before", ""))
    parts: Found = [(part.role, part.line, part.end_line) for part in reading.parts]
    return [*parts, *((one.rule.code, one.span.line) for one in said)]


@pytest.fixture(scope="module")
def as_they_are() -> list[Found]:
    return [found(case) for case in CASES]


def differs(as_they_are: list[Found]) -> bool:
    return any(found(case) != before for case, before in zip(CASES, as_they_are, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize(("table", "name"), ENTRIES)
def test_a_case_is_read_otherwise_without_it(
    table: str, name: str, as_they_are: list[Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    values = getattr(weights, table)
    monkeypatch.setitem(values, name, values[name] - LESS_LIKELY if table == "KIND" else 0.0)
    assert differs(as_they_are)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in SCALARS if name not in ELSEWHERE])
def test_a_case_is_read_otherwise_where_it_is_another(
    name: str, as_they_are: list[Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    value = getattr(weights, name)
    # Who needs it has imported it by its name.
    users = [
        module for path, module in sys.modules.items() if path.startswith("deckgen.split.") and name in vars(module)
    ]
    assert len(users) > 1

    def moves(other: float) -> bool:
        for module in users:
            monkeypatch.setattr(module, name, other)
        return differs(as_they_are)

    assert any(moves(other) for other in MOVED.get(name, [factor * value for factor in FACTORS]))


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_another_test_holds_is_held_by_one_that_there_is(name: str) -> None:
    file, _, test = ELSEWHERE[name].partition(": ")
    assert name in SCALARS
    assert f"def {test}(" in Path(__file__).with_name(file).read_text("utf-8")
