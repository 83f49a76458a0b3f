"""Titles: as Markdown, as words for somebody to read, and as the line that says which topics a card belongs to."""

import html
import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from deckgen.data import Fragment, Span
from deckgen.options import Rendering
from deckgen.render import field, gfm, macros, mathjax
from deckgen.render.field import Field
from deckgen.render.locator import Locator
from deckgen.render.places import NONCHARACTERS
from deckgen.render.sanitise import sanitise
from deckgen.render.together import together

# What a title is rendered with, so that Markdown sees a heading.
HASH = "# "
_NUMBER = re.compile(r"^\d{1,9}[.)]\s+(?=\S)")
# What may begin something else than a line of a heading (CommonMark 0.31, Setext headings).
_BLOCK = re.compile(r"\s|$|[-*+]\s|[>#|=<]|```|~~~|\d{1,9}[.)]\s|\[[^\]]*+\]:")
# Formulas and pictures in safe HTML.
_INLINE = re.compile(r'<span class="math">\\\((.*?)\\\)</span>', re.DOTALL)
_DISPLAYED = re.compile(r'<span class="math display">\\\[(.*?)\\\]</span>', re.DOTALL)
_PICTURE = re.compile(r'<(?:img|audio|video)\b[^>]*?\ssrc="([^"]*)"[^>]*>')
_ELEMENT = re.compile(rf"({_INLINE.pattern})|<[^>]*>", re.DOTALL)
_AND = " › "


def as_heading(title: str) -> str:
    """A title as Markdown in which it begins no list; `C #` at its end would close the heading."""
    return HASH + re.sub(r"(^|\s)(#+\s*)$", r"\1\\\2", " ".join(title.split("\n"))) + "\n"


def over_lines(title: str, lines: Sequence[str]) -> str:
    """A title as Markdown in which its lines end where its author ended them; empty where that is no heading."""
    whole = len(lines) > 1 and " ".join(lines).split() == title.split()
    return "\n".join((*lines, "===")) + "\n" if whole and not any(map(_BLOCK.match, lines)) else ""


def readable(title: str) -> str:
    """The words of a title for somebody to read: formulas as they are typed, and of a picture its text or its name.

    It is inline Markdown, so `- a` and `1984.` are words.
    """
    safe = _DISPLAYED.sub(r"$$\1$$", _INLINE.sub(r"$\1$", _html(title)))
    return html.unescape(re.sub(r"<[^>]*>", "", _PICTURE.sub(_pictured, safe))).strip()


def topics(titles: Sequence[str], options: Rendering) -> str:
    """The words of topics and their formulas as HTML; what MathJax does not know stands there as it was typed."""
    line = macros.in_field(_parsed(map(_words, titles)), dict(options.math.macros))
    line, remarks = mathjax.checked(line)
    if remarks:
        line = _parsed(html.escape(readable(title), quote=False) for title in titles)
    line = together(line)
    return field.to_html(mathjax.as_pictures(line) if options.math.output == "svg" else line)


def _parsed(parts: Iterable[str]) -> Field:
    return field.parse(_AND.join(parts), Locator((Fragment("", (), ()),), Span("")))


def _words(title: str) -> str:
    """The words without the number before them, and formulas in the line, as HTML."""
    safe = _DISPLAYED.sub(r'<span class="math">\\(\1\\)</span>', _html(title))
    return _ELEMENT.sub(lambda element: element[1] or "", safe).strip()


def _html(title: str) -> str:
    safe, _ = sanitise(gfm.to_html(NONCHARACTERS.sub("\ufffd", as_heading(_NUMBER.sub("", title))), words=True))
    return safe


def _pictured(element: re.Match[str]) -> str:
    text = re.search(r'\salt="([^"]+)"', element[0])
    return text[1] if text else html.escape(unquote(html.unescape(element[1])).rpartition("/")[2])
