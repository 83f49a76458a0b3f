"""How much two questions ask the same: words of any script, weighed by how much they tell.

Its asking words, Chinese and English ones, are weighed and are no sign of a question; splitting has words of its own
for that. Those of other languages tell as little as the other questions say that they do.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable

from deckgen.lock.fingerprint import CJK
from deckgen.normal_forms import nfkc

# Where a text ends, and where a clause does.
_END = re.compile(r"[\W_]+$")
_BREAK = re.compile(r"\s*[,，、;；:：.。?？!！(（—–]")
# Numbers before a title that the digests, which locks remember, take for a part of it: "1,", "(1)", "一、", "①".
_NUMBER = re.compile(
    r"\A\s*+(?:\d{1,3}\s*[,，](?!\d)|[(（]\s*(?:\d{1,3}|[一二三四五六七八九十百]{1,4})\s*[)）]\s*[.、]?"
    r"|[一二三四五六七八九十百]{1,4}\s*[、．.:：]|[①-⑳]\s*[.、]?)\s*(?=\S)"
)
_PUNCTUATION = re.compile(r"[\s?!.,;:'\"()\[\]_~…、。“”‘’【】《》「」–—-]+")
# Scripts without blanks between words: besides Chinese, Japanese and Korean those of Thai, Lao, Burmese and Khmer.
_UNSPACED = rf"{CJK}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
# Accents, points of vowels, and the scripts of India, whose vowels are signs: parts of words that are no letters.
_SIGNS = "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
_PIECE = re.compile(rf"[{_UNSPACED}]+|(?:(?![{_UNSPACED}])[\w+#{_SIGNS}])+")
_WORD = re.compile(rf"[\w{_SIGNS}]+")
_NO_BLANKS = re.compile(f"[{_UNSPACED}]")
# What stands before an option.
_OPTION = re.compile(r"(?:\A|\s+)[(（]?[A-Ha-h][.、)）:：]\s*")
# Words that ask or join and do not say what the question is about; "advantages" and 缺点 do.
# fmt: off
_ASKING = frozenset({
    "the", "a", "an", "is", "are", "was", "were", "be", "do", "does", "did", "of", "to", "in", "on", "for", "and",
    "or", "we", "you", "your", "it", "its", "what", "whats", "how", "why", "when", "which", "where", "who",
    "explain", "describe", "would", "will", "can", "should", "could", "have", "has", "with", "by", "this", "that",
    "as", "at", "from", "there", "if", "not",
})
# fmt: on
_ASKING_CJK = re.compile(
    r"(有?什么|为什么|为何|如何|怎么样?|怎样|有?哪些|有?哪几[种个]|请问|一下|请?谈谈|请?说说|请?简述|[的了吗呢])"
)
# The same for what stands around an asking word: 你对…的理解, 是.
_STOCK_CJK = re.compile(r"理解|看法|认识|概念|含义|定义|介绍|[是请你对吧呀]")
# In nats, the weight of a rare word: what two texts share must be as much to be more than chance.
_TELLS = 2.5
# In nats: what an asking word tells, and what every other word tells at least.
_ASKING_WEIGHT, _LEAST = 0.4, 0.1
# Questions that a deck is taken to have besides its own. With many of them every word of a deck of three would be rare,
# though it may be one that all questions have; with none it would be common.
_BACKGROUND = 8
# In nats, added to what two texts say: short ones that agree ("What's the output?") are less alike than long ones.
_DOUBT = 1.5
# In nats, the weight of some eight telling words: a passage of this weight within another text is no coincidence, and
# then the two are so much alike.
_PASSAGE, _CONTAINED = 25.0, 0.8
# In letters: shorter words are not compared for typing errors, and shorter titles not for being part of another.
_TYPO, _TITLE = 5, 8


def folded(title: str) -> str:
    """The title without its number and what only punctuates it, in lower case; `+` and `#` are part of names."""
    return _PUNCTUATION.sub("", nfkc(_NUMBER.sub("", title))).lower()


def features(text: str) -> Counter[str]:
    """The words of a text, each with its count; where no blanks divide words, pairs of characters and asking words."""
    counts: Counter[str] = Counter()
    for piece in _PIECE.findall(nfkc(text).lower()):
        if not _NO_BLANKS.match(piece):
            counts[piece] += 1
            continue
        for part in filter(None, _ASKING_CJK.split(piece)):
            if _ASKING_CJK.fullmatch(part) or len(part) == 1:
                counts[part] += 1
            else:
                counts.update(part[at : at + 2] for at in range(len(part) - 1))
    return counts


def weights(texts: Iterable[Counter[str]]) -> dict[str, float]:
    """How much each feature tells, in nats: a rare one much, one that is everywhere little."""
    counts: Counter[str] = Counter()
    total = _BACKGROUND
    for text in texts:
        total += 1
        counts.update(text.keys())
    return {
        word: _ASKING_WEIGHT
        if word in _ASKING or _ASKING_CJK.fullmatch(word)
        else math.log(total / (count + 1)) + _LEAST
        for word, count in counts.items()
    }


def alike(one: Counter[str], other: Counter[str], weight: dict[str, float]) -> float:
    """How alike two texts are by the `weight` of their features, from 0 to below 1.

    Short texts stay far below 1 even when equal; a long passage that stands within the other text counts too.
    """
    both = sum(weight[word] * min(count, other[word]) for word, count in one.items() if word in other)
    alone = [word for word in one if word not in other]
    others = [word for word in other if word not in one]
    both += sum(weight[word] for word in alone if any(_typo(word, other_word) for other_word in others))
    sizes = [sum(weight[word] * count for word, count in side.items()) for side in (one, other)]
    contained = both / (min(sizes) + _DOUBT) * min(1.0, both / _PASSAGE)
    return max(0.0, both / (sum(sizes) - both + _DOUBT), _CONTAINED * contained)


def within(one: Counter[str], other: Counter[str], weight: dict[str, float]) -> float:
    """How much of what the shorter text tells stands in the other, from 0 to 1; 0 if that is next to nothing."""
    both = sum(weight[word] * min(count, other[word]) for word, count in one.items() if word in other)
    sizes = [sum(weight[word] * count for word, count in side.items()) for side in (one, other)]
    return both / min(sizes) if both >= _TELLS else 0.0


def core(title: str) -> str:
    """What a title asks about: its words without those that ask, in lower case."""
    words = []
    for piece in _PIECE.findall(nfkc(title).lower()):
        if _NO_BLANKS.match(piece):
            words.append(_STOCK_CJK.sub("", _ASKING_CJK.sub("", piece)))
        elif piece not in _ASKING:
            words.append(piece)
    return " ".join(filter(None, words))


def exchanged(one: str, other: str) -> bool:
    """True if two titles are the same but for one word: "What does getuid do?" and "What does getgid do?".

    Where no blanks divide words it cannot be told.
    """
    left, right = (Counter(_WORD.findall(nfkc(title).lower())) for title in (one, other))
    gone, come = left - right, right - left
    return gone.total() == come.total() == 1 and not any(map(_NO_BLANKS.search, (*gone, *come)))


def _typo(one: str, other: str) -> bool:
    """True if two longer words differ by one letter: added, left out, changed or swapped with the next."""
    if min(len(one), len(other)) < _TYPO or abs(len(one) - len(other)) > 1 or not (one + other).isalpha():
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    left, right = one[start:], other[start:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[:2][::-1] and left[2:] == right[2:])
    )


def in_words(one: str, other: str) -> bool:
    """True if the words of one text stand in a row in the other; where no blanks divide words, its characters."""
    short, long = sorted((_apart(one), _apart(other)), key=len)
    return bool(short.strip()) and short in long


def _apart(text: str) -> str:
    words = _PIECE.findall(nfkc(text).lower())
    return f" {' '.join(' '.join(word) if _NO_BLANKS.match(word) else word for word in words)} "


def in_letters(one: str, other: str) -> bool:
    """True if one text stands in the other and is half of it or more: articles and endings may be part of a word."""
    short, long = sorted((folded(one), folded(other)), key=len)
    return bool(short) and short in long and 2 * len(short) >= len(long)


def part_of(one: str, other: str) -> bool:
    """True if one title begins the other and a clause ends there: so it is when a question was split or joined."""
    short, long = sorted((" ".join(one.split()), " ".join(other.split())), key=len)
    begin = _END.sub("", short)
    ends_itself = begin != short and long.startswith(short)
    return len(begin) >= _TITLE and (ends_itself or (long.startswith(begin) and bool(_BREAK.match(long, len(begin)))))


def shuffled(one: str, other: str) -> bool:
    """True if two questions have one title, and the same options below it in another order.

    Then the letters that answer them tell nothing.
    """
    (title, _, now), (title_then, _, then) = one.partition("\n"), other.partition("\n")
    return title == title_then and now != then and sorted(_OPTION.split(now)) == sorted(_OPTION.split(then))
