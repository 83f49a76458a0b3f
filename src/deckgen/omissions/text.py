"""Text as its letters, digits and signs, in the source and on a card: other punctuation is markup as often as text."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_SHOWN = r"[^\W_]|[\u2190-\u2bff\U0001f000-\U0001faff]"
_WORDS = re.compile(rf"(?:{_SHOWN})++")
# A macro of TeX ends before a digit.
_WORDS_AND_MACROS = re.compile(rf"(?<=\\)[a-zA-Z]++|(?:{_SHOWN})++")
_CHARACTERS = re.compile(_SHOWN)
_WITH_ENTITIES = re.compile(rf"&(?:#\d{{1,7}}|#[xX][\da-fA-F]{{1,6}}|[a-zA-Z][a-zA-Z0-9]{{1,31}});|{_SHOWN}")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*+)([^>]*+)>")
_STANDS_FOR = re.compile(r'\b(?:alt|aria-label)="([^"]*+)"')
_START = re.compile(r'\b(?:start|value)="(\d{1,9})"')
# So many parts of longer words are passed over: more of them are in no text.
_TRIES = 200
_ASCII = 127
_CLOZE = re.compile(r"\{\{c\d{1,9}::")


def shown(line: str, *, entities: bool) -> str:
    """The characters of a line that a card shows; entities are what they stand for."""
    if entities and "&" in line:
        return "".join(one for one, _ in characters(line, entities=True))
    return "".join(_WORDS.findall(line))


def characters(line: str, *, entities: bool) -> Iterator[tuple[str, int]]:
    """The characters of a line that a card shows, each with its column from 0; entities are what they stand for."""
    for found in (_WITH_ENTITIES if entities else _CHARACTERS).finditer(line):
        if len(found[0]) == 1:
            yield found[0], found.start()
        elif (meant := html.unescape(found[0])) != found[0]:
            yield from ((one, found.start()) for one in _CHARACTERS.findall(meant))
        else:
            yield from ((one[0], found.start() + one.start()) for one in _CHARACTERS.finditer(found[0]))


@dataclass(slots=True)
class Card:
    """The characters that a card shows, as bytes; what was found is crossed out. Words begin and end at `edges`.

    What was not found is not looked for again until there are other edges: lines alike take no time.
    """

    shown: bytearray = field(default_factory=bytearray)
    edges: set[int] = field(default_factory=lambda: {0})
    _nowhere: dict[str, int] = field(default_factory=dict)

    def add(self, field: str) -> None:
        """Show what a field shows."""
        for text in _texts(field):
            for word in _WORDS_AND_MACROS.findall(text):
                self.shown += word.encode()
                self.edges.add(len(self.shown))

    def find(self, text: str) -> int:
        """Where the text stands, -1 if nowhere: whole words, which in scripts without blanks have no edges."""
        if self._nowhere.get(text) == len(self.edges):
            return -1
        wanted = text.encode()
        at = -1
        for _ in range(_TRIES):
            at = self.shown.find(wanted, at + 1)
            if at < 0:
                break
            if self._parts(at) and self._parts(at + len(wanted)):
                return at
        self._nowhere[text] = len(self.edges)
        return -1

    def _parts(self, at: int) -> bool:
        """Whether a word may begin or end here: not between two characters of ASCII that stand together."""
        return at in self.edges or max(self.shown[at - 1 : at + 1]) > _ASCII

    def take(self, text: str) -> bool:
        """True if the text stands there, which is then crossed out."""
        at = self.find(text)
        if at >= 0:
            end = at + len(text.encode())
            self.shown[at:end] = bytes(end - at)
            self.edges |= {at, end}
        return at >= 0


def _texts(field: str) -> Iterator[str]:
    """What a field shows: its text, the numbers of its lists, its ticks, and what stands for its pictures."""
    numbers: list[int | None] = []
    at = in_code = 0
    for tag in _TAG.finditer(field):
        text = html.unescape(field[at : tag.start()])
        # In code, a cloze's mark is text.
        yield text if in_code else _CLOZE.sub("", text)
        at = tag.end()
        closes, name, attributes = tag.groups()
        if name == "code":
            in_code += -1 if closes else 1
        elif name in ("ol", "ul"):
            if closes:
                del numbers[-1:]
            else:
                start = _START.search(attributes)
                numbers.append((int(start[1]) if start else 1) if name == "ol" else None)
        elif name == "li" and not closes and numbers and numbers[-1] is not None:
            number = _START.search(attributes)
            yield number[1] if number else str(numbers[-1])
            numbers[-1] += 1
        elif name == "input" and "checked" in attributes:
            yield "x"
        elif stands := _STANDS_FOR.search(attributes):
            yield html.unescape(stands[1])
    yield _CLOZE.sub("", html.unescape(field[at:]))
