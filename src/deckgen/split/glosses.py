"""Heads in lists of words of a foreign language: a word, and right behind it its meaning in another script."""

import re
from collections.abc import Iterator

from deckgen.split.asking import asks
from deckgen.split.head import Head
from deckgen.split.leads import number
from deckgen.split.noise import is_noise
from deckgen.split.notation import indented
from deckgen.split.outline import Outline
from deckgen.split.vocabulary import SCRIPTS

_LATIN = SCRIPTS["latin"]
_OTHER = "".join(letters for script, letters in SCRIPTS.items() if script != "latin")
# What a line of such a list begins with tells it from the examples below it: nothing, a quote, a bullet, a number.
_BEGIN = re.compile(r"\s{0,3}(?:(?P<sign>[>*+-])\s*|(?P<number>\d{1,3}[.)、]\s*))?")
# A kind of word may stand before its meaning, and more forms of it behind; a name in parentheses is another name.
_PAIR = (
    r"(?P<text>[*_]{{0,2}}[{one}][^{other}:：=<>`|]{{0,60}}?)(?<![(（\[【])[ \t#,，]*"
    r"(?P<rest>(?![(（][^()（）]*[)）]\W*$)[(（\[【]?[{other}][^{none}。！？!?]{{0,120}})$"
)
_FOREIGN = re.compile(_PAIR.format(one=_LATIN, other=_OTHER, none=""))
_OWN = re.compile(_PAIR.format(one=_OTHER, other=_LATIN, none=_OTHER))
# A list has at least so many words, and this share of the lines that begin as they do are such.
_FEWEST, _MOST = 6, 0.8


def heads(outline: Outline) -> Iterator[Head]:
    """The words of all lists, each with its meaning as the text that answers it."""
    titles = {n for heading in outline.headings for n in range(heading.line, heading.end)}
    ways: dict[str, list[int]] = {}
    for n, line in enumerate(outline.lines):
        if n in titles or n in outline.opaque or n in outline.labels or is_noise(line) or indented(line) > 3:
            continue
        begin = _BEGIN.match(line)
        assert begin
        ways.setdefault(begin["sign"] or ("1" if begin["number"] else ""), []).append(n)
    for way, numbers in ways.items():
        for pattern in (_FOREIGN, _OWN):
            found = [(n, word) for n in numbers if (word := _word(pattern, outline.lines[n]))]
            # A word is explained once.
            if len({word["text"] for _, word in found}) >= max(_FEWEST, _MOST * len(numbers)):
                for n, word in found:
                    title = word["text"].strip(" *_#")
                    yield Head(
                        "gloss",
                        ("gloss", way),
                        n,
                        n + 1,
                        title,
                        asks(title, in_list=True),
                        lead=word["rest"].strip(" #"),
                    )
                break


def _word(pattern: re.Pattern[str], line: str) -> re.Match[str] | None:
    begin = _BEGIN.match(line)
    assert begin
    return None if number(line[begin.end() :]) else pattern.match(line.rstrip(), begin.end())
