"""Reads the comments in which authors tell deckgen something: id, skip, deck, tags, reverse, answer, context."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from deckgen.split.item import Item, Line
from deckgen.split.noise import BOOKKEEPING
from deckgen.split.notation import parted
from deckgen.split.outline import Outline
from deckgen.wording import said

_COMMENT = re.compile(
    r"^\s*+<!--\s*+(?P<ours>deckgen\s*+[:：]\s*+)?(?P<key>[a-z]++)\s*+(?:[:：](?P<value>.*))?-->\s*+$", re.IGNORECASE
)
# mdanki's tags: links to nowhere, alone on a line.
_LINKED_TAGS = re.compile(r"\s*+(?:\[#[^\s\[\]]++\]\([^()]*+\)[\s,]*+)+$")
_LINKED_TAG = re.compile(r"\[#([^\s\[\]]++)\]")
_ID = re.compile(r"[^\s<>]{1,100}")
_KEYS = frozenset({"id", "skip", "deck", "tags", "tag", "reverse", "answer", "context"})
# These are ours only behind `deckgen:`; the others are plain enough without.
_NAMED = frozenset({"skip", "context", "deck"})
HINT = said(
    "write one of <!-- id: NAME -->, <!-- tags: a, b -->, <!-- reverse -->, <!-- deckgen: skip -->, "
    "<!-- deckgen: deck: A::B -->"
)


@dataclass(frozen=True, slots=True)
class Comments:
    """What the comments of one question say. `lines` are those they stand on and others that no card shows."""

    anchor: str | None = None
    skip: bool = False
    deck: str = ""
    tags: tuple[str, ...] = ()
    reverse: bool = False
    context: tuple[Line, ...] = ()
    unknown: tuple[Line, ...] = ()
    lines: frozenset[int] = frozenset()

    def without(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """The lines that cards show, without blank ones at the ends where comments stood."""
        shown = [line for line in lines if line[0] not in self.lines]
        return _without_blank_ends(shown) if len(shown) < len(lines) else tuple(lines)


@dataclass(frozen=True, slots=True)
class Context:
    """The `lines` below a `<!-- deckgen: context -->`, which every question before line `end` shows above its own."""

    line: int
    end: int
    lines: tuple[Line, ...]


def contexts(outline: Outline, items: Sequence[Item]) -> tuple[Context, ...]:
    """The contexts in order; each ends at the next heading that is no deeper than the one it stands under."""
    length = len(outline.lines)
    starts, asking = sorted([*(item.start for item in items), length]), {item.line for item in items}
    # The lines of headings that are no lower than each level.
    highest = {
        level: [*(heading.line for heading in outline.headings if heading.level <= level), length]
        for level in {0, *(heading.level for heading in outline.headings)}
    }
    contexts = []
    path: list[int] = []
    at = 0
    for number, line in enumerate(outline.lines):
        while at < len(outline.headings) and outline.headings[at].line < number:
            heading = outline.headings[at]
            path = [level for level in path if level < heading.level]
            path += [] if heading.line in asking else [heading.level]
            at += 1
        if number in outline.opaque or not _is_context(line):
            continue
        level = path[-1] if path else 0
        after = [lines[bisect_left(lines, number)] for lines in (highest[level], highest[max(highest)], starts)]
        end, first = after[0], min(after)
        lines = _without_blank_ends([(n, outline.lines[n]) for n in range(number + 1, first)])
        contexts.append(Context(number, end, lines))
    return tuple(contexts)


def within(outline: Outline, item: Item, contexts: Sequence[Context]) -> Comments:
    """What the comments from a question's first line to its last say, and the context it stands in."""
    anchor, deck, skip, reverse = None, "", False, False
    tags: list[str] = []
    unknown: list[Line] = []
    lines: set[int] = set()
    for number in range(item.line, item.end):
        if number not in outline.opaque and BOOKKEEPING.match(outline.lines[number]):
            lines.add(number)
        comment = _COMMENT.match(outline.lines[number]) if number not in outline.opaque else None
        if not comment or (key := comment["key"].lower()) not in _KEYS:
            if comment and comment["ours"]:
                unknown.append((number, outline.lines[number].strip()))
            elif number not in outline.opaque and _LINKED_TAGS.match(outline.lines[number]):
                tags += [tag.replace("/", "::") for tag in _LINKED_TAG.findall(outline.lines[number])]
            continue
        value = (comment["value"] or "").strip()
        if key in _NAMED and not comment["ours"]:
            continue
        lines.add(number)
        if key == "id" and _ID.fullmatch(value):
            anchor = value
        elif key == "id" or (key in ("deck", "tags", "tag") and not value):
            unknown.append((number, outline.lines[number].strip()))
        elif key == "deck":
            deck = value
        elif key in ("tags", "tag"):
            tags += [tag.replace("/", "::") for tag in parted(value)]
        skip |= key == "skip"
        reverse |= key == "reverse"
    return Comments(anchor, skip, deck, tuple(tags), reverse, _shared(item, contexts), tuple(unknown), frozenset(lines))


def until(item: Item, contexts: Sequence[Context]) -> Item:
    """The item, cut off at a context below its title: that context is for the questions that follow."""
    at = bisect_right(contexts, item.line, key=lambda context: context.line)
    if at == len(contexts) or contexts[at].line >= item.end:
        return item
    return item.until(contexts[at].line)


def _shared(item: Item, contexts: Sequence[Context]) -> tuple[Line, ...]:
    at = bisect_left(contexts, item.line, key=lambda context: context.line)
    return contexts[at - 1].lines if at and item.line < contexts[at - 1].end else ()


def _is_context(line: str) -> bool:
    comment = _COMMENT.match(line)
    return bool(comment and comment["ours"] and comment["key"].lower() == "context")


def _without_blank_ends(lines: Sequence[Line]) -> tuple[Line, ...]:
    shown = [at for at, (_, text) in enumerate(lines) if text.strip()]
    return tuple(lines[shown[0] : shown[-1] + 1]) if shown else ()
