"""Code blocks: Pygments with classes, coloured by the note type's CSS."""

import html
from functools import cache

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

# A formatter works out a whole style sheet when it is made.
_FORMATTER = HtmlFormatter(nowrap=True)


def to_html(text: str, language: str) -> str:
    """A highlighted block; plain when the language is unknown."""
    lexer = _lexer(language.strip("{}.").lower()) if language else None
    body = highlight(text, lexer, _FORMATTER) if lexer else html.escape(text, quote=False)
    return f'<pre class="code"><code>{body}</code></pre>\n'


@cache
def _lexer(name: str) -> Lexer | None:
    try:
        return get_lexer_by_name(name, stripnl=False)
    except ClassNotFound:
        return None
