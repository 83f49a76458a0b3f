"""Heads that are the first lines of paragraphs: a short line with its answer right below, in files without headings."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from deckgen.split import options, verdicts
from deckgen.split.asking import asks
from deckgen.split.blocks import unbold
from deckgen.split.head import Head
from deckgen.split.language import SURE
from deckgen.split.leads import number
from deckgen.split.noise import is_noise
from deckgen.split.notation import OPTION, PICTURE, asks_outright
from deckgen.split.outline import Block, Outline

# In characters: a longer first line is text.
_LONGEST = 60
_ENDS = re.compile(r"[.。;；,，!！、]\W*$")
_MARKED = re.compile(r"\s*+(?:[-*+•·]\s|\d+[.)、]|[|<>#$`:/=~-]|\[|!\[|\*\*)")
_ITALIC = re.compile(r"[*_](?![*_\s])")
# What may hold the answer of a line above it.
_HOLDS = frozenset({"bullet_list", "ordered_list", "fence", "code_block", "table", "blockquote", "list_item"})


def heads(outline: Outline) -> Iterator[Head]:
    """The first lines of paragraphs under which something stands, those in italics with a sign of their own.

    Those that ask are among the lines that do, where these take them: by a mark, or by words right above a text.
    """
    chosen = frozenset(options.begin(outline))
    quizzes = chosen.union(options.ticked(outline))
    for block, following in zip_longest(outline.blocks, outline.blocks[1:]):
        quiz = block.line + 1 in chosen or (following is not None and following.line in quizzes)
        if block.kind != "paragraph" or not _is_title(outline.lines[block.line], outline, block, quiz=quiz):
            continue
        if block.end - block.line == 1 and not (following and following.kind in _HOLDS):
            continue
        text = outline.lines[block.line].strip()
        above = block.line + 1 < len(outline.lines) and outline.lines[block.line + 1].strip()
        if number(text) or verdicts.GIVEN.match(text):
            continue
        asking = asks(text)
        if following and following.kind == "blockquote" and following.line == block.line + 1:
            yield Head("named", ("named",), block.line, following.line, unbold(text), asking)
        elif quiz or asking < SURE or not (above or asks_outright(text)):
            yield Head("lead", ("lead", bool(_ITALIC.match(text))), block.line, block.line + 1, unbold(text), asking)


def _is_title(line: str, outline: Outline, block: Block, *, quiz: bool) -> bool:
    """True for a line that may be a title; above a `quiz`, its options, it may be a sentence."""
    text = line.strip()
    if block.end - block.line > 1 and outline.lines[block.line + 1].startswith(":"):
        return False  # a definition list
    if block.line in outline.opaque or _MARKED.match(line):
        return False
    if not quiz and (len(text) > _LONGEST or _ENDS.search(text)):
        return False
    return not (block.line in outline.labels or OPTION.match(line) or PICTURE.match(line) or is_noise(line))
