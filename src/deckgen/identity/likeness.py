"""How much two questions ask the same: words weighed by how much they tell."""

import math
import re
from collections import Counter
from collections.abc import Iterable

# Where a text ends, and where a clause does.
_END = re.compile(r"[\W_]+$")
_BREAK = re.compile(r"\s*[,，、;；:：.。?？!！(（—–]")
_PIECE = re.compile(r"[A-Za-z0-9_+#]+|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Words that ask or join and do not say what is asked about; "advantages" and 缺点 do.
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
_ASKING_WEIGHT = 0.4
# As if there were this many other questions: what is rare in a deck of three is not therefore telling.
_BACKGROUND = 40
# What must agree before agreement means anything: "What's the output?" is asked 150 times.
_DOUBT = 1.5
# A passage of this weight (some eight telling words) within another text is no coincidence.
_PASSAGE, _CONTAINED = 25.0, 0.8


def features(text: str) -> Counter[str]:
    """Words of Latin text, pairs of CJK characters, and the words that ask."""
    found: Counter[str] = Counter()
    for piece in _PIECE.findall(text.lower()):
        if not _CJK.match(piece):
            found[piece] += 1
            continue
        for part in filter(None, _ASKING_CJK.split(piece)):
            if _ASKING_CJK.fullmatch(part) or len(part) == 1:
                found[part] += 1
            else:
                found.update(part[at : at + 2] for at in range(len(part) - 1))
    return found


def weights(texts: Iterable[Counter[str]]) -> dict[str, float]:
    """How telling each feature is, in nats: rare ones tell, ones that are everywhere do not."""
    seen: Counter[str] = Counter()
    total = _BACKGROUND
    for text in texts:
        total += 1
        seen.update(text.keys())
    return {
        word: _ASKING_WEIGHT if word in _ASKING or _ASKING_CJK.fullmatch(word) else math.log(total / (count + 1)) + 0.1
        for word, count in seen.items()
    }


def alike(one: Counter[str], other: Counter[str], weight: dict[str, float]) -> float:
    """Weighted overlap, 0 to 1: less than 1 for texts that say little, and much where a long text contains the other."""
    both = sum(weight[word] * min(count, other[word]) for word, count in one.items() if word in other)
    alone = [word for word in one if word not in other]
    others = [word for word in other if word not in one]
    both += sum(weight[word] for word in alone if any(_typo(word, found) for found in others))
    sizes = [sum(weight[word] * count for word, count in side.items()) for side in (one, other)]
    contained = both / (min(sizes) + _DOUBT) * min(1.0, both / _PASSAGE)
    return max(0.0, both / (sum(sizes) - both + _DOUBT), _CONTAINED * contained)


def _typo(one: str, other: str) -> bool:
    """Whether two longer words differ by one letter added, left out, changed or swapped."""
    if min(len(one), len(other)) < 5 or abs(len(one) - len(other)) > 1 or not (one + other).isalpha():
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    left, right = one[start:], other[start:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[:2][::-1] and left[2:] == right[2:])
    )


def part_of(one: str, other: str) -> bool:
    """Whether one text begins the other and a sentence or clause ends there: what a split or a join leaves."""
    short, long = sorted((" ".join(one.split()), " ".join(other.split())), key=len)
    begin = _END.sub("", short)
    ended = begin != short and long.startswith(short)
    return len(begin) >= 8 and (ended or (long.startswith(begin) and bool(_BREAK.match(long, len(begin)))))
