"""Heads in the notations of outliners and plugins: `#card` blocks, `front ::` above bullets, question callouts."""

import re
from collections.abc import Iterator

from deckgen.split.asking import asks
from deckgen.split.head import Head
from deckgen.split.item import Item, Lines
from deckgen.split.noise import PROPERTY
from deckgen.split.outline import Outline

_BULLET = re.compile(r"(?P<margin>[ \t]*)[-*+]\s+(?P<text>\S.*)$")
_PLAIN_FRONT = re.compile(r"(?P<margin>)(?P<text>[^\s:>|#-][^|]*\s::)\s*$")
_CARD = re.compile(r"(?:^|\s)#(?:card|flashcard|\[\[card\]\])(?P<both>[-/]reverse)?(?=\s|$)", re.IGNORECASE)
_CARD_LINE = re.compile(r"\s*+#(?:card|flashcard)s?(?P<both>[-/]reverse)?\s*$", re.IGNORECASE)
_FRONT = re.compile(r"(?P<text>\S.*?\S)\s+::\s*$")
_CALLOUT = re.compile(
    r"\s{0,3}>\s*\[!(?:question|faq|help|flashcard|card|q)\]\s*[-+]?\s*(?P<text>\S.*)$", re.IGNORECASE
)
_FENCE = re.compile(r"\s{0,3}(?P<mark>`{3,}|~{3,})\s*ad-(?:question|faq|flashcard|card|help)\s*$", re.IGNORECASE)
_TITLE = re.compile(r"\s*+title:\s*(?P<text>\S.*)$", re.IGNORECASE)
_HEADING = re.compile(r"\s{0,3}(?:#{1,6}\s+)?(?P<text>\S.*)$")


def heads(outline: Outline) -> Iterator[Head]:
    """The cards in all these notations."""
    tagged = {item.line: item for item in _headings(outline)}
    for number, line in enumerate(outline.lines):
        item = tagged.get(number) or _fenced(outline, number, line)
        if number not in outline.opaque and not item:
            item = _block(outline, number, line) or _tagged(outline, number, line) or _called(outline, number, line)
        if item:
            yield Head(
                "card", ("card", "outline"), item.line, item.below, item.title, asks(item.title), lead=item.title,
                stop=item.end, item=item,
            )  # fmt: skip


def _headings(outline: Outline) -> Iterator[Item]:
    """Headings with the tag `#card`: all below answers, up to the next one that is no part of them."""
    ends = len(outline.lines)
    open_: list[tuple[int, int]] = []
    for heading in reversed(outline.headings):
        while open_ and open_[-1][0] > heading.level:
            open_.pop()
        end = open_[-1][1] if open_ else ends
        open_.append((heading.level, heading.line))
        if tag := _CARD.search(heading.text):
            title = " ".join(_CARD.sub(" ", heading.text).split())
            yield Item(title, heading.line, heading.end, end, indent=heading.indent, reversed=bool(tag["both"]))
            open_[-1] = (0, heading.line)


def _block(outline: Outline, number: int, line: str) -> Item | None:
    """A bullet with the tag `#card`, or one that ends in `::`: the bullets below it answer."""
    bullet = _BULLET.match(line) or _PLAIN_FRONT.match(line)
    if not bullet:
        return None
    card, front = _CARD.search(bullet["text"]), _FRONT.match(bullet["text"])
    if not card and not front:
        return None
    title = " ".join(_CARD.sub(" ", bullet["text"]).split()) if card else (front["text"] if front else "")
    end, below = _nested(outline, number, bullet["margin"])
    if bullet.re is _PLAIN_FRONT:
        while end < len(outline.lines) and outline.lines[end].strip():
            end += 1
    if not title or (front and not card and end == below):
        return None
    indent = _indent(outline.lines[below]) if below < end else 0
    return Item(
        title, number, below, end, answer=Lines(below, end), indent=indent, reversed=bool(card and card["both"])
    )


def _nested(outline: Outline, number: int, margin: str) -> tuple[int, int]:
    """Where the lines below a bullet end, and where they begin once its properties are over."""
    own = len(margin.expandtabs(4))
    end = number + 1
    while end < len(outline.lines) and (not outline.lines[end].strip() or _indent(outline.lines[end]) > own):
        end += 1
    below = number + 1
    while below < end and PROPERTY.match(outline.lines[below]):
        below += 1
    return end, below


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _tagged(outline: Outline, number: int, line: str) -> Item | None:
    """A line with `#card` alone, below a question or a heading; its answer ends at a blank line or the next heading."""
    tag = _CARD_LINE.match(line)
    above = outline.lines[number - 1] if number else ""
    if not tag or not above.strip() or number - 1 in outline.opaque:
        return None
    heading = above.lstrip().startswith("#")
    found = _HEADING.match(above)
    end = number + 1
    while end < len(outline.lines) and (heading or outline.lines[end].strip()) and not _starts(outline, end):
        end += 1
    title = found["text"] if found else ""
    return Item(title, number - 1, number + 1, end, answer=Lines(number + 1, end), reversed=bool(tag["both"]))


def _starts(outline: Outline, number: int) -> bool:
    return number not in outline.opaque and outline.lines[number].startswith("#")


def _called(outline: Outline, number: int, line: str) -> Item | None:
    """A callout that is a question by its kind: its title asks, the rest of the quote answers."""
    callout = _CALLOUT.match(line)
    if not callout:
        return None
    end = number + 1
    while end < len(outline.lines) and outline.lines[end].lstrip().startswith(">"):
        end += 1
    return Item(callout["text"], number, number + 1, end, answer=Lines(number + 1, end), quoted=True)


def _fenced(outline: Outline, number: int, line: str) -> Item | None:
    """A fence of the Admonition plugin: its title asks, the rest answers."""
    fence = _FENCE.match(line)
    title = _TITLE.match(outline.lines[number + 1]) if fence and number + 1 < len(outline.lines) else None
    if not fence or not title:
        return None
    end = number + 2
    while end < len(outline.lines) and not outline.lines[end].strip().startswith(fence["mark"]):
        end += 1
    return Item(title["text"], number, number + 2, min(end + 1, len(outline.lines)), answer=Lines(number + 2, end))
