"""What hostile formulas do in Anki's reviewer: nothing as deckgen ships them, all they want as they were written."""

import html
from pathlib import Path
from typing import Any

import pytest

from tests.support.browsers import LACKING, MARKS
from tests.support.formulas import ATTACKS, FAR, HARMLESS, RUN

pytestmark = MARKS
if not LACKING:
    from tests.support.screens import QUIET, built, raw, shown


def test_no_attack_does_anything(browser: Any, tmp_path: Path) -> None:
    texts = {name: f"$$\n{tex}\n$$\n\nand ${tex}$" for name, tex in ATTACKS.items() if len(tex) < 2000}
    found, media = built(texts, tmp_path)
    assert found.keys() == texts.keys()
    screen = shown(browser, media)
    for name, card in found.items():
        seen = screen.look(card)
        assert QUIET.items() <= seen.items(), name
        assert seen["height"] < 3000, name
        assert seen["typeset"] >= 1, f"{name}: MathJax has been there"
    assert screen.asked == []
    screen.shown.page.context.close()


def test_what_is_harmless_is_typeset(browser: Any, tmp_path: Path) -> None:
    found, media = built({f"number {at}": f"$${tex}$$" for at, tex in enumerate(HARMLESS)}, tmp_path)
    screen = shown(browser, media)
    for name, card in found.items():
        seen = screen.look(card)
        assert (seen["typeset"], seen["ran"], seen["ids"]) == (2, 0, 1), name
        assert not screen.shown.page.locator("#qa mjx-merror").count(), name
    screen.shown.page.context.close()


# What each does where it is shipped as it was written.
ACTS = {
    "a script": "ran",
    "a script in a token": "ran",
    "an end in verbatim": "ran",
    "an end in a comment": "ran",
    "a style that covers": "covers",
    "a box that covers": "covers",
    "an id of Anki's": "ids",
    "a class of ours": "ours",
    "a rule": "height",
    "a row": "height",
}


def unjudged(card: Any, *formulas: str) -> Any:
    """The card with formulas that nobody has judged."""
    spans = "".join(f'<span class="math">\\({html.escape(tex, quote=False)}\\)</span> ' for tex in formulas)
    return raw(card, spans)


@pytest.mark.parametrize("name", ACTS)
def test_the_attacks_are_attacks(browser: Any, plain: tuple[Any, Path], name: str) -> None:
    card, media = plain
    screen = shown(browser, media)
    seen = screen.look(unjudged(card, ATTACKS[name]))
    assert not QUIET.items() <= seen.items() if ACTS[name] != "height" else seen["height"] > 10_000
    screen.shown.page.context.close()


@pytest.mark.parametrize("name", ["a style that loads", "a box that loads", "a font that loads"])
def test_what_loads_would_load(browser: Any, plain: tuple[Any, Path], name: str) -> None:
    card, media = plain
    screen = shown(browser, media)
    screen.look(unjudged(card, ATTACKS[name]))
    assert screen.asked == [FAR]
    screen.shown.page.context.close()


# A card, and one that is shown after it: none of the second's formulas does anything by itself.
LEFT_BEHIND = {
    "a name": (r"\let\go\href", rf"\go{{{RUN}}}{{x}}"),
    "a name before the command": (r"\def\go#1{#1}", rf"\go\href{{{RUN}}}{{x}}"),
    "another meaning of text": (r"\def\text#1{#1}", rf"\text{{\href}}{{{RUN}}}{{x}}"),
    "another address": (
        rf"\def\again#1#2#3{{#1{{{RUN}}}{{#3}}}}\def\overline#1{{\again#1}}",
        r"\overline{\href{https://a.b}{x}}",
    ),
    "text that is read": (r"\require{textmacros}", rf"\text{{\href{{{RUN}}}{{x}}}}"),
}


@pytest.mark.parametrize("name", LEFT_BEHIND)
def test_what_one_card_leaves_for_another(browser: Any, plain: tuple[Any, Path], tmp_path: Path, name: str) -> None:
    first, second = LEFT_BEHIND[name]
    card, media = plain
    screen = shown(browser, media)
    screen.look(unjudged(card, first))
    as_written = screen.look(unjudged(card, second))["ran"]
    screen.shown.page.context.close()
    found, media = built({"one": f"${first}$", "two": f"${second}$"}, tmp_path)
    screen = shown(browser, media)
    screen.look(found["one"])
    assert (as_written, screen.look(found["two"])["ran"]) == (1, 0)
    screen.shown.page.context.close()
