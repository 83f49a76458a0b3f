"""What an element's own style may not do: lay itself over other parts of the card."""

import re
from collections.abc import Iterator

_COMMENT = re.compile(r"/\*.*?\*/|/\*.*", re.DOTALL)
_LENGTH = re.compile(r"(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?P<unit>[a-z%]*)", re.IGNORECASE)
# In px, about: what a unit is in text of the size that cards have.
_UNITS = {
    "": 1, "px": 1, "pt": 1.34, "pc": 16, "in": 96, "mm": 3.8, "cm": 38, "em": 16, "rem": 16, "ex": 8, "ch": 8,
    "%": 0.16,
}  # fmt: skip
# In px: what these may be at least and at most. Margins below 0 pull what follows over what is above.
_BOUNDS = {"margin": (0, 400), "padding": (0, 200), "text-indent": (-100, 400), "font-size": (0, 100)}
# A line lower than its letters lies over the next; a height in px is that of all that stands inside, however large.
_LINES = re.compile(r"normal|inherit|initial|(?P<times>\d++(?:\.\d++)?+|\.\d++)\s*+$")
_LOWEST = 0.9
# What is higher than its height shows lies over what follows.
_SIZED = frozenset("img video audio td th tr table".split())


def modest(tag: str, style: str) -> tuple[str, tuple[str, ...]]:
    """The style without what would cover other parts of the card, and the names of what was left out."""
    items = _COMMENT.sub(" ", style).split(";")
    kept: list[str] = []
    gone: list[str] = []
    for item in items:
        key, _, value = item.partition(":")
        name = key.strip().lower()
        covers = _covers(tag, name, value.replace("!important", "").strip().lower())
        (gone if covers else kept).append(name if covers else item)
    return (";".join(kept), tuple(gone)) if gone else (style, ())


def _covers(tag: str, name: str, value: str) -> bool:
    if "\\" in name:
        # Written with an escape, it may be any of these.
        return True
    if name in ("height", "max-height"):
        return tag not in _SIZED
    if name == "line-height":
        lines = _LINES.match(value)
        return not lines or bool(lines["times"] and float(lines["times"]) < _LOWEST)
    bounds = next((bounds for one, bounds in _BOUNDS.items() if name == one or name.startswith(f"{one}-")), None)
    if bounds is None:
        return False
    return any(not bounds[0] <= size <= bounds[1] for size in _sizes(value))


def _sizes(value: str) -> Iterator[float]:
    """The lengths of a value in px; infinite for what is worked out by the browser."""
    if "(" in value or "\\" in value:
        yield float("inf")
    for found in _LENGTH.finditer(value):
        yield float(found["number"]) * _UNITS.get(found["unit"].lower(), float("inf"))
