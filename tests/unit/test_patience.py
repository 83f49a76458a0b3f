"""Two thousand texts that hold a build up hold it up no longer than a few; sound ones are all served."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from deckgen import colours, diagrams
from deckgen.data import Drawing
from deckgen.engine import Engine
from deckgen.options import Math, Rendering
from deckgen.patience import SPARE, Patience, Spent, renew
from deckgen.render import code, mathjax, python_markdown
from deckgen.tex import typesetting
from tests.support.builds import built
from tests.support.fields import shown
from tests.support.questions import basic

# In s, what a text takes: a hostile one, stopped a little later; a sound one, many times longer than here.
HOSTILE, SOUND = 10.0, 0.04


class Clock:
    """Seconds that pass when a text is at work."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """The clock of all that has patience; no answer is remembered."""
    clock = Clock()
    remembered = (colours._coloured, typesetting._typeset, typesetting._drawn, diagrams._drawn)
    for limit in (colours._engine().patience, typesetting._engine().patience, diagrams._engine().patience):
        monkeypatch.setattr(limit, "_clock", clock)
    for one in remembered:
        one.cache_clear()
    renew()
    yield clock
    for one in remembered:
        one.cache_clear()
    monkeypatch.undo()
    renew()


@pytest.fixture
def takes(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], list[str]]:
    """Lets each text take so long; returns where those go that were at work."""

    def take(seconds: float) -> list[str]:
        asked: list[str] = []

        def answered(process: object, question: str = "") -> bytes:
            if question:
                clock.now += seconds
                asked.append(question)
            return b'{"html": "<span>x</span>", "svg": "<svg/>", "failed": "x"}' if seconds < HOSTILE else b""

        monkeypatch.setattr("deckgen.engine._answer", answered)
        monkeypatch.setattr(Engine, "_started", lambda engine: None)
        monkeypatch.setattr("deckgen.engine._stopped_after", lambda seconds, process: Patience(0).spend(0))
        monkeypatch.setattr(diagrams, "find_spec", lambda name: True)
        return asked

    return take


def test_all_texts_together_take_what_their_length_grants_and_little_more() -> None:
    clock = Clock()
    limit, served = Patience(0.01, clock), 0
    for _ in range(2_000):
        try:
            with limit.spend(100):
                clock.now, served = clock.now + HOSTILE, served + 1
        except Spent:
            continue
    assert served == 4
    assert limit.spent
    assert clock.now <= SPARE + 2_000 * 100 * 0.01 + HOSTILE
    limit.renew()
    assert not limit.spent


def test_what_takes_no_longer_than_it_is_granted_is_always_served() -> None:
    clock = Clock()
    limit = Patience(0.01, clock)
    for _ in range(20_000):
        with limit.spend(100):
            clock.now += 0.99
    assert not limit.spent


def test_what_fails_has_taken_its_time_too() -> None:
    clock = Clock()
    limit = Patience(0.0, clock)
    with suppress(KeyError), limit.spend(1):
        clock.now = SPARE
        raise KeyError
    assert limit.spent


def test_one_word_is_enough() -> None:
    limit = Patience(0.0)
    assert [limit.told(), limit.told()] == [False, True]
    limit.renew()
    assert not limit.told()


BLOCKS = "\n\n".join(f"```bash\nx=$'{number}'\n```" for number in range(2_000))


def test_two_thousand_hostile_blocks(takes: Callable[[float], list[str]]) -> None:
    asked = takes(HOSTILE)
    question = basic(answer=BLOCKS)
    assert code.to_html("x", "bash") == '<pre class="code"><code>x</code></pre>\n'
    said = list(code.check(question))
    assert len(asked) == 4
    assert [(one.message.partition(",")[0].partition(";")[0], one.span.line) for one in said] == [
        ("Pygments takes too long for this code", 3),
        ("Pygments takes too long for this code", 7),
        ("the code up to here took all the time there is for colours", 11),
    ]


def test_three_thousand_sound_blocks_keep_their_colours(takes: Callable[[float], list[str]]) -> None:
    asked = takes(SOUND)
    for number in range(3_000):
        assert colours.coloured(f"{number}: {'x ' * 50}\n", "bash") == "<span>x</span>"
    assert len(asked) == 3_000
    assert not colours.spent()


def test_hostile_blocks_of_the_other_dialect(takes: Callable[[float], list[str]]) -> None:
    asked = takes(HOSTILE)
    for number in range(50):
        text = python_markdown.to_html(f"```bash\n{number}\n```")
        assert f">{number}\n</code>" in text
    assert len(asked) == 4


def test_hostile_formulas_are_shown_as_their_source(takes: Callable[[float], list[str]]) -> None:
    asked = takes(HOSTILE)
    fields, said = shown(basic(answer=" ".join(f"$x+{number}$" for number in range(2_000))))
    assert len(asked) == 4
    assert fields.back.count("math-source") == len(said) == 2_000
    assert "it takes too long or too much memory" in said[0].message
    assert "the formulas before it have taken all the time there is for formulas" in said[-1].message
    assert said[-1].hint.startswith("correct those that take long")


def test_sound_formulas_are_all_typeset(takes: Callable[[float], list[str]]) -> None:
    asked = takes(0.02)
    for number in range(3_000):
        typesetting.typeset(f"x+{number}", display=False)
    assert len(asked) == 3_000


def test_a_formula_that_cannot_be_drawn_stays_tex(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mathjax, "drawn", lambda tex, display: "")
    fields, _ = shown(basic(answer="$x+1$"), Rendering(math=Math(output="svg")))
    assert r"\(x+1\)" in fields.back


def test_hostile_diagrams_are_shown_as_code(takes: Callable[[float], list[str]]) -> None:
    asked = takes(HOSTILE)
    drawings = [diagrams.draw("mermaid", f"graph TD; A --> {number}") for number in range(2_000)]
    assert len(asked) == 4
    assert drawings[3] == Drawing(error="it takes too long or too much memory")
    assert drawings[-1] == Drawing(error="the diagrams before it have taken all the time there is for diagrams")


def test_sound_diagrams_are_all_drawn(takes: Callable[[float], list[str]]) -> None:
    asked = takes(0.2)
    for number in range(3_000):
        assert diagrams.draw("mermaid", f"graph TD; A --> {number}; B --> C") == Drawing(b"<svg/>")
    assert len(asked) == 3_000


def test_every_build_begins_anew(tmp_path: Path, takes: Callable[[float], list[str]]) -> None:
    takes(HOSTILE)
    text = "## What is it?\n\n" + BLOCKS
    built(tmp_path, text, 1_700_000_000)
    assert colours.spent()
    takes(SOUND)
    built(tmp_path, "## What is it?\n\n```bash\necho\n```\n", 1_700_000_060)
    assert not colours.spent()
