"""Entries of a glossary: a term, a mark, and its definition on one line."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from deckgen.split.asking import asks
from deckgen.split.blocks import unbold
from deckgen.split.head import Head
from deckgen.split.language import LIKELY
from deckgen.split.leads import number
from deckgen.split.notation import ITEM, asks_outright

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


def numbered(heads: Sequence[Head]) -> list[Head]:
    """The heads; numbered lines of lists in which nearly all are terms, and do not ask, as such."""
    terms = {head.line: found for head in heads if head.kind == "number" and (found := _numbered(head))}
    those, all_ = (Counter(head.sign for head in of) for of in ([h for h in heads if h.line in terms], heads))
    listed = {sign for sign, many in those.items() if many >= max(_FEWEST, _MOST * all_[sign])}
    return [_termed(head, *terms[head.line]) if head.line in terms and head.sign in listed else head for head in heads]


def _numbered(head: Head) -> tuple[str, str, str] | None:
    title = unbold(head.title)
    lead = number(title) if not head.item else None
    found = entry(title[lead.end :], bullet=True) if lead else None
    return found if found and max(head.asks, asks(found[0])) < LIKELY else None


def _termed(head: Head, term: str, mark: str, definition: str) -> Head:
    _, _, depth, _, opened = head.sign
    sign = ("term", "number", depth, opened, mark)
    return replace(head, kind="term", sign=sign, title=term, lead=definition)
