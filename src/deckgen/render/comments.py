"""What HTML does not show: comments, declarations, and what browsers take for comments."""

import re

# html.parser raises on declarations that it does not know.
_DECLARATION = re.compile(r"<!(?!--|doctype\b|\[cdata\[)", re.IGNORECASE)
# As HTML's tokeniser ends them, and CommonMark finds them.
_UNSEEN = (
    ("<!--", "-->", re.compile(r"<!--(?:-?>|.*?-->)", re.DOTALL)),
    ("<![CDATA[", "]]>", re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)),
    ("<?", ">", re.compile(r"<\?[^>]*>")),
    ("<!", ">", re.compile(r"<![^>]*>")),
)


def without_comments(raw: str) -> str:
    """HTML without comments and declarations; what is never closed is text.

    Python's parser changed its mind about unclosed ones between patch releases, and its time grows with the square of
    their number.
    """
    raw = _DECLARATION.sub("&lt;!", raw)
    for opening, closing, pattern in _UNSEEN:
        end = raw.rfind(closing) + len(closing) if closing in raw else 0
        raw = pattern.sub("", raw[:end]) + raw[end:].replace(opening, "&lt;" + opening[1:])
    return raw
