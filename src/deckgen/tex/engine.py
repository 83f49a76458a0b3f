"""MathJax in a process of its own."""

from importlib.util import find_spec
from pathlib import Path

from deckgen.diagnostics import DeckgenError
from deckgen.engine import Engine
from deckgen.patience import Patience
from deckgen.wording import because, joined, said

# The process stops itself a little earlier; so does one that has lost its build.
_SECONDS = 15.0
# Of all formulas for each character: MathJax takes 0.3 ms for one.
_EACH = 0.002
_INSTALL = "pip install mini-racer django-static-mathjax"


def engine() -> Engine:
    """One that is asked for a function of mathjax.js, a formula, and whether it stands by itself."""
    return Engine(Path(__file__).with_name("worker.py"), _SECONDS, Patience(_EACH), _unavailable)


def _unavailable(error: OSError | None) -> DeckgenError:
    missing = [name for name in ("py_mini_racer", "mathjax") if find_spec(name) is None]
    why = said("MathJax does not start")
    if missing:
        why = said("{modules} cannot be imported", modules=joined(" and ", missing))
    reason = because(why, error)
    return DeckgenError(said("formulas cannot be checked: {why}; run: {command}", why=reason, command=_INSTALL))
