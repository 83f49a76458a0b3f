"""Where the items of a list end: by how most of them go on below their first line."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal

from deckgen.split.head import Head
from deckgen.split.notation import ITEM
from deckgen.split.passages import Lines

# Items go on indented, not at all, or at the margin up to the next item.
Habit = Literal["indented", "bare", "margin"]
# What at least this share of the items does is the list's habit.
_MOST = 0.7
# A list in which less than this share of the items goes on below their first line has bare items.
_BARE = 0.3
_IN_CHAPTER = re.compile(r"\W*+(\d{1,3})[.．]\d")


def habit(lines: Lines, heads: Sequence[Head], ends: Sequence[int]) -> Habit:
    """How the items of a list go on; the last one says nothing, for nobody knows where it ends.

    Nor does the last one of each of several lists, where most items are followed by another of their list.
    """
    inner = [(head, _outer(lines, head, end)) for head, end in zip(heads, ends, strict=True)]
    blocks = [block for block in lines.outline.blocks if block.kind.endswith("_list")]
    starts = [block.line for block in blocks]
    of = [bisect_right(starts, head.line) for head in heads]
    followed = [pair for pair, one, other in zip(inner, of, of[1:], strict=False) if one and one == other]
    pairs = followed if 2 * len(followed) >= len(inner) else inner[:-1] or inner
    inside = [_returns(lines, head, end, attached=True) < 0 for head, end in pairs if lines.shown(head.below, end)]
    if len(inside) < _BARE * len(pairs):
        return "bare"
    return "indented" if sum(inside) >= _MOST * len(inside) else "margin"


def cut(lines: Lines, head: Head, end: int, habit: Habit) -> int:
    """Where an item ends that could go on up to `end`."""
    end = _chapter(lines, head, _outer(lines, head, end))
    if habit == "margin":
        return end
    returns = _returns(lines, head, end, attached=habit == "bare")
    if returns < 0 or (habit == "indented" and not lines.shown(head.below, returns)):
        # What stands at the margin is better than no answer.
        return end
    return max(returns, min(end, _announced(lines, returns)))


def _announced(lines: Lines, start: int) -> int:
    """Where the list ends that begins at a line below one that ends with a colon; `start` without one."""
    outline = lines.outline
    above = next((n for n in range(start - 1, -1, -1) if not lines.noise[n]), 0)
    lists = (block.end for block in outline.blocks_in(start, start + 1) if block.kind.endswith("_list"))
    return next(lists, start) if outline.lines[above].rstrip(" *_").endswith((":", "：")) else start


def _outer(lines: Lines, head: Head, end: int) -> int:
    """The line of the first item that stands less deep, for it is of a list around this one; `end` without one."""
    margin = _indent(lines.outline.lines[head.line])
    for number in range(head.below, min(end, len(lines)) if margin else head.below):
        line = lines.outline.lines[number]
        if number not in lines.outline.opaque and ITEM.match(line) and _indent(line) < margin:
            return number
    return end


def _chapter(lines: Lines, head: Head, end: int) -> int:
    """The line that begins chapter 3, for an item such as 2.4; `end` without one."""
    numbered = _IN_CHAPTER.match(head.title)
    if not numbered:
        return end
    following = re.compile(rf"\s*+{int(numbered[1]) + 1}\s*[.．、)]\s*+(?![\s\d])")
    for number in range(head.below, min(end, len(lines))):
        if number not in lines.outline.opaque and following.match(lines.outline.lines[number]):
            return number
    return end


def _returns(lines: Lines, head: Head, end: int, *, attached: bool) -> int:
    """The first line after a blank one that stands no deeper than the item, -1 if there is none.

    With `attached`, lines that follow the title directly count as well.
    """
    margin = _indent(lines.outline.lines[head.line])
    blank = attached
    for number in range(head.below, min(end, len(lines))):
        line = lines.outline.lines[number]
        if not line.strip():
            blank = True
        elif blank and number not in lines.outline.opaque and _indent(line) <= margin:
            return number
    return -1


def _indent(line: str) -> int:
    text = line.lstrip(" \t>") if line.lstrip().startswith(">") else line.lstrip()
    return len(line.expandtabs(4)) - len(text.expandtabs(4))
