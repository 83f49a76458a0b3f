"""How far the heads of a series have something in common, as shares from 0 to 1."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from deckgen.split.head import Head
from deckgen.split.leads import number
from deckgen.split.passages import Lines

# In lines: what is no longer is brief. Of a series that says something from this share of it on, and beyond so many.
_BRIEF, _MOSTLY, _MANY = 4, 0.7, 5
_PAIR = 2
# An abbreviation with what it stands for: "REST (Representational State Transfer)".
_SPELLED_OUT = re.compile(r"\W*[A-Z][A-Z\d/&.-]{1,9}\s*+(?:[(（]|[-–—:：]\s)\s*+[^\W\d_]")
# A term with its name in another script: 虚拟化（virtualization）, "virtualization（虚拟化）".
_NAMED_TWICE = re.compile(
    r"[\W\d]*+(?:[\u0400-\U0003ffff][^()（）a-z]{0,30}[(（]\s*[A-Za-z][^()（）\u0400-\U0003ffff]{1,60}"
    r"|[A-Za-z][^()（）\u0400-\U0003ffff]{1,60}[(（]\s*[\u0400-\U0003ffff][^()（）]{0,30})[)）]\W*$"
)
# Tables are what there is to learn from this share of the file's text on.
_TABLES = 0.3
# A field of a record: "Meaning: easy", "**Example:** …".
_FIELD = re.compile(r"[\s>*_【-]*+(?P<name>[^\W\d_][^:：。.!?！？]{0,15}?)[*_】]*+\s?[:：]")


def share(values: Iterable[float]) -> float:
    """The mean of one or more values."""
    found = list(values)
    return sum(found) / len(found)


def repeats(heads: Sequence[Head]) -> float:
    """The share of titles that stand above another head as well; labels and numbers alone do not count."""
    times = Counter(bare(head.title) for head in heads if not head.labelled)
    return sum(many for many in times.values() if many > 1) / max(1, len(heads))


def bare(title: str) -> str:
    """A title without its number, its marks and its case."""
    lead = number(title)
    return re.sub(r"\W+", "", title[lead.end :] if lead else title).casefold()


def spelled_out(heads: Sequence[Head]) -> float:
    """The share of titles that are abbreviations with what they stand for, or terms with another name.

    Two may be so by chance.
    """
    if len(heads) < _PAIR + 1:
        return 0.0
    return share(bool(_SPELLED_OUT.match(head.title) or _NAMED_TWICE.match(head.title)) for head in heads)


def fielded(lines: Lines, heads: Sequence[Head], ends: Sequence[int]) -> float:
    """The share of heads right below which one and the same field begins, as in the entries of a dictionary."""
    firsts = [lines.first(head.below, end) for head, end in zip(heads, ends, strict=True)]
    fields = [_FIELD.match(lines.outline.lines[first]) if first >= 0 else None for first in firsts]
    times = Counter(field["name"].casefold() for field in fields if field)
    return max(times.values(), default=0) / len(heads) if len(heads) > 2 else 0.0


def brief(lines: Lines, heads: Sequence[Head], ends: Sequence[int]) -> float:
    """How far nearly all of many heads have only a few lines below them."""
    sizes = [lines.shown(head.below, end) for head, end in zip(heads, ends, strict=True)]
    short = share(size <= _BRIEF for size in sizes if size) if any(sizes) else 0.0
    return max(0.0, (short - _MOSTLY) / (1 - _MOSTLY)) * min(1.0, max(0.0, len(heads) / _MANY - 1))


def tabled(text: float, rows: int, asking: int) -> float:
    """How far the rows of tables are what there is to learn: a share of the file's text, and more than what asks."""
    return min(1.0, text / _TABLES) * min(1.0, (rows - 2) / 4) * rows / (rows + asking)


def paragraphs_begun(lines: Lines, heads: Sequence[Head]) -> float:
    """The share of the file's paragraphs that begin with such heads."""
    starts = {head.start for head in heads}
    begun = [block.line in starts for block in lines.outline.blocks if block.kind == "paragraph"]
    return share(begun) if begun else 0.0
