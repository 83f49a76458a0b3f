"""The same Markdown through GitHub's own renderer: every difference has a reason, and goes away with it."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.render import gfm
from deckgen.render.wrapping import JOINED
from tests.support.effort import examples
from tests.support.html import canonical

cmarkgfm = pytest.importorskip("cmarkgfm", reason="GitHub's renderer is a test dependency")
from cmarkgfm.cmark import Options  # noqa: E402, after it is known to be there

_INPUTS = Path(__file__).parents[3] / "shared" / "inputs"
_CJK = "\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef"
# Why we differ, and what takes the reason out of the Markdown.
REASONS = (
    ("formulas are typeset", re.compile(r"\$|\\(?=[()\[\]])|\\begin\b"), "S"),
    ("callouts are more than quotes", re.compile(r"\[!(\w+)\]"), r"(\1)"),
    ("marks, comments, superscripts and emoji by name", re.compile(r"==|%%|\^(?!\])(?=\w)|:(?=[\w+-]+:)"), "x"),
    (
        "lines that only say something about a note are hidden",
        re.compile(r"(?m)^[ \t>*-]*[\w.-]+::|::(?= )|\{:"),
        "x",
    ),
    ("a task has more states than two", re.compile(r"(?m)^([ \t>]*[*+-] )\[([^\w \]])\](?= )"), r"\1\2"),
    ("a picture's address may have blanks", re.compile(r"(!\[[^\]\n]*\])\([^()\n]* [^()\n]*\)"), r"\1"),
    ("a size may follow a picture", re.compile(r"(!\[[^\]\n]*\]\([^()\n]*\))\{[^{}\n]*\}"), r"\1"),
    ("wiki links show their words", re.compile(r"(!?)\[\[|\]\]"), "x"),
    ("one tilde strikes out words, not ranges", re.compile(r"(?<!~)~(?!~)"), "x"),
    (
        "emphasis beside CJK punctuation",
        re.compile(rf"[^\w\s*~](?=(?:\*+|~~)[{_CJK}])|(?<=[{_CJK}])(?=\*+[^\w\s*])"),
        "字",
    ),
    (
        "fullwidth punctuation ends an address, CJK text a host",
        re.compile(rf"((?:https?://|www\.)[^\s<，。：；！？、（）]*?)(?:[，。：；！？、（）]|(?<=\.com)(?=[{_CJK}]))"),
        r"\1 ",
    ),
    ("an address may follow CJK text", re.compile(rf"(?<=[{_CJK}])(?=https?://|www\.)"), " "),
    (
        "between CJK characters a line end is no blank",
        re.compile(rf"[{_CJK}](?=[*_~]*[ \t]*\n)|(?<=\n)[ >]*[{_CJK}]"),
        "x",
    ),
    (
        "elements that do not belong on a card are filtered later",
        re.compile(r"<(?=/?(?:style|title|script)\b)"),
        "&lt;",
    ),
    ("in CommonMark 0.31 a tag does not end a list's paragraph", re.compile(r"\n(?= *<\w+[^<>\n]*>\s)"), "\n\n"),
)


def github(text: str) -> str:
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    return canonical(_flat(cmarkgfm.github_flavored_markdown_to_html(text, options=options)))


def ours(text: str) -> str:
    return canonical(_flat(gfm.to_html(text, breaks=JOINED)))


def _flat(html: str) -> str:
    """Strong inside strong looks the same; GitHub's specification drops the inner one, CommonMark 0.31 does not."""
    html = re.sub(r"<section.*?</section>|<hr class=\"footnotes-sep\" ?/?>|<sup.*?</sup>", "", html, flags=re.DOTALL)
    while html != (
        html := re.sub(r"<strong>((?:(?!</?strong>).)*)<strong>(.*?)</strong>", r"<strong>\1\2", html, flags=re.DOTALL)
    ):
        pass
    return html


def unexplained(text: str) -> bool:
    for _, pattern, without in REASONS:
        if ours(text) == github(text):
            return False
        text = pattern.sub(without, text)
    return ours(text) != github(text)


def sections(text: str) -> list[str]:
    """Parts of a document, so that a difference in one does not hide those of the next."""
    return re.split(r"\n(?=#{1,6} )", text)


@pytest.mark.skipif(not _INPUTS.is_dir(), reason="real documents are beside the repository, not in it")
@pytest.mark.parametrize("path", sorted(_INPUTS.rglob("*.md")), ids=lambda path: path.relative_to(_INPUTS).as_posix())
def test_documents(path: Path) -> None:
    parts = sections(path.read_text(encoding="utf-8-sig"))
    assert [part for part in parts if unexplained(part)] == []


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[2] / "source").rglob("*.md")), ids=lambda path: path.stem
)
def test_our_deck(path: Path) -> None:
    assert [part for part in sections(path.read_text(encoding="utf-8")) if unexplained(part)] == []


_WORDS = st.sampled_from(
    [
        "a",
        "b c",
        "**b**",
        "*i*",
        "`c`",
        "~~d~~",
        "[l](u)",
        "![p](q)",
        "<b>x</b>",
        "&lt;",
        "\\*",
        "https://a.bc/d",
        "一二",
        "x_y_z",
    ]
)
_LINE = st.lists(_WORDS, min_size=1, max_size=4).map(" ".join)
_START = st.sampled_from(
    ["", "- ", "  - ", "    ", "1. ", "> ", "> - ", "## ", "* ", "- [ ] ", "   ", "2) ", "- [x] ", "> > "]
)
_BLOCK = st.one_of(
    st.tuples(_START, _LINE).map("".join),
    st.sampled_from(["", "", "---", "```", "| a | b |\n|---|---|\n| c | d |", "<div>", "</div>", "===", "***"]),
)


@settings(max_examples=examples(400))
@given(st.lists(_BLOCK, min_size=1, max_size=10).map("\n".join))
def test_generated(text: str) -> None:
    assert not unexplained(text), f"{github(text)}\n--- but ours\n{ours(text)}"
