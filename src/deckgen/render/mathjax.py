"""Every formula is typeset when it is built, by a MathJax embedded in the process; what fails is said, with its place.

quickjax embeds MathJax 4; Anki ships 3.2.2 on every platform (docs/anki.md, MathJax). What only the newer one knows is
in `newer_macros.txt`: the macros that quickjax typesets and Anki's own bundle, asked one by one, does not.
"""

import hashlib
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from deckgen.data import Span
from deckgen.diagnostics import MATH_DEFINITION, MATH_ERROR, MATH_UNDEFINED, Diagnostic
from deckgen.render.field import Field, Formula, Segment, Tag, inert
from deckgen.render.places import NONCHARACTERS

if TYPE_CHECKING:
    from quickjax import MathJaxRenderer

_ERROR = re.compile(r'data-mjx-error="([^"]*)"')
# An undefined macro is shown as red text that holds nothing but its own name.
_UNDEFINED = re.compile(r'<g data-mml-node="mtext" fill="red" stroke="red" data-latex="\\([A-Za-z]+)')
_DATA = re.compile(r' data-[a-z-]+="[^"]*"')
_SHAPES = re.compile(r"MJX-\d+-")
_MACRO = re.compile(r"\\([A-Za-z]+)")
_DEFINE = "define it below [math.macros] in deckgen.toml (deckgen init writes one)"
_REQUIRE = re.compile(r"\\require\s*\{([^}]*)\}")
_DEFINES = re.compile(
    r"\\(?:re)?newcommand|\\(?:g|x|e)?def\b|\\let\b|\\DeclareMathOperator|\\newenvironment|\\DeclarePairedDelimiter"
)
# The extensions of tex-chtml-full that a formula can load (docs.mathjax.org, "TeX and LaTeX extensions").
_LOADABLE = frozenset(
    "action ams amscd bbox boldsymbol braket bussproofs cancel cases centernot color colortbl colorv2 configmacros "
    "empheq enclose extpfeil gensymb html mathtools mhchem newcommand noerrors noundefined physics setoptions "
    "tagformat textcomp textmacros unicode upgreek verb".split()
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a formula: an undefined macro's name, or MathJax's own words."""

    message: str
    macro: str = ""


def check(formulas: Iterable[Formula]) -> Iterator[Diagnostic]:
    """What MathJax says of formulas, at their places in the source."""
    for formula in formulas:
        tex = formula.tex
        if _DEFINES.search(tex):
            message = (
                "this formula defines a macro, which leaks into other cards and is missing where it is not shown first"
            )
            hint = f"write the formula out, or {_DEFINE}"
            yield Diagnostic(MATH_DEFINITION, formula.span, message, hint)
        for problem in problems(tex, display=formula.display):
            if problem.macro:
                message = f"\\{problem.macro} is not defined in Anki's MathJax"
                hint = f"use a macro that MathJax 3 knows, or {_DEFINE}"
                span = _within(formula, f"\\{problem.macro}")
                yield Diagnostic(MATH_UNDEFINED, span, message, hint)
            else:
                message = f"MathJax cannot typeset this formula: {problem.message}"
                hint = "Anki would show the formula's source in its place"
                yield Diagnostic(MATH_ERROR, formula.span, message, hint)


def _within(formula: Formula, macro: str) -> Span:
    """Where a macro stands in a formula; the formula's own place where it came from another macro."""
    for number, line in enumerate(formula.source.lines):
        if (at := line.find(macro)) >= 0:
            return formula.source.span(number, at)
    return formula.span


@lru_cache(maxsize=65536)
def problems(tex: str, *, display: bool) -> tuple[Problem, ...]:
    """Why Anki's MathJax would not typeset a formula; empty when it would."""
    required = {name.strip() for names in _REQUIRE.findall(tex) for name in names.split(",")}
    if unknown := sorted(required - _LOADABLE):
        return (Problem(f"\\require{{{unknown[0]}}} names no extension of MathJax 3"),)
    svg = _typeset(_REQUIRE.sub("", tex), display=display)
    if error := _ERROR.search(svg):
        return (Problem(html.unescape(error[1])),)
    undefined = dict.fromkeys(_UNDEFINED.findall(svg))
    if "physics" not in required and not _DEFINES.search(tex):
        undefined |= dict.fromkeys(name for name in _MACRO.findall(tex) if name in _newer())
    return tuple(Problem(f"\\{name} is not defined", name) for name in undefined)


def drawn(field: Field) -> Field:
    """A field with its formulas as inline SVG in the text's colour; clozes and what cannot be typeset stay TeX."""
    return tuple(_drawn(part) if isinstance(part, Formula) else part for part in field)


def _drawn(formula: Formula) -> Segment:
    tex, display = formula.tex, formula.display
    # Anki must find a cloze in TeX that MathJax typesets after it.
    if NONCHARACTERS.search(tex) or problems(tex, display=display):
        return formula
    svg = _DATA.sub("", _typeset(_REQUIRE.sub("", tex), display=display))
    # The engine numbers its shapes from its start on: equal formulas must give equal fields, and cards no twins.
    name = hashlib.sha256(f"{display}{tex}".encode()).hexdigest()[:12]
    svg = _SHAPES.sub(f"m{name}-", svg)
    kind = "math drawn display" if display else "math drawn"
    return Tag(inert(f'<span class="{kind}" role="img" aria-label="{html.escape(tex)}">{svg}</span>'))


def _typeset(tex: str, *, display: bool) -> str:
    # A definition stays in the engine that has seen it: it gets one of its own.
    engine = _engine.__wrapped__() if _DEFINES.search(tex) else _engine()
    from quickjax import MathJaxRenderError

    try:
        return str(engine.render(tex, display=display))
    except MathJaxRenderError as error:
        message = str(error).rpartition(": ")[2]
        return f'data-mjx-error="{html.escape(message)}"'


@cache
def _engine() -> "MathJaxRenderer":
    # Four megabytes of JavaScript: only for decks with formulas.
    from quickjax import MathJaxRenderer

    return MathJaxRenderer()


@cache
def _newer() -> frozenset[str]:
    return frozenset((files(__package__) / "newer_macros.txt").read_text("ascii").split())
