"""Questions and answers in fourteen languages, and the words that documents have around them, from `texts/*.txt`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "texts"
CODES = tuple(sorted(path.stem for path in _FOLDER.glob("*.txt")))


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, what it asks for in a word or two, and a sentence that says more."""

    question: str
    term: str
    answer: str


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language: its words for what surrounds questions, and its pairs."""

    code: str
    words: dict[str, str]
    topics: tuple[str, ...]
    more: tuple[str, ...]
    pairs: tuple[Pair, ...]

    @property
    def colon(self) -> str:
        """The colon of this language with the blank that follows it."""
        return "：" if self.code in ("zh", "ja") else ": "


@cache
def tongue(code: str) -> Tongue:
    """The language with this code."""
    head, _, pairs = (_FOLDER / f"{code}.txt").read_text("utf-8").partition("\n--\n")
    words = dict(line.split(": ", 1) for line in head.splitlines())
    listed = {key: tuple(words.pop(key).split("; ")) for key in ("topics", "more")}
    rows = (Pair(*row.split(" | ")) for row in pairs.splitlines())
    return Tongue(code, words, listed["topics"], listed["more"], tuple(rows))
