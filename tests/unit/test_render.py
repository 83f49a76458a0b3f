"""Markdown in, field out."""

import pytest

from deckgen.options import Rendering
from deckgen.render import markdown

CASES = {
    "math": ("$a_1 < b_1$", '<span class="math">\\(a_1 &lt; b_1\\)</span>'),
    "a digit before": ("±1$\\sigma$", "\\(\\sigma\\)"),
    "money": ("$5 and $10", "<p>$5 and $10</p>"),
    "dollars in code": ("`$a$`", "<code>$a$</code>"),
    "sound stays text": ("say [sound:a.mp3]", "&#91;sound:a.mp3]"),
    "latex in code stays text": ("`[latex]x[/latex]`", "&#91;latex]x&#91;/latex]"),
    "display math": ("$$\nx\n$$", "\\[x\\]"),
    "no scripts": ("a<script>alert(1)</script>", "<p>a</p>"),
    "a table": ("|a|\n|-|\n|b|", "<td>b</td>"),
}


@pytest.mark.parametrize("dialect", ["gfm", "python-markdown"])
@pytest.mark.parametrize("name", CASES)
def test_field(name: str, dialect: str) -> None:
    text, expected = CASES[name]
    if dialect == "python-markdown" and name == "a table":
        text += "\n"
    assert expected in markdown(text, "", Rendering(dialect=dialect))
