"""Where a text of Markdown is verbatim: code spans, and raw elements of code. They bind before every other mark."""

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

_FLAGS = re.IGNORECASE | re.DOTALL
# A backslash before backticks makes text of the first (CommonMark 0.31, 2.4 and 6.1).
_BEGINS = re.compile(r"\\.|(?P<run>`+)|<(?P<name>code|pre|script|style|textarea)\b[^<>]*>", _FLAGS)
_ENDS = re.compile(r"`+|</(?:code|pre|script|style|textarea)>", _FLAGS)


@dataclass(frozen=True, slots=True)
class Verbatim:
    """The verbatim parts of a text, in order: where each begins and ends."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def past(self, at: int) -> int:
        """Where the part ends that holds the character at `at`; `at` itself outside all parts."""
        before = bisect_right(self.starts, at) - 1
        return max(at, self.ends[before]) if before >= 0 else at


@lru_cache(maxsize=8)
def verbatim(text: str) -> Verbatim:
    """The verbatim parts of a text."""
    starts, ends, at = list[int](), list[int](), 0
    # What may end a part, the next one last.
    closings = defaultdict[str, list[int]](list)
    for end in reversed([*_ENDS.finditer(text)] if "`" in text or "</" in text else []):
        closings[end[0].lower()].append(end.start())
    while closings and (begins := _BEGINS.search(text, at)):
        at = begins.end()
        closing = begins["run"] or f"</{(begins['name'] or '').lower()}>"
        places = closings.get(closing, [])
        while places and places[-1] < at:
            places.pop()
        if places:
            at = places[-1] + len(closing)
            starts.append(begins.start())
            ends.append(at)
    return Verbatim(tuple(starts), tuple(ends))
