"""Code in colours, by Pygments in a process of its own: its expressions go back over what they have read.

For hostile code that may take for ever, in common languages too: thirty escapes in a string of bash that never ends.
The record is docs/decisions/colours.md.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from deckgen.diagnostics import DeckgenError
from deckgen.engine import Engine
from deckgen.patience import Patience, Spent
from deckgen.wording import because, said

# The process stops itself a little earlier; so does one that has lost its build. Code of a real note takes some
# milliseconds, and what takes the square of LONGEST less than half of this.
_SECONDS = 12.0
# How many characters get colours.
LONGEST = 5_000
# In s, of all code for each character: Pygments takes 0.01 ms for one, of a block of one line 0.1.
_EACH = 0.0005


def coloured(code: str, language: str, lines: tuple[int, ...] = ()) -> str | None:
    """Code in a language that Pygments knows as HTML, with `lines` marked; None when it takes too long."""
    return _unless_spent(_coloured, code, language, lines) if len(code) <= LONGEST else None


def hilited(fields: dict[str, Any], *, shebang: bool) -> str | None:
    """What Python-Markdown's CodeHilite with these fields makes of its code; None when it takes too long."""
    code, others = fields["src"], {name: value for name, value in fields.items() if name != "src"}
    return _unless_spent(_asked, "hilited", code, others, shebang) if len(code) <= LONGEST else None


def spent() -> bool:
    """Whether the code of this build has taken all the time there is for colours."""
    return _engine().patience.spent


def told() -> bool:
    """Whether somebody asked this before in this build: it is enough to say once that the time is spent."""
    return _engine().patience.told()


def _unless_spent(ask: Callable[..., str | None], *given: object) -> str | None:
    try:
        return ask(*given)
    except Spent:
        return None


@lru_cache(maxsize=256)
def _coloured(code: str, language: str, lines: tuple[int, ...]) -> str | None:
    return _asked("coloured", code, language, lines)


def _asked(*question: object) -> str | None:
    answer: str | None = _engine().answer(*question).get("html")
    return answer


@cache
def _engine() -> Engine:
    return Engine(Path(__file__).with_name("worker.py"), _SECONDS, Patience(_EACH), _unavailable)


def _unavailable(error: OSError | None) -> DeckgenError:
    return DeckgenError(because(said("code cannot be coloured: Pygments does not start"), error))
