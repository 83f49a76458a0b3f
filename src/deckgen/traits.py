"""What a question is recognised by after an edit: digests for what stayed, words and a sketch for what did not."""

import base64
import hashlib
import re
import struct
import unicodedata
from dataclasses import dataclass

from deckgen.data import Question

_NUMBER = re.compile(r"^\s*(?:q\s*)?(?:\d+(?:\.\d+)*\s*[.、:：)）]\s*|\d+(?:\.\d+)+\s+)+", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]*>|[*_`#\\]|⭐️?")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORDS_KEPT = 600
_SKETCH_SIZE = 48


@dataclass(frozen=True, slots=True)
class Traits:
    """`asked` and `answered` are digests of normal text, `answered` empty without an answer; see `sketch`."""

    asked: str
    answered: str
    words: str
    sketch: str


def traits(question: Question) -> Traits:
    """What the lock remembers of a question and its answer."""
    answer = normal(question.answer.text) if question.answer else ""
    words = _MARKUP.sub("", " ".join(f"{question.title} {question.prompt.text}".split()))
    return Traits(
        asked=digest(asked(question)).hex()[:16],
        answered=digest(answer).hex()[:16] if answer else "",
        words=words[:_WORDS_KEPT],
        sketch=sketch(answer),
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


def sketch(text: str) -> str:
    """The smallest hashes of a text's five-character pieces: enough to estimate overlap, small enough for a lock.

    Empty for texts too short to recognise anything by ("Yes.").
    """
    if len(text) < 24 and not (len(text) >= 10 and _CJK.search(text)):
        return ""
    pieces = {text[at : at + 5] for at in range(len(text) - 4)}
    hashes = sorted({int.from_bytes(hashlib.blake2b(piece.encode(), digest_size=4).digest()) for piece in pieces})
    kept = hashes[:_SKETCH_SIZE]
    return base64.b85encode(struct.pack(f">{len(kept)}I", *kept)).decode()


def unpack(packed: str) -> frozenset[int]:
    """The hashes of a sketch."""
    raw = base64.b85decode(packed)
    return frozenset(struct.unpack(f">{len(raw) // 4}I", raw))


def overlap(one: frozenset[int], other: frozenset[int]) -> float:
    """The estimated share of pieces that two texts have in common (bottom-k sketches), 0 to 1."""
    if not one or not other:
        return 0.0
    # A short text's sketch is all its hashes; a long one's stops at its largest.
    limit = min(max(s) if len(s) == _SKETCH_SIZE else 2**32 for s in (one, other))
    left, right = {h for h in one if h <= limit}, {h for h in other if h <= limit}
    return len(left & right) / len(left | right) if left | right else 0.0
