"""Colours that authors gave, so that they can be read by day and by night.

A ground brings its own day or night: what stands on it has the colours that go with it (`style.css`, `code.css`). Of
words the colours with a name are the theme's; any other is the author's wherever it can be read.
"""

import re
from collections.abc import Mapping, Sequence
from colorsys import hls_to_rgb, rgb_to_hls
from functools import cache

Rgb = tuple[int, int, int]

# By day and by night; style.css has them.
PAPERS, INKS = ((255, 255, 255), (23, 25, 29)), ((31, 35, 40), (227, 230, 234))
_ENDS = ((0, 0, 0), (255, 255, 255))
# What text needs (WCAG 2.2, 1.4.3).
ENOUGH = 4.5
_ON = ("on-light", "on-dark")
_THEME = {
    "red": "red",
    "blue": "blue navy",
    "green": "green lime",
    "amber": "orange yellow gold",
    "purple": "purple violet",
    "pink": "pink magenta crimson",
    "brown": "brown maroon chocolate",
    "teal": "cyan teal",
    "quiet": "gray silver",
    "ink": "black white",
}
# `rgb(1 2 3 / 50%)` and `hsla(1, 2%, 3%, .5)`.
_FUNCTION = re.compile(
    r"(rgb|hsl)a?\(\s*+([\d.]++%?)(?:deg)?[\s,]++([\d.]++%?)[\s,]++([\d.]++%?)(?:\s*+[,/]\s*+(\d++(?:\.\d++)?|\.\d++)(%?))?\s*+\)"
)


def readable(tag: str, attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes of an element with colours that can be read; as they are where they can, or are not understood."""
    style = _declared(attributes.get("style", ""))
    ground = _colour(style.get("background-color", "") or attributes.get("bgcolor", ""))
    words = _colour(style.get("color", "") or (attributes.get("color", "") if tag == "font" else ""))
    found = dict(attributes)
    if ground and (
        words or not all(_reads(ink, _over(ground, paper)) for ink, paper in zip(INKS, PAPERS, strict=True))
    ):
        shown = _over(ground, PAPERS[0])
        style["background-color"] = _hex(shown)
        best = max((0, 1), key=lambda at: contrast(INKS[at], shown))
        if not (words or _reads(INKS[best], shown)):
            # In the middle only these can be read.
            style["color"] = _hex(max(_ENDS, key=lambda end: contrast(end, shown)))
        _join(found, _ON[best])
    elif words and not ground and (name := _names().get(words[0])):
        _join(found, f"ink-{name}")
    elif words and not ground:
        style["color"] = _on_paper(words[0])
    if style != _declared(attributes.get("style", "")):
        found["style"] = "; ".join(f"{name}: {value}" for name, value in style.items())
    return found


def _join(attributes: dict[str, str], name: str) -> None:
    attributes["class"] = f"{attributes.get('class', '')} {name}".strip()


def contrast(one: Rgb, other: Rgb) -> float:
    """How much one differs in luminance from the other, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _on_paper(colour: Rgb) -> str:
    """One colour by day and one by night, since none can be read on both papers.

    Of the two variables one is empty and the other is not set (`style.css`).
    """
    day, night = (_hex(_seen(colour, paper)) for paper in PAPERS)
    return f"var(--by-day, {day}) var(--by-night, {night})"


def _seen(colour: Rgb, paper: Rgb) -> Rgb:
    """The colour; where it cannot be read, its lightness is turned over as paper's is, and moved on until it can."""
    hue, lightness, saturation = rgb_to_hls(*(part / 255 for part in colour))
    if _reads(colour, paper):
        return colour
    dark = _luminance(paper) < 0.5
    lightness = max(lightness, 1 - lightness) if dark else min(lightness, 1 - lightness)
    while not _reads(seen := _rgb(hls_to_rgb(hue, lightness, saturation)), paper):
        lightness += 0.01 if dark else -0.01
    return seen


@cache
def _names() -> dict[Rgb, str]:
    from PIL import ImageColor  # many notes have no colours

    return {ImageColor.getrgb(name)[:3]: shown for shown, names in _THEME.items() for name in names.split()}


def _colour(value: str) -> tuple[Rgb, float] | None:
    """A colour of CSS and how much it covers; None for what is none, or shows nothing."""
    from PIL import ImageColor

    function = _FUNCTION.fullmatch(value.strip())
    if function:
        value = f"{function[1]}({', '.join(function.group(2, 3, 4))})"
    try:
        red, green, blue, *alpha = ImageColor.getrgb(value.strip())
    except ValueError:
        return None
    covers = alpha[0] / 255 if alpha else 1.0
    if function and function[5]:
        covers = min(1.0, float(function[5]) / (100 if function[6] else 1))
    return ((red, green, blue), covers) if covers else None


def _declared(style: str) -> dict[str, str]:
    pairs = (item.partition(":") for item in style.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if value.strip()}


def _over(ground: tuple[Rgb, float], paper: Rgb) -> Rgb:
    """What is seen of a ground on paper."""
    colour, covers = ground
    return _rgb([(covers * part + (1 - covers) * below) / 255 for part, below in zip(colour, paper, strict=True)])


def _reads(colour: Rgb, ground: Rgb) -> bool:
    return contrast(colour, ground) >= ENOUGH


def _luminance(colour: Rgb) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (c / 255 for c in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _rgb(parts: Sequence[float]) -> Rgb:
    red, green, blue = (round(255 * min(1.0, max(0.0, part))) for part in parts)
    return red, green, blue


def _hex(colour: Rgb) -> str:
    return f"#{bytes(colour).hex()}"
