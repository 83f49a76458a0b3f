"""Finds clozes, and turns the notations people use into Anki's `{{c1::…}}`, numbered in reading order."""

import re

from deckgen.split.item import Item
from deckgen.split.outline import Outline
from deckgen.split.units import units

_ANKI = re.compile(r"\{\{c(\d{1,9})::")
_WHOLE = re.compile(r"\{\{c\d{1,9}::.*?\}\}", re.DOTALL)
# A code span, or code between backticks on lines of their own.
_CODE = r"(?>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
_CODES = re.compile(_CODE, re.DOTALL)
# What hides nothing: what a backslash escapes, comments, addresses, names of other notes.
_OTHER = r"\\.|%%.*?%%|https?://\S+|\[\[[^\]]*\]\]"
_MARK = re.compile(rf"{_CODE}|{_OTHER}|==(?=\S)(?P<words>.+?)(?<=\S)==", re.DOTALL)
_BRACKET = re.compile(
    r"\\\[|!?\[[^\[\]]*\]\([^)]*\)|\[\^[^\]]*\]|\[\[[^\]]*\]\]"
    rf"|\[(?P<words>(?:{_CODE}|[^\[\]`])++)\](?!\()|{_CODE.replace('ticks', 'code')}",
    re.DOTALL,
)
# The notation of flashcards-obsidian and Obsidian_to_Anki; `$x_{1:n}$` and `{1: "a"}` are none.
_BRACES = re.compile(
    rf"{_CODE}|\$[^$]+\$|(?<!\{{)\{{c?(?P<number>\d{{1,9}})::?(?P<words>[^\W\d][^{{}}]*)\}}(?!\}})", re.DOTALL
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
    """Every unit with a cloze that its author wrote as Anki does, outside code: `{{c1::…}}` is nothing else."""
    found = units(outline) if any("{{c" in line for line in outline.lines) else ()
    return [unit.gapped(unit.text) for unit in found if not unit.is_code and _WHOLE.search(_CODES.sub("", unit.text))]


def find(outline: Outline) -> list[Item]:
    """Every unit that has a cloze in it, in code where that is written as Anki does."""
    items = []
    for unit in units(outline):
        text, words = (unit.text, ()) if unit.is_code else marked(_BRACES.sub(_braced, unit.text))
        if _ANKI.search(text):
            items.append(unit.gapped(text, words))
    return items


def has_braces(outline: Outline) -> bool:
    """True if a file has clozes that other tools number, `{1:text}`."""
    lines = (line for number, line in enumerate(outline.lines) if number not in outline.opaque and "{" in line)
    return any(mark["number"] for line in lines for mark in _BRACES.finditer(line))


def _braced(mark: re.Match[str]) -> str:
    return f"{{{{c{mark['number']}::{mark['words']}}}}}" if mark["number"] else mark[0]


def _numbered(pattern: re.Pattern[str], text: str) -> Numbered:
    words: list[str] = []

    def cloze(mark: re.Match[str]) -> str:
        if mark["words"] is None:
            return mark[0]
        words.append(mark["words"])
        return f"{{{{c{len(words)}::{mark['words']}}}}}"

    return pattern.sub(cloze, text), tuple(words)
