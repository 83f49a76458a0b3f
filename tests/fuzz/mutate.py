"""Sound inputs, damaged: bytes flipped, pieces dropped, doubled, moved, or taken from others, words put in."""

from collections.abc import Sequence
from random import Random

_LONGEST = 20_000
_BYTES = (b"\0", b"\xff", b"\r\n", b"\x1b", b"\x7f", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\xae", b"9" * 400)


def mutated(random: Random, corpus: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """One of the corpus, changed in one to eight places; `words` are what its readers know."""
    data = random.choice(corpus)
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        data = random.choice(_WAYS)(random, data, corpus, words)
    return data[:_LONGEST]


def _flipped(random: Random, data: bytes, _corpus: Sequence[bytes], _words: Sequence[bytes]) -> bytes:
    at = random.randrange(len(data) or 1)
    return data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]


def _dropped(random: Random, data: bytes, _corpus: Sequence[bytes], _words: Sequence[bytes]) -> bytes:
    first, last = _piece(random, data)
    return data[:first] + data[last:]


def _doubled(random: Random, data: bytes, _corpus: Sequence[bytes], _words: Sequence[bytes]) -> bytes:
    first, last = _piece(random, data)
    return data[:last] + data[first:last] * random.choice((1, 1, 2, 40)) + data[last:]


def _moved(random: Random, data: bytes, _corpus: Sequence[bytes], _words: Sequence[bytes]) -> bytes:
    first, last = _piece(random, data)
    rest = data[:first] + data[last:]
    at = random.randint(0, len(rest))
    return rest[:at] + data[first:last] + rest[at:]


def _crossed(random: Random, data: bytes, corpus: Sequence[bytes], _words: Sequence[bytes]) -> bytes:
    other = random.choice(corpus)
    first, last = _piece(random, other)
    at = random.randint(0, len(data))
    return data[:at] + other[first:last] + data[at:]


def _worded(random: Random, data: bytes, _corpus: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + random.choice(random.choice((words, words, _BYTES))) + data[at:]


def _cut(random: Random, data: bytes, _corpus: Sequence[bytes], _words: Sequence[bytes]) -> bytes:
    return data[: random.randint(0, len(data))]


def _piece(random: Random, data: bytes) -> tuple[int, int]:
    first = random.randint(0, len(data))
    return first, min(len(data), first + random.choice((1, 2, 5, 20, 100, 1000)))


_WAYS = (_flipped, _dropped, _doubled, _moved, _crossed, _worded, _worded, _cut)
