"""Heads that are blocks to CommonMark: headings, the summaries of folds, paragraphs that are all bold."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from deckgen.split import cards, labels
from deckgen.split.asking import asks, folds_answer, names_question, number_only
from deckgen.split.head import Head
from deckgen.split.item import Item, Lines
from deckgen.split.language import states
from deckgen.split.leads import counted, number, only_counted
from deckgen.split.notation import asks_outright
from deckgen.split.outline import Heading, Outline

# A whole text in italics.
_ITALIC = re.compile(r"(?P<mark>[*_])(?P<text>(?![*_ ])(?:(?!(?P=mark)).)+)(?P=mark)(?P<after>[\W_]*)$")
# A whole text in bold, and what may close it: a full stop, a bracket.
_BOLD = re.compile(
    r"(?:(?P<mark>\*\*\*|\*\*|__)(?P<marked>(?:(?!(?P=mark)).)+)(?P=mark)"
    r"|<(?P<tag>b|strong)>(?P<tagged>(?:(?!</(?P=tag)>).)+)</(?P=tag)>)(?P<after>[\W_]*)$",
    re.DOTALL,
)
# A whole text that is coloured, underlined or highlighted.
_PAINTED = re.compile(
    r"(?:<(?P<tag>font|mark|span|u|big)\b[^>]*>(?P<tagged>(?:(?!</?(?P=tag)\b).)+)</(?P=tag)>"
    r"|==(?P<marked>(?:(?!==).)+)==)(?P<after>[\W_]*)$",
    re.DOTALL | re.IGNORECASE,
)
_INLINE = re.compile(r"</?(?:b|strong|i|em|span|h[1-6]|font)\b[^>]*>", re.IGNORECASE)
_WRAPPER = re.compile(r"^\s*+(?:<br\s*/?>|</?(?:b|p|div|strong)>|\s)*", re.IGNORECASE)
# In lines: a longer bold paragraph is text.
_LONGEST_BOLD = 3


def heads(outline: Outline) -> Iterator[Head]:
    """The heads of all blocks."""
    yield from _headings(outline)
    yield from _folds(outline)
    yield from _bold(outline)


def own(outline: Outline) -> list[Heading]:
    """The headings that structure the file: none inside folds and cards, none that announces a question or an answer.

    One that slipped has the level that it was meant to have.
    """
    inside = cards.inside(outline).union(*(range(fold.line + 1, fold.stop) for fold in outline.folds))
    own = [h for h in outline.headings if h.line not in inside]
    own = [h for h, above in zip(own, [None, *own], strict=False) if not _announces(outline, h, above)]
    stating = _stating(outline, own)
    own = [heading for heading in own if heading.line not in stating]
    slipped = _slipped(own)
    return [replace(heading, level=slipped.get(at, heading.level)) for at, heading in enumerate(own)]


def _announces(outline: Outline, heading: Heading, above: Heading | None) -> bool:
    """True for a label of an answer, alone or below the labelled question that it answers."""
    label, asked = _label(outline, heading.line, heading.text), above and labels.of(above.text)
    alone = label and (not label.text or (asked and asked.role == "question"))
    return bool(label and label.role == "answer" and alone)


def asks_below(outline: Outline, line: int, title: str) -> bool:
    """True for a title that is only a label without a number: what it asks stands below it."""
    label = _label(outline, line, title)
    return states(title) or bool(label and label.role == "question" and not label.text and label.number < 0)


def _label(outline: Outline, line: int, title: str) -> labels.Label | None:
    """The label of a heading; a word that is one only where its partner stands in the file is one on its line."""
    return labels.of(title) or outline.labels.get(line)


def _stating(outline: Outline, headings: Sequence[Heading]) -> frozenset[int]:
    """The lines of headings that only announce what the heading right above them asks; each of those has one."""
    found: dict[int, list[int]] = defaultdict(list)
    above: list[Heading] = []
    for before, heading in zip([None, *headings], headings, strict=False):
        while above and above[-1].level >= heading.level:
            above.pop()
        if above and states(heading.text):
            right_below = above[-1] is before and not any(map(str.strip, outline.lines[before.end : heading.line]))
            found[above[-1].line].append(heading.line if right_below else -1)
        above.append(heading)
    return frozenset(lines[0] for lines in found.values() if len(lines) == 1)


def unbold(text: str) -> str:
    """The text without the bold or the italics around all of it."""
    if italic := _ITALIC.match(text):
        return italic["text"].strip() + italic["after"].rstrip()
    found = _BOLD.match(text)
    return ((found["marked"] or found["tagged"]).strip() + found["after"].rstrip()) if found else text


def labelled(text: str) -> bool:
    """True if a title begins with a label: `Q:`, `题目`, a word with a number behind it."""
    return names_question(text) or (number_only(text) and not _only_counts(text))


def _only_counts(text: str) -> bool:
    """True for a title that is a number without a word before it."""
    return text[:1].isdigit() and number_only(text)


def _headings(outline: Outline) -> Iterator[Head]:
    headings = own(outline)
    names = Counter(_name(outline, heading) for heading in headings)
    counted_alone = Counter(heading.level for heading in headings if _only_counts(heading.text))
    several = sum(asks_below(outline, heading.line, heading.text) for heading in headings) > 1
    several |= any(_announces(outline, heading, None) for heading in outline.headings)
    for heading in headings:
        if is_labelled_text(outline, heading):
            continue
        lead = number(heading.text)
        # A word before a number is a label where it comes again, and so is one without.
        named = _is_stated(outline, heading) or (bool(name := _name(outline, heading)) and names[name] > 1)
        named |= asks_below(outline, heading.line, heading.text) and several
        # A number that no other follows counts no questions: it is a chapter's, a day's.
        asked = 0.0 if _only_counts(heading.text) and counted_alone[heading.level] == 1 else asks(heading.text)
        yield Head(
            "heading", ("heading", heading.level), heading.line, heading.end, heading.text,
            1.0 if named else asked, lead.value if lead else -1, heading.level,
            labelled=named or labelled(heading.text), indent=heading.indent,
        )  # fmt: skip


def _name(outline: Outline, heading: Heading) -> tuple[int, str] | None:
    """The word before a number that is all of a heading, and its level, if the plain paragraph below asks."""
    lead = counted(heading.text) if only_counted(heading.text) else None
    first = outline.text_from(heading.end)
    block = next(iter(outline.blocks_in(first, first + 1)), None)
    if not lead or not block or block.kind != "paragraph" or _BOLD.match(block.text):
        return None
    return (heading.level, lead.style) if asks_outright(outline.lines[block.line]) else None


def _is_stated(outline: Outline, heading: Heading) -> bool:
    """True if the line below a heading only announces what that asks."""
    first = outline.text_from(heading.end)
    if first < 0 or first in outline.opaque or not states(outline.lines[first]):
        return False
    # Where the next one comes before another heading, each is a question of its own.
    next_ = next((below.line for below in outline.headings if below.line > heading.line), len(outline.lines))
    alone = sum(states(line) for line in outline.lines[first:next_]) == 1
    return alone and not any(below.level <= heading.level for below in outline.headings_in(first, first + 1))


def _slipped(headings: Sequence[Heading]) -> dict[int, int]:
    """The level that a numbered heading was meant to have: that of the numbers before and behind it."""
    slipped: dict[int, int] = {}
    numbered = [(at, lead) for at, heading in enumerate(headings) if (lead := counted(heading.text))]
    for before, (at, lead), behind in zip(numbered, numbered[1:], numbered[2:], strict=False):
        level = headings[before[0]].level
        counts_on = before[1].value == lead.value - 1 and behind[1].value == lead.value + 1
        alike = before[1].style == lead.style == behind[1].style
        if counts_on and alike and headings[behind[0]].level == level != headings[at].level:
            slipped[at] = level
    return slipped


def is_labelled_text(outline: Outline, heading: Heading) -> bool:
    """True if a labelled line is a heading to CommonMark only because a rule follows it."""
    label = outline.labels.get(heading.line)
    asks = label and label.role == "question" and label.text
    return bool(asks) and not outline.lines[heading.line].lstrip().startswith(("#", "<"))


def _folds(outline: Outline) -> Iterator[Head]:
    for fold in outline.folds:
        title = " ".join(_INLINE.sub("", fold.summary).split())
        if fold.depth or not title or folds_answer(fold.summary):
            continue
        first = _WRAPPER.sub("", fold.first)
        start = fold.body - 1 if first else fold.body
        item = Item(
            title,
            fold.summary_line,
            fold.body,
            fold.stop,
            top=fold.line,
            answer=Lines(start, fold.end),
            lead=first or None,
            indent=fold.indent,
        )
        yield Head(
            "fold", ("fold",), fold.summary_line, fold.body, title, 1.0 if asks_outright(title) else asks(title),
            lead=first or None, top=fold.line, stop=fold.stop, item=item,
        )  # fmt: skip


def _bold(outline: Outline) -> Iterator[Head]:
    for block in outline.blocks:
        if block.kind not in ("paragraph", "bullet_list", "ordered_list") or block.end - block.line > _LONGEST_BOLD:
            continue
        text = block.text.strip() if block.kind == "paragraph" else ""
        label = outline.labels.get(block.line)
        if not text or (label and (label.role == "answer" or label.text)):
            continue
        before = number(text)
        inside = text[before.end :] if before else text
        painted = _PAINTED.match(inside)
        bold = painted or _BOLD.match(inside)
        if not bold:
            continue
        words = " ".join(unbold((bold["marked"] or bold["tagged"]).strip()).split())
        lead = before or number(words)
        numbered = labelled(words)
        sign = ("bold", lead.style if lead else "", numbered, *(["painted"] if painted else []))
        title = f"{' '.join(text[: before.end].split())} {words}" if before else words
        title += bold["after"].rstrip()
        yield Head(
            "bold", sign, block.line, block.end, title, asks(title),
            lead.value if lead else -1, labelled=numbered,
        )  # fmt: skip
