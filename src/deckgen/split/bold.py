"""Finds questions that are paragraphs in bold: `**What is …?**`, `**3) Mean.**`."""

import re
from bisect import bisect_right
from fractions import Fraction

from deckgen.split.item import Item
from deckgen.split.outline import Block, Outline
from deckgen.split.wording import LIKELY, QUESTION_LABEL, asks

# A paragraph that is nothing but bold.
BOLD = re.compile(
    r"^(?P<before>\s*(?:\d+[.)、]\s*)?)(?P<mark>\*\*\*|\*\*|__|<b>|<strong>)(?P<text>.+?)(?:\*\*\*|\*\*|__|</b>|</strong>)(?P<after>[\W_]*)$",
    re.DOTALL,
)
_MARKER = re.compile(r"\s*(\d+[.)])")
_NUMBER = re.compile(r"^\W*(?:q\s*)?\d+\s*[.、)）:：]", re.IGNORECASE)
# A question in bold has at most so many lines.
_LINES = 3
# Where at least this share of the bold paragraphs ask, the others are questions put as a title.
_MOST = Fraction(4, 5)


def find(outline: Outline) -> list[Item]:
    """The bold paragraphs that ask or are numbered, each up to the next one or the next heading."""
    heads = []
    for block in sorted([*outline.blocks, *outline.items], key=lambda block: block.line):
        bold = BOLD.match(block.text) if _is_paragraph(outline, block) and block.text.count("\n") < _LINES else None
        if not bold or ("**" in bold["text"] and bold["mark"] != "***"):
            continue
        number = _MARKER.match(outline.lines[block.line]) if block.kind == "ordered" else None
        before = bold["before"].strip() or (number[1] if number else "")
        title = before + (" " if before else "") + bold["text"].strip()
        if bold["mark"] == "***" and "**" in bold["text"]:
            title = "*" + title  # "***All* of it**" closes twice
        title += bold["after"].rstrip()
        strength = asks(title)
        if _NUMBER.match(title) or QUESTION_LABEL.match(title):
            strength = max(strength, LIKELY)
        heads.append((block, " ".join(title.split()), strength))
    asking = [head for head in heads if head[2] >= LIKELY]
    if len(asking) < _MOST * len(heads):
        heads = asking
    ends = sorted({block.line for block, _, _ in heads} | {h.line for h in outline.headings} | {len(outline.lines)})
    return [
        Item(title, block.line, block.end, ends[bisect_right(ends, block.line)], strength)
        for block, title, strength in heads
    ]


def _is_paragraph(outline: Outline, block: Block) -> bool:
    """True for a paragraph, and for a list item that holds nothing but one."""
    if block.kind not in ("bullet", "ordered"):
        return block.kind == "paragraph"
    rest = outline.lines[block.line + block.text.count("\n") + 1 : block.end]
    return bool(block.text) and not any(line.strip() for line in rest)
