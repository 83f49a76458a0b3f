"""What is wrong in a style sheet: browsers leave out what they do not understand, and whatever follows, unsaid.

Read by the rules of CSS Syntax as far as they say where something ends: comments, texts, addresses, brackets.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from deckgen.wording import said

_TOKEN = re.compile(
    r"(?P<blank>\s++|/\*(?:[^*]++|\*(?!/))*+\*/|<!--|-->)"
    r"|(?P<comment>/\*)"
    r"|(?P<slashes>//[^\n]*+)"
    r"|url\(\s*+(?:\"(?P<double>[^\"\n]*+)\"|'(?P<single>[^'\n]*+)'|(?P<bare>[^\"'\s)][^)\n]*+))\s*+\)"
    r"|\"(?:[^\"\\\n]++|\\.)*+\"|'(?:[^'\\\n]++|\\.)*+'"
    r"|(?P<text>[\"'])"
    r"|(?P<mark>[{}()\[\];:])"
    r"|(?:[^\s/\"'\\{}()\[\];:]++|\\.)++|.",
    re.DOTALL | re.IGNORECASE,
)
_CLOSES = {"}": "{", ")": "(", "]": "["}
_ENDS = {"{": "}", "(": ")", "[": "]"}
_REMOTE = re.compile(r"(?:https?:)?//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong at a place of the text, counted from 0."""

    at: int
    message: str
    hint: str


@dataclass(slots=True)
class _Part:
    """What stands between two of `{`, `}` and `;`: where it begins, its colons, and the word before the last one."""

    start: int = -1
    colons: list[int] = field(default_factory=list)
    word: int = -1


def flaws(text: str) -> Iterator[Flaw]:
    """What is wrong, in order as far as it is known where."""
    reader = _Reader(text)
    for token in _TOKEN.finditer(text):
        if token["blank"]:
            continue
        if token["comment"]:
            yield Flaw(token.start(), said("this comment is never closed"), said("write */ where it ends"))
            return
        if token["slashes"]:
            yield Flaw(token.start(), said("// begins no comment in CSS"), said("write /* and */ around it"))
            continue
        yield from reader.take(token)
    yield from reader.end()


class _Reader:
    """What is open, and the part that is being read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.opened: list[tuple[str, int]] = []
        self.part = _Part()

    def take(self, token: re.Match[str]) -> Iterator[Flaw]:
        """What is wrong with what ends at a token, or with itself."""
        at, mark = token.start(), token["mark"]
        if mark and mark in "{};":
            yield from self._ends(mark)
        elif self.part.start < 0:
            self.part.start = at
        if mark:
            yield from self._marks(mark, at)
        elif token["text"]:
            yield Flaw(at, said("this text is not closed in its line"), said("write the quote where the text ends"))
        else:
            yield from self._words(at, token["double"] or token["single"] or token["bare"] or "")

    def end(self) -> Iterator[Flaw]:
        """What is wrong at the end of the file."""
        yield from self._part()
        for one in self.opened:
            yield _unclosed(*one)

    @property
    def _is_flat(self) -> bool:
        """Whether no bracket is open but those of blocks."""
        return not self.opened or self.opened[-1][0] == "{"

    def _ends(self, mark: str) -> Iterator[Flaw]:
        while not self._is_flat:
            yield _unclosed(*self.opened.pop())
        if mark != "{":
            yield from self._part()
        self.part = _Part()

    def _marks(self, mark: str, at: int) -> Iterator[Flaw]:
        if mark in _ENDS:
            self.opened.append((mark, at))
        elif mark == ":" and self._is_flat:
            self.part.colons.append(max(self.part.word, self.part.start))
        elif mark in _CLOSES and self.opened and self.opened[-1][0] == _CLOSES[mark]:
            self.opened.pop()
        elif mark in _CLOSES:
            yield Flaw(at, said("this {mark} closes nothing", mark=mark), said("take it out, or open what it closes"))

    def _words(self, at: int, address: str) -> Iterator[Flaw]:
        if self._is_flat:
            self.part.word = at
        if _REMOTE.match(address) and not self._imports:
            message = said("{address} is loaded from the network whenever a card is shown", address=address)
            yield Flaw(
                at, message, said("without a network it is missing; write it into the style, as a data: address")
            )

    @property
    def _imports(self) -> bool:
        start = max(self.part.start, 0)
        return self.text[start : start + len("@import")].lower() == "@import"

    def _part(self) -> Iterator[Flaw]:
        """What is wrong with a part that no block follows: inside of one it must be a property and its value."""
        start, colons = self.part.start, self.part.colons
        if start < 0:
            return
        if self._imports:
            message = said("@import does nothing here, for other rules come before it")
            yield Flaw(start, message, said("write the rules themselves into this file"))
        elif self.text.startswith("@", start):
            return
        elif not self.opened:
            yield Flaw(start, said("this stands in no rule"), said("write it into one: .card {{ … }}"))
        elif not colons:
            yield Flaw(start, said("this is no property with a value"), said("write property: value;"))
        elif (
            len(colons) > 1 and not self.text.startswith("--", start) and not self.text.startswith("progid", colons[1])
        ):
            yield Flaw(colons[1], said("before this a semicolon is missing"), said("each value ends with one"))


def _unclosed(mark: str, at: int) -> Flaw:
    return Flaw(
        at, said("this {mark} is never closed", mark=mark), said("write {mark} where it ends", mark=_ENDS[mark])
    )
