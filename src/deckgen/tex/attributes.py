"""The attributes that MathJax writes on a page, and what their values may be (docs/anki.md, MathJax)."""

import re
from collections.abc import Callable

from deckgen.wording import said

_SCHEMES = frozenset(("http", "https", "mailto"))
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
# In em: nothing is moved far over its neighbours, nothing is longer than some lines of a screen.
_SHORTEST, _LONGEST = -20.0, 100.0
# Per cent of what is around: MathJax's own are 100.
_SHARE = 300.0
_PER_EM = {"em": 1.0, "ex": 2.0, "mu": 18.0, "px": 16.0, "pt": 10.0, "pc": 0.8, "in": 0.16, "cm": 0.4, "mm": 4.0}
_MEASURE = re.compile(
    r"(?<![\d.])([+-]?(?:\d++\.?+\d*+|\.\d++))(em|ex|mu|px|pt|pc|in|cm|mm|%|)(?![\w.])", re.IGNORECASE
)
_COLOUR = re.compile(r"#[0-9a-f]{3,8}|[a-z]*|(?:rgb|hsl)a?\([\d.,%/ deg]*\)", re.IGNORECASE)
_FONT = re.compile(r"[\w ,'\"-]*")
_PLAIN = re.compile(r"[\w #%.,'\"+-]*")
_PROPERTIES = frozenset(
    "background background-color border border-bottom border-color border-left border-radius border-right border-style"
    " border-top border-width color font-family font-size font-style font-weight padding text-decoration".split()
)


def advice(name: str, value: str) -> str | None:
    """What to write instead of this attribute; None where a card may have it."""
    may_stand, instead = _ATTRIBUTES.get(name, (None, said("leave out what gives it this {attribute}", attribute=name)))
    return None if may_stand and may_stand(value) else instead


def _anything(_value: str) -> bool:
    return True


def _leads_to_the_web(address: str) -> bool:
    scheme = _SCHEME.match(address.strip())
    return scheme is not None and scheme[1].lower() in _SCHEMES


def _is_colour(value: str) -> bool:
    return _COLOUR.fullmatch(value.strip()) is not None


def _is_font(value: str) -> bool:
    return _FONT.fullmatch(value) is not None


def _is_of_a_tag(value: str) -> bool:
    return value.startswith("mjx-eqn:")


def _are_bearable(lengths: str) -> bool:
    return all(map(_is_bearable, _MEASURE.findall(lengths)))


def _is_bearable(length: tuple[str, str]) -> bool:
    number, unit = float(length[0]), length[1].lower()
    return abs(number) <= _SHARE if unit == "%" else _SHORTEST <= number / _PER_EM.get(unit, 1.0) <= _LONGEST


def _is_harmless(style: str) -> bool:
    """Whether a style has only properties that change how the formula itself looks."""
    for declaration in filter(str.strip, style.split(";")):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name.lower() not in _PROPERTIES or not (_PLAIN.fullmatch(value) or _is_colour(value)):
            return False
        # A number without a unit is a weight, or nothing.
        if not all(_is_bearable(length) for length in _MEASURE.findall(value) if length[1]):
            return False
    return True


_COLOURED = said("use {one} or {other}", one="\\color{…}{…}", other="\\colorbox{…}{…}")
_LENGTHS = (
    "columnspacing columnwidth data-padding data-thickness depth fontsize framespacing height linethickness lspace"
    " mathsize maxsize minlabelspacing minsize rowspacing rspace voffset width"
)
# Keywords, and what MathJax says of a mistake, which is text.
_WORDS = (
    "accent accentunder actiontype align bevelled columnalign columnlines columnspan data-arrowhead data-cramped"
    " data-mjx-error data-width-includes-label denomalign dir display displaystyle equalcolumns equalrows fence"
    " fontstyle fontweight form frame largeop linebreak mathvariant movablelimits notation numalign rowalign rowlines"
    " rowspan scriptlevel selection semantics separator side stretchy symmetric title"
)
_GROUPS: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    ("href", _leads_to_the_web, said("link to an address that begins with https:, http: or mailto:")),
    ("background color mathbackground mathcolor", _is_colour, _COLOURED),
    ("style", _is_harmless, _COLOURED),
    ("fontfamily", _is_font, said("write the name of a font")),
    ("id", _is_of_a_tag, said("leave out {command}", command="\\cssId")),
    (_LENGTHS, _are_bearable, said("write a length between -20em and 100em")),
    (_WORDS, _anything, ""),
)
_ATTRIBUTES = {name: (judge, instead) for names, judge, instead in _GROUPS for name in names.split()}
