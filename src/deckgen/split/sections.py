"""The sections of a file: where each ends, and which the titles around them promise to be questions."""

import re
from collections.abc import Sequence

from deckgen.split.head import Head
from deckgen.split.language import container, contents, outside, promises
from deckgen.split.notation import wordless

# A title that names a deck as Anki does.
_DECK = re.compile(r"\w::\w")


def promised(headings: Sequence[Head], length: int, title: str) -> list[bool]:
    """For each line, whether the file's title or a heading around it promises questions."""
    found = [promises(title)] * (length + 1)
    stack: list[tuple[int, bool]] = []
    starts = [*(heading.start for heading in headings), length + 1]
    for at, heading in enumerate(headings):
        while stack and stack[-1][0] >= heading.level:
            stack.pop()
        around = found[0] if not stack else stack[-1][1]
        found[heading.start] = around
        stack.append((heading.level, around or promises(heading.title) or bool(_DECK.search(heading.title))))
        for line in range(heading.start + 1, starts[at + 1]):
            found[line] = stack[-1][1]
    return found


def of_questions(headings: Sequence[Head], length: int) -> list[bool]:
    """For each line, whether the heading right above it names a part of an examination: 简答题, "Short answers"."""
    found = [False] * (length + 1)
    starts = [*(heading.start for heading in headings), length + 1]
    for heading, end in zip(headings, starts[1:], strict=False):
        if container(heading.title) and promises(heading.title):
            found[heading.below : end] = [True] * (end - heading.below)
    return found


def next_ones(headings: Sequence[Head], length: int) -> dict[int, int]:
    """For each heading, by its first line, where the next one of its level or above begins."""
    found: dict[int, int] = {}
    open_: list[Head] = []
    for heading in headings:
        while open_ and open_[-1].level >= heading.level:
            found[open_.pop().start] = heading.start
        open_.append(heading)
    return found | {heading.start: length for heading in open_}


def of_manuals(title: str) -> bool:
    """True for a title that notes hardly have; a table of contents they do."""
    return (outside(title) and not contents(title)) or wordless(title)


def is_never(title: str) -> bool:
    """True for a title that is no question in any notes: contents, references, a licence, no word at all."""
    return outside(title) or contents(title) or wordless(title)
