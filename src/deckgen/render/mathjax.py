"""Every formula is typeset when it is built, as Anki's MathJax does it; what fails is said, with its place.

A formula that a card may not show stands on it as its source.
"""

import hashlib
import html
import re
from collections.abc import Iterator

from deckgen.data import Span
from deckgen.diagnostics import MATH_DEFINITION, MATH_ERROR, MATH_UNDEFINED, MATH_UNSAFE, Diagnostic
from deckgen.render import clozes
from deckgen.render.field import Field, Formula, Segment, Tag, Text, inert
from deckgen.render.places import NONCHARACTERS
from deckgen.tex import Fault, drawn, typeset, unfit
from deckgen.wording import said

_DATA = re.compile(r' data-[a-z-]+="[^"]*"')
_SHAPES = re.compile(r"MJX-\d+-")


def checked(field: Field) -> tuple[Field, tuple[Diagnostic, ...]]:
    """A field whose formulas a card may show, and what its author should know of them."""
    segments: list[Segment] = []
    diagnostics: list[Diagnostic] = []
    for part in field:
        if not isinstance(part, Formula):
            segments.append(part)
            continue
        faults = (unfit(tex, typeset(tex, display=part.display)) for tex in _sides(part))
        fault = next(filter(None, faults), None)
        segments += _source(part) if fault else (part,)
        diagnostics += _remarks(part, fault)
    return tuple(segments), tuple(diagnostics)


def _sides(formula: Formula) -> Iterator[str]:
    """What MathJax is given: on the answer first."""
    for escaped in clozes.sides(formula.escaped):
        yield html.unescape(escaped).strip()


def _source(formula: Formula) -> tuple[Segment, ...]:
    """The formula as code, in which MathJax looks for none; its braces end no cloze."""
    text = formula.escaped.replace("{", "&#123;").replace("}", "&#125;")
    return Tag('<code class="math-source">'), Text(text), Tag("</code>")


def _remarks(formula: Formula, fault: Fault | None) -> Iterator[Diagnostic]:
    """What MathJax says of a formula as the answer shows it, at its place in the source."""
    came = typeset(next(_sides(formula)), display=formula.display)
    if fault:
        message = said("a card may not show this formula: {why}", why=fault.what)
        hint = said("{remedy}; until then the card shows its source", remedy=fault.hint)
        yield Diagnostic(MATH_UNSAFE, _within(formula, fault.written), message, hint)
    elif came.defined:
        message = said(
            "this formula defines a macro, which leaks into other cards and is missing where it is not shown first"
        )
        hint = said("write the formula out, or define it below [math.macros] in deckgen.toml (deckgen init writes one)")
        yield Diagnostic(MATH_DEFINITION, formula.span, message, hint)
    if came.error and not fault:
        message = said("MathJax cannot typeset this formula: {error}", error=came.error)
        hint = said("Anki would show the formula's source in its place")
        yield Diagnostic(MATH_ERROR, formula.span, message, hint)
    for name in () if came.error else came.undefined:
        message = said("\\{name} is not defined in Anki's MathJax", name=name)
        hint = said(
            "use a macro that MathJax 3 knows, "
            "or define it below [math.macros] in deckgen.toml (deckgen init writes one)"
        )
        yield Diagnostic(MATH_UNDEFINED, _within(formula, f"\\{name}"), message, hint)


def _within(formula: Formula, text: str) -> Span:
    """Where a text stands in a formula; the formula's own place where it came from a macro."""
    for number, line in enumerate(formula.source.lines):
        if text and (at := line.find(text)) >= 0:
            return formula.source.span(number, at)
    return formula.span


def as_pictures(field: Field) -> Field:
    """A field with its formulas as inline SVG in the text's colour; clozes and what cannot be typeset stay TeX."""
    return tuple(_drawn(part) if isinstance(part, Formula) else part for part in field)


def _drawn(formula: Formula) -> Segment:
    tex, display = formula.tex, formula.display
    # Anki must find a cloze in TeX that MathJax typesets after it.
    if NONCHARACTERS.search(tex):
        return formula
    came = typeset(tex, display=display)
    if came.error or came.undefined:
        return formula
    svg = _DATA.sub("", drawn(tex, display=display))
    if not svg:
        return formula
    # The engine numbers its shapes from its start on: equal formulas must give equal fields, and cards no twins.
    name = hashlib.sha256(f"{display}{tex}".encode()).hexdigest()[:12]
    svg = _SHAPES.sub(f"m{name}-", svg)
    kind = "math drawn display" if display else "math drawn"
    return Tag(inert(f'<span class="{kind}" role="img" aria-label="{html.escape(tex)}">{svg}</span>'))
