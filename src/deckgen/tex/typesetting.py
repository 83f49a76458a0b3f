"""One formula → what a phone will show of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from deckgen.engine import Engine
from deckgen.patience import Spent
from deckgen.tex.engine import engine
from deckgen.wording import said

# Why the process gives a formula up; what else fails is MathJax.
_REASONS: Mapping[str, str] = {
    reason: reason
    for reason in (
        said("it is too large"),
        said("it is nested too deeply"),
        said("it takes too long or too much memory"),
    )
}
SPENT = said("the formulas before it have taken all the time there is for formulas")


@dataclass(frozen=True, slots=True)
class Typeset:
    """What came of a formula.

    `failed` says why nothing did, `error` what MathJax shows in its place. `attributes` are those of the typeset tree,
    with their values; `extent` is how far any part of it goes backwards, how wide and how high one is, in em. `defined`
    are the commands that the formula defines for those after it, `replaced` those of them that MathJax knows.
    """

    failed: str = ""
    error: str = ""
    undefined: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    extent: tuple[float, float, float] = (0.0, 0.0, 0.0)
    defined: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()


def typeset(tex: str, *, display: bool) -> Typeset:
    """A formula by itself, whatever others have defined; raises DeckgenError where MathJax is not at hand."""
    try:
        return _typeset(tex, display)
    except Spent:
        return Typeset(failed=SPENT)


@lru_cache(maxsize=65536)
def _typeset(tex: str, display: bool) -> Typeset:
    came = _engine().answer("typeset", tex, display)
    if "failed" in came:
        failed = str(came["failed"])
        return Typeset(failed=_REASONS.get(failed) or said("MathJax fails: {error}", error=failed))
    return Typeset(
        error=came["error"],
        undefined=tuple(came["undefined"]),
        attributes=tuple((name, value) for name, value in came["attributes"]),
        extent=(came["extent"][0], came["extent"][1], came["extent"][2]),
        defined=tuple(came["defined"]),
        replaced=tuple(came["replaced"]),
    )


def drawn(tex: str, *, display: bool) -> str:
    """A formula as SVG in the text's colour; empty where that fails."""
    try:
        return _drawn(tex, display)
    except Spent:
        return ""


@lru_cache(maxsize=1024)
def _drawn(tex: str, display: bool) -> str:
    return str(_engine().answer("draw", tex, display).get("svg", ""))


@cache
def _engine() -> Engine:
    return engine()
