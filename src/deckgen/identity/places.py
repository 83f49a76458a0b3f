"""Where the gaps of a cloze stand, in its text as it was and as it is: what stayed around a gap tells which it is."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from difflib import SequenceMatcher

from deckgen.lock import gaps as marks
from deckgen.lock.fingerprint import CJK
from deckgen.normal_forms import nfkc

_TOKEN = re.compile(rf"[{CJK}]|(?:(?![{CJK}])[^\W_])+|[^\w\s]|_")
_MARKUP = re.compile(r"<[^<>]*+>|\\[()]|[*_`#\\>$\s]")
_DIGITS = re.compile(r"\d+")
# The share of the shorter words that must have stayed for two gaps to be one.
_STAYED = 0.5
# In letters, of which a CJK character counts as 2: what must have stayed beside words that are others altogether.
_CONTEXT, _CJK_SIZE = 6, 2
# Words that are so much alike are a correction.
_ALIKE = 0.6
# Words that stand in other words are at least so much alike.
_CONTAINED = 0.8
# What speaks for a pair: its words stayed in part; all around stayed; a side stayed. The first and last if it is alike.
_WORDS, _AROUND, _CORRECTED = 2.0, 1.5, 0.5


class Places:
    """Compares the places of gaps in two texts.

    `then` is a text without markup, and `now` what it became; `words_then` and `words` are those of their gaps in
    reading order, which may be more than the texts have. `cut` says that the old text went on.
    """

    def __init__(self, then: str, words_then: Sequence[str], now: str, words: Sequence[str], *, cut: bool) -> None:
        self._then, self._now, self._cut = _Text(then, words_then), _Text(now, words), cut
        self._words_then, self._words = words_then, words
        matcher = SequenceMatcher(None, self._then.tokens, self._now.tokens, autojunk=False)
        self._stayed = {
            old + step: new + step for old, new, size in matcher.get_matching_blocks() for step in range(size)
        }

    def knows_old(self, old: int) -> bool:
        """True if the old text has this gap."""
        return old in self._then.spans

    def knows_new(self, new: int) -> bool:
        """True if the new text has this gap."""
        return new in self._now.spans

    def touch(self, old: int, new: int) -> bool:
        """True if something that the one gap hid stayed, and the other hides it."""
        return self.knows_old(old) and self.knows_new(new) and self._kept(old, new) > 0

    def is_part(self, old: str, new: str) -> bool:
        """True if the old words stand in the new ones, or these in them, and are shown no more than they were."""
        short, long = sorted((_tokens(old), _tokens(new)), key=len)
        inside = any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))
        return inside and _size(short) >= _CONTEXT and self._now.shows(old) <= self._then.shows(old)

    def score(self, old: int, new: int) -> float:
        """How much speaks for the two being one gap, by words that stayed and by what stayed around; 0 for nothing."""
        if self._now.shows(self._words_then[old]) > self._then.shows(self._words_then[old]):
            # The words are there, and nothing hides them any more.
            return 0.0
        sizes = [text.size(*text.spans[at]) for text, at in ((self._then, old), (self._now, new))]
        share = self._kept(old, new) / max(1, min(sizes))
        (start, end), (start_now, end_now) = self._then.spans[old], self._now.spans[new]
        left = self._stayed.get(start - 1, -1 if start == 0 else None) == start_now - 1
        ends = None if self._cut or end < len(self._then.tokens) else len(self._now.tokens)
        right = self._stayed.get(end, ends) == end_now
        corrected = alike(self._words_then[old], self._words[new]) > 0
        if share >= _STAYED and corrected:
            return _WORDS + share
        if left and right and self._context(start, end) >= _CONTEXT:
            return _AROUND
        return _CORRECTED if (left or right) and corrected else 0.0

    def _kept(self, old: int, new: int) -> int:
        """In letters: what both gaps hide."""
        start, end = self._now.spans[new]
        return sum(
            self._then.size(at, at + 1)
            for at in range(*self._then.spans[old])
            if start <= self._stayed.get(at, -1) < end
        )

    def _context(self, start: int, end: int) -> int:
        """In letters: what stayed on both sides of a gap, up to the next gaps."""
        return sum(self._beside(at, step) for at, step in ((start - 1, -1), (end, 1)))

    def _beside(self, at: int, step: int) -> int:
        size = 0
        while at in self._stayed and at not in self._then.hidden:
            size += self._then.size(at, at + 1)
            if self._stayed.get(at + step) != self._stayed[at] + step:
                break
            at += step
        return size


class _Text:
    """A text in pieces: `spans` are the pieces of each gap of which it has the words; `hidden` are those of all."""

    def __init__(self, text: str, words: Sequence[str]) -> None:
        gapped = marks.read(text)
        parts = list(_TOKEN.finditer(gapped.text.lower()))
        self.tokens = [part[0] for part in parts]
        starts = [part.start() for part in parts]
        self.spans: dict[int, tuple[int, int]] = {}
        self.hidden: set[int] = set()
        for at, gap in enumerate(gapped.gaps):
            start, end = bisect_left(starts, gap.start), bisect_left(starts, gap.end)
            self.hidden.update(range(start, end))
            if at < len(words) and start < end and folded(words[at]) == folded(gapped.words(gap)):
                self.spans[at] = start, end
        self._shown = " ".join(["", *(one for at, one in enumerate(self.tokens) if at not in self.hidden), ""])

    def shows(self, words: str) -> int:
        """How often the words stand in the text outside of gaps."""
        return self._shown.count(" ".join(["", *_tokens(words), ""]))

    def size(self, start: int, end: int) -> int:
        """In letters: how much these pieces say."""
        return _size(self.tokens[start:end])


def _tokens(words: str) -> list[str]:
    return _TOKEN.findall(words.lower())


def _size(tokens: Sequence[str]) -> int:
    return sum(_CJK_SIZE if re.match(f"[{CJK}]", one) else len(one) for one in tokens if one[0].isalnum())


def folded(words: str) -> str:
    """The words without case, markup and the marks of formulas: what Markdown, the lock and Anki write differently."""
    return _MARKUP.sub("", nfkc(words)).casefold()


def alike(one: str, other: str) -> float:
    """How much two words are alike, from 0 to 1; 0 below what a correction leaves, which changes no digits."""
    if _DIGITS.findall(one) != _DIGITS.findall(other):
        return 0.0
    left, right = folded(one), folded(other)
    ratio = SequenceMatcher(None, left, right, autojunk=False).ratio()
    if left in right or right in left:
        return max(ratio, _CONTAINED)
    return ratio if ratio >= _ALIKE else 0.0
