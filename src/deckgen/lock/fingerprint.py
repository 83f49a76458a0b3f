"""What a question is recognised by after an edit: digests for what stayed, words and a sketch for what did not."""

import base64
import re
import struct
import unicodedata
import zlib
from collections.abc import Mapping

from deckgen import ids
from deckgen.data import Basic, Question, Traits

_NUMBER = re.compile(r"^\s*(?:q\s*)?(?:\d+(?:\.\d+)*\s*[.、:：)）]\s*|\d+(?:\.\d+)+\s+)+", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]*>|[*_`#\\>]|⭐️?")
_ADDRESS = re.compile(r"\]\([^)]*\)|\bhttps?://\S+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TOKEN = re.compile(rf"{_CJK.pattern}|(?:(?!{_CJK.pattern})[^\W_])+")
_WORDS_KEPT = 600
_SKETCH_SIZE = 80
# In letters; a CJK character counts as much as these, and what is shorter in all has no sketch.
_PIECE = 10
_CJK_SIZE = 2.5
_SHORTEST = 24
# Fewer pieces than this cannot show that a text is part of another.
_FEWEST = 8
# Fewer pieces than this, and having none in common says nothing.
_TELLING = 4


def traits(question: Question, sketches: Mapping[tuple[str, str], str] | None = None) -> Traits:
    """What the lock remembers of a question and its answer; `sketches` are known ones by the digests of both."""
    # A cloze's text is asked and answered at once; what it asks says all of it.
    answer = question.answer.text if isinstance(question, Basic) and question.answer else ""
    answered = ids.short(normal(answer)) if answer.strip() else ""
    asks = ids.short(asked(question))
    known = (sketches or {}).get((asks, answered))
    # All that stands below the title: where the question ends and the answer begins may be read otherwise next time.
    below = known if known is not None else sketch(question.front.text + answer)
    return Traits(asks, answered, words(question.title, question.front.text), below)


def asked(question: Question) -> str:
    """What the question asks, its code and options included, as normal text."""
    return normal(question.title) + "\n" + normal(question.front.text)


def normal(text: str) -> str:
    """The text without numbering, markup, case and white space."""
    return "".join(_NUMBER.sub("", _MARKUP.sub("", unicodedata.normalize("NFKC", text))).lower().split())


def words(title: str, prompt: str) -> str:
    """What is asked, readable: the title, a line break, and what else belongs to the question."""
    rest = " ".join(_MARKUP.sub("", prompt).split())
    asks = " ".join(_NUMBER.sub("", _MARKUP.sub("", title)).split())
    return "\n".join(filter(None, (asks, rest)))[:_WORDS_KEPT]


def sketch(text: str) -> str:
    """The smallest hashes of a text's pieces: enough to estimate overlap, small enough for a lock.

    A piece is some words in a row, so that texts about one subject do not look like one text. Punctuation and addresses
    do not count, so that Markdown and the text of a card give the same. Empty for texts too short to recognise
    anything by ("Yes."). (Broder's bottom-k sketch.)
    """
    tokens = _TOKEN.findall(_ADDRESS.sub("", unicodedata.normalize("NFKC", text)).lower())
    sizes = [_CJK_SIZE if _CJK.match(token) else len(token) for token in tokens]
    if sum(sizes) < _SHORTEST:
        return ""
    pieces = set()
    start, size = 0, 0.0
    for end, token_size in enumerate(sizes):
        size += token_size
        while size - sizes[start] >= _PIECE:
            size -= sizes[start]
            start += 1
        if size >= _PIECE:
            pieces.add(" ".join(tokens[start : end + 1]))
    # A checksum is fast, and a multiplication spreads what it leaves together (Knuth, vol. 3, 6.4).
    kept = sorted({zlib.crc32(piece.encode()) * 2654435761 & 0xFFFFFFFF for piece in pieces})[:_SKETCH_SIZE]
    return base64.b85encode(struct.pack(f">{len(kept)}I", *kept)).decode()


def unpack(packed: str) -> frozenset[int]:
    """The hashes of a sketch."""
    raw = base64.b85decode(packed)
    return frozenset(struct.unpack(f">{len(raw) // 4}I", raw))


def overlap(one: frozenset[int], other: frozenset[int]) -> float | None:
    """How much of two texts is the same, 0 to 1: mostly how much of the shorter one, for texts grow and shrink.

    None where their sketches cannot tell: one is empty, or too short beside a long one.
    """
    if not one or not other:
        return None
    # A short text's sketch is all its hashes; a long one's stops at its largest.
    limit = min(max(s) if len(s) == _SKETCH_SIZE else 2**32 for s in (one, other))
    left, right = {h for h in one if h <= limit}, {h for h in other if h <= limit}
    both, least = len(left & right), min(len(left), len(right))
    if least < _TELLING and both == 0:
        return None
    return 0.35 * both / len(left | right) + 0.65 * both / max(least, _FEWEST)
