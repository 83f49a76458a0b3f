"""Questions that are paragraphs in bold: `**What is …?**`, `**3) Mean.**`."""

import re

from deckgen.split.item import Item
from deckgen.split.outline import Outline
from deckgen.split.wording import QUESTION_LABEL, asks

# A paragraph that is nothing but bold.
BOLD = re.compile(
    r"^(?P<before>\s*(?:\d+[.)、]\s*)?)(?P<mark>\*\*\*|\*\*|__|<b>|<strong>)(?P<text>.+?)(?:\*\*\*|\*\*|__|</b>|</strong>)(?P<after>[\W_]*)$",
    re.DOTALL,
)
_NUMBER = re.compile(r"^\W*(?:q\s*)?\d+\s*[.、)）:：]", re.IGNORECASE)


def find(outline: Outline) -> list[Item]:
    """The bold paragraphs that ask or are numbered, each up to the next one or the next heading."""
    heads = []
    for block in outline.blocks:
        found = BOLD.match(block.text) if block.kind == "paragraph" and block.text.count("\n") < 3 else None
        if not found or ("**" in found["text"] and found["mark"] != "***"):
            continue
        title = found["before"].strip() + (" " if found["before"].strip() else "") + found["text"].strip()
        if found["mark"] == "***":
            title = "*" + title
        title += found["after"].rstrip()
        strength = asks(title)
        if _NUMBER.match(title) or QUESTION_LABEL.match(title):
            strength = max(strength, 0.5)
        heads.append((block, " ".join(title.split()), strength))
    asking = [head for head in heads if head[2] >= 0.5]
    # Where nearly all bold paragraphs ask, the few others are questions put as a title.
    if len(asking) * 5 < len(heads) * 4:
        heads = asking
    ends = sorted({block.line for block, _, _ in heads} | {h.line for h in outline.headings} | {len(outline.lines)})
    return [
        Item(title, block.line, block.end, next(end for end in ends if end > block.line), strength)
        for block, title, strength in heads
    ]
