"""What a question is recognised by after an edit: digests for what stayed, words and a sketch for what did not."""

import base64
import hashlib
import re
import struct
import unicodedata
import zlib
from collections.abc import Mapping

from deckgen.data import Question, Traits

_NUMBER = re.compile(r"^\s*(?:q\s*)?(?:\d+(?:\.\d+)*\s*[.、:：)）]\s*|\d+(?:\.\d+)+\s+)+", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]*>|[*_`#\\>]|⭐️?")
_ADDRESS = re.compile(r"\]\([^)]*\)|\bhttps?://\S+")
_NOT_LETTERS = re.compile(r"[\W_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORDS_KEPT = 600
_SKETCH_SIZE = 48
_PIECE = 5
# Fewer pieces than this cannot show that a text is part of another.
_FEWEST = 8


def traits(question: Question, sketches: Mapping[str, str] | None = None) -> Traits:
    """What the lock remembers of a question and its answer; `sketches` are known ones by digest of the answer."""
    answer = question.answer.text if question.answer else ""
    answered = digest(normal(answer)).hex()[:16] if answer.strip() else ""
    known = (sketches or {}).get(answered)
    return Traits(
        asked=digest(asked(question)).hex()[:16],
        answered=answered,
        words=words(question.title, question.prompt.text),
        sketch=sketch(answer) if known is None else known,
    )


def asked(question: Question) -> str:
    """What the question asks, its code and options included, as normal text."""
    return normal(question.title) + "\n" + normal(question.prompt.text)


def digest(*parts: str) -> bytes:
    """SHA-256 over length-prefixed parts, so that ("ab", "c") and ("a", "bc") differ."""
    return hashlib.sha256(b"".join(b"%d:%s" % (len(raw), raw) for raw in (p.encode() for p in parts))).digest()


def normal(text: str) -> str:
    """The text without numbering, markup, case and white space."""
    return "".join(_NUMBER.sub("", _MARKUP.sub("", unicodedata.normalize("NFKC", text))).lower().split())


def words(title: str, prompt: str) -> str:
    """What is asked, readable: the title, a line break, and what else belongs to the question."""
    rest = " ".join(_MARKUP.sub("", prompt).split())
    return "\n".join(filter(None, (" ".join(_MARKUP.sub("", title).split()), rest)))[:_WORDS_KEPT]


def sketch(text: str) -> str:
    """The smallest hashes of a text's five-letter pieces: enough to estimate overlap, small enough for a lock.

    Punctuation and addresses do not count, so that Markdown and the text of a card give the same. Empty for texts too
    short to recognise anything by ("Yes."). (Broder's bottom-k sketch.)
    """
    letters = _NOT_LETTERS.sub("", _ADDRESS.sub("", unicodedata.normalize("NFKC", text)).lower())
    if len(letters) < 24 and not (len(letters) >= 10 and _CJK.search(letters)):
        return ""
    raw = letters.encode("utf-32-le")
    pieces = {raw[at : at + 4 * _PIECE] for at in range(0, len(raw) - 4 * (_PIECE - 1), 4)}
    # A checksum is fast, and a multiplication spreads what it leaves together (Knuth, vol. 3, 6.4).
    kept = sorted({zlib.crc32(piece) * 2654435761 & 0xFFFFFFFF for piece in pieces})[:_SKETCH_SIZE]
    return base64.b85encode(struct.pack(f">{len(kept)}I", *kept)).decode()


def unpack(packed: str) -> frozenset[int]:
    """The hashes of a sketch."""
    raw = base64.b85decode(packed)
    return frozenset(struct.unpack(f">{len(raw) // 4}I", raw))


def overlap(one: frozenset[int], other: frozenset[int]) -> float:
    """How much of two texts is the same, 0 to 1: half what both share of all, half of the shorter one."""
    if not one or not other:
        return 0.0
    # A short text's sketch is all its hashes; a long one's stops at its largest.
    limit = min(max(s) if len(s) == _SKETCH_SIZE else 2**32 for s in (one, other))
    left, right = {h for h in one if h <= limit}, {h for h in other if h <= limit}
    both, least = len(left & right), min(len(left), len(right))
    if not least:
        return 0.0
    return 0.5 * both / len(left | right) + 0.5 * both / max(least, _FEWEST)
