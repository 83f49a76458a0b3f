"""What is said of the numbers of gaps: each is a card in Anki, which an import can neither delete nor renumber."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from deckgen.data import Match
from deckgen.diagnostics import CLOZE_REMOVED, CLOZE_RENUMBERED, Diagnostic
from deckgen.wording import listed, said

Gaps = tuple[tuple[int, str], ...]

# In characters: words in a message.
_SHOWN = 40
_EMPTY = said("delete it there: Tools > Empty Cards; deckgen push suspends it, sync deletes it (with reviews: --prune)")


def told(match: Match, then: Gaps, split: Mapping[int, tuple[str, ...]]) -> Iterator[Diagnostic]:
    """What became of the gaps of the last build, and of numbers that two branches gave to different words."""
    yield from _removed(match, then)
    yield from _split(match, split)
    yield from _renumbered(match, then)


def _removed(match: Match, then: Gaps) -> Iterator[Diagnostic]:
    """A warning if gaps are gone that were there at the last build."""
    now = {number for number, _ in match.gaps}
    gone = {number: words for number, words in then if number not in now and words}
    if gone:
        gaps = [said("{number} (“{words}”)", number=number, words=_short(words)) for number, words in gone.items()]
        message = said("cloze {gaps} is gone; its card stays in Anki and has nothing to ask", gaps=listed(gaps))
        yield Diagnostic(CLOZE_REMOVED, match.question.span, message, _EMPTY)


def _split(match: Match, split: Mapping[int, tuple[str, ...]]) -> Iterator[Diagnostic]:
    """A warning for each number that two branches gave to different words: these have others now."""
    now = {number for number, _ in match.gaps}
    for number, those in split.items():
        if number not in now:
            words = listed([f"“{_short(one)}”" for one in those if one])
            message = said(
                "cloze {number} was {words} on two branches; each has a number of its own now, and the card of "
                "{number} stays in Anki and has nothing to ask",
                number=number, words=words,
            )  # fmt: skip
            yield Diagnostic(CLOZE_REMOVED, match.question.span, message, _EMPTY)


def _renumbered(match: Match, then: Gaps) -> Iterator[Diagnostic]:
    """A warning for each gap to which the author gave another number than it had."""
    now, before = _once(match.gaps), _once(then)
    for words, number in now.items():
        if (former := before.get(words, number)) != number:
            message = said(
                "“{words}” was cloze {former} and is cloze {number} now; its reviews stay with {former}",
                words=_short(words), former=former, number=number,
            )  # fmt: skip
            hint = said("write c{former} for it again, and a new number for new words", former=former)
            yield Diagnostic(CLOZE_RENUMBERED, match.question.span, message, hint)


def _once(gaps: Gaps) -> dict[str, int]:
    """The number of all words that only one gap hides."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, words in gaps:
        numbers[words].append(number)
    return {words: those[0] for words, those in numbers.items() if len(those) == 1}


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
