"""The options of a question: a list of their own on the card, whatever their author made of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from deckgen.data import Choice, Fragment
from deckgen.render.field import Field, Segment, Tag

_FENCE = re.compile(r"\s*+(?:```|~~~)")
_ITEM = re.compile(r"\s*+(?:[-*+]|\d{1,9}[.)])\s")


def parts(fragment: Fragment, choice: Choice) -> tuple[Fragment, tuple[Fragment, ...], Fragment]:
    """What stands before the options, each of them without its bullet, and what stands after them."""
    starts = choice.starts
    end = (max(choice.end, _end(fragment.lines, starts[-1])), 0)
    options = tuple(_cut(fragment, *ends) for ends in zip(starts, [*starts[1:], end], strict=True))
    return _cut(fragment, (0, 0), (starts[0][0], 0)), options, _cut(fragment, end, (len(fragment.lines), 0))


def repeated(choice: Choice, prompt: Fragment, answer: Fragment) -> Choice | None:
    """The options that the answer repeats, with the marks of the right ones; tasks stay the tasks they are."""
    lines = {prompt.origins[line]: column for line, column in choice.starts if "[" not in prompt.lines[line][:column]}
    starts = [(at, lines[origin]) for at, origin in enumerate(answer.origins) if origin in lines and answer.lines[at]]
    return replace(choice, starts=tuple(starts), end=0) if starts else None


def to_list(choice: Choice, options: Sequence[Field]) -> Iterator[Segment]:
    """The list; it says so where not exactly one of its options is right."""
    yield Tag('<ul class="options">' if len(choice.right) == 1 else '<ul class="options several">')
    for option in options:
        yield from (Tag("<li>"), *_bare(option), Tag("</li>"))
    yield Tag("</ul>")


def key(choice: Choice) -> Field:
    """What tells the card's script which options are right; it stands on the back, and shows nothing."""
    right = " ".join(map(str, choice.right))
    return (Tag(f'<span data-right="{right}" hidden></span>'),) if right else ()


def _bare(option: Field) -> Field:
    """What an option shows; of one that is a single paragraph, what is in it."""
    alone = option[:1] == (Tag("<p>"),) and option[-1:] == (Tag("</p>"),) and option.count(Tag("<p>")) == 1
    return option[1:-1] if alone else option


def _cut(fragment: Fragment, start: tuple[int, int], end: tuple[int, int]) -> Fragment:
    """The text between two places; lines below the first lose the indent that its bullet gives them.

    The column of the end counts on the line of the start: on others, nothing but a bullet stands before it.
    """
    (first, column), (last, stop) = start, end
    last = min(last + (last == first and stop > 0), len(fragment.lines))
    lines, margins = [], []
    for at in range(first, last):
        text = fragment.lines[at]
        begin = column if at == first else min(column, len(text) - len(text.lstrip()))
        lines.append(text[begin:stop].rstrip() if at == end[0] else text[begin:])
        margins.append(begin + (fragment.margins[at] if fragment.margins else 0))
    return Fragment(fragment.path, tuple(lines), fragment.origins[first:last], tuple(margins))


def _end(lines: Sequence[str], start: tuple[int, int]) -> int:
    """The line after the last option: its paragraph, its code, and what is indented as far as its text."""
    at, inside, fenced = start[0] + 1, max(start[1], 1), False
    while at < len(lines):
        text = lines[at]
        item = _ITEM.match(text)
        goes_on = fenced or not text.strip() or len(text) - len(text.lstrip()) >= inside
        if not goes_on and (item or not lines[at - 1].strip()):
            break
        fenced ^= bool(_FENCE.match(text))
        at += 1
    return at
