"""One formula → what a phone will show of it."""

from dataclasses import dataclass
from functools import cache, lru_cache

from deckgen.tex.engine import Engine


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


@lru_cache(maxsize=65536)
def typeset(tex: str, *, display: bool) -> Typeset:
    """A formula by itself, whatever others have defined; raises DeckgenError where MathJax is not at hand."""
    said = _engine().ask("typeset", tex, display=display)
    if "failed" in said:
        return Typeset(failed=said["failed"])
    return Typeset(
        error=said["error"],
        undefined=tuple(said["undefined"]),
        attributes=tuple((name, value) for name, value in said["attributes"]),
        extent=(said["extent"][0], said["extent"][1], said["extent"][2]),
        defined=tuple(said["defined"]),
        replaced=tuple(said["replaced"]),
    )


@lru_cache(maxsize=1024)
def drawn(tex: str, *, display: bool) -> str:
    """A formula as SVG in the text's colour; empty where that fails."""
    return str(_engine().ask("draw", tex, display=display).get("svg", ""))


@cache
def _engine() -> Engine:
    return Engine()
