"""Everything in a file that may be the title of a question; whether it is, series.py and regions.py decide.

A new way to write questions is a module with `heads`, one line here, a weight for its kind, a case file and a row in
docs/reference/questions.md.
"""

from deckgen.split import (
    blocks,
    cards,
    contents,
    counted,
    definitions,
    filled,
    glosses,
    lines,
    outliners,
    pairs,
    paragraphs,
    quoted,
    rows,
    separated,
    slides,
    speakers,
    stems,
    tagged,
)
from deckgen.split.chains import alike, chained, in_bold, lists_apart
from deckgen.split.head import Head
from deckgen.split.inline import answered
from deckgen.split.outline import Outline

# What a line is taken for first, where it could be several things.
WAYS = (
    tagged,
    outliners,
    cards,
    filled,
    separated,
    slides,
    counted,
    glosses,
    blocks,
    quoted,
    rows,
    definitions,
    speakers,
    pairs,
    stems,
    paragraphs,
    lines,
)


def heads(outline: Outline) -> tuple[list[Head], frozenset[int]]:
    """All heads by line, one a line; and the lines of a list of contents, of which none is one."""
    found: dict[int, Head] = {}
    inside = cards.inside(outline)
    for way in WAYS:
        for head in way.heads(outline):
            if head.start not in inside:
                found.setdefault(head.line, head)
    ordered = sorted(found.values(), key=lambda head: head.start)
    listed = contents.entries(outline, ordered)
    told = answered(outline, alike([head for head in ordered if head.line not in listed]))
    return lists_apart(outline, chained(outline, in_bold(told))), listed
