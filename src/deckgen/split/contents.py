"""The contents of a file: a list whose entries say, with nothing below them, what titles further below say again."""

import re
from collections.abc import Iterator, Sequence

from deckgen.split.head import Head
from deckgen.split.inline import goes_on
from deckgen.split.noise import is_noise
from deckgen.split.outline import Outline

# What an entry is compared by: the words between two of these.
_BREAK = re.compile(r"[|?？؟:：.。、)）(（*_<>#\[\]]|[–—]|\s-\s")
_NO_LETTER = re.compile(r"[\W\d_]+")
_KINDS = frozenset({"number", "bullet", "word", "line"})
# A list of contents has at least so many entries, of which at least this share comes again.
_FEWEST, _AGAIN = 3, 0.6


def entries(outline: Outline, heads: Sequence[Head]) -> frozenset[int]:
    """The lines of all entries of contents; `heads` are in order."""
    runs = [run for run in _runs(outline, heads) if len(run) >= _FEWEST]
    bare = {head.line: head for run in runs for head in run}
    last: dict[str, int] = {}
    # Questions without an answer are bare as well; they are written otherwise than their contents.
    listed = {part: head for head in bare.values() for part in _parts(head.title)}
    for number, line in enumerate(outline.lines):
        if number not in bare and number not in outline.opaque:
            last.update((part, number) for part in _parts(line))
    last.update((part, head.line) for head in heads if head.item for part in _parts(head.title))
    return frozenset(head.line for run in runs if _comes_again(run, last, listed) for head in run)


def _comes_again(run: Sequence[Head], last: dict[str, int], listed: dict[str, Head]) -> bool:
    """True if most of a list's entries stand below it again, with something below them there or in another list."""
    end, again = run[-1].line, 0
    for head in run:
        part = max(_parts(head.title), key=len, default="")
        other = listed.get(part, head)
        again += last.get(part, -1) > end or (other.line > end and other.sign != head.sign)
    return again >= _AGAIN * len(run)


def _parts(text: str) -> list[str]:
    """The words of a text that stand between marks, without numbers."""
    parts = (_NO_LETTER.sub(" ", part).strip().casefold() for part in _BREAK.split(text))
    return [part for part in parts if len(part) > 1]


def _runs(outline: Outline, heads: Sequence[Head]) -> Iterator[list[Head]]:
    """Items of one sign that follow one another with nothing between."""
    run: list[Head] = []
    for at, head in enumerate(heads):
        if run and (run[-1].sign != head.sign or not _blank(outline, run[-1].below, head.start)):
            yield run
            run = []
        if head.kind in _KINDS and head.lead is None and head.item is None and not goes_on(head.title):
            following = heads[at + 1].start if at + 1 < len(heads) else len(outline.lines)
            below = outline.lines[head.below] if head.below < min(following, len(outline.lines)) else ""
            if is_noise(below):
                run.append(head)
    yield run


def _blank(outline: Outline, start: int, end: int) -> bool:
    return all(is_noise(line) for line in outline.lines[start:end])
