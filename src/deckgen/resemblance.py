"""How much two questions, or two answers, are the same text: what identity weighs after an edit."""

import math
import re
from collections import Counter
from collections.abc import Iterable

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Words that ask rather than say what is asked about.
_ASKING = frozenset(
    [
        "the",
        "a",
        "an",
        "is",
        "are",
        "was",
        "were",
        "be",
        "do",
        "does",
        "did",
        "of",
        "to",
        "in",
        "on",
        "for",
        "and",
        "or",
        "we",
        "you",
        "it",
        "its",
        "what",
        "how",
        "why",
        "when",
        "which",
        "where",
        "who",
        "whats",
        "explain",
        "describe",
        "between",
        "difference",
        "would",
        "will",
        "can",
        "should",
        "have",
        "has",
        "with",
        "by",
        "this",
        "that",
        "need",
        "use",
        "used",
        "的",
        "了",
        "吗",
        "呢",
        "么",
        "和",
        "与",
        "是",
        "有",
        "么",
    ]
) | frozenset(
    [
        "什么",
        "为什",
        "怎么",
        "如何",
        "哪些",
        "哪几",
        "几种",
        "区别",
        "的区",
        "有什",
        "么区",
        "有哪",
        "是什",
        "么是",
        "了解",
        "解么",
        "吗",
        "请问",
        "作用",
        "优点",
        "缺点",
    ]
)
_SIZE = 48


def features(text: str) -> Counter[str]:
    """Words of Latin text and pairs of CJK characters, those that only ask left out where others remain."""
    found: Counter[str] = Counter()
    for piece in re.findall(r"[A-Za-z0-9_]+|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+", text.lower()):
        if _CJK.match(piece):
            found.update(piece[at : at + 2] for at in range(max(1, len(piece) - 1)))
        else:
            found[piece] += 1
    telling = Counter({word: count for word, count in found.items() if word not in _ASKING})
    return telling or found


def weights(texts: Iterable[Counter[str]]) -> dict[str, float]:
    """How telling each feature is: rare ones tell, ones that are everywhere do not."""
    seen: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        seen.update(text.keys())
    return {word: math.log(1 + total / count) for word, count in seen.items()}


def alike(one: Counter[str], other: Counter[str], weight: dict[str, float]) -> float:
    """Weighted overlap, 0 to 1."""
    both = sum(weight.get(word, 1.0) * count for word, count in (one & other).items())
    either = sum(weight.get(word, 1.0) * count for word, count in (one | other).items())
    return both / either if either else 0.0
