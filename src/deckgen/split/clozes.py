"""Finds clozes, and turns the notations people use into Anki's `{{c1::…}}`, numbered in reading order."""

import re

from deckgen.split.item import Item, gapped
from deckgen.split.outline import Outline

_ANKI = re.compile(r"\{\{c(\d+)::")
_MARK = re.compile(r"(`+)[^`].*?\1|==(?=\S)(.+?)(?<=\S)==", re.DOTALL)
_BRACKET = re.compile(
    r"(`+)[^`].*?\1|\\\[|!?\[[^\[\]]*\]\([^)]*\)|\[\^[^\]]*\]|\[\[[^\]]*\]\]|\[([^\[\]]+)\](?!\()", re.DOTALL
)


Numbered = tuple[str, tuple[str, ...]]


def bracketed(text: str) -> Numbered:
    """The text with hashcards' `[cloze]` as Anki's, and the words of those gaps.

    Links, pictures, footnotes and code keep their brackets.
    """
    return _numbered(_BRACKET, text)


def marked(text: str) -> Numbered:
    """The text with `==cloze==` as Anki's, and the words of those gaps.

    A text that has `{{c1::…}}` already stays as it is.
    """
    return (text, ()) if _ANKI.search(text) else _numbered(_MARK, text)


def numbered(outline: Outline) -> list[Item]:
    """Every paragraph and list item with a cloze that its author wrote as Anki does: `{{c1::…}}` is nothing else."""
    return [item for item in find(outline) if not item.marked]


def find(outline: Outline) -> list[Item]:
    """Every paragraph and list item that has a cloze in it."""
    items = [
        gapped(text, block.line, block.line, block.end, words)
        for block in (*outline.blocks, *outline.items)
        if block.kind in ("paragraph", "bullet", "ordered")
        for text, words in [marked(block.text)]
        if _ANKI.search(text)
    ]
    return sorted(items, key=lambda item: item.line)


def _numbered(pattern: re.Pattern[str], text: str) -> Numbered:
    words: list[str] = []

    def cloze(mark: re.Match[str]) -> str:
        if mark[2] is None:
            return mark[0]
        words.append(mark[2])
        return f"{{{{c{len(words)}::{mark[2]}}}}}"

    return pattern.sub(cloze, text), tuple(words)
