"""One way to read a file: its heads, judged as series and divided into questions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from deckgen.options import Splitting
from deckgen.split import clozes, keys, layouts
from deckgen.split.asking import asks
from deckgen.split.habits import NONE, Habits
from deckgen.split.head import Sign
from deckgen.split.item import Item
from deckgen.split.items import item
from deckgen.split.keys import Key
from deckgen.split.language import LIKELY
from deckgen.split.outline import Outline
from deckgen.split.regions import Reader
from deckgen.split.seen import Seen
from deckgen.split.series import Judge, Series
from deckgen.split.weights import KEYED, SEVERAL
from deckgen.wording import said

# The sign of clozes, which are of no series.
CLOZE: Sign = ("cloze",)


@dataclass(frozen=True, slots=True)
class Given:
    """What says how to read a file besides its text: its options, how the last build read it, and other files.

    `deck` is named after the file; the file's title, where it has one, replaces the last part of that name.
    """

    deck: str
    options: Splitting
    last: str = ""
    habits: Habits = NONE


@dataclass(frozen=True, slots=True)
class Found:
    """The questions of a file, each with the sign of its series, and the series that were judged, best first."""

    questions: tuple[tuple[Sign, Item], ...]
    series: tuple[Series, ...]
    layout: str = ""
    # The keys that answer nothing.
    unread: tuple[Key, ...] = ()

    @property
    def items(self) -> list[Item]:
        """The questions without their signs."""
        return [item for _, item in self.questions]

    @property
    def description(self) -> str:
        """The series that gave most questions, in words."""
        signs = Counter(sign for sign, _ in self.questions)
        if not signs:
            return ""
        (most, _), *_ = signs.most_common(1)
        return said("clozes") if most == CLOZE else layouts.described(most)


def found(seen: Seen, given: Given) -> Found:
    """The questions of a file as it is best read, given what its author set, the last build, and other files say.

    What is still read as at the last build is not told what that was: it would only change how its series compete.
    """
    if given.last:
        anew = _found(seen, replace(given, last=""))
        if anew.layout == given.last:
            return anew
    return _found(seen, given)


def _found(seen: Seen, given: Given) -> Found:
    outline, options = seen.outline, given.options
    judge, questions, unread = _with_key(seen, given) or (*_whole(seen, given), ())
    if options.tables:
        questions = _added(
            questions, [(head.sign, head.item) for head in seen.judge.heads if head.kind == "row" and head.item]
        )
    if options.cloze or options.shape == "clozes":
        questions = _added([] if options.shape == "clozes" else _plain(questions), _clozes(clozes.find(outline)))
    elif not options.shape:
        gaps = clozes.numbered(outline)
        questions = [one for one in _plain(questions) if given.last or not _holds(one[1], gaps)]
        taken = {line for _, item in questions for line in range(item.start, item.end)}
        gaps = [gap for gap in gaps if gap.line not in taken]
        questions = [one for one in questions if given.last or not _is_gap(one, gaps)]
        questions = _added(questions, _clozes(gaps))
    questions = _backed(outline, questions)
    signs = [sign for sign, _ in questions]
    return Found(
        tuple(questions),
        tuple(sorted(judge.series.values(), key=lambda series: -series.score)),
        layouts.layout((sign for sign in signs if sign != CLOZE), clozes=CLOZE in signs),
        unread,
    )


def _holds(item: Item, gaps: Sequence[Item]) -> bool:
    """True for what only names and holds several clozes: a topic."""
    inside = sum(item.start <= gap.line < item.end for gap in gaps)
    return inside >= SEVERAL and asks(item.title) < LIKELY


def _is_gap(question: tuple[Sign, Item], gaps: Sequence[Item]) -> bool:
    """True for a row with a cloze in a cell that answers, where its table is a cloze with that gap."""
    sign, item = question
    inside = sign[0] == "row" and any(gap.start <= item.line < gap.end for gap in gaps)
    return inside and item.lead is not None and clozes.hides(item.lead)


def _whole(seen: Seen, given: Given) -> tuple[Judge, list[tuple[Sign, Item]]]:
    """The series of a file and its questions."""
    judge = _told(seen, seen.judge, given)
    return judge, _read(seen.outline, judge, given.options, [(0, len(seen.outline.lines))])


def _with_key(seen: Seen, given: Given) -> tuple[Judge, list[tuple[Sign, Item]], tuple[Key, ...]] | None:
    """The same outside the keys of a file, with their answers, and the keys that give none; None without keys."""
    if not seen.above:
        return None
    keyed = {sign: KEYED for sign, one in seen.above.series.items() if keys.fits(one.heads, seen.keys)}
    judge = _told(seen, seen.above.told("keyed", keyed), given)
    regions = [*((key.after, key.start) for key in seen.keys), (seen.keys[-1].end, len(seen.outline.lines))]
    questions = _read(seen.outline, judge, given.options, regions)
    items, unread = keys.answered(seen.outline, [item for _, item in questions], seen.keys)
    if not all(key.short and keys.asked(seen.outline, judge.heads, key) for key in unread):
        return None
    return judge, [(sign, item) for (sign, _), item in zip(questions, items, strict=True)], unread


def _told(seen: Seen, judge: Judge, given: Given) -> Judge:
    """The series, with what the author set, what the last build read, and else what other files say."""
    judge = judge.told("said", layouts.stated(judge.heads, given.options, given.last))
    return judge if given.last else judge.told("folder", given.habits.of(seen, judge))


def _read(
    outline: Outline, judge: Judge, options: Splitting, regions: Sequence[tuple[int, int]]
) -> list[tuple[Sign, Item]]:
    """The questions between these lines, each with the sign of its series."""
    reader = Reader(judge, deep=options.split == "deep")
    chosen = (one for start, end in regions for one in reader.best(start, end)[1])
    return [(one.head.sign, item(outline, one.head, one.end)) for one in chosen]


def _clozes(items: Iterable[Item]) -> list[tuple[Sign, Item]]:
    return [(CLOZE, item) for item in items]


def _plain(questions: Sequence[tuple[Sign, Item]]) -> list[tuple[Sign, Item]]:
    """The questions without those whose title has a cloze as Anki writes it: they are clozes."""
    return [(sign, item) for sign, item in questions if item.gapped or not clozes.hides(item.title)]


def _backed(outline: Outline, questions: Sequence[tuple[Sign, Item]]) -> list[tuple[Sign, Item]]:
    """The questions; clozes that are headings with what stands below them, up to the next question.

    Where the heading asks as well, that question has it.
    """
    starts = [*(item.start for _, item in questions), len(outline.lines)]
    asked = {item.line for sign, item in questions if sign != CLOZE}
    return [
        (sign, clozes.backed(outline, item, following) if sign == CLOZE and item.line not in asked else item)
        for (sign, item), following in zip(questions, starts[1:], strict=True)
    ]


def _added(questions: Sequence[tuple[Sign, Item]], more: Sequence[tuple[Sign, Item]]) -> list[tuple[Sign, Item]]:
    """The questions and those of `more` that begin on other lines, in order; a title that asks may have clozes, too."""
    gapped = any(sign == CLOZE for sign, _ in more)
    taken = {item.line for sign, item in questions if not gapped or sign[0] in ("card", "row")}
    return sorted([*questions, *(one for one in more if one[1].line not in taken)], key=lambda one: one[1].line)
