"""Finds clozes, and turns the notations people use into Anki's `{{c1::…}}`, numbered in reading order."""

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
    """The text with hashcards' `[cloze]` as Anki's; links, pictures, footnotes and code keep their brackets."""
    return _numbered(_BRACKET, text)


def marked(text: str) -> str:
    """The text with `==cloze==` as Anki's; a text that has `{{c1::…}}` already stays as it is."""
    return text if _ANKI.search(text) else _numbered(_MARK, text)


def find(outline: Outline) -> list[Item]:
    """Every paragraph and list item that has a cloze in it."""
    items = []
    for block in (*outline.blocks, *outline.items):
        if block.kind in ("paragraph", "bullet", "ordered") and _ANKI.search(text := marked(block.text)):
            items.append(gapped(text, block.line, block.line, block.end))
    return sorted(items, key=lambda item: item.line)


def _numbered(pattern: re.Pattern[str], text: str) -> str:
    numbers = count(1)

    def cloze(mark: re.Match[str]) -> str:
        return f"{{{{c{next(numbers)}::{mark[2]}}}}}" if mark[2] is not None else mark[0]

    return pattern.sub(cloze, text)
