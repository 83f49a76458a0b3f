"""Titles that hold their answer: "1. What is a mean? The sum over the count.", "Q: … A: …"."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from deckgen.split import labels
from deckgen.split.asking import names_question
from deckgen.split.blocks import unbold
from deckgen.split.head import Head, Sign
from deckgen.split.language import LIKELY
from deckgen.split.leads import number, only_counted
from deckgen.split.noise import is_noise
from deckgen.split.notation import asks_outright
from deckgen.split.outline import Outline

# What ends a question inside a line, and what closes it.
_MARK = re.compile(
    r"[?？؟]+[\"”』」)）]?(?:\*\*|__|</b>|</strong>)?(?:(?<=[？」』）])|(?<=[？][*_]{2})|\s|<br\s*/?>)\s*(?=[^\W_]|[*_$`\"“‘«(（「『])"
)
# "**2. Name the front of a ship.** It is the bow."
_CLOSED = re.compile(
    r"(?P<number>(?:\d{1,3}[.)、]\s*)?)(?P<mark>\*\*|__)(?P<asked>(?:(?!(?P=mark)).){4,}[.。:：]?)(?P=mark)"
    r"(?:\s*[:：]\s*|\s+|\s*<br\s*/?>\s*)(?P<rest>\w.{3,})$"
)
# What ends a sentence, and a blank where that is its end.
_STOP = re.compile(r"(?:[。．.!！]|(?<=[)）\]】_]))\s*+(?=[^\W_])")
_OPTIONS = re.compile(r"[(（]?A[.、:：)）．].*\s[(（]?B[.、:：)）．]")
_BREAK = re.compile(r"\s*<br\s*/?>$")
_OPEN = re.compile(r"\*\*|__|<b>|<strong>")
_KINDS = frozenset({"number", "label", "word"})
# Lines answer themselves where at least this share of their series does.
_MOST = 0.6


def goes_on(title: str) -> bool:
    """True if a title says more behind its question mark."""
    return bool(_MARK.search(title))


def answered(outline: Outline, heads: Sequence[Head]) -> list[Head]:
    """The heads, those with their answer where they hold it and a label says so, or most of their series do.

    `heads` are in order.
    """
    found: dict[Sign, list[tuple[int, Head]]] = defaultdict(list)
    count: dict[Sign, int] = defaultdict(int)
    for at, head in enumerate(heads):
        if head.kind not in _KINDS or head.lead is not None or head.item is not None:
            continue
        end = heads[at + 1].start if at + 1 < len(heads) else len(outline.lines)
        following = next((line for line in outline.lines[head.below : end] if not is_noise(line)), "")
        halved = _halved(head, labelled_only=bool(following))
        # What is answered below need not answer itself.
        count[head.sign] += bool(halved or not following)
        if halved:
            found[head.sign].append((at, halved))
    changed = {
        at: halved for sign, of in found.items() for at, halved in of
        if len(of) >= _MOST * count[sign] or labels.answers_itself(heads[at].title)
    }  # fmt: skip
    return [changed.get(at, head) for at, head in enumerate(heads)]


def _halved(head: Head, *, labelled_only: bool) -> Head | None:
    """The head with its answer, if its line goes on behind its question mark; with what a label begins alone."""
    closed = _CLOSED.match(head.title)
    if closed and not (labelled_only or asks_outright(closed["asked"]) or _is_label(closed["asked"])):
        return replace(head, title=closed["number"] + closed["asked"], lead=closed["rest"], asks=max(head.asks, LIKELY))
    for mark in _MARK.finditer(head.title):
        rest = head.title[mark.end() :].strip()
        if not re.search(r"\w", rest) or _OPTIONS.match(rest):
            continue
        label = labels.of(rest)
        answers = label is not None and label.role == "answer"
        if answers or not (labelled_only or asks_outright(rest)):
            asked = _title(_BREAK.sub("", head.title[: mark.end()].strip()))
            lead = label.text if label and answers else rest
            return replace(head, title=asked, lead=lead, asks=1.0) if lead else None
    return _labelled(head)


def _labelled(head: Head) -> Head | None:
    """The head with its answer, if a label says so behind its sentence: "1. 端口是 ____。答案：80"."""
    for stop in _STOP.finditer(head.title):
        label = labels.of(head.title[stop.end() :])
        if label and label.role == "answer" and label.text and not label.explains:
            return replace(head, title=_title(head.title[: stop.end()].strip()), lead=label.text)
    return None


def _is_label(text: str) -> bool:
    """True for what only says that a question follows, or names it by a number."""
    return names_question(text) or only_counted(text)


def _title(text: str) -> str:
    """The question without bold around its words, and without its label."""
    label = labels.of(text)
    if label and label.role == "question" and label.text and label.number < 0:
        text = label.text
    lead = number(text)
    start = lead.end if lead else 0
    words = unbold(text[start:])
    # "**1. What is x?" opened its bold before the number.
    if len(_OPEN.findall(words)) == 1:
        words = _OPEN.sub("", words)
    return f"{text[:start].rstrip()} {words}" if lead else words
