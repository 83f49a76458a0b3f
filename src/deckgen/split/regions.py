"""Divides a file into questions, from outside in.

A region is a range of lines. The heads of one sign divide it: each begins a part that ends at the next one. What a part
is, is decided from outside in: a question, or a topic whose inside is read in its turn. What a reading is worth is the
log-odds of its questions, each counted by the lines that it explains, so that many small questions are not better than
one that holds them.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from deckgen.split import lists
from deckgen.split.head import Head, Sign
from deckgen.split.language import LIKELY, SURE, promises
from deckgen.split.nesting import Nesting
from deckgen.split.series import Judge
from deckgen.split.weights import (
    ACROSS,
    COMMON,
    EXPLICIT,
    KEEPS,
    LISTED,
    MOSTLY,
    OWN,
    REMEMBERS,
    SET,
    SEVERAL,
    SURE_FROM,
    WORTH_A_LOOK,
)

# How many series may divide a region, by how deep it lies; the work grows with their product.
_WIDTH = (6, 3, 2, 2, 1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A head that is a question, the line where it ends, and how sure it is."""

    head: Head
    end: int
    worth: float


# What a reading is worth, and its questions.
Read = tuple[float, tuple[Chosen, ...]]
NOTHING: Read = (0.0, ())


class Reader:
    """Reads the regions of one file; `deep` takes headings that ask out of the answers that they stand in."""

    def __init__(self, judge: Judge, *, deep: bool = False) -> None:
        self.judge, self.lines, self.heads, self.deep = judge, judge.lines, judge.heads, deep
        self._starts = [head.start for head in self.heads]
        self._read: dict[tuple[int, int, int], Read] = {}
        self._nesting = Nesting(judge)
        self._across: dict[tuple[Sign, Sign], bool] = {}
        self._asking: dict[Sign, bool] = {}
        self._habits: dict[Sign, lists.Habit] = {}

    def best(self, start: int, end: int, depth: int = 0) -> Read:
        """The best reading of a region: what it is worth, and its questions."""
        key = (start, end, depth)
        if key not in self._read:
            self._read[key] = self._best(start, end, depth)
        return self._read[key]

    def _best(self, start: int, end: int, depth: int) -> Read:
        inside = self._heads_in(start, end)
        if not inside or depth >= len(_WIDTH):
            return NOTHING
        readings = (self._divided(sign, start, end, inside, depth) for sign in self._dividing(inside, depth))
        return max([NOTHING, *readings], key=lambda read: read[0])

    def _dividing(self, inside: Sequence[Head], depth: int) -> list[Sign]:
        """The series that may divide a region: its highest headings, and those that look most like questions."""
        level = min((head.level for head in inside if head.kind == "heading"), default=0)
        series = self.judge.series
        others = dict.fromkeys(head.sign for head in inside if head.kind != "heading")
        looked = [sign for sign in others if series[sign].score > WORTH_A_LOOK]
        if level:
            # Where headings stand inside its answers, a series can go on across them.
            headings = dict.fromkeys(head.sign for head in inside if head.kind == "heading")
            looked = [sign for sign in looked if any(self._goes_across(sign, heading) for heading in headings)]
        looked.sort(key=lambda sign: -series[sign].score)
        return [*([("heading", level)] if level else []), *looked[: _WIDTH[depth]]]

    def _divided(self, sign: Sign, start: int, end: int, inside: Sequence[Head], depth: int) -> Read:
        members = [head for head in inside if head.sign == sign and not self.judge.is_emphasis(head)]
        if not members:
            return NOTHING
        worth = 0.0
        chosen: list[Chosen] = []

        def take(read: Read) -> None:
            nonlocal worth
            worth += read[0]
            chosen.extend(read[1])

        at = start
        for head, stop in zip(members, self._ends(members, end), strict=True):
            if head.start > at:
                take(self.best(at, head.start, depth + 1))
            take(self._part(head, stop, depth))
            at = stop
        if at < end:
            take(self.best(at, end, depth + 1))
        return worth, tuple(chosen)

    def _part(self, head: Head, end: int, depth: int) -> Read:
        """What a head and the lines up to `end` are: a question, or a topic of questions."""
        series = self.judge.series[head.sign]
        own = self.judge.own(head, end)
        is_set = series.parts.get("said", 0.0) >= SET
        card = series.score + (max(own, 0.0) if is_set and own > OWN["never"] / 2 else own)
        opens = end > head.below and not (head.item and head.stop >= 0)
        inside = self.best(head.below, end, depth + 1) if opens else NOTHING
        alone = card
        if not is_set and self.judge.names(head):
            card += OWN["holds"] * self._covered(head, end, inside[1])
        if card <= SURE_FROM:
            return self._with_text(head, inside, alone)
        if (deeper := self._asks_inside(head, end)) < end:
            rest = self.best(deeper, end, depth + 1)
            size = self.lines.shown(head.start, deeper)
            return card * size + rest[0], (Chosen(head, deeper, card), *rest[1])
        size = self.lines.shown(head.start, end)
        whole: Read = (card * size, (Chosen(head, end, card),))
        if not inside[1] or is_set:
            return whole
        worth = self._inside_worth(head, inside[1], own)
        remembered = [("said" in self.judge.series[sign].parts) for sign in (inside[1][0].head.sign, head.sign)]
        worth *= REMEMBERS ** (remembered[0] - remembered[1])
        return self._with_text(head, inside, alone) if worth > KEEPS * card * size else whole

    def _with_text(self, head: Head, inside: Read, card: float) -> Read:
        """A part that is opened: what stands above the headings inside it answers its own title."""
        if not inside[1] or card <= SURE_FROM:
            return inside
        first = inside[1][0].head
        if head.kind != "heading" or first.kind != "heading" or not self.lines.shown(head.below, first.start):
            return inside
        if "said" in self.judge.series[first.sign].parts and "said" not in self.judge.series[head.sign].parts:
            return inside
        own = Chosen(head, first.start, card)
        return inside[0] + card * self.lines.shown(head.start, first.start), (own, *inside[1])

    def _covered(self, head: Head, end: int, inside: Sequence[Chosen]) -> float:
        """The share of a part's lines that several questions inside it explain; one of them says only half as much.

        A small share says little where the like of them stand in few of its like, and those do not ask: they are parts
        of one answer.
        """
        if not inside:
            return 0.0
        common = self._common(head, inside)
        lines = sum(
            self.lines.shown(one.head.start, one.end) * share for one, share in zip(inside, common, strict=True)
        )
        covered = (
            lines
            / max(1, self.lines.shown(head.below, end))
            * (1.0 if len(inside) > 1 or inside[0].head.kind in EXPLICIT else 0.5)
        )
        spread = max(self._nesting.spread(head.sign, one.head.sign) for one in inside)
        return covered * min(1.0, max(covered, spread / COMMON, self.judge.series[head.sign].asks))

    def _inside_worth(self, head: Head, inside: Sequence[Chosen], own: float) -> float:
        """What questions inside another are worth: less if such stand in few of its like, for then they are parts."""
        return sum(
            (one.worth - (OWN["asks"] if own > 0 else 0.0)) * self.lines.shown(one.head.start, one.end) * share
            for one, share in zip(inside, self._common(head, inside), strict=True)
        )

    def _common(self, outer: Head, inside: Sequence[Chosen]) -> list[float]:
        """How common heads like each of those inside another are in those like that.

        That says nothing of what was a question at the last build; nor, where the other does not ask, of headings and
        notations that are written for questions, and little where most of these ask and have answers of their own.
        """
        series = self.judge.series
        asked = sum(one.head.asks >= SURE for one in inside) / len(inside)
        alone = 3 * asked - 1.5 if outer.asks < LIKELY else 0.0
        # Where others like it ask, one that only names holds questions that nobody answered yet.
        unanswered = series[outer.sign].asks

        def common(one: Head) -> float:
            parts = series[one.sign].parts
            written = one.kind in (*EXPLICIT, "heading", "fold") or "defined" in parts or promises(outer.title)
            if "said" in parts or (outer.asks < LIKELY and written):
                return 1.0
            # Items without a text below them are asked in passing.
            answered = max(unanswered, series[one.sign].bodies) if one.kind in LISTED else 1.0
            if "long" in parts:
                return self._nesting.outnumber(one.sign, outer.sign)
            return min(1.0, max(alone * answered, self._nesting.share(outer.sign, one.sign) / COMMON))

        return [common(one.head) for one in inside]

    def _asks_inside(self, head: Head, end: int) -> int:
        """The line of the first heading inside a part that is a question of its own, its end if none is.

        That is one that asks, if the author says so, or one of a level that asks below an answered question.
        """
        if head.kind != "heading" or not (self.deep or head.asks >= SURE):
            return end
        headings = (one for one in self._heads_in(head.below, end) if one.kind == "heading")
        if self.deep:
            return next((one.start for one in headings if one.asks >= SURE), end)
        first = next(headings, None)
        asks = first and self.lines.shown(head.below, first.start) and self._mostly_asks(first.sign)
        return first.start if first and asks else end

    def _mostly_asks(self, sign: Sign) -> bool:
        """True if most heads of a series ask, and there are several."""
        if sign not in self._asking:
            heads = self.judge.series[sign].heads
            asking = sum(head.asks >= SURE for head in heads)
            self._asking[sign] = len(heads) >= SEVERAL and asking >= MOSTLY * len(heads)
        return self._asking[sign]

    def _goes_across(self, outer: Sign, heading: Sign) -> bool:
        """True if in enough parts of a series text stands below a heading of this sign, before the next head."""
        key = (outer, heading)
        if key not in self._across:
            heads, inner = self.judge.series[outer].heads, self.judge.series[heading]
            hits = 0
            for head, following in pairwise(heads):
                at = bisect_left(inner.starts, following.start) - 1
                hits += at >= 0 and inner.starts[at] > head.line and self._text_below(inner.heads[at], following.start)
            topics = inner.score <= SURE_FROM and outer[0] in ("label", "word", "number", "ruled")
            self._across[key] = topics and hits > ACROSS * len(heads)
        return self._across[key]

    def _text_below(self, heading: Head, end: int) -> bool:
        """True if something that is no heading stands between a heading and a line."""
        below = heading.below
        for other in self._heads_in(below, end):
            if self.lines.shown(below, other.start) or other.kind != "heading":
                return True
            below = other.below
        return self.lines.shown(below, end) > 0

    def _heads_in(self, start: int, end: int) -> Sequence[Head]:
        return self.heads[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _ends(self, members: Sequence[Head], end: int) -> list[int]:
        """Where the part of each member ends."""
        ends = []
        for at, head in enumerate(members):
            stop = members[at + 1].start if at + 1 < len(members) else end
            if head.stop >= 0:
                stop = min(stop, head.stop)
            elif head.kind == "heading":
                stop = self._before_cards(head, stop)
            else:
                stop = self._cut(head, stop)
            ends.append(self.lines.before_topic(head.below, stop))
        return ends

    def _before_cards(self, head: Head, end: int) -> int:
        """Where cards in flash-card notations begin that end a heading's part, if it asks and text above answers."""
        at = end
        inside = self._heads_in(head.below, end)
        if head.asks < LIKELY or any(one.kind == "heading" for one in inside):
            return end
        for card in reversed([one for one in inside if one.kind == "card" and one.stop >= 0]):
            if self.judge.series[card.sign].score <= 1 or self.lines.shown(card.stop, at):
                break
            at = card.start
        return at if self.lines.shown(head.below, at) else end

    def _cut(self, head: Head, end: int) -> int:
        """Where a part ends that is no heading's: at a heading that is none of its own, or where its list ends."""
        series = self.judge.series
        for other in self._heads_in(head.below, end):
            topic = other.kind == "heading" and not (
                self._goes_across(head.sign, other.sign) and self._text_below(other, end)
            )
            score = series[other.sign].score
            answered = (
                other.kind == "line" and series[other.sign].answered and self.lines.marked(head.below, other.start)
            )
            explicit = (other.kind in EXPLICIT or answered) and other.sign != head.sign and score > 1
            # Among first lines that are questions, one that asks is another of them.
            if topic or explicit or ((head.kind, other.kind) == ("line", "lead") and score > SURE_FROM):
                end = other.start
                break
        if head.kind not in ("number", "bullet", "term") and not (head.kind == "label" and head.indent):
            return end
        end = self.judge.listed.sibling(head, end)
        if head.sign not in self._habits:
            heads = series[head.sign].heads
            self._habits[head.sign] = lists.habit(self.lines, heads, [self.judge.ends[h.start] for h in heads])
        return lists.cut(self.lines, head, end, self._habits[head.sign])
