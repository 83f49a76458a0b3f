"""The fingerprint by which a question is recognised: digests show what stayed, words and a sketch what was edited."""

import base64
import re
import struct
import zlib
from collections.abc import Iterator, Mapping, Set

from deckgen import ids
from deckgen.data import Basic, Fingerprint, Question
from deckgen.normal_forms import nfkc

_NUMBER = re.compile(r"^\s*(?:q\s*)?(?:\d+(?:\.\d+)*\s*[.、:：)）]\s*|\d+(?:\.\d+)+\s+)+", re.IGNORECASE)
_SIGNS = r"[*_`#\\>]|⭐️?"
_MARKUP, _NO_TAGS = re.compile(rf"<[^>]*>|{_SIGNS}"), re.compile(_SIGNS)
_OPENING = re.compile(r"<((?!br\b|hr\b|wbr\b)!?[a-z][\w-]*(?: html)?)>", re.IGNORECASE)
_CLOSING = re.compile(r"</([a-z][\w-]*)")
# What a title begins with is text, for it is no block.
_SIGN = re.compile(r"(?:#{1,6}|>)(?=\s)")
# Tags that show nothing of their own, as a picture's does.
_PLAIN_TAG = re.compile(r"</?(?!(?:a|audio|img|source|video)\b)[a-z][^<>]*+>", re.IGNORECASE)
_ADDRESS = re.compile(r"\]\([^)]*\)|\bhttps?://\S+")
# Chinese, Japanese and Korean letters as they stand in a character class.
CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_CJK = re.compile(f"[{CJK}]")
_TOKEN = re.compile(rf"[{CJK}]|(?:(?![{CJK}])[^\W_])+")
# In characters: what the lock remembers of a question's words.
LONGEST = 600
# In hashes of four bytes.
_SKETCH_SIZE = 80
# In letters, of which a CJK character counts as 2.5: the length of a piece, and of the shortest text with a sketch.
_PIECE, _SHORTEST, _CJK_SIZE = 10, 24, 2.5
# A text of fewer pieces counts as one of this many: a few pieces cannot show that a text is part of another.
_FEWEST = 8
# Texts of fewer pieces that have none in common may still be one text, edited.
_TELLING = 4
# What the overlap counts of both texts together, and of the shorter one.
_OF_BOTH, _OF_SHORTER = 0.35, 0.65
# The overlap of what stands below two questions of one title from which they may be one question.
MAY_BE_ONE = 0.2


def fingerprint(question: Question, sketches: Mapping[tuple[str, str], str] | None = None) -> Fingerprint:
    """The fingerprint of a question and its answer.

    `sketches` are those of the last build, by the digests of question and answer: making one takes time.
    """
    answer = answer_of(question)
    answered = ids.short(normal(answer)) if answer.strip() else ""
    asks = ids.short(asked(question))
    packed = (sketches or {}).get((asks, answered))
    if packed is None:
        packed = sketch(_below(question))
    return Fingerprint(asks, answered, words(question.title, question.front.text), packed)


def _below(question: Question) -> str:
    # All text below the title: the next build may see the answer begin at another line.
    return question.front.text + answer_of(question)


def answer_of(question: Question) -> str:
    """The text that answers the question alone; of a cloze none."""
    # A cloze's text is asked and answered at once; what it asks says all of it.
    return question.answer.text if isinstance(question, Basic) and question.answer else ""


def asked(question: Question) -> str:
    """What the question asks, with its code and options, as normal text."""
    return normal(question.title) + "\n" + normal(question.front.text)


def normal(text: str) -> str:
    """The text without numbering, markup and white space, in lower case."""
    bare = _bare(nfkc(text))
    # A text that is only a number is known by it.
    return "".join((_NUMBER.sub("", bare) or bare).lower().split())


def _bare(text: str) -> str:
    """The text without markup; behind its last `>` no tag ends, and none is looked for."""
    end = text.rfind(">") + 1
    return _MARKUP.sub("", text[:end]) + _NO_TAGS.sub("", text[end:])


def words(title: str, prompt: str) -> str:
    """What is asked, for people to read: the title on the first line, all other text of the question on the second.

    The title keeps the tags that it is about; for the digests, which locks remember, they are markup.
    """
    rest = without_markup(prompt)
    sign = _SIGN.match(title)
    bare = (sign[0] if sign else "") + "".join(_without_tags(title))
    asks = " ".join((_NUMBER.sub("", bare) or bare).split())
    return "\n".join(filter(None, (asks, rest)))[:LONGEST]


def _without_tags(title: str) -> Iterator[str]:
    """A title without markup, but with tags of no attributes that have no partner."""
    closed = set(_CLOSING.findall(title.lower()))
    at = 0
    for tag in _OPENING.finditer(title):
        if tag[1].lower() not in closed:
            yield _bare(title[at : tag.start()])
            yield tag[0]
            at = tag.end()
    yield _bare(title[at:])


def without_markup(text: str) -> str:
    """The text as `words` has it: without markup, its white space single blanks."""
    return " ".join(_bare(text).split())


def sketch(text: str) -> str:
    """The smallest hashes of a text's pieces, packed: enough to estimate overlap, small enough for a lock.

    This is Broder's bottom-k sketch. A piece is some words in a row, so that two texts about one subject do not look
    alike. Punctuation and addresses do not count, so that Markdown and the text of a card give the same sketch. A text
    too short to be recognised by ("Yes.") has an empty sketch, in whatever colour it is.
    """
    hashes = sorted(pieces(text))[:_SKETCH_SIZE] if tells(text) else []
    return base64.b85encode(struct.pack(f">{len(hashes)}I", *hashes)).decode()


def tells(text: str) -> bool:
    """True if a text is long enough to be recognised by."""
    return sum(map(size, terms(_PLAIN_TAG.sub(" ", text)))) >= _SHORTEST


def pieces(text: str) -> set[int]:
    """The hashes of all pieces of a text."""
    tokens = terms(text)
    found = set()
    start, length = 0, 0.0
    for end, token in enumerate(tokens):
        length += size(token)
        while length - size(tokens[start]) >= _PIECE:
            length -= size(tokens[start])
            start += 1
        if length >= _PIECE:
            found.add(" ".join(tokens[start : end + 1]))
    # A checksum is fast but leaves like texts close together; the multiplication spreads them (Knuth, vol. 3, 6.4).
    return {zlib.crc32(piece.encode()) * 2654435761 & 0xFFFFFFFF for piece in found}


def terms(text: str) -> list[str]:
    """The words of a text, of CJK text its characters, in lower case and without addresses."""
    return _TOKEN.findall(_ADDRESS.sub("", nfkc(text)).lower())


def size(token: str) -> float:
    """How much a word counts, in letters; a CJK character as 2.5."""
    return _CJK_SIZE if _CJK.match(token) else len(token)


def unpack(packed: str) -> frozenset[int]:
    """The hashes of a sketch."""
    raw = base64.b85decode(packed)
    return frozenset(struct.unpack(f">{len(raw) // 4}I", raw))


def hashes(question: Question, known: Fingerprint) -> Set[int]:
    """The hashes of all that stands below a title: of a long text a sketch has little that a short one has too."""
    found = unpack(known.sketch)
    return found if len(found) < _SKETCH_SIZE else pieces(_below(question))


def overlap(now: Set[int], then: Set[int]) -> float | None:
    """How much of two texts is the same, from 0 to 1; the shorter text counts most, for texts grow.

    `now` are all `hashes` of the one, `then` is the sketch of the other. None if they cannot tell: one is empty, or has
    too few pieces and none in common with the other.
    """
    if not now or not then:
        return None
    # A short text's sketch is all its hashes; a long one's stops at its largest.
    limit = max(then) if len(then) == _SKETCH_SIZE else 2**32
    known = {h for h in now if h <= limit}
    both, shorter = len(known & then), min(len(known), len(then))
    if shorter < _TELLING and both == 0:
        return None
    return _OF_BOTH * both / len(known | then) + _OF_SHORTER * both / max(shorter, _FEWEST)
