"""Heads in the notations of outliners and plugins: `#card` bullets, `front ::` above bullets, question callouts."""

import re
from collections.abc import Iterator
from dataclasses import replace

from deckgen.split.callouts import callout
from deckgen.split.clozes import macros
from deckgen.split.head import Head, of_card
from deckgen.split.item import Item, Lines
from deckgen.split.noise import PROPERTY
from deckgen.split.notation import CARD, asks_outright, indented
from deckgen.split.outline import Outline
from deckgen.split.quotes import unquoted

_BULLET = re.compile(r"(?P<margin>[ \t]*)[-*+]\s+(?P<text>\S.*)$")
_PLAIN_FRONT = re.compile(r"(?P<margin>)(?P<text>[^\s:>|#-][^|]*\s:::?)\s*$")
_FRONT = re.compile(r"(?P<text>\S.*?[^\s:])\s*(?P<colons>:::?)\s*$")
_CALLOUT = re.compile(
    r"(?P<margin>\s*+(?:(?:[-*+]|\d{1,9}[.)])\s+)?)>\s*\[!(?P<type>[^\W\d][\w-]*+)(?:\|[^\]]*+)?\](?P<folds>[-+]?)"
    r"[\s:：]*+(?P<text>.*)$"
)
_ASKING = frozenset({"question", "faq", "help", "flashcard", "card", "q", "qa", "quiz", "anki"})
_FENCE = re.compile(r"\s{0,3}(?P<mark>`{3,}|~{3,})\s*ad-(?:question|faq|flashcard|card|help)\s*$", re.IGNORECASE)
_TITLE = re.compile(r"\s*+title:\s*(?P<text>\S.*)$", re.IGNORECASE)


def heads(outline: Outline) -> Iterator[Head]:
    """The cards in all these notations."""
    for number, line in enumerate(outline.lines):
        item = _fenced(outline, number, line)
        if number not in outline.opaque and not item:
            item = _block(outline, number, line) or _called(outline, number, line)
        if item:
            yield of_card("outline", item)


def _block(outline: Outline, number: int, line: str) -> Item | None:
    """A bullet with the tag `#card`, or one that ends in `::`: the bullets below it answer."""
    bullet = _BULLET.match(line) or _PLAIN_FRONT.match(line)
    if not bullet:
        return None
    card, front = CARD.search(bullet["text"]), _FRONT.match(bullet["text"])
    if not card and not front:
        return None
    title = " ".join(CARD.sub(" ", bullet["text"]).split()) if card else (front["text"] if front else "")
    end, below = _nested(outline, number, bullet["margin"])
    if bullet.re is _PLAIN_FRONT:
        while end < len(outline.lines) and outline.lines[end].strip():
            end += 1
    if not title or macros(title)[0] != title or (front and not card and end == below):
        return None
    indent = indented(outline.lines[below]) if below < end else 0
    both = bool(card["both"]) if card else bool(front and front["colons"] == ":::")
    return Item(title, number, below, end, answer=Lines(below, end), indent=indent, reversed=both)


def _nested(outline: Outline, number: int, margin: str) -> tuple[int, int]:
    """Where the lines below a bullet end, and where they begin once its properties are over."""
    own = len(margin.expandtabs(4))
    end = number + 1
    while end < len(outline.lines) and (not outline.lines[end].strip() or indented(outline.lines[end]) > own):
        end += 1
    below = number + 1
    while below < end and PROPERTY.match(outline.lines[below]):
        below += 1
    return end, below


def _called(outline: Outline, number: int, line: str) -> Item | None:
    """A callout that is a question by its kind, or folds below a title that asks: the rest of the quote answers.

    Where a callout that answers follows it, that does, and the rest of the quote is the question's.
    """
    begun = _CALLOUT.match(line)
    box = callout(line)
    if not begun or not _asks(begun) or (box and box.explains):
        return None
    title, below, end = begun["text"], number + 1, _quote_end(outline, number)
    if not title and below < end:
        title, below = unquoted(outline.lines[below]).strip(), below + 1
    if not title:
        return None
    indent = len(begun["margin"].expandtabs(4))
    item = Item(title, number, below, end, answer=Lines(below, end), indent=indent, quoted=True)
    behind = end
    while behind < len(outline.lines) and not outline.lines[behind].strip():
        behind += 1
    following = outline.lines[behind] if end < behind < len(outline.lines) else ""
    answer, another = callout(following), _CALLOUT.match(following)
    if not answer or not answer.follows_question or (another and _asks(another)):
        return item
    end = _quote_end(outline, behind)
    lines = Lines(behind if answer.says_more else behind + 1, end)
    return replace(item, end=end, answer=lines, lead=answer.lead or None)


def _asks(begun: re.Match[str]) -> bool:
    return begun["type"].lower() in _ASKING or bool(begun["folds"] and asks_outright(begun["text"]))


def _quote_end(outline: Outline, number: int) -> int:
    """Where the quote ends that begins on a line."""
    end = number + 1
    while end < len(outline.lines) and (end in outline.quoted or outline.lines[end].lstrip().startswith(">")):
        end += 1
    return end


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
