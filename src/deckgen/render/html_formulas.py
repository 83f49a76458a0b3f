"""Formulas in an author's HTML, which Markdown leaves alone: those in its text, not in its code, comments and tags."""

import html
import re
from collections.abc import Callable

from deckgen.render import math
from deckgen.render.places import MARK, Place, unmarked

_OPAQUE = re.compile(
    r"<(?P<code>pre|code|script|style|textarea|svg|math)\b.*?(?:</(?P=code)\s*>|\Z)"
    rf"|<(?P<formula>span|div)(?:{MARK})? class=\"math.*?(?:</(?P=formula)>|\Z)|<!--.*?(?:-->|\Z)"
    r"|</?[a-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>",
    re.DOTALL | re.IGNORECASE,
)
_BEGINS = re.compile(r"\$|\\[(\[]")

# Where what stands between two offsets of the HTML was written.
Find = Callable[[int, int], Place | None]


def _nowhere(start: int, end: int) -> Place | None:
    return None


def written(text: str, find: Find = _nowhere) -> str:
    """The HTML with its formulas in the form that Anki typesets."""
    if not _BEGINS.search(text):
        return text
    out, at, marks = [], 0, 0
    for opaque in [*_OPAQUE.finditer(text), None]:
        start = opaque.start() if opaque else len(text)
        # The marks of places are not part of what the author wrote.
        out.append(_written(text[at:start], at - marks, find))
        if opaque:
            out.append(opaque[0])
            at = opaque.end()
            marks += len(opaque[0]) - len(unmarked(opaque[0]))
    return "".join(out)


def _written(text: str, offset: int, find: Find) -> str:
    """Text between tags, which begins at an offset of the HTML."""
    out, at = [], 0
    while begins := _BEGINS.search(text, at):
        formula = math.inline(text, begins.start())
        out.append(text[at : begins.start()])
        if formula:
            place = find(offset + begins.start(), offset + formula.end)
            mark = place.mark if place else ""
            out.append(math.to_html(html.unescape(formula.tex), display=formula.display, mark=mark))
        else:
            out.append(begins[0])
        at = formula.end if formula else begins.end()
    return "".join(out) + text[at:]
