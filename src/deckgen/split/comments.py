"""What authors say to deckgen in comments: id, skip, deck, tags, reverse, answer, context."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from deckgen.split.item import Item
from deckgen.split.outline import Outline

_COMMENT = re.compile(
    r"^\s*<!--\s*(?P<ours>deckgen\s*:\s*)?(?P<key>[a-z]+)\s*(?::\s*(?P<value>.*?))?\s*-->\s*$", re.IGNORECASE
)
_ID = re.compile(r"[^\s<>]{1,100}")
_KEYS = frozenset({"id", "skip", "deck", "tags", "tag", "reverse", "answer", "context"})
# These are ours only behind `deckgen:`; the others are plain enough without.
_NAMED = frozenset({"skip", "context", "deck"})
HINT = "write one of <!-- id: NAME -->, <!-- tags: a, b -->, <!-- reverse -->, <!-- deckgen: skip -->, <!-- deckgen: deck: A::B -->"


@dataclass(frozen=True, slots=True)
class Comments:
    """What the comments of one question say; `lines` are theirs and are not shown."""

    anchor: str | None = None
    skip: bool = False
    deck: str = ""
    tags: tuple[str, ...] = ()
    reverse: bool = False
    context: tuple[tuple[int, str], ...] = ()
    unknown: tuple[tuple[int, str], ...] = ()
    lines: frozenset[int] = frozenset()

    def without(self, lines: Sequence[tuple[int, str]]) -> tuple[tuple[int, str], ...]:
        """The lines that are not comments, without blank ones at the ends."""
        found = [line for line in lines if line[0] not in self.lines]
        while found and not found[0][1].strip():
            found.pop(0)
        while found and not found[-1][1].strip():
            found.pop()
        return tuple(found)


def contexts(outline: Outline) -> tuple[int, ...]:
    """The lines of `<!-- deckgen: context -->`."""
    return tuple(n for n, line in enumerate(outline.lines) if n not in outline.opaque and _is_context(line))


def within(outline: Outline, item: Item, shared: tuple[int, ...]) -> Comments:
    """The comments between a question's first line and its last; `shared` are the lines of contexts."""
    anchor, deck, skip, reverse = None, "", False, False
    tags: list[str] = []
    unknown: list[tuple[int, str]] = []
    lines: set[int] = set()
    for number in range(item.line, item.end):
        found = _COMMENT.match(outline.lines[number]) if number not in outline.opaque else None
        if not found or (key := found["key"].lower()) not in _KEYS:
            if found and found["ours"]:
                unknown.append((number, outline.lines[number].strip()))
            continue
        value = (found["value"] or "").strip()
        if key in _NAMED and not found["ours"]:
            continue
        lines.add(number)
        if key == "id" and _ID.fullmatch(value):
            anchor = value
        elif key == "id" or (key in ("deck", "tags", "tag") and not value):
            unknown.append((number, outline.lines[number].strip()))
        elif key == "deck":
            deck = value
        elif key in ("tags", "tag"):
            tags += [tag.strip("#").replace("/", "::") for tag in re.split(r"[,，\s]+", value) if tag]
        skip |= key == "skip"
        reverse |= key == "reverse"
    return Comments(
        anchor, skip, deck, tuple(tags), reverse, _context(outline, item, shared), tuple(unknown), frozenset(lines)
    )


def _context(outline: Outline, item: Item, shared: tuple[int, ...]) -> tuple[tuple[int, str], ...]:
    """What `<!-- deckgen: context -->` above shares with all questions up to the next heading of its level."""
    at = bisect_left(shared, item.line)
    if not at:
        return ()
    start = shared[at - 1]
    above = outline.headings_in(0, start)[-1:]
    between = outline.headings_in(start + 1, item.line + 1)
    level = above[0].level if above else 0
    if any(heading.level <= level for heading in between):
        return ()
    first = between[0].line if between else item.line
    lines = [(n, outline.lines[n]) for n in range(start + 1, first)]
    while lines and not lines[0][1].strip():
        lines.pop(0)
    while lines and not lines[-1][1].strip():
        lines.pop()
    return tuple(lines)


def _is_context(line: str) -> bool:
    found = _COMMENT.match(line)
    return bool(found and found["ours"] and found["key"].lower() == "context")
