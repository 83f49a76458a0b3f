"""Two lines about one note, as a union merge leaves them → one."""

from collections import defaultdict
from dataclasses import replace

from deckgen.lock.file import Entry

Gaps = tuple[tuple[int, str], ...]


def later(one: Entry, other: Entry) -> Entry:
    """The line of the later `mod`, and of both lines what a note never forgets."""
    if one == other:
        return one
    older, entry = (one, other) if other.mod > one.mod else (other, one)
    decks = tuple(deck for deck in dict.fromkeys((*one.decks, *other.decks)) if deck != entry.deck)
    return replace(
        entry,
        different=tuple(dict.fromkeys((*one.different, *other.different))),
        decks=decks,
        # A note type's home is where the note was made: a line that knows it knows more than one that does not.
        home=entry.home or older.home,
        tags=_joined(older.tags, entry.tags),
        texts=_joined(older.texts, entry.texts),
        gaps=_numbered(older.gaps, entry.gaps),
    )


def _joined(older: tuple[str, ...], newer: tuple[str, ...]) -> tuple[str, ...]:
    """The values of both: what both began with, then what either added, at last what the newer one ends with."""
    last = newer[-1:]
    return (*(value for value in dict.fromkeys((*older, *newer)) if value not in last), *last)


def _numbered(older: Gaps, newer: Gaps) -> Gaps:
    """The gaps of both lines.

    Two branches may have given one number to different words; in Anki it is one card all the same. The newer line's
    words keep it. The older line's get the next number that neither line has used: a card that starts anew is better
    than one with the history of other words. A number that only the older line knows stays with its words, even if the
    newer line has these under another number: it was shipped, so it must never be free again.
    """
    if not older or not newer:
        return newer or older
    words = defaultdict[int, list[str]](list)
    for number, text in newer:
        words[number].append(text)
    known = {text for _, text in newer}
    gaps = list(newer)
    free = max(number for number, _ in (*older, *newer)) + 1
    moved: dict[int, int] = {}
    for number, text in older:
        if number not in words:
            gaps.append((number, text))
        elif text not in known:
            if number not in moved:
                moved[number], free = free, free + 1
            gaps.append((moved[number], text))
    return tuple(sorted(gaps, key=lambda gap: gap[0]))
