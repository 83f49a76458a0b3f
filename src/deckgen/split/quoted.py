"""Heads that are quotes of a line or two, each with its answer unquoted below, as in notes that quote the exercise."""

import re
from collections.abc import Iterator
from itertools import pairwise

from deckgen.split.asking import asks
from deckgen.split.blocks import unbold
from deckgen.split.head import Head
from deckgen.split.leads import number
from deckgen.split.outline import Outline

# In lines: a longer quote is a text.
_LONGEST = 2
_MARK = re.compile(r"\s{0,3}>\s?(?!\s*(?:\[!|[>|`~$<-]|[*+]\s|!\[|#))")


def heads(outline: Outline) -> Iterator[Head]:
    """The quotes at the top of the file that are short text, with something else than a quote or a heading below."""
    for block, following in pairwise(outline.blocks):
        lines = outline.lines[block.line : block.end]
        if block.kind != "blockquote" or len(lines) > _LONGEST or not all(map(_MARK.match, lines)):
            continue
        if following.kind in ("blockquote", "heading", "hr") or block.line in outline.labels:
            continue
        if title := unbold(" ".join(_MARK.sub("", line).strip() for line in lines)):
            lead = number(title)
            yield Head("quote", ("quote",), block.line, block.end, title, asks(title), lead.value if lead else -1)
