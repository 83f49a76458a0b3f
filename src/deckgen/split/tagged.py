"""Heads that the tag `#card` marks: headings, and paragraphs that end in it or stand above it."""

import re
from collections.abc import Iterator

from deckgen.split.head import Head, of_card
from deckgen.split.item import Item, Lines
from deckgen.split.noise import is_rule
from deckgen.split.notation import CARD, ITEM, tags_behind, wordless
from deckgen.split.outline import Outline

_ALONE = re.compile(r"\s*+#(?:cards?|flashcard)(?P<both>[-/]reverse)?(?:\s+#[\w/-]+)*\s*$", re.IGNORECASE)
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(?P<text>\S.*)$")
# What the plugin writes below a card, to find its note again.
_NAMED = re.compile(r".*\^\d{10,}\s*$|\s*+<!--\s*ID\b")


def heads(outline: Outline) -> Iterator[Head]:
    """The cards of all such tags."""
    items = [*_headings(outline), *_paragraphs(outline)]
    for item in sorted(items, key=lambda item: item.line):
        yield of_card("outline", item)


def _headings(outline: Outline) -> Iterator[Item]:
    """Headings with the tag: all below answers, up to the next one that is no part of them."""
    ends = len(outline.lines)
    open_: list[tuple[int, int]] = []
    for heading in reversed(outline.headings):
        while open_ and open_[-1][0] > heading.level:
            open_.pop()
        end = open_[-1][1] if open_ else ends
        open_.append((heading.level, heading.line))
        if tag := CARD.search(heading.text):
            title = " ".join(CARD.sub(" ", heading.text).split())
            yield Item(title, heading.line, heading.end, end, indent=heading.indent, reversed=bool(tag["both"]))
            open_[-1] = (0, heading.line)


def _paragraphs(outline: Outline) -> list[Item]:
    """The tags behind and below other texts, each up to the next such text at the latest."""
    fronts = [front for number in range(len(outline.lines)) if (front := _front(outline, number))]
    starts = [*(start for start, _, _ in fronts), len(outline.lines)]
    items = []
    for (start, number, tag), following in zip(fronts, starts[1:], strict=True):
        end = _end(outline, start, number, following)
        # Above a tag of its own the other lines of the question are shown as they are.
        below = start + 1 if _ALONE.match(outline.lines[number]) else number + 1
        heading = _HEADING.match(outline.lines[start])
        first, *others = (CARD.sub(" ", line).strip() for line in outline.lines[start:below])
        title = " ".join([heading["text"] if heading else first, *others])
        answer = Lines(number + 1, end)
        items.append(Item(title, start, below, end, answer=answer, reversed=bool(tag["both"])))
    return items


def _front(outline: Outline, number: int) -> tuple[int, int, re.Match[str]] | None:
    """The first line of the text that a tag on this line makes a card of, the line, and the tag."""
    line = outline.lines[number]
    if number in outline.opaque or "#" not in line or _HEADING.match(line) or ITEM.match(line):
        return None
    alone, tag = _ALONE.match(line), CARD.search(line)
    if not (alone or (tag and _only_tags(line[tag.end() :]))):
        return None
    last = number
    if alone:
        last -= 1
        while last >= 0 and not outline.lines[last].strip():
            last -= 1
        if last < 0 or last in outline.opaque or is_rule(outline.lines[last]):
            return None
    start = last
    while start > 0 and not _HEADING.match(outline.lines[start]) and _goes_on(outline, start - 1):
        start -= 1
    found = alone or tag
    return (start, number, found) if found and not wordless(outline.lines[start]) else None


def _only_tags(text: str) -> bool:
    """True if nothing but tags stands there."""
    return not text.strip(" \t#") or tags_behind(f".{text}")[0] == 1


def _goes_on(outline: Outline, number: int) -> bool:
    """True if a line belongs to the paragraph below it."""
    line = outline.lines[number]
    ends = wordless(line) or _HEADING.match(line) or _NAMED.match(line) or CARD.search(line) or ITEM.match(line)
    return not (number in outline.opaque or ends)


def _end(outline: Outline, start: int, number: int, following: int) -> int:
    """Where the answer below a tag ends: that of a heading at the next one, that of a line at a blank line.

    Where blank lines stand around the tag, the answer goes on up to where its note is named; between two rules, up to
    the second.
    """
    lines = outline.lines
    if (rule := _framed(outline, start, number, following)) > 0:
        return rule
    heading = _HEADING.match(lines[start])
    apart = not lines[number - 1].strip() if number else False
    end = number + 1
    while end < following and not lines[end].strip():
        end += 1
    begun = end
    while end < following and not (end not in outline.opaque and _stops(lines[end])):
        if not (heading or apart) and end > begun and not lines[end].strip() and end not in outline.opaque:
            break
        end += 1
    while end > begun and (
        not lines[end - 1].strip() or (apart and wordless(lines[end - 1]) and end - 1 not in outline.opaque)
    ):
        end -= 1
    return end


def _framed(outline: Outline, start: int, number: int, following: int) -> int:
    """The rule that ends a card which begins behind one, or at the head of the file; -1 without both."""
    above = start - 1
    while above >= 0 and not outline.lines[above].strip():
        above -= 1
    if above >= 0 and not is_rule(outline.lines[above]):
        return -1
    rules = (n for n in range(number + 1, following) if n not in outline.opaque and is_rule(outline.lines[n]))
    return next(rules, -1)


def _stops(line: str) -> bool:
    return bool(_HEADING.match(line) or _NAMED.match(line) or is_rule(line))
