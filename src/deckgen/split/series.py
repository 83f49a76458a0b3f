"""Heads that are written alike, judged together: what speaks for their being questions, in log-odds."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace

from deckgen.split import genre, sections
from deckgen.split.asking import only_scored
from deckgen.split.chains import BESIDE
from deckgen.split.emphasis import Emphasis
from deckgen.split.explained import Explained
from deckgen.split.head import Head, Sign
from deckgen.split.language import LIKELY, SURE, container, subject
from deckgen.split.passages import Lines
from deckgen.split.rows import LONG
from deckgen.split.shares import bare, brief, fielded, paragraphs_begun, repeats, share, spelled_out, tabled
from deckgen.split.weights import (
    GENRE_COUNTS,
    GENRE_LEAST,
    GENRE_MOST,
    KIND,
    MUST_ASK,
    OWN,
    SERIES,
    STRUCTURES,
    most,
)

# What a title counts that hardly asks.
_HARDLY = 0.3
# Kinds of which "How to …" is likely a question; in a list it is as likely a link.
_SPACIOUS = frozenset({"heading", "bold", "fold", "label", "word", "card", "ruled"})
_LISTS = frozenset({"number", "bullet", "term"})
# Kinds of which one line may be a question and its answer.
_DENSE = frozenset({"card", "row", "term", "gloss"})
# Kinds in which a manual tells what there is.
_TELLING = frozenset({"heading", "row"})
# Kinds that hold questions of their own where several of them ask inside.
_STRUCTURE = frozenset({"heading", "label", "word", "fold", "bold", "number", "card"})


@dataclass(frozen=True, slots=True)
class Series:
    """All heads of one sign in a file, and what each kind of evidence adds to its score.

    `asks` is how much its titles ask, `bodies` the share of them with something below.
    """

    sign: Sign
    heads: tuple[Head, ...]
    parts: Mapping[str, float]
    asks: float
    bodies: float
    # The log-odds of its heads being questions, the sum of the parts; and the first lines of its heads.
    score: float
    starts: tuple[int, ...]

    @property
    def answered(self) -> bool:
        """True if labels say where the answers of most heads are."""
        return self.parts.get("marked", 0.0) >= SERIES["marked"]

    def told(self, part: str, value: float) -> "Series":
        """The series with one part of its score more."""
        parts = {**self.parts, part: value}
        return replace(self, parts=parts, score=sum(parts.values()))


class Judge:
    """Scores every series of a file."""

    def __init__(self, lines: Lines, heads: Sequence[Head], title: str, path: str) -> None:
        self.lines, self.heads = lines, heads
        self._headings = [head for head in heads if head.kind == "heading"]
        self._heading_starts = [head.start for head in self._headings]
        self._titled = frozenset(self._heading_starts)
        self._titles = {bare(head.title) for head in self._headings}
        self._notes = GENRE_COUNTS * genre.notes(lines.outline, self._headings, title, path)
        self._promised = sections.promised(self._headings, len(lines), f"{title} {path}")
        self._subjects = {h.start for h in self._headings if self._promised[h.start] and subject(h.title)}
        self._parts = sections.of_questions(self._headings, len(lines))
        # Where the text below each heading begins, -1 where there is none; and the lines that ask.
        ends = [*self._heading_starts[1:], len(lines)]
        self._firsts = [lines.first(head.below, end) for head, end in zip(self._headings, ends, strict=False)]
        self._beginning = frozenset(self._firsts)
        self._top = min((head.sign for head in self._headings), default=())
        self._rows = sum(head.kind == "row" for head in heads)
        self._lines_asking = {head.start for head in heads if head.kind == "line"}
        self._asking = [head.start for head in heads if head.kind in _STRUCTURE and head.asks >= SURE]
        # Terms above all that asks and below no more than a title describe the file: its author, its time limit.
        begun = min([*self._heading_starts[1:2], *self._asking[:1]], default=0)
        self._describing = {head.start for head in heads if head.kind == "term" and head.start < begun}
        self._asking_headings = [head.start for head in self._headings if head.asks >= SURE]
        self._next_heading = sections.next_ones(self._headings, len(lines))
        by_sign: dict[Sign, list[Head]] = defaultdict(list)
        for head in heads:
            by_sign[head.sign].append(head)
        self._emphasis = Emphasis(lines, heads)
        self._many = {sign: len(members) for sign, members in by_sign.items()}
        self.listed = Explained(lines, heads)
        self._explained = self.listed.share * (1 - repeats(self.listed.items))
        self.ends: dict[int, int] = {}
        self.series = {sign: self._judged(sign, tuple(members)) for sign, members in by_sign.items()}
        self._raise_lines()
        self._raise_lists()
        self._raise_items()

    def told(self, part: str, said: Mapping[Sign, float]) -> "Judge":
        """The same with what somebody says about some series, as a part of their scores."""
        judge = copy(self)
        judge.series = self.series | {sign: self.series[sign].told(part, value) for sign, value in said.items()}
        return judge

    def _judged(self, sign: Sign, members: tuple[Head, ...]) -> Series:
        kind, n, ends = str(sign[0]), len(members), self._extents(members)
        self.ends.update((head.start, end) for head, end in zip(members, ends, strict=True))
        bodies = share(
            bool(head.lead) or self.lines.shown(head.below, end) > 0 for head, end in zip(members, ends, strict=True)
        )
        enough = LIKELY if kind in _SPACIOUS else SURE
        asks = sum(head.asks * (1.0 if head.asks >= enough else _HARDLY) for head in members) / n
        labelled = share(head.labelled for head in members)
        alone = self._alone(sign, members)
        defined = kind == "row" and bool(sign[1])
        long = float(str(sign[3])) / LONG if kind == "row" else 0.0
        again = repeats(members)
        rows = tabled(alone, self._rows, len(self._asking)) * (1 - long) if kind == "row" else 0.0
        structures = float(kind == "heading") or max(long, rows)
        structures = self._lacks_headings(members, again) if kind in STRUCTURES else structures
        listed = self._explained if sign in self.listed.signs else 0.0
        promised = most(share(self._promised[head.start] for head in members)) * min(1.0, n / 3)
        promised *= kind in MUST_ASK
        manual = share(h.start not in self._subjects and sections.of_manuals(h.title) for h in members)
        shares = {
            "asks": most(asks),
            "none asks": (1 - most(max(asks, labelled))) if kind in MUST_ASK and not defined else 0.0,
            "labelled": most(labelled),
            "marked": most(share(self._is_marked(head, end) for head, end in zip(members, ends, strict=True))),
            "quoted": share(self.lines.quoted(head.below, end) for head, end in zip(members, ends, strict=True)),
            "options": most(share(self.lines.options(head, end) for head, end in zip(members, ends, strict=True))),
            "promised": promised,
            "defined": float(defined),
            # Where much asks, a table beside it gathers.
            "long": long * n / (n + len(self._asking)),
            "compared": float(kind == "row" and bool(sign[4])),
            "spelled out": most(spelled_out(members)) if kind in ("heading", "bold") else 0.0,
            "tight": float(kind == "card" and sign[1] == "tight"),
            # Questions that nobody answered yet are all there is, below a title that says what they are.
            "alone": max(0.0, rows, 2 * alone - 1)
            * (1.0 if kind in _DENSE else promised * most(asks) * (1 - most(asks))),
            "bodies": 1 - bodies,
            "few": 1 / n if n < 3 and kind in MUST_ASK else 0.0,
            "never": min(1.0, 3 * manual) if n > 3 else 0.0,
            "only structure": structures if kind == "lead" else 0.0,
            "fielded": most(fielded(self.lines, members, ends)) if kind == "lead" else 0.0,
            "explained": listed,
            # Below topics, some parts have one name; where most have, they are parts of questions.
            "repeats": again * again if kind == "heading" and sign != self._top else again,
            "beside": self._beside(sign, n) if sign[-1] == BESIDE else 0.0,
            "holds": most(share(self._holds(head, end) for head, end in zip(members, ends, strict=True))),
        }
        if kind == "term":
            # One below each heading is what the headings have in common: "Rule (24 words): …".
            each = max(0.0, 5 * share(head.start in self._beginning for head in members) - 4) if n > 2 else 0.0
            shares["alone"] *= 1 - each
            shares["repeats"] = max(again, each)
            # Terms never ask; a few below the title of a file only describe it.
            shares["none asks"] *= 1 - shares["promised"] * min(1.0, 4 * alone)
        if kind == "number":
            # What a part of an examination counts need not ask; "1. Which is true?" comes again with other options.
            shares["none asks"] *= 1 - share(self._parts[head.start] for head in members)
            shares["repeats"] *= 1 - shares["options"]
        # Where titles ask, or the file promises it, that need not be said again.
        unsaid = (1 - shares["asks"]) * (1 - shares["promised"])
        if kind == "heading":
            shares["brief"] = brief(self.lines, members, ends) * unsaid
        parts = {"kind": KIND[kind]} | {name: SERIES[name] * value for name, value in shares.items() if value}
        if kind in MUST_ASK:
            # What promises questions is no manual, even where it has links.
            least = GENRE_LEAST * (1 - shares["promised"])
            parts["genre"] = min(GENRE_MOST * max(structures, listed) * unsaid, max(least, self._notes))
        return Series(
            sign, members, parts, shares["asks"], bodies, sum(parts.values()), tuple(head.start for head in members)
        )

    def _alone(self, sign: Sign, members: tuple[Head, ...]) -> float:
        """The share of the file's text that is heads of a sign; all tables count as one, and paragraphs whole."""
        if sign[0] == "row":
            return self.lines.share(self._rows)
        # Examples stand below words.
        ends = self._extents(members) if sign[0] == "gloss" else [max(head.stop, head.below) for head in members]
        alone = self.lines.share(sum(self.lines.shown(h.start, end) for h, end in zip(members, ends, strict=True)))
        if sign[0] == "term" and not sign[1]:
            return max(alone, 0.5 + paragraphs_begun(self.lines, members) / 2)
        return alone

    def _beside(self, sign: Sign, many: int) -> float:
        """How far lists written like so many heads ask; none does where they all stand in a key."""
        asking = self._many.get(sign[:-1], 0)
        return most(asking / (asking + many))

    def _raise_lines(self) -> None:
        """Lines that ask are as likely questions as the first lines of paragraphs that they stand among."""
        leads = max((one.score for sign, one in self.series.items() if sign[0] == "lead"), default=0.0)
        for sign, one in self.series.items():
            if sign[0] == "line" and 0 < leads > one.score:
                self.series[sign] = one.told("beside", leads - one.score)

    def _raise_lists(self) -> None:
        """Lists in which some ask are no less likely questions than those beside them in which none does."""
        for sign, one in list(self.series.items()):
            asking = self.series.get(sign[:-1]) if sign[-1] == BESIDE else None
            if asking and asking.score < one.score:
                self.series[asking.sign] = asking.told("beside", one.score - asking.score)

    def _raise_items(self) -> None:
        """Bullets that are all explained are as likely questions, however each is written."""
        likeliest = max((self.series[sign].score for sign in self.listed.bulleted), default=0.0)
        for sign in self.listed.bulleted:
            if (below := likeliest - self.series[sign].score) > 0 and self._explained:
                self.series[sign] = self.series[sign].told("beside", min(1.0, 2 * self._explained) * below)

    def _lacks_headings(self, members: Sequence[Head], repeats: float) -> float:
        """How few headings there are besides a title, compared with so many heads; but topics that begin with one."""
        # Titles that come again below topics are parts of what these are about.
        starts = {head.start for head in members} | self._lines_asking
        topics = sum(first in starts for first in self._firsts) * (1 - repeats)
        return max(0.0, 1 - 2 * max(0.0, len(self._firsts) - topics - 1) / len(members)) * min(1.0, len(members) / 4)

    def own(self, head: Head, end: int) -> float:
        """What a head says for itself, given the line where its part ends."""
        value = OWN["asks"] * (1.0 if head.asks >= SURE else 0.5 if head.asks >= LIKELY else 0.0)
        if head.kind in _TELLING and head.asks < LIKELY and not self._promised[head.start]:
            value += OWN["told"] * min(1.0, max(0.0, self._notes / GENRE_LEAST))
        if head.start in self._describing:
            value += OWN["describes"] * min(1.0, len(self._asking) / (3 * len(self._describing)))
        if head.kind == "heading" and self._is_topic(head, end):
            value += OWN["asked inside"]
        never = head.lead is None and sections.is_never(head.title) and not self._is_subject(head, end)
        if never or self.lines.contents(head, end):
            value += OWN["never"]
        elif container(head.title):
            value += OWN["contains"]
        if head.asks < LIKELY and self.lines.links(head.below, end):
            value += OWN["links"]
        if head.kind in _LISTS and bare(head.title) in self._titles and not self.lines.shown(head.below, end):
            value += OWN["never"]
        if not head.lead and head.asks < SURE and not self.lines.shown(head.below, end):
            # In a list of questions without answers, one that only names is another of them.
            series = self.series[head.sign]
            value += OWN["empty"] * series.bodies * max(series.bodies, 1 - series.asks)
        return value

    def names(self, head: Head) -> bool:
        """True if the words of a head do not ask, whatever points it is worth."""
        return head.asks < LIKELY or only_scored(head.title)

    def is_emphasis(self, head: Head) -> bool:
        """True for bold words that do not ask, where most like them do: a part of an answer."""
        return self.series[head.sign].asks > 1 / 2 and self._emphasis.begins(head, self.ends[head.start])

    def _is_marked(self, head: Head, end: int) -> float:
        return 0.0 if head.lead is not None else 1.0 if head.kind == "fold" else self.lines.marked(head.below, end)

    def _holds(self, head: Head, end: int) -> bool:
        asking = bisect_left(self._asking, end) - bisect_left(self._asking, head.below)
        return asking > 1 and not self._is_answered(head)

    def _is_answered(self, head: Head) -> bool:
        """True if a heading asks, and text answers it above all heads that ask inside: these are headings."""
        first = self._asking[bisect_left(self._asking, head.below)]
        answered = head.kind == "heading" and head.asks >= SURE and self.lines.shown(head.below, first) > 0
        return answered and first in self._titled

    def _is_topic(self, head: Head, end: int) -> bool:
        """True if several headings below a heading ask, and most of them do."""
        asking = bisect_left(self._asking_headings, end) - bisect_left(self._asking_headings, head.below)
        all_ = bisect_left(self._heading_starts, end) - bisect_left(self._heading_starts, head.below)
        return asking > 1 and 2 * asking >= all_ and not self._is_answered(head)

    def _is_subject(self, head: Head, end: int) -> bool:
        """True for an 索引 or "References" with text below it, before others that are promised to be questions."""
        explained = self.lines.shown(head.below, end) > 0 and not self.lines.links(head.below, end)
        return head.start in self._subjects and head.start < self.series[head.sign].starts[-1] and explained

    def _extents(self, members: tuple[Head, ...]) -> list[int]:
        """Where the part of each head ends, if its series were questions."""
        ends = []
        for at, head in enumerate(members):
            if head.stop >= 0:
                ends.append(head.stop)
            elif head.kind == "heading":
                ends.append(self._next_heading[head.start])
            else:
                end = members[at + 1].start if at + 1 < len(members) else len(self.lines)
                heading = bisect_left(self._heading_starts, head.below)
                ends.append(min([end, *self._heading_starts[heading : heading + 1]]))
        return ends
