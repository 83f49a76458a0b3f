"""Statements with their verdict: "The heart pumps blood (true)", "**F** Ice sinks", "Which is a fruit（B）"."""

import re

from deckgen.normal_forms import nfkc
from deckgen.split import labels
from deckgen.split.language import label, truth

_VERDICT_BEFORE = re.compile(
    r"(?:(?:\*\*|__)(?P<mark>[^*_\s]{1,12})(?:\*\*|__)|[(（]\s*(?P<round>[^()（）\s]{1,12})\s*[)）])\s*[-–—:：.、]?\s*(?=\S)"
)
_VERDICT_BEHIND = re.compile(
    r"(?P<open>\*\*|__)?[(（【]\s*(?P<mark>[^()（）【】\s]{1,12})\s*[)）】](?(open)(?P=open))(?P<end>[\s。.]*)$"
)
# Without brackets, behind a sentence.
_MARK_BEHIND = re.compile(r"(?<=[。.!！])\s*+(?P<mark>[√×])\s*+$")
_BRACKETED = re.compile(r"[(（【]\s*+[^()（）【】\s]{1,12}\s*+[)）】]\s*+")
# In letters of full width too.
_ANY = r"[A-H\uff21-\uff28]"
_INSIDE = re.compile(rf"[(（【]\s*(?:\*\*\s*)?(?P<mark>{_ANY}(?:[、,，]?\s?{_ANY}){{0,4}})(?:\s*\*\*)?\s*[)）】]")
_NOTED = re.compile(
    r"(?P<open>\*\*|__)?[(（【\[](?P<said>[^()（）【】\[\]]{3,30}+)[)）】\]](?(open)(?P=open))[\s。.]*+$"
)
_LETTERS = re.compile("[A-H]{1,5}")
# The letters of the right options before the number of a question: "【D】1. Which is …", "(B) 2. …".
GIVEN = re.compile(r"[(（【\[]\s*+(?P<mark>[A-H]{0,5})\s*+[)）】\]]\s*+(?=\d{1,3}\s*+[.、．)](?!\d))")


def filled(text: str) -> tuple[str, str] | None:
    """A text above options without the letters of the right ones in its only blank or before it, and these letters.

    A label may say behind it what they are: "[Answer: B]".
    """
    if given := GIVEN.match(text):
        return text[given.end() :], given["mark"]
    if (noted := _NOTED.search(text)) and noted.start() and (said := label(noted["said"])) and said.role == "answer":
        letters = re.sub(r"\W", "", nfkc(noted["said"][said.end :]))
        return (text[: noted.start()].rstrip(), letters) if _LETTERS.fullmatch(letters) else None
    found = list(_INSIDE.finditer(text))
    if len(found) != 1:
        return None
    letters = re.sub(r"\W", "", found[0]["mark"])
    return f"{text[: found[0].start()]}（ ）{text[found[0].end() :]}", letters


def stated(text: str) -> tuple[str, str] | None:
    """A statement without the verdict that stands before or behind it, and that verdict."""
    if (before := _VERDICT_BEFORE.match(text)) and truth(mark := before["mark"] or before["round"]) is not None:
        return text[before.end() :], mark
    behind = _VERDICT_BEHIND.search(text)
    if behind and behind.start() and (_LETTERS.fullmatch(behind["mark"]) or truth(behind["mark"]) is not None):
        return f"{text[: behind.start()].rstrip()}（ ）{behind['end']}", behind["mark"]
    return None


def ticked(text: str) -> tuple[str, str] | None:
    """A sentence without the √ or the × behind it, and that: in a numbered list this is a verdict, too."""
    found = _MARK_BEHIND.search(text)
    return (text[: found.start()], found["mark"]) if found else None


def explained(text: str) -> tuple[str, str]:
    """A statement with its verdict, and the explanation that a label begins right behind that, if one does."""
    for mark in _BRACKETED.finditer(text):
        label = labels.of(text[mark.end() :])
        if label and label.explains and label.text:
            return text[: mark.end()], text[mark.end() :]
    return text, ""
