"""Heads of statements whose blanks are filled in.

Below a heading that says so, what is bold, marked or underlined fills them; anywhere, what is so inside parentheses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from deckgen.split.head import Head, of_card
from deckgen.split.item import gapped
from deckgen.split.language import fills
from deckgen.split.leads import number
from deckgen.split.noise import is_noise
from deckgen.split.notation import blank
from deckgen.split.outline import Outline

_FILLED = re.compile(
    r"\*\*(?P<bold>[^*]++)\*\*|==(?P<marked>[^=]++)==|<u>(?P<under>[^<]++)</u>|(?<!_)__(?P<line>[^_]++)__(?!_)"
)
# "The capital of France is (**Paris**)": an answer where there was a gap to fill.
_IN_PARENTHESES = re.compile(
    r"(?P<open>[(（]\s*+)(?P<words>(?:\*\*[^*()（）]++\*\*|==[^=()（）]++==|<u>[^<()（）]++</u>|[、，,\s])++)(?=[)）])"
)
_LETTERS = re.compile(r"[\W_]*+[A-H]{1,5}[\W_]*+$")
_BULLET = re.compile(r"\s*+(?:[-*+]|\d{1,3}[.)])\s++")
# A section is one of these where at least this share of its statements have something filled in.
_MOST = 0.6
# Two of them are a pair of remarks.
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class _Statement:
    """The lines of a statement, `first` without its bullet; `line` is its first one."""

    line: int
    texts: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.texts)


def heads(outline: Outline) -> Iterator[Head]:
    """The statements of each such section, as clozes."""
    starts = [(0, False), *((heading.end, fills(heading.text)) for heading in outline.headings)]
    ends = [*(heading.line for heading in outline.headings), len(outline.lines)]
    for (start, says_so), end in zip(starts, ends, strict=True):
        statements = list(_statements(outline, start, end))
        gaps = [(one, *(_gapped(one.text) if says_so else _bracketed(one.text))) for one in statements]
        found = [(one, text, words) for one, text, words in gaps if words]
        if len(found) < max(2 if says_so else _FEWEST, _MOST * len(statements)):
            continue
        for one, text, words in found:
            yield of_card("filled", gapped(text, one.line, one.line, one.line + len(one.texts), words))


def _statements(outline: Outline, start: int, end: int) -> Iterator[_Statement]:
    """The statements from one line to another: each begins with a number, a bullet, or below a blank line."""
    open_: list[str] = []
    for n in range(start, end + 1):
        line = outline.lines[n] if n < end and n not in outline.opaque else ""
        begins = bool(_BULLET.match(line)) or number(line.strip()) is not None
        if open_ and (begins or is_noise(line)):
            yield _Statement(n - len(open_), tuple(open_))
            open_ = []
        if not is_noise(line):
            open_.append(line[match.end() :] if not open_ and (match := _BULLET.match(line)) else line.strip())


def _bracketed(text: str) -> tuple[str, tuple[str, ...]]:
    """The same where the gaps are parentheses; letters alone are the options of a choice."""
    words = tuple(_unmarked(mark["words"].strip()) for mark in _IN_PARENTHESES.finditer(text))
    if not words or "{{c" in text or all(map(_LETTERS.match, words)):
        return text, ()
    gaps = iter(f"{{{{c{at}::{word}}}}}" for at, word in enumerate(words, 1))
    return _IN_PARENTHESES.sub(lambda mark: mark["open"] + next(gaps), text), words


def _unmarked(words: str) -> str:
    mark = _FILLED.fullmatch(words)
    return mark[mark.lastgroup or 0].strip() if mark else words


def _gapped(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with what is filled in as Anki's clozes, and the words of those; nothing where no other word is left."""
    words = tuple(mark[mark.lastgroup or 0].strip() for mark in _FILLED.finditer(text))
    if blank(text) or "{{c" in text or not re.search(r"[^\W\d_]", _FILLED.sub("", text)):
        return text, ()
    gaps = iter(f"{{{{c{at}::{word}}}}}" for at, word in enumerate(words, 1))
    return _FILLED.sub(lambda _: next(gaps), text), words
