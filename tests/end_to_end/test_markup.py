"""What hostile Markdown and HTML do in Anki's reviewer: nothing as deckgen ships them, in both dialects."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.browsers import LACKING, MARKS
from tests.support.formulas import FAR
from tests.support.markup import COVERS, LOADS, MARKUP, RUNS

pytestmark = MARKS
if not LACKING:
    from tests.support.screens import built, raw, shown


@pytest.mark.parametrize("dialect", ["gfm", "python-markdown"])
def test_no_attack_does_anything(browser: Any, tmp_path: Path, dialect: str) -> None:
    (tmp_path / "deckgen.toml").write_text(f'dialect = "{dialect}"\n')
    # A name of its own for each, in which nothing is an option or a mark.
    names = {f"number {at}": name for at, name in enumerate(MARKUP, 1)}
    found, media = built({number: MARKUP[name] for number, name in names.items()}, tmp_path)
    assert found.keys() == names.keys()
    screen = shown(browser, media)
    for number, card in found.items():
        seen = screen.look(card)
        assert (seen["ran"], seen["covers"], screen.asked) == (0, 0, []), names[number]
    screen.shown.page.context.close()


# Of each kind one that does what it tries when nobody has looked at it.
ACTS = {
    "a picture that fails": (RUNS, ("ran", 1)),
    "a script": (RUNS, ("ran", 1)),
    "a link in capitals": (RUNS, ("ran", 1)),
    "a tap": (RUNS, ("ran", 1)),
    "a style that sticks": (COVERS, ("covers", 1)),
}


@pytest.mark.parametrize("name", ACTS)
def test_the_attacks_are_attacks(browser: Any, plain: tuple[Any, Path], name: str) -> None:
    card, media = plain
    kind, (what, count) = ACTS[name]
    screen = shown(browser, media)
    assert screen.look(raw(card, kind[name]))[what] == count
    screen.shown.page.context.close()


@pytest.mark.parametrize("name", ["a style", "a poster", "a style sheet", "a picture in a drawing"])
def test_what_loads_would_load(browser: Any, plain: tuple[Any, Path], name: str) -> None:
    card, media = plain
    screen = shown(browser, media)
    screen.look(raw(card, LOADS[name]))
    assert screen.asked == [FAR]
    screen.shown.page.context.close()
