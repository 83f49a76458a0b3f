"""A way to write questions is added in one place: it has a weight, a case in which it asks, and a row in the docs."""

import re
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from deckgen.options import Shape, Splitting
from deckgen.read import read
from deckgen.split import Given, layouts, weights
from deckgen.split.heads import WAYS
from deckgen.split.readings import found
from deckgen.split.seen import Seen, seen
from tests.support.cases import suite

WEIGHTS = Path(weights.__file__).read_text(encoding="utf-8")
QUESTIONS = (Path(__file__).parents[2] / "docs/reference/questions.md").read_text(encoding="utf-8")


def seen_in_cases() -> list[tuple[Seen, Given]]:
    all_ = []
    for case in suite("split"):
        document, _ = read("a.md", case.given[0].replace("→", "\t").encode())
        assert document
        options = {key: value for key, value in case.options.items() if key != "before"}
        all_.append((seen(document), Given("D", Splitting(**options))))
    return all_


SEEN = seen_in_cases()
ASKED = {str(sign[0]) for one, given in SEEN for sign, _ in found(one, given).questions} - {"cloze"}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_each_way_finds_heads_of_kinds_that_have_a_weight(way: ModuleType) -> None:
    kinds = {head.kind for one, _ in SEEN for head in way.heads(one.outline)}
    assert kinds
    assert kinds <= weights.KIND.keys()


@pytest.mark.parametrize("kind", weights.KIND)
def test_each_kind_has_a_case_in_which_it_asks(kind: str) -> None:
    assert kind in ASKED


@pytest.mark.parametrize("kind", weights.KIND)
def test_each_kind_has_a_shape_by_which_authors_ask_for_it(kind: str) -> None:
    assert layouts.SHAPES[kind] in get_args(Shape)


@pytest.mark.parametrize("kind", weights.KIND)
def test_each_kind_is_documented_as_check_calls_it(kind: str) -> None:
    row = next((row for row in QUESTIONS.split("\n") if row.startswith(f"| {layouts.described((kind, 2))} |")), "")
    assert row.endswith(f"| `{layouts.SHAPES[kind]}` |")


@pytest.mark.parametrize("name", [*weights.KIND, *weights.SERIES, *weights.OWN])
def test_each_number_has_its_reason(name: str) -> None:
    rows = re.findall(rf'^    "{name}": -?[\d.]+,  # (.*)$', WEIGHTS, re.MULTILINE)
    assert rows
    assert all(len(reason.split()) > 2 for reason in rows)
