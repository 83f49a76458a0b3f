"""Entries of a glossary: a term, a mark, and its definition on one line."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from deckgen.split.asking import asks
from deckgen.split.blocks import unbold
from deckgen.split.head import Head, Sign
from deckgen.split.language import LIKELY, promises
from deckgen.split.leads import number
from deckgen.split.notation import ITEM, asks_outright
from deckgen.split.outline import Outline

_TERM_IN_BOLD = re.compile(
    r"(?:\*\*|__)(?P<text>(?:(?!\*\*|__).)+?)(?P<inside>\s*[:：.。]\s*)?(?:\*\*|__)\s*(?P<mark>[:：.。⇒→]|[-=]>|--?"
    r"|[–—|])?\s*(?P<rest>\S.*)?$"
)
_TERM_IN_ITALICS = re.compile(
    r"(?P<quote>[*_])(?![*_\s])(?P<text>(?:(?!(?P=quote)).){1,60})(?P=quote)\s*(?P<mark>[:：⇒→]|[-=]>|[-–—]\s)"
    r"\s*(?P<rest>\S.{3,})$"
)
# Dashes and arrows that say the same.
_ALIKE = str.maketrans("–—→", "--⇒")
# The arrow within the bold: "**XML ⇒ a language**".
_ARROW = re.compile(r"(?P<text>[^⇒→|`]{1,60}?)\s*(?P<mark>[⇒→]|[=-]>)\s*(?P<rest>\S.{3,})$")
_TERM = re.compile(r"(?P<text>[^:：。，,;；.!?！？|`$<\[]{1,70})(?P<mark>：|:\s|\s[–—]\s|\s-\s)\s*(?P<rest>\S.{3,})$")
# A saying and its meaning may have commas: "十年树木，百年树人——长期投资".
_DASHED = re.compile(r"(?P<text>[^—:：|`$<\[]{1,60})(?P<mark>——)\s*(?P<rest>[^\s—].*)$")
# Two pieces of code that stand for each other: "`gonna` = `going to`".
_SAME = re.compile(r"(?P<text>`[^`]+`)\s*(?P<mark>=)\s*(?P<rest>`.*)$")
# A numbered list is one of terms from this share of its items on, and so many.
_MOST, _FEWEST = 0.8, 4


def entry(text: str, *, bullet: bool) -> tuple[str, str, str] | None:
    """The term, the mark behind it and its definition, if the line has all three."""
    bold = _TERM_IN_BOLD.match(text)
    if bold and bold["rest"] and (bold["inside"] or bold["mark"] or asks_outright(bold["text"])):
        return bold["text"], (bold["mark"] or bold["inside"] or "?").strip(), bold["rest"]
    if bold and bold["rest"] and bold["rest"].startswith("`"):
        # A word and what it means, each in a type of its own.
        return bold["text"], "`", bold["rest"]
    if other := _TERM_IN_ITALICS.match(text) or (_ARROW.match(unbold(text)) if bullet else None):
        return other["text"].strip(), other["mark"].strip().translate(_ALIKE), other["rest"]
    plain = _TERM.match(text) or ((_DASHED.match(text) or _SAME.match(text)) if bullet else None)
    return (
        (plain["text"].strip(), plain["mark"].strip(), plain["rest"])
        if plain and (bullet or plain["mark"] == "：")
        else None
    )


def alone(text: str) -> bool:
    """True for a term with its definition that is no item of a list."""
    return not ITEM.match(text) and entry(text.strip(), bullet=False) is not None


def numbered(outline: Outline, heads: Sequence[Head]) -> list[Head]:
    """The heads; numbered lines of lists in which nearly all are terms, and do not ask, as such.

    What is below a title that promises terms or questions is a list of its own, and one less is enough right below it.
    """
    titles = [heading.line for heading in outline.headings]
    promising = [promises(heading.text) for heading in outline.headings]
    lists: dict[tuple[Sign, int], list[Head]] = defaultdict(list)
    terms: dict[int, tuple[str, str, str]] = {}
    for head in heads:
        at = bisect_left(titles, head.line) - 1
        own = at >= 0 and promising[at]
        lists[head.sign, at if own else -1].append(head)
        if head.kind == "number" and (found := _numbered(head)) and (own or head.asks < LIKELY):
            terms[head.line] = found

    def right_below(at: int, first: Head) -> bool:
        return at >= 0 and outline.text_from(outline.headings[at].end) == first.line

    listed = {
        head.line
        for (_, at), of in lists.items()
        if sum(head.line in terms for head in of) >= max(_FEWEST - right_below(at, of[0]), _MOST * len(of))
        for head in of
        if head.line in terms
    }
    return [_termed(head, *terms[head.line]) if head.line in listed else head for head in heads]


def _numbered(head: Head) -> tuple[str, str, str] | None:
    title = unbold(head.title)
    lead = number(title) if not head.item else None
    found = entry(title[lead.end :], bullet=True) if lead else None
    return found if found and asks(found[0]) < LIKELY else None


def _termed(head: Head, term: str, mark: str, definition: str) -> Head:
    _, _, depth, _, opened = head.sign
    sign = ("term", "number", depth, opened, mark.replace(":", "："))
    return replace(head, kind="term", sign=sign, title=term, lead=definition)
