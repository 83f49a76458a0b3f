"""Makes a question of a head: its whole title, the lines below it, and the answer where the head knows it."""

import re
from dataclasses import replace

from deckgen.split import marks, options, verdicts
from deckgen.split.asking import number_only
from deckgen.split.blocks import asks_below, unbold
from deckgen.split.head import Head
from deckgen.split.item import Item, Lines
from deckgen.split.labels import Label, of
from deckgen.split.leads import number, only_counted
from deckgen.split.notation import PICTURE, asks_outright
from deckgen.split.outline import Outline

_CLOSE = re.compile(r"(?:\*\*|(?<!_)__|</b>|</strong>)\s*$")
_SENTENCE = re.compile(r"\w[.。!！][*_)\"”’）]*\s*$")
_BREAKS = re.compile(r"\s*+(?:[-*+]\s|\d+[.)]\s|!\[|(?:\*\*|__)?[(（]?[A-Ha-h][.、)）:：]|\[[A-H]\]\s|>|\||<)")


def item(outline: Outline, head: Head, end: int) -> Item:
    """The question that a head is, up to the line `end`."""
    if head.item and head.item.mark:
        answer = None if head.item.lead is None else Lines(head.line, end)
        return replace(head.item, end=end, indent=head.indent, quoted=head.quoted, answer=answer)
    if head.item:
        return head.item.until(end) if head.item.end > end else head.item
    if head.kind in ("heading", "ruled"):
        return _heading(outline, head, end)
    if head.lead is not None:
        return Item(
            head.title, head.line, head.below, end, answer=Lines(head.line, end), lead=head.lead, indent=head.indent
        )
    if head.kind in ("label", "word"):
        return _labelled(outline, head, end)
    if head.kind == "number":
        return _numbered(outline, head, end)
    return Item(head.title, head.line, head.below, end, indent=head.indent, quoted=head.quoted)


def _heading(outline: Outline, head: Head, end: int) -> Item:
    title, below = head.title, head.below
    unsaid = head.labelled and asks_below(outline, head.line, title)
    if unsaid or number_only(title) or (head.labelled and only_counted(title)):
        # "## 12": the question is the paragraph below.
        if head.kind == "ruled" and below < end and outline.lines[below].strip() and below not in outline.opaque:
            return Item(outline.lines[below].strip(), head.line, below + 1, end, goes_on=True)
        block = next((b for b in outline.blocks_in(below, end) if b.end <= end and b.kind != "html_block"), None)
        first = block.text.partition("\n")[0].strip() if block and block.kind == "paragraph" else ""
        # A picture, a stem with a number of its own, or one that a fold begins behind, is a line of its own.
        alone = block and (_answer(outline, block.line) or outline.folds_in(block.line, block.line + 1))
        if block and first and not (alone or number(first) or PICTURE.match(first)):
            words = unbold(first)
            title, below = words if unsaid else f"{title.rstrip('.:：')}. {words}", block.line + 1
        return Item(title, head.line, below, end, indent=head.indent, goes_on=True)
    if (label := of(title)) and label.role == "question" and label.text:
        marker = _marker(outline, below, end, options.lettered(outline, below, end))
        if marker is not None and (lead := marks.lead(outline, marker)):
            return Item(title, head.line, below, end, answer=Lines(marker, end), lead=lead, indent=head.indent)
    return _stated(outline, title, head, below, end) or Item(title, head.line, below, end, indent=head.indent)


def _stated(outline: Outline, title: str, head: Head, below: int, end: int) -> Item | None:
    """A heading with its verdict in it or behind it; a letter is one only above its option: "Force (N)" has none.

    One inside a sentence is none either where a label answers: "Which force (A) acts?".
    """
    offered = len(options.starts(outline, [(n, outline.lines[n]) for n in range(below, end)]))
    inside = None if _labels_answer(outline, below, end) else verdicts.filled(title)
    words, mark = verdicts.stated(title) or inside or ("", "")
    if not mark or not title.startswith(words[:1]):
        return None
    letters = mark.isascii() and mark.isalpha() and mark.isupper()
    unknown = letters and (offered < 2 or ord(max(mark)) - ord("A") >= offered)
    return None if unknown else Item(words, head.line, below, end, indent=head.indent, mark=mark)


def _labels_answer(outline: Outline, start: int, end: int) -> bool:
    """True if a label says what answers, and not only what explains."""
    labels = (outline.labels.get(n) for n in range(start, end) if n not in outline.opaque)
    return any(label and label.role == "answer" and not label.explains for label in labels)


def _marker(outline: Outline, start: int, end: int, lettered: frozenset[int]) -> int | None:
    """The line with the label of the answer."""
    numbers = (n for n in range(start, end) if n not in outline.opaque and n not in lettered)
    return next((n for n in numbers if _answer(outline, n)), None)


def _answer(outline: Outline, number: int | None) -> Label | None:
    """The label of an answer with which a line begins."""
    found = outline.labels.get(-1 if number is None else number)
    return found if found and found.role == "answer" else None


def _numbered(outline: Outline, head: Head, end: int) -> Item:
    """A numbered line: the number stays in the title, bold around the words behind it goes."""
    lead, below = number(head.title), _bold_until(outline, head, end)
    whole = " ".join([head.title, *(line.strip() for line in outline.lines[head.below : below])])
    words = whole[lead.end :] if lead else whole
    title = f"{whole[: lead.end].rstrip()} {unbold(words)}" if lead and unbold(words) != words else whole
    if not asks_outright(title) and below < end and asks_outright(outline.lines[below]) and not _breaks(outline, below):
        title, below = f"{title} {outline.lines[below].strip()}", below + 1
    return Item(title, head.line, below, end, indent=head.indent, quoted=head.quoted)


def _bold_until(outline: Outline, head: Head, end: int) -> int:
    """Where bold ends that a title opens and a line below closes; below the title if there is none."""
    if head.title.count("**") == 1:
        for number in range(head.below, end):
            line = outline.lines[number]
            if not line.strip() or _breaks(outline, number):
                break
            if "**" in line:
                return number + 1 if _CLOSE.search(line) else head.below
    return head.below


def _labelled(outline: Outline, head: Head, end: int) -> Item:
    """A line behind a label: the title may go on below it, and a label begins the answer."""
    lines = outline.lines
    label = outline.labels[head.line] if head.kind == "label" else None
    opened = label.bold if label else head.title.startswith(("**", "__"))
    marker = _marker(outline, head.below, end, options.lettered(outline, head.below, end))
    asked, below = [label.text if label else head.title], head.below
    stop = marker or end
    while below < stop and lines[below].strip(" >") and not _breaks(outline, below):
        closed = opened and _CLOSE.search(asked[-1])
        # Without a label for the answer, what follows a question or a sentence answers.
        ended = asks_outright(asked[-1]) or _SENTENCE.search(asked[-1])
        if closed or (marker is None and ended and not asks_outright(lines[below])):
            break
        asked.append(lines[below].lstrip("> "))
        below += 1
    title = _CLOSE.sub("", " ".join(" ".join(asked).split())) if opened else " ".join(" ".join(asked).split())
    if label and label.number >= 0:
        # A full-width colon brings its own blank.
        title = f"{label.written}{title}" if label.written.endswith(("：", "】")) else f"{label.written} {title}"
    if marker is None:
        return Item(title, head.line, below, end, quoted=head.quoted)
    lead = marks.lead(outline, marker)
    # In "**问：…⏎答：…**" the bold that the question opens is closed by the answer.
    if opened and not _CLOSE.search(" ".join(asked)) and lead.count("**") % 2:
        lead = _CLOSE.sub("", lead)
    answer = Lines(marker if lead else marker + 1, end)
    return Item(title, head.line, below, end, answer=answer, lead=lead or None, quoted=head.quoted)


def _breaks(outline: Outline, number: int) -> bool:
    """True if this line ends the title above it: code, a list, a picture, an option, a quote, a table."""
    return number in outline.opaque or bool(_BREAKS.match(outline.lines[number]))
