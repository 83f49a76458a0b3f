"""Texts that a rule right below makes headings of, to CommonMark and not to their author (`text`, below it `---`)."""

import re
from collections.abc import Sequence

from markdown_it.token import Token

from deckgen.split.notation import asks_outright

# In lines: a heading with its rule.
_UNDERLINED = 2
# What a sentence of two words or more ends with, behind bold and brackets.
_SENTENCE = re.compile(r"(?:\S++\s.*\w[)\"”’]?\.|.*[。；！])[*_)\"”’）]*\s*\Z", re.DOTALL)


def texts(tokens: Sequence[Token], lines: Sequence[str]) -> frozenset[int]:
    """The first lines of these texts.

    A heading has one line, and a section of its own. Where between two other headings nothing else stands, it is what
    the first of them says; where an author ends sections with rules, or all such lines are sentences, none is one.
    """
    ruled = [
        (token.map[0], token.map[1], tokens[at + 1].content)
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.markup == "-" and token.map
    ]
    if not ruled:
        return frozenset()
    ends, alone, habit = _ending(tokens)
    asking = {line for line, _, text in ruled if asks_outright(text)}
    sure = {line for line, end, _ in ruled if end - line > _UNDERLINED or (line and lines[line - 1].startswith("#"))}
    found = sure | (alone - asking)
    if found or habit:
        found |= ends - asking
    left = {line: text for line, _, text in ruled if line not in found}
    return frozenset({*found, *left} if all(map(_SENTENCE.match, left.values())) else found)


def _ending(tokens: Sequence[Token]) -> tuple[set[int], set[int], bool]:
    """The headings with a rule that end a section, those that are all of it, and whether other rules end some."""
    blocks = [token for token in tokens if token.level == 0 and token.map and token.nesting >= 0]
    ends, alone, habit = set[int](), set[int](), False
    for above, token, below in zip([None, *blocks], blocks, [*blocks[1:], None], strict=False):
        if below and not _heads(below):
            continue
        if token.type == "hr":
            habit = True
        elif token.type == "heading_open" and token.markup == "-" and token.map:
            ends.add(token.map[0])
            alone.update((token.map[0],) if above and above.tag != "h1" and above.markup.startswith("#") else ())
    return ends, alone, habit


def _heads(block: Token) -> bool:
    """True for a heading with signs before it that a section of the second level ends at."""
    return block.type == "heading_open" and block.markup in ("#", "##")
