"""Finds questions in the summaries of folds: `<details><summary>QUESTION</summary> ANSWER </details>`."""

import re
from dataclasses import replace
from fractions import Fraction

from deckgen.split.item import Item, Lines
from deckgen.split.outline import Outline
from deckgen.split.wording import SURE, asks, asks_outright, folds_answer

_WRAPPER = re.compile(r"^\s*(?:<br\s*/?>|</?(?:b|p|div|strong)>|\s)*", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:b|strong|i|em|span|h[1-6]|font)\b[^>]*>", re.IGNORECASE)
# A summary that does not ask may still be a question: a term to explain.
_SUMMARY = 0.3
# Where at least this share of the folds surely ask, all of them do.
_MOST = Fraction(1, 2)


def find(outline: Outline) -> list[Item]:
    """The folds that ask; a fold inside another belongs to that one's answer."""
    items = []
    for fold in outline.folds:
        title = " ".join(_INLINE.sub("", fold.summary).split())
        if fold.depth or not title or folds_answer(fold.summary):
            continue
        strength = 1.0 if asks_outright(title) else max(asks(title), _SUMMARY)
        lead = _WRAPPER.sub("", fold.first)
        start = fold.body - 1 if lead else fold.body
        items.append(
            Item(title, fold.summary_line, fold.body, fold.stop, strength, top=fold.line,
                 answer=Lines(start, fold.end), lead=lead or None)
        )  # fmt: skip
    if sum(item.strength >= SURE for item in items) >= _MOST * len(items):
        items = [replace(item, strength=max(item.strength, SURE)) for item in items]
    return items
