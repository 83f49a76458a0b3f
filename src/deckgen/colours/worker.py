"""The process that Pygments runs in: a line with code in, a line with its HTML out, until there are no more.

It is run by path, so that it loads nothing of deckgen.
"""

import faulthandler
import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from markdown.extensions.codehilite import CodeHilite
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

SECONDS = 10.0


def serve() -> None:
    """Answer code, until one goes beyond the limit or nobody asks any more."""
    functions: dict[str, Callable[..., str]] = {"coloured": coloured, "hilited": hilited}
    with open(0, "rb") as questions, open(1, "wb", 0) as answers:
        answers.write(b"ready\n")
        for question in questions:
            name, *given = json.loads(question)
            # An expression that is at work lets no other thread of Python run, nor on Windows a signal in.
            faulthandler.dump_traceback_later(SECONDS, exit=True)
            html = functions[name](*given)
            faulthandler.cancel_dump_traceback_later()
            answers.write(json.dumps({"html": html}).encode() + b"\n")


def coloured(code: str, language: str, lines: Sequence[int]) -> str:
    """Spans with Pygments' classes."""
    lexer = get_lexer_by_name(language, stripnl=False)
    return str(highlight(code, lexer, _formatter(*lines)))


@cache
def _formatter(*lines: int) -> HtmlFormatter[str]:
    """One works out a whole style sheet when it is made."""
    return HtmlFormatter(nowrap=True, hl_lines=lines)


def hilited(src: str, fields: dict[str, Any], shebang: bool) -> str:
    """What a CodeHilite with these fields makes of its code."""
    code = CodeHilite(src)
    vars(code).update(fields)
    return str(code.hilite(shebang))


if __name__ == "__main__":
    serve()
