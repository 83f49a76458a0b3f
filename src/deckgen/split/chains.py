"""Numbered heads, told apart by the list they count in: a list inside an item of another is nested in it.

That a list is nested shows only where the other goes on behind it. A list that merely begins anew stands beside it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from deckgen.split.head import Head, Sign
from deckgen.split.language import LIKELY, SURE
from deckgen.split.outline import Outline


@dataclass(slots=True, eq=False)
class _List:
    """The places of the heads that count on from one another, and the list around them, once that is known."""

    members: list[int]
    last: int
    look: tuple[float, float]
    around: "_List | None" = None

    @property
    def depth(self) -> int:
        """The number of lists around it."""
        depth, at = 0, self
        while at.around and depth < _DEEPEST:
            depth, at = depth + 1, at.around
        return depth


# Kinds of which several stand in one list.
_LISTED = frozenset({"number", "bullet"})
# Kinds of numbered heads whose sign says in second place how the number is written.
_STYLED = frozenset({"number", "bold"})
# What tells lists in which none asks from those of their sign that do.
BESIDE, OTHER = "beside", "other"
# Lists that count within one another deeper than this are taken for one.
_DEEPEST = 6


def alike(heads: Sequence[Head]) -> list[Head]:
    """The heads, one that slipped into another style, such as `3)` between `2.` and `4.`, with the sign of those.

    Its number is between theirs and counts on in no list of its own style, which is the rarer one; a bullet asks.
    """
    times = Counter(head.sign for head in heads)
    places = _places(heads)
    above, below = _nearest(heads, places, 1), _nearest(heads[::-1], places[::-1], -1)[::-1]
    out = []
    for head, before, behind in zip(heads, above, below, strict=True):
        around = [sign for sign in before if sign in behind and times[sign] > times[head.sign]]
        slips = head.kind != "bullet" or head.asks >= SURE
        slips &= head.sign not in before and head.sign not in behind
        out.append(replace(head, sign=around[0]) if slips and around else head)
    return out


def _places(heads: Sequence[Head]) -> list[int]:
    """The number of each head; bullets are counted as they stand among others, what is not counted has -1."""
    counted: Counter[Sign] = Counter()
    places = []
    for head in heads:
        bullets = (head.kind, *head.sign[2:])
        counted[bullets] += 1
        places.append(counted[bullets] if head.kind == "bullet" else head.number if head.kind in _STYLED else -1)
    return places


def _nearest(heads: Sequence[Head], places: Sequence[int], step: int) -> list[list[Sign]]:
    """For each head the signs that differ from its own in no more than the style, whose last head is next to it."""
    last: dict[Sign, dict[Sign, int]] = {}
    found = []
    for head, place in zip(heads, places, strict=True):
        seen = last.setdefault((head.kind, *head.sign[2:]), {})
        found.append([sign for sign, at in seen.items() if at == place - step] if place >= 0 else [])
        if place >= 0:
            seen[head.sign] = place
    return found


def in_bold(heads: Sequence[Head]) -> list[Head]:
    """The heads, bold words that ask, with the answer behind them, as paragraphs in bold where there are such, too."""
    bold = {head.sign for head in heads if head.kind == "bold"}
    signs: dict[Sign, Sign] = {("term", False, 0, True, "?"): ("bold", "", False)}
    signs |= {("number", sign[1], 0, False, True): ("bold", sign[1], False) for sign in bold}
    return [
        replace(head, kind="bold", sign=signs[head.sign])
        if head.asks >= SURE and signs.get(head.sign) in bold
        else head
        for head in heads
    ]


def chained(outline: Outline, heads: Sequence[Head]) -> list[Head]:
    """The heads, each numbered one with the depth of its list at the end of its sign."""
    open_: dict[Sign, list[_List]] = {}
    lists: list[_List] = []
    for at, head in enumerate(heads):
        if head.kind == "heading":
            # Below another heading a list counts on or begins anew, and is nested in none above it.
            open_ = {sign: stack[:1] for sign, stack in open_.items()}
        if head.kind not in ("number", "word") or head.number < 0:
            continue
        _place(open_.setdefault(head.sign, []), lists, at, head.number, _look(outline, head))
    depths = {at: one.depth for one in lists for at in one.members}
    return [replace(head, sign=(*head.sign, depths[at])) if at in depths else head for at, head in enumerate(heads)]


def _look(outline: Outline, head: Head) -> tuple[float, float]:
    """What items of one list have in common: whether they ask, and whether a blank line stands above."""
    above = outline.lines[head.line - 1].strip() if head.line else ""
    return head.asks, 0.0 if above else 0.5


def _place(stack: list[_List], lists: list[_List], at: int, number: int, look: tuple[float, float]) -> None:
    """Puts a head into the list that it goes on with, of several into the one that looks alike, or into a new one."""
    # Only a list that nothing came after may say a number twice.
    fits = [one for one in stack[-_DEEPEST:] if number == one.last + 1 or (number == one.last and one is stack[-1])]
    if not fits:
        lists.append(_List([at], number, look))
        stack.append(lists[-1])
        return
    chosen = min(reversed(fits), key=lambda one: sum(abs(a - b) for a, b in zip(one.look, look, strict=True)))
    place = stack.index(chosen)
    for one in stack[place + 1 :]:
        # It stands between two items of the chosen list.
        one.around = one.around or chosen
    del stack[place + 1 :]
    chosen.members.append(at)
    chosen.last = number


def lists_apart(outline: Outline, heads: Sequence[Head]) -> list[Head]:
    """The heads, those of a list in which none asks with a sign of their own where other lists written so do ask.

    Enumerations inside answers are numbered like the questions. Those that begin right below a heading that does not
    ask, as all that ask do, are inside no answer: they stand `BESIDE` the others.
    """
    lists: dict[tuple[Sign, int], list[int]] = {}
    section, topics = 0, set()
    for at, head in enumerate(heads):
        section += head.kind == "heading"
        if head.kind in _LISTED:
            lists.setdefault((head.sign, section), []).append(at)
            above = heads[at - 1] if at else head
            topic = above.kind == "heading" and above.asks < LIKELY
            topic = topic and not any(map(str.strip, outline.lines[above.below : head.line]))
            if topic and head.kind == "number":
                topics.add((head.sign, section))
    asking = {key: any(heads[at].asks >= SURE for at in members) for key, members in lists.items()}
    ask = {sign for (sign, _), one in asking.items() if one}
    elsewhere = {key[0] for key, one in asking.items() if one and key not in topics}
    others = {
        at: BESIDE if key in topics and key[0] not in elsewhere else OTHER
        for key, members in lists.items()
        if key[0] in ask and not asking[key] and len(members) > 1
        for at in members
        if not (heads[at].lead or heads[at].item)
    }
    return [replace(head, sign=(*head.sign, others[at])) if at in others else head for at, head in enumerate(heads)]
