"""Questions that are the summary of a fold: `<details><summary>QUESTION</summary> ANSWER </details>`."""

import re
from dataclasses import replace

from deckgen.split.item import Item, Lines
from deckgen.split.outline import Outline
from deckgen.split.wording import asks, asks_outright, folds_answer

_WRAPPER = re.compile(r"^\s*(?:<br\s*/?>|</?(?:b|p|div|strong)>|\s)*", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:b|strong|i|em|span|h[1-6]|font)\b[^>]*>", re.IGNORECASE)


def find(outline: Outline) -> list[Item]:
    """The folds that ask; those inside an answer belong to it."""
    found = []
    for fold in outline.folds:
        title = " ".join(_INLINE.sub("", fold.summary).split())
        if fold.depth or not title or folds_answer(fold.summary):
            continue
        strength = 1.0 if asks_outright(title) else max(asks(title), 0.3)
        lead = _WRAPPER.sub("", fold.first)
        start = fold.body - 1 if lead else fold.body
        found.append(
            Item(title, fold.summary_line, fold.body, fold.stop, strength, top=fold.line,
                 answer=Lines(start, fold.end), lead=lead or None)
        )  # fmt: skip
    if sum(item.strength >= 0.8 for item in found) * 2 >= len(found):
        found = [replace(item, strength=max(item.strength, 0.8)) for item in found]
    return found
