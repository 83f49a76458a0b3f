"""Heads in lists of words of a foreign language: a word, and right behind it its meaning in another script."""

import re
from collections.abc import Iterator

from deckgen.split.asking import asks
from deckgen.split.blocks import unbold
from deckgen.split.head import Head
from deckgen.split.leads import number
from deckgen.split.noise import is_noise
from deckgen.split.notation import indented
from deckgen.split.outline import Outline
from deckgen.split.rows import cells_of
from deckgen.split.vocabulary import SCRIPTS

_LATIN = SCRIPTS["latin"]
_OTHER = "".join(letters for script, letters in SCRIPTS.items() if script != "latin")
# What a line of such a list begins with tells it from the examples below it: nothing, a quote, a bullet, a number.
_BEGIN = re.compile(r"\s{0,3}(?:(?P<sign>>|[*+-](?=\s))\s*|(?P<number>\d{1,3}[.)、]\s*))?")
# Its sound may be written with colons. A kind of word may stand before its meaning, and more forms of it behind; a
# name in parentheses is another name.
_PAIR = (
    r"(?P<text>[*_]{{0,2}}[{one}](?:\[[^\[\]{other}]{{1,40}}\]|/[^/{other}]{{1,40}}/|/(?![^/{other}]{{1,40}}/)"
    r"|[^{other}:：=<>`|\[/]){{0,60}}?)(?<![(（\[【])[ \t#,，]*"
    r"(?P<rest>(?![(（][^()（）]*[)）]\W*$)[(（\[【]?[{other}][^{none}。！？!?]{{0,120}}(?:[(（][^()（）]{{0,40}}[)）])?)$"
)
_FOREIGN = re.compile(_PAIR.format(one=_LATIN, other=_OTHER, none=""))
_OWN = re.compile(_PAIR.format(one=_OTHER, other=_LATIN, none=_OTHER))
# Among such lines, one in which a wide blank stands between the two is another.
_WIDE = re.compile(r"(?P<text>\S.{0,60}?)(?:\t| {2})\s*(?P<rest>\S.*)$")
# A list has at least so many words, and this share of the lines that begin as they do are such.
_FEWEST, _MOST = 6, 0.7


def heads(outline: Outline) -> Iterator[Head]:
    """The words of all lists, each with its meaning as the text that answers it; a table may be such a list."""
    ways: dict[str, dict[int, str]] = {}
    for n, way, text in (*_lines(outline), *_cells(outline)):
        ways.setdefault(way, {})[n] = text
    for way, texts in ways.items():
        for pattern in (_FOREIGN, _OWN):
            found = {n: word for n, text in texts.items() if (word := pattern.match(text))}
            # A word is explained once.
            if len({word["text"] for word in found.values()}) >= max(_FEWEST, _MOST * len(texts)):
                wide = {n: word for n, text in texts.items() if n not in found and (word := _WIDE.match(text))}
                yield from (_head(way, n, word) for n, word in sorted({**found, **wide}.items()))
                break


def _lines(outline: Outline) -> Iterator[tuple[int, str, str]]:
    """The lines of lists, how each begins, and what stands behind that; nothing behind a second number."""
    titles = {n for heading in outline.headings for n in range(heading.line, heading.end)}
    for n, line in enumerate(outline.lines):
        if n in titles or n in outline.opaque or n in outline.labels or is_noise(line) or indented(line) > 3:
            continue
        begin = _BEGIN.match(line)
        assert begin
        text = line[begin.end() :].rstrip()
        yield n, begin["sign"] or ("1" if begin["number"] else ""), "" if number(text) else text


def _cells(outline: Outline) -> Iterator[tuple[int, str, str]]:
    """The rows of tables with but one column."""
    for block in outline.blocks:
        rows = {n: cells_of(outline.lines[n]) for n in range(block.line + 2, block.end) if block.kind == "table"}
        if all(len(row) == 1 for row in rows.values()):
            yield from ((n, "|", row[0]) for n, row in rows.items())


def _head(way: str, line: int, word: re.Match[str]) -> Head:
    title = unbold(word["text"].strip(" \t#"))
    return Head(
        "gloss", ("gloss", way), line, line + 1, title, asks(title, in_list=True), lead=word["rest"].strip(" #")
    )
