"""Authors' colours: whatever they are, they can be read by day and by night, and what is none is left alone."""

import re
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.render import inks
from tests.support.effort import examples

PART = st.integers(0, 255)
COLOUR = st.tuples(PART, PART, PART)


def rgb(colour: str) -> inks.Rgb:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def test_paper_and_ink_are_those_of_the_style() -> None:
    css = (files("deckgen.apkg.notetypes") / "style.css").read_text("utf-8")
    for name, colours in (("paper", inks.PAPERS), ("ink", inks.INKS)):
        assert tuple(map(rgb, re.findall(rf"--{name}: (#\w+)", css))) == colours


@settings(max_examples=examples(200), deadline=None)
@given(COLOUR)
def test_every_colour_of_words_can_be_read(colour: inks.Rgb) -> None:
    found = inks.readable("span", {"style": "color: rgb({}, {}, {})".format(*colour)})
    seen = re.findall(r"#\w{6}", found["style"])
    assert len(seen) == (0 if "class" in found else 2)
    for one, paper in zip(seen, inks.PAPERS, strict=False):
        assert inks.contrast(rgb(one), paper) >= inks.ENOUGH


def test_the_theme_has_each_colour_with_a_name() -> None:
    css = (files("deckgen.apkg.notetypes") / "style.css").read_text("utf-8")
    for name in ("#f00", "navy", "lime", "gold", "violet", "pink", "brown", "teal", "gray", "black"):
        (shown,) = inks.readable("font", {"color": name})["class"].split()
        variable = shown.removeprefix("ink-")
        assert f".deckgen .{shown} {{ color: var(--{variable}) !important; }}" in css
        day, night = map(rgb, re.findall(rf"--{variable}: (#\w+)", css))
        assert all(inks.contrast(*pair) >= inks.ENOUGH for pair in zip((day, night), inks.PAPERS, strict=True))


@settings(max_examples=examples(200), deadline=None)
@given(COLOUR, st.integers(1, 100))
def test_the_ink_can_be_read_on_every_ground(colour: inks.Rgb, covers: int) -> None:
    written = "rgba({}, {}, {}, {})".format(*colour, covers / 100)
    found = inks.readable("td", {"style": f"background-color: {written}"})
    ground = re.search(r"#\w{6}", found["style"])
    if ground:
        words = re.search(r"(?<!-)color: (#\w{6})", found["style"])
        ink = rgb(words[1]) if words else inks.INKS[found["class"] == "on-dark"]
        assert inks.contrast(ink, rgb(ground[0])) >= inks.ENOUGH
    else:
        assert found == {"style": f"background-color: {written}"}


@pytest.mark.parametrize(
    "value",
    [
        "",
        "inherit",
        "transparent",
        "var(--x)",
        "rgb(1.2.3, 4, 5)",
        "rgb(1, 2)",
        "#12",
        "red !important",
        "rgba(1,2,3,0)",
    ],
)
def test_what_is_no_colour_stays(value: str) -> None:
    for name in ("color", "background-color"):
        attributes = {"style": f"{name}: {value}"}
        assert inks.readable("span", attributes) == attributes
    assert inks.readable("font", {"color": value}) == {"color": value}
