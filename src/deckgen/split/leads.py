"""What stands in front of a title: a number, a label that is followed by one, bold; in any language.

A number says how it is written, so that numbers written alike can be told from others.
"""

import re
from dataclasses import dataclass

from deckgen.split import language

_CHINESE = "一二三四五六七八九十百"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
# The way a number is written, and what it is read by; a name ends in what closes the number.
_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("(1)", re.compile(r"[(（]\s*(?P<n>\d{1,3})\s*[)）]\s*[.、:：]?\s*")),
    ("(一)", re.compile(rf"[(（]\s*(?P<n>[{_CHINESE}]{{1,4}})\s*[)）]\s*[.、]?\s*")),
    ("一、", re.compile(rf"(?P<n>[{_CHINESE}]{{1,4}})\s*[、．.:：]\s*")),
    ("①", re.compile(rf"(?P<n>[{_CIRCLED}])\s*[.、]?\s*")),
    ("1\u20e3", re.compile(r"(?P<n>\d{1,2})\ufe0f?\u20e3\s*")),
    ("№", re.compile(r"(?:№|#|[Nn][oº°]\.?)\s*(?P<n>\d{1,3})\s*[.):：-]?\s+")),
    ("1.1", re.compile(r"(?P<n>\d{1,3}(?:[.．-]\d{1,3})+)\s*(?:[.、．:：)）]\s*|\s+|(?:\*\*|__)\s+)")),
    ("1**", re.compile(r"(?P<n>\d{1,3})(?:\*\*|__)\s+")),
    ("1、", re.compile(r"(?P<n>\d{1,3})\s*[、,，](?!\d)\s*")),
    ("1:", re.compile(r"(?P<n>\d{1,3})\s*[:：](?![\d/])\s*")),
    ("1)", re.compile(r"(?P<n>\d{1,3})\s*[)）\]】]\s*")),
    # Right behind a full stop a year may stand: "2.1921年".
    ("1.", re.compile(r"(?P<n>\d{1,3})\s*\\?[.．。](?:(?!\d)|(?=(?:1[5-9]|20)\d\d(?![\d.])))\s*")),
    ("1 -", re.compile(r"(?P<n>\d{1,3})\s*[-–—]\s+")),
    ("I.", re.compile(r"(?P<n>[IVXL]{1,6})\s*[.)、]\s+")),
)  # fmt: skip

# What any of them begins with.
_FIRST = re.compile(rf"[第(（{_CHINESE}{_CIRCLED}\d№#NnIVXL]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number before a title: how it is written, its value, and where the text behind it begins."""

    style: str
    value: int
    end: int


def number(text: str) -> Number | None:
    """The number that the text begins with, if it does."""
    if not _FIRST.match(text):
        return None
    for style, pattern in _NUMBERS:
        if found := pattern.match(text):
            value = _value(found["n"])
            if value is not None:
                return Number(style, value, found.end())
    return _formed(text)


def _formed(text: str) -> Number | None:
    """The number in a name for a question that stands around it: 第3题."""
    named = language.label(text)
    if not named or named.role != "question" or "{n}" not in named.word:
        return None
    value = _value(named.number)
    closed = named.mark or named.end == len(text) or text[named.end - 1].isspace()
    return Number(named.word, value, named.end) if value is not None and closed else None


def _value(written: str) -> int | None:
    if written[0] in _CIRCLED:
        return _CIRCLED.index(written[0]) + 1
    if not written.isdigit() and not set(written) <= {*_CHINESE, *_ROMAN, *"0123456789.．-"}:
        return None
    if written[0] in _CHINESE:
        return _chinese(written)
    if written[0] in _ROMAN:
        return _roman(written)
    parts = re.split(r"[.．-]", written)
    return int(parts[-1])


def _chinese(written: str) -> int | None:
    value = 0
    rest = written
    if "百" in rest:
        head, _, rest = rest.partition("百")
        value += 100 * (_CHINESE.index(head) + 1 if head else 1)
    if "十" in rest:
        head, _, rest = rest.partition("十")
        if len(head) > 1 or len(rest) > 1:
            return None
        value += 10 * (_CHINESE.index(head) + 1 if head else 1)
    if len(rest) > 1:
        return None
    return value + (_CHINESE.index(rest) + 1 if rest else 0)


def _roman(written: str) -> int:
    values = [_ROMAN[letter] for letter in written]
    return sum(-one if one < other else one for one, other in zip(values, [*values[1:], 0], strict=True))


# A letter with its vowel signs, which are letters only to Unicode.
_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e])"
_NAME = re.compile(rf"\W*+(?P<word>{_LETTER}{{1,20}}+(?: {_LETTER}{{1,12}}+)?)?\s*+\.?\s*+(?P<n>\d{{1,3}})(?!\w)")


def counted(text: str) -> Number | None:
    """The number that the text begins with, with or without a mark, or behind a word or two: "Question 3"."""
    found = None if (lead := number(text)) else _NAME.match(text)
    return Number((found["word"] or "").casefold(), int(found["n"]), found.end()) if found else lead


def only_counted(text: str) -> bool:
    """True for a number, or a word or two and a number, with nothing behind."""
    lead = counted(text)
    return bool(lead) and not re.search(r"\w", text[lead.end :] if lead else text)


_WORD = re.compile(
    r"(?:[*_]{2,3}|<b>)?"
    rf"(?P<word>{_LETTER}{{1,20}}+(?: {_LETTER}{{1,12}}+)?)"
    r"\s*+\.?\s*+(?:[Nn][oº°]\.?\s*+)?(?P<n>\d{1,3})\s*+"
    r"(?P<close>[.:：)、）-]|[*_]{2})(?P<end>\s*)(?=\S)"
)


def label_before_number(text: str) -> tuple[str, int, int] | None:
    """The word that stands before a number and a mark, that number, and where the text behind begins: "Item 3: …"."""
    found = _WORD.match(text)
    return (found["word"].casefold(), int(found["n"]), found.end()) if found else None
