"""Code blocks: Pygments with classes, coloured by the note type's CSS."""

import html

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound


def to_html(text: str, language: str) -> str:
    """A highlighted block; plain when the language is unknown."""
    try:
        lexer = get_lexer_by_name(language.strip("{}.").lower(), stripnl=False) if language else None
    except ClassNotFound:
        lexer = None
    body = highlight(text, lexer, HtmlFormatter(nowrap=True)) if lexer else html.escape(text, quote=False)
    return f'<pre class="code"><code>{body}</code></pre>\n'
