"""Every message about a formula, a picture or removed HTML names the line and column where that very one stands."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.data import Span
from deckgen.diagnostics import Diagnostic
from deckgen.options import Rendering, Splitting
from deckgen.read import read
from deckgen.render import render
from deckgen.render.locator import spellings
from deckgen.render.places import Place, unmarked
from deckgen.render.places import read as read_place
from deckgen.split import split

PYTHON = Rendering(dialect="python-markdown")


def placed(text: str, options: Rendering | None = None) -> list[tuple[str, Span]]:
    """What a file's formulas, pictures and removed HTML are, each with its place: all in it are wrong on purpose."""
    document, _ = read("a.md", text.encode())
    assert document
    found = []
    for question in split(document, "D", Splitting())[0].questions:
        rendered, said = render(question, options or Rendering())
        found += [(reference.address, reference.span) for reference in rendered.references]
        found += [(_needle(diagnostic), diagnostic.span) for diagnostic in said]
    return found


def _needle(diagnostic: Diagnostic) -> str:
    """What the message is about, as it stands in the source."""
    first = diagnostic.message.split()[0]
    return first.rstrip(">") if diagnostic.rule.code == "html-removed" else first


def misplaced(text: str, found: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """Those at whose place something else stands; addresses may be spelled in different ways."""
    lines = text.split("\n")
    there = [(lines[span.line - 1][span.column - 1 :], needle, span) for needle, span in found]
    return [(needle, span) for rest, needle, span in there if not rest.startswith(spellings(needle))]


PLACES = {
    "the same formula twice in a line": ("## What?\n\n$\\bad$ and $\\bad$\n", [(3, 2), (3, 13)]),
    "the same picture twice": ("## What?\n\n![a](x.png)\n\n![b](x.png) ![c](x.png)\n", [(3, 6), (5, 6), (5, 18)]),
    "in the title": ("## 1. Is $\\bad$ or $\\bad$ right?\n\nx\n", [(1, 11), (1, 21)]),
    "below the title": ("## Which?\n\n![](x.png)\n\n- A. $\\bad$\n- B. b\n\n> B\n", [(3, 5), (5, 7)]),
    "in a quoted answer": ("## Q?\n\n> a $\\bad$\n>\n> - ![](x.png)\n\n## R?\n\n> b\n", [(5, 9), (3, 6)]),
    "in the cells of a table": (
        "## Q?\n\n| a \\| b | $\\bad$ | $\\bad$ |\n|---|---|---|\n| ![](x.png) | b | ![](x.png) |\n",
        [(5, 7), (5, 24), (3, 13), (3, 22)],
    ),
    "in nested lists": ("## Q?\n\n- a\n  1. b ![](x.png)\n\n     $$\n     \\bad\n     $$\n", [(4, 12), (7, 6)]),
    "in the title and the text of a callout": ("## Q?\n\na\n\n> [!tip] $\\bad$\n> $\\bad$\n", [(5, 11), (6, 4)]),
    "in a fence": ("## Q?\n\n```math\n\\bad\n```\n", [(4, 1)]),
    "in a footnote": ("## Q?\n\na[^1]\n\n## References\n\n[^1]: $\\bad$ ![](x.png)\n", [(7, 18), (7, 8)]),
    "a reference": ("## Q?\n\n![a][r] ![b][r]\n\n[r]: x.png\n", [(3, 1), (3, 9)]),
    "embedded as in Obsidian": ("## Q?\n\n![[x.png]] ![[x.png|20]]\n", [(3, 4), (3, 15)]),
    "tags in a line": ("## Q?\n\n<b onclick=1>a</b> <b onclick=1>b</b>\n", [(3, 4), (3, 23)]),
    "tags in a block": (
        "## Q?\n\n<div>\n<iframe></iframe>\n<img src=\"x.png\"> <img src='x.png'>\n</div>\n",
        [(5, 11), (5, 29), (4, 1)],
    ),
    "formulas in a block of HTML": (
        '## Q?\n\n<table>\n<tr><td align="center">$\\bad$</td>\n<td>a &lt; $\\bad$ $\\bad$</td></tr></table>\n',
        [(4, 25), (5, 13), (5, 20)],
    ),
    "links": ("## Q?\n\n[a](javascript:1) [b](javascript:1)\n", [(3, 5), (3, 23)]),
    "a list's answers behind labels": (
        "# T\n\n1. What is a?\n\n   **Answer:** $\\bad$\n\n2. What is b?\n\n   **Answer:** $\\bad$\n",
        [(5, 17), (9, 17)],
    ),
    "in a cloze": ("---\ncloze: true\n---\n\nA $\\bad$ is {{c1::$\\bad$}}.\n", [(5, 4), (5, 20)]),
    "in a title of two lines": (
        "What is $\\bad$\nand $\\bad$ ![](x.png)?\n===\n\nx\n\nOther\n===\n\ny\n",
        [(2, 16), (1, 10), (2, 6)],
    ),
    "a sound": (
        "## Q?\n\nA no.mp3\n\n[sound:no.mp3]\n\n- [sound:no.mp3]\n\n<p>\n[sound:no.mp3]</p>\n",
        [(5, 8), (7, 10), (10, 8)],
    ),
    "one address spelled twice": (
        "## Q?\n\na ![x](<gone file.png>) b ![y](gone%20file.png) c ![z](<gone file.png>)\n",
        [(3, 9), (3, 32), (3, 57)],
    ),
    "by reference, before the address in code": (
        "## Q?\n\n![r][pic] then `![x](gone.png)` <b>y</b>\n\n[pic]: gone.png\n",
        [(3, 1)],
    ),
    "attributes of one tag and the text behind it": (
        "## Q?\n\n<p>\n<img alt='>' src='a&amp;b.png'> a&b.png <b\nonclick=1>onclick</b>\n</p>\n",
        [(4, 1), (5, 1)],
    ),
    "behind escaped pipes": (
        "## Q?\n\n| a | b |\n|---|---|\n| `x\\|y\\|z` $\\bad$ | `\\|\\|` $\\bad$ |\n",
        [(5, 14), (5, 30)],
    ),
    "in a block of formulas": ("## Q?\n\n$$\n\n\n\n\\bad\n$$\n\n$\\bad$\n", [(7, 1), (10, 2)]),
    "in an author's own element": (
        '## Q?\n\n<p>\n<span class="math">\\(\\bad\\)</span> <span id=bad class=math>\\(\n\\bad\\)</span>\n</p>\n',
        [(4, 22), (5, 1)],
    ),
    "below front matter": ("---\ntags: a\n---\n## Q?\n\n![](x.png) ![](x.png)\n", [(6, 5), (6, 16)]),
}


@pytest.mark.parametrize("name", PLACES)
def test_places(name: str) -> None:
    text, expected = PLACES[name]
    assert [(span.line, span.column) for _, span in placed(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Q?\n\n$\\bad$ and\n$\\bad$\n", [(3, 2), (4, 2)]),
        ("## Q?\n\n![](x.png)\n\n- ![](x.png)\n", [(3, 5), (5, 7)]),
    ],
)
def test_python_markdown_carries_no_places_but_keeps_the_order(text: str, expected: list[tuple[int, int]]) -> None:
    assert [(span.line, span.column) for _, span in placed(text, PYTHON)] == expected


def test_marks_come_off_without_a_trace() -> None:
    mark = Place(1, 2, 3, 4).mark
    for tag in ("<video/src='x.png'>", "<b/>", "<b x>", "<b  >", "a <b", "<b\n x>"):
        assert unmarked(tag.replace("<b", "<b" + mark).replace("<video", "<video" + mark)) == tag


@given(st.text(st.sampled_from("\ufdd3.019"), max_size=40))
def test_only_a_place_is_read_as_one(value: str) -> None:
    place = read_place(value)
    assert place is None or place.value.count(".") == value.count(".")


def test_a_place_has_no_endless_numbers() -> None:
    assert read_place("\ufdd30.0.0.0." + "9" * 5_000) is None


CONSTRUCT = st.sampled_from(
    [
        "$\\bad$",
        "![](x.png)",
        "![](<gone x.png>)",
        "![](gone%20x.png)",
        "![[x.png]]",
        "<b onclick='1'>x</b>",
        '<img src="x.png">',
        "[l](javascript:1)",
        "text",
        "`$x$`",
    ]
)
_WRONG = re.compile(r"\$\\bad|x\.png|no\.mp3|onclick|javascript")
# A line that begins with a tag could begin a block of HTML, in which a formula is none.
LINE = st.lists(CONSTRUCT, min_size=1, max_size=4).map(lambda parts: " ".join(["so", *parts]))
# A sound is one only where nothing else stands in its line.
SOUND = st.just("[sound:no.mp3]")
FRAME = st.sampled_from(["", "- ", "> ", "1. ", "- > ", "> - "])
HEAD = st.sampled_from(["> [!tip] ", "**q** "])
END = st.sampled_from(["\n", "\n\n"])
PART = st.tuples(FRAME | HEAD, LINE, END) | st.tuples(FRAME, SOUND, END)


@given(st.lists(PART, min_size=1, max_size=8))
def test_what_stands_at_a_place_is_what_the_message_is_about(parts: list[tuple[str, str, str]]) -> None:
    text = "## What is it?\n\nIt is:\n\n" + "".join(frame + line + end for frame, line, end in parts)
    found = placed(text)
    assert not misplaced(text, found)
    # Each of them is said, and once.
    assert len(set(found)) == len(found) == sum(len(_WRONG.findall(line)) for _, line, _ in parts)
