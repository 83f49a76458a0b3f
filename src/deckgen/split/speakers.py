"""Heads behind a word that comes again and again before what asks: a label in a language without words, a name."""

import re
from collections import defaultdict
from collections.abc import Iterator

from deckgen.split.asking import asks
from deckgen.split.blocks import unbold
from deckgen.split.head import Head
from deckgen.split.language import SURE
from deckgen.split.notation import OPTION
from deckgen.split.outline import Outline

_SPOKEN = re.compile(
    r"(?P<bold>\*{1,3}|__?|<b>)?(?P<name>[^\W\d_]{1,20}+(?: [^\W\d_]{1,12}+)?)\s?(?:[:：](?:\*{1,3}|__?|</b>)?"
    r"|(?:\*{1,3}|__?|</b>)[:：])\s*(?P<text>\S.*)$"
)
# So often a word comes again, and this share of what stands behind it asks.
_AGAIN, _ASKS = 3, 0.6


def heads(outline: Outline) -> Iterator[Head]:
    """The lines behind each such word."""
    spoken: dict[tuple[str, str], list[Head]] = defaultdict(list)
    for n, line in enumerate(outline.lines):
        found = _SPOKEN.match(line) if n not in outline.opaque else None
        apart = not n or not outline.lines[n - 1].strip()
        if not found or not apart or n in outline.labels or OPTION.match(line):
            continue
        title = unbold(found["text"].strip())
        name = found["name"].casefold()
        head = Head("word", ("word", name, False, 0), n, n + 1, title, asks(title, in_list=True))
        spoken[found["bold"] or "", name].append(head)
    for of in spoken.values():
        if len(of) >= _AGAIN and sum(head.asks >= SURE for head in of) >= _ASKS * len(of):
            yield from of
