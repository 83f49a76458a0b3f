"""Every number that decides what is a question is needed: without it, or moved, some case is read otherwise."""

import ast
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from numbers import Real
from pathlib import Path

import pytest

from deckgen.options import Splitting
from deckgen.read import read
from deckgen.split import split, weights
from tests.support.cases import Case, suite
from tests.support.described import described

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
    "accounting._CONTENTS": "test_accounting.py: test_a_list_is_one_of_links_where_most_of_it_are",
    "offers._FEWEST_MORE": "test_offers.py: test_names_are_offered_beside_questions",
    "offers._LONGEST": "test_offers.py: test_a_title_in_an_offer_is_its_first_forty_characters",
    "offers._NAMED": "test_offers.py: test_names_are_offered_where_nothing_asks",
}
# What is no threshold: it only bounds the work, or what is kept in mind.
BOUNDS = {
    "asking._SHORT": "its pattern goes back over marks at the end of a text",
    "chains._DEEPEST": "each number is compared with all lists that are open",
    "labels._KEPT": "a cache",
    "language._KEPT": "a cache",
    "lines._REACH": "each label of a question looks for an answer above it in its paragraph",
    "units._TALLEST": "each open cloze looks for its end",
}
# What no case shows yet where the number is so: to be shown, or to be done without.
NOT_HELD_YET = frozenset(
    {
        "genre._BOXED doubled",
        "genre._BOXED halved",
        "language.WEAK halved",
        "language._SHORT doubled",
        "longkeys._FEWEST halved",
        "longkeys._MOST halved",
        "marks.SHORT doubled",
        "notation._SENTENCES doubled",
        "offers._TRIED doubled",
        "offers._TRIED halved",
        "speakers._ASKS halved",
        "titles._DEEPEST doubled",
    }
)

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
    assert name in {*SCALARS, *map(".".join, NUMBERS)}
    assert f"def {test}(" in Path(__file__).with_name(file).read_text("utf-8")


def numbers() -> Iterator[tuple[str, str]]:
    """The numbers that the modules of the reader beside weights.py are set to: the module and the name of each."""
    for path in sorted(Path(weights.__file__).parent.glob("[!_]*.py")):
        module = import_module(f"deckgen.split.{path.stem}")
        for node in ast.parse(path.read_text("utf-8")).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            names = [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]
            if module is not weights:
                yield from ((path.stem, name) for name in names if isinstance(getattr(module, name), Real))


NUMBERS = list(numbers())
WAYS = {"doubled": 2.0, "halved": 0.5}
SIDES = [
    f"{module}.{name} {way}"
    for module, name in NUMBERS
    for way in WAYS
    if f"{module}.{name}" not in {*BOUNDS, *ELSEWHERE}
]


@contextmanager
def moved(module: str, name: str, factor: float) -> Iterator[None]:
    """The reader with another number, also where it was imported by its name; what it kept in mind is forgotten."""
    readers = [reader for path, reader in sys.modules.items() if path.startswith("deckgen.split.")]
    own = import_module(f"deckgen.split.{module}")
    value = getattr(own, name)
    kept = [value for reader in readers for value in vars(reader).values() if hasattr(value, "cache_clear")]
    with pytest.MonkeyPatch.context() as patch:
        for reader in readers if name[0] != "_" else [own]:
            if name in vars(reader):
                patch.setattr(reader, name, type(value)(value * factor))
        for one in kept:
            one.cache_clear()
        yield
    for one in kept:
        one.cache_clear()


def is_otherwise(case: Case) -> bool:
    return described(*case.given, **case.options) != case.expected


@pytest.mark.slow
@pytest.mark.parametrize(
    "side",
    [pytest.param(side, marks=[pytest.mark.xfail(strict=True)] if side in NOT_HELD_YET else []) for side in SIDES],
)
def test_a_case_is_read_otherwise_where_a_limit_is_another(side: str) -> None:
    place, _, way = side.partition(" ")
    module, _, name = place.partition(".")
    with moved(module, name, WAYS[way]):
        assert any(map(is_otherwise, CASES))


def test_what_is_said_of_a_number_is_said_of_one_that_there_is() -> None:
    assert {*SIDES} >= NOT_HELD_YET
    assert BOUNDS.keys() <= {*map(".".join, NUMBERS)}
