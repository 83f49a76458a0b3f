r"""What came of a formula → whether a card may show it.

Judged is the typeset tree, whose attributes are all that TeX can write into a page: a command may have any name
(`\let\a\href`). MathJax keeps definitions as long as its page, in Anki for cards of other decks too; so what a formula
does where others have defined something is judged by the commands it names (docs/anki.md, MathJax).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import gt

from deckgen.tex.attributes import advice
from deckgen.tex.typesetting import SPENT, Typeset
from deckgen.wording import said

# Commands that write what browsers act on.
_ACTIVE = frozenset("bbox class cssId data href mmlToken style unicode".split())
_TOKEN = re.compile(r"\\([A-Za-z]+|.)|[{}]", re.DOTALL)
_EXTENSION = re.compile(r'Extension "(?:\[tex\]/)?(.*)" is not allowed to be loaded')
# In em, backwards, wide, and high: more than what anybody reads; a row is 1.3 em high, a letter half an em wide.
_EXTENT = (100.0, 5000.0, 1000.0)
# So much of a value is shown.
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Fault:
    """What may not be, what to write instead, and the text it is about, which may stand in the source."""

    what: str
    hint: str
    written: str = ""


def unfit(tex: str, typeset: Typeset) -> Fault | None:
    """The first thing for which a card may not show this formula."""
    return next(_faults(tex, typeset), None)


def _faults(tex: str, typeset: Typeset) -> Iterator[Fault]:
    if typeset.failed == SPENT:
        yield Fault(typeset.failed, said("correct those that take long"))
    elif typeset.failed:
        yield Fault(typeset.failed, said("correct the formula, or divide it into parts"))
    if extension := _EXTENSION.match(typeset.error):
        # Anki's page would keep it, or wait for a file that is not there.
        what = said("it loads MathJax's extension {name}", name=extension[1])
        yield Fault(what, said("leave out {command}", command="\\require"), "\\require")
    if end := _end_within(tex):
        yield Fault(said("it ends for Anki at {end}", end=end), said("leave out {command}", command=end), end)
    for name, value in typeset.attributes:
        if hint := advice(name, value):
            shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
            yield Fault(said("it has {attribute}={value}", attribute=name, value=shown), hint, value)
    # The source of what is wrong is one long line.
    if not typeset.error and any(map(gt, typeset.extent, _EXTENT)):
        yield Fault(said("it is too large"), said("divide it into parts"))
    for name in typeset.replaced:
        what = said("it gives \\{name} another meaning, in all formulas that are shown after it", name=name)
        hint = said("write it out, or define the command below [math.macros] in deckgen.toml")
        yield Fault(what, hint, f"\\{name}")
    if typeset.error or typeset.undefined or typeset.defined:
        for token in _TOKEN.finditer(tex):
            if token[1] in _ACTIVE:
                what = said("what {command} does in it depends on the cards shown before", command=token[0])
                yield Fault(what, said("write it without definitions, unknown commands and mistakes"), token[0])


def _end_within(tex: str) -> str:
    r"""The `\)` or `\]` at which Anki ends a formula before its end; what is in braces does not (MathJax's FindTeX)."""
    depth = 0
    for token in _TOKEN.finditer(tex):
        if token[0] in ("\\)", "\\]") and not depth:
            return token[0]
        depth = max(0, depth + (token[0] == "{") - (token[0] == "}"))
    return ""
