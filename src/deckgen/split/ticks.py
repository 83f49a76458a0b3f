"""How authors mark an option as right, or as wrong, besides by the box before it; what stands in code is no mark."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from deckgen.split.language import marks_right
from deckgen.split.notation import CODE_SPAN, CROSS, TICK

_CODE = re.compile(CODE_SPAN)
# What stands for code while marks are looked for: a number between signs that no text has.
_STAND_IN = "\0{}\0"
_PLACE = re.compile(_STAND_IN.format(r"(\d++)"))
_TICK = re.compile(rf"(?:[(（\[【]\s*+{TICK}\s*+[)）\]】]|{TICK})\s*")
_ARROW = re.compile(r"\s(?:<-{1,2}|←|⬅️?)\s*$")
# What marks a point as bad, among good ones.
_CROSS = re.compile(rf"\s*(?:[(（\[【]\s*+(?:{CROSS}|×)\s*+[)）\]】]|{CROSS})")
_HIGHLIGHT = re.compile(r"==(?=\S)|(?<=\S)==")
_COLOUR = re.compile(r"</?(?:font|span|mark|u|ins)\b[^>]*>", re.IGNORECASE)
_BOLD = re.compile(r"\*\*|__|</?(?:b|strong)>")
_LETTERED = r"(?:[(（]?[A-Ha-h][.、:：)）．]\s*)?"
_ALL_BOLD = re.compile(
    rf"{_LETTERED}(?:(?P<mark>\*\*|__)(?:(?!(?P=mark)).)++(?P=mark)"
    r"|<(?P<tag>b|strong)>(?:(?!</(?P=tag)>).)++</(?P=tag)>)\W*$"
)
_EMPHASIS = re.compile(r"[*_]{1,3}$")
_BREAK = re.compile(r"(?:\s*<br\s*/?>)+$", re.IGNORECASE)
# What such a mark leaves of an option that has none: nothing but the option.
BARE_OPTION = re.compile(r"^\s*+(?:>\s*)?(?:[-*+]\s+|\d+[.)]\s+)?")
# What is left of bold italics.
_ALL_ITALIC = re.compile(
    rf"(?P<before>{BARE_OPTION.pattern}{_LETTERED})(?P<mark>[*_])(?![\s*_])"
    r"(?P<text>(?:(?!(?P=mark)).)+)(?P=mark)(?=\W*$)"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A way to mark options: whether a text without code bears the mark, and that text without it."""

    has: Callable[[str], object]
    without: Callable[[str], str]

    def on(self, option: str) -> bool:
        """True if an option bears the mark."""
        return bool(self.has(_CODE.sub(_STAND_IN.format(0), option)))

    def off(self, option: str) -> str:
        """The option without the mark."""
        code = [found[0] for found in _CODE.finditer(option)]
        places = iter(range(len(code)))
        bare = self.without(_CODE.sub(lambda _: _STAND_IN.format(next(places)), option))
        return _PLACE.sub(lambda found: code[int(found[1])], bare)


def without_marks(option: str) -> str:
    """An option without all that marks it as right."""
    for mark in MARKS:
        if mark.on(option):
            option = mark.off(option)
    return option.rstrip()


def _in_bold(text: str) -> bool:
    """True if all of an option is bold, and not only a word in it."""
    return bool(_ALL_BOLD.match(_BREAK.sub("", BARE_OPTION.sub("", text).strip())))


def _without_bold(text: str) -> str:
    return _ALL_ITALIC.sub(r"\g<before>\g<text>", _BOLD.sub("", text))


def _without_remark(text: str) -> str:
    if not (found := marks_right(text)):
        return text
    before, after = text[: found[0]], text[found[1] :]
    # "*(correct)*"
    emphasis = _EMPHASIS.search(before)
    if emphasis and after.startswith(emphasis[0]):
        before, after = before[: emphasis.start()], after[len(emphasis[0]) :]
    return before + after


def _without_tick(text: str) -> str:
    return _TICK.sub(lambda found: "" if not text[: found.start()][-1:].strip() else " ", text)


def _found(pattern: re.Pattern[str]) -> Mark:
    return Mark(pattern.search, lambda text: pattern.sub("", text))


TICKED, CROSSED = Mark(_TICK.search, _without_tick), _found(_CROSS)
REMARK, BOLD = Mark(marks_right, _without_remark), Mark(_in_bold, _without_bold)
# What marks an option as right; the first three do where nothing else says that a list holds options.
MARKS = (TICKED, REMARK, _found(_ARROW), _found(_HIGHLIGHT), _found(_COLOUR), BOLD)
