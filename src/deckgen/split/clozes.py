"""Clozes in the notations people use → Anki's `{{c1::…}}`, numbered in reading order."""

import re
from itertools import count

from deckgen.split.item import Item, gapped
from deckgen.split.outline import Outline

_ANKI = re.compile(r"\{\{c(\d+)::")
_MARK = re.compile(r"(`+)[^`].*?\1|==(?=\S)(.+?)(?<=\S)==", re.DOTALL)
_BRACKET = re.compile(
    r"(`+)[^`].*?\1|\\\[|!?\[[^\[\]]*\]\([^)]*\)|\[\^[^\]]*\]|\[\[[^\]]*\]\]|\[([^\[\]]+)\](?!\()", re.DOTALL
)


def bracketed(text: str) -> str:
    """`[cloze]` of hashcards; links, pictures, footnotes and code keep their brackets."""
    return _numbered(_BRACKET, text)


def marked(text: str) -> str:
    """`==cloze==`; `{{c1::…}}` stays as it is."""
    return text if _ANKI.search(text) else _numbered(_MARK, text)


def find(outline: Outline) -> list[Item]:
    """Every paragraph and list item with a cloze in it, where clozes are asked for."""
    found = []
    for block in (*outline.blocks, *outline.items):
        if block.kind in ("paragraph", "bullet", "ordered") and _ANKI.search(text := marked(block.text)):
            found.append(gapped(text, block.line, block.line, block.end))
    return sorted(found, key=lambda item: item.line)


def _numbered(pattern: re.Pattern[str], text: str) -> str:
    numbers = count(1)

    def cloze(found: re.Match[str]) -> str:
        return f"{{{{c{next(numbers)}::{found[2]}}}}}" if found[2] is not None else found[0]

    return pattern.sub(cloze, text)
