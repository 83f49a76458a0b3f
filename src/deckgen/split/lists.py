"""Finds questions that are list items: with an answer inside the item, or bullets that only ask."""

import re
from fractions import Fraction

from deckgen.split.item import Item
from deckgen.split.outline import Block, Outline
from deckgen.split.wording import ANSWER_LABEL, QUESTION_LABEL, SURE, asks, asks_outright, folds_answer, is_noise

_LINK_ONLY = re.compile(r"^\W*\[[^\]]*\]\([^)]*\)\W*$")
_BOLD = re.compile(r"^(?:\*\*|__|<b>)(.+?)(?:\*\*|__|</b>)\s*$", re.DOTALL)
# A list asks when at least this share of its items do.
_MOST = Fraction(6, 10)
# From so many items on a list shows what it is: its other items ask as well.
_ENOUGH = 3
# How surely an item is a question: with a marked answer inside, in bold above text, in a short list, in a long one.
_ANSWERED, _BOLD_ABOVE_TEXT, _SHORT_LIST, _LONG_LIST = 0.9, 0.85, 0.3, 0.55


def find(outline: Outline) -> list[Item]:
    """The items of lists in which most items ask; one without a marked answer or text below is unanswered."""
    items: list[Item] = []
    for group in _groups(outline):
        group = [item for item in group if item.text.strip() and not _LINK_ONLY.match(item.text)]
        asking = [item for item in group if _asks(item)]
        if len(asking) >= _MOST * len(group) and asking:
            # In a list that asks, an item without a question mark is a task: "Name three …".
            questions = group if len(asking) >= _ENOUGH else asking
            items += [_item(outline, item, weak=len(group) < _ENOUGH) for item in questions]
    return items


def _asks(item: Block) -> bool:
    first = item.text.strip().split("\n")[0]
    return asks_outright(first) or (asks(first) >= SURE and not first.isascii())


def _groups(outline: Outline) -> list[list[Block]]:
    """The items of each list, lists that continue one another taken together."""
    groups: list[list[Block]] = []
    for block in outline.blocks:
        if block.kind in ("bullet_list", "ordered_list"):
            inside = outline.items_in(block.line, block.end)
            # A list that a fence or a picture interrupts goes on with the next number.
            if groups and block.kind == "ordered_list" and groups[-1][-1].kind == "ordered":
                groups[-1] += inside
            else:
                groups.append(list(inside))
    return [group for group in groups if group]


def _item(outline: Outline, item: Block, *, weak: bool) -> Item:
    first, _, _ = item.text.partition("\n")
    bold = _BOLD.match(first)
    title = (bold[1] if bold else first).strip()
    label = QUESTION_LABEL.match(title)
    number = re.match(r"\s*(\d+[.)])", outline.lines[item.line])
    title = f"{number[1]} {title}" if number and not label else title
    below = item.line + 1
    fold = next((f for f in outline.folds_in(below, item.end) if folds_answer(f.summary)), None)
    marker = next(
        (n for n in range(below, item.end) if n not in outline.opaque and ANSWER_LABEL.match(outline.lines[n])), None
    )  # fmt: skip
    answered = fold is not None or marker is not None
    body = any(not is_noise(line) for line in outline.lines[below : item.end])
    paragraphs = bool(bold) and body
    strength = _ANSWERED if answered else _BOLD_ABOVE_TEXT if paragraphs else _SHORT_LIST if weak else _LONG_LIST
    unanswered = not answered and not paragraphs
    return Item(title, item.line, below, item.end, strength, indent=item.indent, unanswered=unanswered)
