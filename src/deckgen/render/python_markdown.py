"""The `python-markdown` dialect, for notes written for MkDocs and the like."""

import re
from functools import cache
from xml.etree.ElementTree import Element

import markdown
from markdown.inlinepatterns import InlineProcessor

from deckgen.render import math

# What notes use without naming it; anything else is asked for by name, because it takes text that editors show.
_ALWAYS = ("tables", "fenced_code", "codehilite", "footnotes", "sane_lists", "md_in_html")


class _Math(InlineProcessor):
    """A formula, kept away from every other pattern."""

    def handleMatch(  # type: ignore[override]
        self, found: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        formula = math.inline(data, found.start(0))
        if formula is None:
            return None, None, None
        text = math.to_html(formula.tex, display=formula.display)
        return self.md.htmlStash.store(text), found.start(0), formula.end  # type: ignore[return-value]


def to_html(text: str, definitions: str = "", extensions: tuple[str, ...] = ()) -> str:
    """HTML, not yet sanitised."""
    parser = _parser(extensions)
    parser.reset()
    return parser.convert(text + "\n" + definitions + "\n")


@cache
def _parser(extensions: tuple[str, ...]) -> markdown.Markdown:
    parser = markdown.Markdown(extensions=list(dict.fromkeys(_ALWAYS + extensions)))
    parser.inlinePatterns.register(_Math(r"\$\$?|\\[(\[]", parser), "deckgen-math", 185)
    return parser
