"""Heads that are a number alone, or a word and a number, above the question: "Câu 3:", "**Question 4 of 10**", "5."."""

import re
from collections import Counter
from collections.abc import Iterator

from deckgen.split.asking import asks, names_question
from deckgen.split.blocks import unbold
from deckgen.split.head import Head, Sign
from deckgen.split.language import container
from deckgen.split.leads import counted, number
from deckgen.split.noise import is_noise
from deckgen.split.notation import OPTION, PICTURE, TASK_OPTION
from deckgen.split.outline import Outline

# Quotes and brackets around the words.
_AROUND = re.compile(r"^(?:\s{0,3}>\s?)*\s*|[【】\[\]]")
# What may stand behind the number: how many there are, a remark, marks.
_BEHIND = re.compile(r"(?:\s*(?:/|[^\W\d_]{1,4})\s*\d{1,3})?(?:\s*[（(][^()（）]{0,20}[)）])?[\W_]*$")
# A word or a number is a label where it comes again.
_AGAIN = 2
_NO_STEM = re.compile(r"\s*+(?:[#|<]|[-*_]{3,}\s*$|[-*+]\s|\d+[.)]\s|!!!|:::)")


def heads(outline: Outline) -> Iterator[Head]:
    """The lines with a number alone that have their question right below, at least two that are written alike."""
    headings = {n for heading in outline.headings for n in range(heading.line, heading.end)}
    found = [head for n in range(len(outline.lines)) if n not in headings and (head := _head(outline, n))]
    times = Counter(head.sign for head in found)
    yield from (head for head in found if times[head.sign] >= _AGAIN)


def _head(outline: Outline, at: int) -> Head | None:
    line = outline.lines[at]
    if at in outline.opaque or not any(map(str.isalnum, line)):
        return None
    text = unbold(_AROUND.sub("", line).strip())
    label = outline.labels.get(at)
    alone = label is not None and label.role == "question" and not label.text and label.number < 0
    lead = counted(text) if text[:1].isalnum() or text[:1] in "(（" else None
    if not alone and (not lead or not _BEHIND.match(text, lead.end) or container(text)):
        return None
    asked = alone or names_question(text)
    above = outline.lines[at - 1].strip() if at else ""
    below = _stem(outline, at + 1)
    if below < 0 or (above and not asked and not OPTION.match(above)):
        return None
    stem = unbold(_AROUND.sub("", outline.lines[below]).strip())
    quoted = line.lstrip().startswith(">")
    if alone or not lead:
        sign: Sign = ("word", label.word if label else "", quoted, "alone")
        return Head("word", sign, at, below + 1, stem, asks(stem), labelled=True, quoted=quoted)
    title = f"{text}{'.' if text[-1].isalnum() else ''} {stem}"
    sign = ("word", lead.style, quoted, "alone")
    return Head("word", sign, at, below + 1, title, asks(stem), lead.value, labelled=asked, quoted=quoted)


def _stem(outline: Outline, start: int) -> int:
    """The line of text that stands next, -1 where something else does."""
    at = next((n for n in range(start, len(outline.lines)) if outline.lines[n].strip(" >")), -1)
    if at < 0 or at in outline.solid or at in outline.labels or is_noise(outline.lines[at]):
        return -1
    text = outline.lines[at]
    no_text = OPTION.match(text) or TASK_OPTION.match(text) or PICTURE.match(text) or _NO_STEM.match(text)
    return -1 if no_text or number(text.strip()) else at
