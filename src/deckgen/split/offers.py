"""The ways in which a file could be read, each with the line of front matter that makes it so; and what to offer."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deckgen.data import Document, Reading, Span
from deckgen.diagnostics import QUESTION_NONE, SHAPE_UNSURE, Diagnostic
from deckgen.split import settings, splitting
from deckgen.split.layouts import SHAPES
from deckgen.split.readings import Found, Given
from deckgen.split.sections import is_never
from deckgen.split.seen import Seen
from deckgen.split.series import Series
from deckgen.split.weights import NEARLY, WORTH_A_TRY
from deckgen.wording import counted, listed, said

# Where fewer questions would be found, a setting is worth no offer; nor, in a file that has some, where fewer are new.
_FEWEST, _FEWEST_MORE = 2, 3
# So many settings are tried for an offer.
_TRIED = 3
# In an offer so many titles stand for the others, each with so many characters.
_NAMED, _LONGEST = 2, 40


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read a file: the front matter that makes it so, how likely it is, and the parts of that.

    The one that is `taken` needs no front matter. `lines` are those on which its questions begin.
    """

    front_matter: str
    questions: int
    answered: int
    score: float
    parts: Mapping[str, float]
    taken: bool
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Setting:
    """A line of front matter, the option it sets, the likeliest series that it is about, and the least likely one."""

    line: str
    changes: Mapping[str, object]
    series: Series | None
    least: Series | None


def ways(seen: Seen, given: Given) -> tuple[Way, ...]:
    """How a file is read, then the other ways it could be, the likeliest first."""
    taken, _, judged = splitting.split(seen, given)
    others: dict[tuple[tuple[int, int], ...], Way] = {}
    for setting in _settings(judged):
        reading, _, _ = splitting.split(seen, given, setting.changes)
        if len(reading.questions) >= _FEWEST:
            others.setdefault(_starts(reading), _way(setting.line, reading, setting.series, taken=False))
    others.pop(_starts(taken), None)
    first = _way("", taken, _main(judged), taken=True)
    return (*([first] if taken.questions else []), *sorted(others.values(), key=lambda way: -way.score))


def offered(
    seen: Seen, given: Given, reading: Reading, judged: Found, said: Sequence[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """What is said of a file, with the one thing in it that looks like more cards, and the setting for it."""
    here, _ = settings.within(seen.document, given.options)
    if any(one.rule is SHAPE_UNSURE for one in said) or here.shape or here.question_level:
        return tuple(said)
    offer = _offer(seen, given, reading, judged)
    if not offer:
        return tuple(said)
    others = tuple(one for one in said if one.rule is not QUESTION_NONE)
    return (*others, _said(seen.document, *offer, none=not reading.questions))


def _offer(seen: Seen, given: Given, reading: Reading, judged: Found) -> tuple[str, list[int]] | None:
    """The line of front matter that finds more questions than there are, and the lines of those."""
    taken = _lines(reading)
    fewest = _FEWEST_MORE if taken else _FEWEST
    tried, found = 0, list[tuple[float, str, list[int]]]()
    for setting in _settings(judged):
        series = setting.least
        if not series or series.score < NEARLY or tried >= _TRIED or _outside(series, judged) < fewest:
            continue
        tried += 1
        other, _, _ = splitting.split(seen, given, setting.changes)
        starts = _lines(other)
        new = starts - taken
        answered = {question.span.line for question in other.questions if question.answer}
        # Below a heading an author knows where to write; items without answers are no cards, whatever is set.
        helps = series.sign[0] == "heading" or 2 * len(new & answered) >= len(new)
        if taken <= starts and len(new) >= fewest and helps:
            found.append((series.score + _many(other), setting.line, sorted(new)))
    _, line, lines = max(found, default=(0.0, "", []))
    return (line, lines) if line else None


def _said(document: Document, line: str, lines: Sequence[int], *, none: bool) -> Diagnostic:
    titles = listed([said("'{title}'", title=document.source[at - 1].strip()[:_LONGEST]) for at in lines[:_NAMED]])
    others = len(lines) - _NAMED
    if others > 0:
        titles = said("{titles} and {others}", titles=titles, others=counted(others, "other"))
    message = said("{titles} look like questions, too", titles=titles)
    if none:
        message = said("{titles} look like questions, but nothing surely asks", titles=titles)
    rule, place = QUESTION_NONE if none else SHAPE_UNSURE, Span(document.path, lines[0])
    written, paste = settings.to_write(document, line)
    hint = said("write {setting} in its front matter if they are", setting=written)
    return Diagnostic(rule, place, message, hint, paste=paste)


def _settings(judged: Found) -> list[_Setting]:
    """The settings that may make another reading, those of the likeliest series first."""
    headings = [series for series in judged.series if series.sign[0] == "heading"]
    # Whoever asks for a file without questions is shown its headings, however unlikely they are.
    likely = [
        series
        for series in judged.series
        if series.score >= WORTH_A_TRY or (series in headings and not judged.questions)
    ]
    headings = [series for series in likely if series.sign[0] == "heading"]
    settings = [_setting(series) for series in likely]
    if len(headings) > 1:
        settings.append(_Setting("shape: headings", {"shape": "headings"}, headings[0], headings[-1]))
    settings.append(_Setting("split: deep", {"split": "deep"}, (main := _main(judged)), main))
    # Several series may want the same.
    return list({setting.line: setting for setting in reversed(settings)}.values())[::-1]


def _setting(series: Series) -> _Setting:
    """What asks for a series."""
    kind = str(series.sign[0])
    if kind == "heading":
        return _Setting(f"question_level: {series.sign[1]}", {"question_level": series.sign[1]}, series, series)
    if kind == "row":
        return _Setting("tables: true", {"tables": True}, series, series)
    return _Setting(f"shape: {SHAPES[kind]}", {"shape": SHAPES[kind]}, series, series)


def _outside(series: Series, judged: Found) -> int:
    """How many heads of a series stand in no question."""
    covered = [(item.start, item.end) for item in judged.items]
    at, outside = 0, 0
    for head in series.heads:
        while at < len(covered) and covered[at][1] <= head.line:
            at += 1
        outside += at == len(covered) or head.line < covered[at][0]
    return outside


def _main(judged: Found) -> Series | None:
    """The likeliest series that gave questions."""
    signs = {sign for sign, _ in judged.questions}
    return next((series for series in judged.series if series.sign in signs), None)


def _lines(reading: Reading) -> set[int]:
    """The lines on which questions begin, but for those that are none in any notes."""
    return {question.span.line for question in reading.questions if not is_never(question.title)}


def _starts(reading: Reading) -> tuple[tuple[int, int], ...]:
    """What tells two readings apart: where their questions begin and end."""
    return tuple((part.line, part.end_line) for part in reading.parts if part.role in ("question", "unanswered"))


def _many(reading: Reading) -> float:
    """What the number of questions says for a reading: who writes cards writes many."""
    return math.log(len(reading.questions)) / 2 if reading.questions else 0.0


def _way(line: str, reading: Reading, series: Series | None, *, taken: bool) -> Way:
    parts = {name: round(value, 2) for name, value in series.parts.items() if value} if series else {}
    many = round(_many(reading), 2)
    score = round(sum(parts.values()) + many, 2)
    answered = sum(question.answer is not None for question in reading.questions)
    lines = tuple(question.span.line for question in reading.questions)
    return Way(line, len(reading.questions), answered, score, parts | {"many": many}, taken, lines)
