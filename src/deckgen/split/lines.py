"""Heads that are lines: labelled, numbered, bullets, terms with their definition, and lines that just ask."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from deckgen.split import entries, options, verdicts
from deckgen.split.asking import asks, folds_answer, is_task, names_question
from deckgen.split.blocks import is_labelled_text, labelled, unbold
from deckgen.split.head import Head, Sign
from deckgen.split.item import Item
from deckgen.split.labels import answers_itself
from deckgen.split.language import LIKELY, SURE
from deckgen.split.leads import label_before_number, number
from deckgen.split.noise import PROPERTY, is_rule
from deckgen.split.notation import BOX, ITEM, OPTION, TASK_OPTION, asks_outright, indented
from deckgen.split.outline import Outline

# Tables, elements but for bold, pictures, divisions; what somebody says in a story.
_NO_LINE = re.compile(r"\s*+(?:\||<(?!b>|strong>)|!\[|:::|[“「『\"][^“”「」\"]*+[”」』\"]\s*$)")
_QUOTE = re.compile(r"^(?:\s{0,3}>\s?)++")
# What stands before the words in a quote: the signs of a heading, the type of a callout.
_QUOTED_HEADING = re.compile(r"#{1,6}\s+|\[![^\]]++\][-+]?\s*+")
_BULLET = re.compile(rf"(?:[-*+](?:\s+|$)|[•·●○▪◦]\s*)(?:{BOX}\s+)?")
_LINK_ONLY = re.compile(r"\W*\[[^\]]*\]\([^)]*\)\W*$")
# Bold from the first word on, and little behind it.
_BOLD_LINE = re.compile(
    r"(?:\*\*|__|<b>|<strong>)\s*\S(?:(?!\*\*|</b>).)*(?:\*\*|__|</b>|</strong>)(?:\s*[（(【\[].{0,12}|\W{0,4})$"
)
_AT_MARGIN = re.compile(r"[^\s>|<#`~$:=-]")
_RULED = re.compile(r"(?://+\s*)?[-=~]{4,}+[^\w]*+\w")
_CLOSED = re.compile(r"(?:\*\*|__|</b>|</strong>)\s*+")
# In characters: a longer line that asks is text.
_LONGEST_LINE = 120
# A label comes at least so often; at least this share of the lines that ask have a mark.
_AGAIN, _MARKED = 2, 0.5
# In columns: the lines of an answer are indented so far below a question at the margin.
_HANGS = 4
# In lines: an answer further above in the same paragraph is not looked for.
_REACH = 40


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its quote mark and bullet: what is left of it, and how it stood."""

    number: int
    text: str
    bullet: str
    depth: int
    column: int
    quoted: bool
    # True if nothing stands directly above it; or only an item, to which CommonMark takes it.
    apart: bool
    returns: bool


def heads(outline: Outline) -> Iterator[Head]:
    """The heads of all lines outside code, headings, tables and folds that hold answers."""
    found = entries.numbered(
        outline, _filled(outline, [head for line in _lines(outline) for head in _heads(outline, line)])
    )
    words = Counter(head.sign for head in found if head.kind == "word")
    marked = Counter(head.sign for head in found if head.kind == "line" and asks_outright(head.title))
    lines = Counter(head.sign for head in found if head.kind == "line")
    for head in found:
        # A word before a number is a label where it comes again; lines ask by words where most of them do by marks.
        if head.kind == "word" and words[head.sign] < _AGAIN:
            continue
        rare = head.kind == "line" and marked[head.sign] < _MARKED * lines[head.sign]
        if rare and not (asks_outright(head.title) or _is_labelled(outline, head.line)):
            continue
        yield head


def _lines(outline: Outline) -> Iterator[_Line]:
    taken = {
        n
        for heading in outline.headings
        if not heading.indent and not is_labelled_text(outline, heading)
        for n in range(heading.line, heading.end)
    }
    returning, margins = _returning(outline), _margins(outline)
    held = [fold for fold in outline.folds if folds_answer(fold.summary) and fold.ended]
    taken |= {n for fold in held for n in range(fold.line, fold.stop)}
    for n, line in enumerate(outline.lines):
        if n in outline.opaque or n in taken or not line.strip() or _NO_LINE.match(line):
            continue
        quote = _QUOTE.match(line)
        rest = (line[quote.end() :] if quote else line).expandtabs(4)
        text = _QUOTED_HEADING.sub("", rest.strip()) if quote else rest.strip()
        indent = len(rest) - len(rest.lstrip())
        bullet = _BULLET.match(text)
        bare = text[bullet.end() :] if bullet else text
        label = outline.labels.get(n)
        if not bare or (label and label.role == "answer") or is_rule(line) or PROPERTY.match(line):
            continue
        above = outline.lines[n - 1] if n else ""
        apart = not above.strip(" >") or is_rule(above) or n - 1 in taken
        # Below an answer that hangs, the next question begins.
        apart |= not indent and indented(above) >= _HANGS and asks(bare) >= SURE
        # All in bold, one begins below any text.
        apart |= bool(_BOLD_LINE.match(bare)) and asks(unbold(bare)) >= SURE
        # Below a term with its definition another one stands.
        apart |= not (bullet or quote) and entries.alone(bare) and entries.alone(above)
        column = indent + (bullet.end() if bullet else 0)
        returns = n in returning
        depth = max(0, indent - margins.get(n, 0)) // 2
        yield _Line(n, bare, text[0] if bullet else "", depth, column, bool(quote), apart or returns, returns)


def _margins(outline: Outline) -> dict[int, int]:
    """For each line of a list of bullets, by how many columns the whole list is indented, if all such lists are."""
    lists = [block for block in outline.blocks if block.kind == "bullet_list"]
    margins = [indented(outline.lines[block.line]) for block in lists]
    if not all(margins):
        return {}
    return {n: at for block, at in zip(lists, margins, strict=True) for n in range(block.line, block.end)}


def _returning(outline: Outline) -> frozenset[int]:
    """The lines at the margin between two items, where most lines above items ask."""
    lines = outline.lines
    items = [n for n, line in enumerate(lines) if n not in outline.solid and ITEM.match(line)]
    titles = [n - 1 for n in items if n and _AT_MARGIN.match(lines[n - 1]) and n - 1 not in outline.solid]
    if 2 * sum(asks_outright(lines[n]) for n in titles) < len(titles):
        return frozenset()
    return frozenset(n for n in titles if n and ITEM.match(lines[n - 1]))


def _heads(outline: Outline, line: _Line) -> Iterator[Head]:
    """The head that a line is, if it is one."""
    n, bare = line.number, line.text
    opened = re.match(r"(?:\*\*|__|<b>|<strong>)\s*", bare)
    inner = bare[opened.end() :] if opened else bare
    label = outline.labels.get(n)
    word = None if label or OPTION.match(bare) else label_before_number(bare)
    inner = inner[given.end() :] if (given := verdicts.GIVEN.match(inner)) else inner
    lead = number(inner)
    title = unbold(bare)
    plain = Head("", (), n, n + 1, title, asks(title, in_list=True), quoted=line.quoted, indent=line.column)
    if label and label.text and (line.apart or label.bold or answers_itself(label.text) or _answer_above(outline, n)):
        yield replace(
            plain,
            kind="label",
            sign=("label", label.word, line.quoted),
            number=label.number,
            labelled=True,
        )
    elif word and (line.apart or line.bullet or opened):
        yield replace(
            plain,
            kind="word",
            sign=("word", word[0], line.quoted, line.depth),
            number=word[1],
            labelled=names_question(inner),
            asks=max(plain.asks, asks(unbold(bare[word[2] :]), in_list=True)),
        )
    elif opened and line.apart and not line.bullet and _BOLD_LINE.match(bare):
        style = lead.style if lead else ""
        yield replace(
            plain, kind="bold", sign=("bold", style, labelled(title)), title=title, asks=asks(title),
            number=lead.value if lead else -1,
        )  # fmt: skip
    elif _RULED.match(bare) and (ruled := bare.strip("-=*~#_/ ")):
        yield replace(plain, kind="ruled", sign=("ruled",), title=ruled, asks=asks(ruled))
    elif lead and lead.end < len(inner) and not _LINK_ONLY.match(inner[lead.end :]):
        marker = re.match(r"\d+[.)]\s+", bare)
        bold = opened[0] if opened else ""
        if bold and (closed := _CLOSED.match(inner, lead.end)):
            # Only the number is bold.
            bold, inner = "", f"{inner[: lead.end]} {inner[closed.end() :]}"
        statement, why = verdicts.explained(inner[lead.end :].lstrip())
        if stated := verdicts.stated(statement) or verdicts.ticked(statement):
            words, mark = stated
            plain = _stated(plain, f"{bold}{inner[: lead.end].strip()} {words}", mark, why)
        yield replace(
            plain, kind="number", sign=("number", lead.style, line.depth, line.quoted, bool(opened)), number=lead.value,
            indent=line.column + (marker.end() if marker else 0),
        )  # fmt: skip
    elif (term := entries.entry(bare, bullet=bool(line.bullet))) and (line.apart or line.bullet):
        name, mark, rest = term
        sign = ("term", bool(line.bullet), line.depth, bool(opened), mark)
        yield replace(plain, kind="term", sign=sign, title=name, asks=asks(name, in_list=bool(line.bullet)), lead=rest)
    elif line.bullet:
        leads_away = _LINK_ONLY.match(bare) and not _has_text(outline, line)
        if not (leads_away or _is_option(outline, n) or OPTION.match(bare)):
            if (stated := verdicts.stated(bare)) and _beside(outline, n):
                plain = _stated(plain, *stated)
            yield replace(plain, kind="bullet", sign=("bullet", line.bullet, line.depth, line.quoted, bool(opened)))
    elif line.apart and len(title) < _LONGEST_LINE and "](" not in title:
        # No item of a list: words that steps begin with ask as well.
        asking = max(asks(title), LIKELY if line.returns else 0.0)
        told = _is_above(outline, n) or _is_labelled(outline, n) or _asks_alone(outline, n)
        if line.returns or asks_outright(title) or (told and asking >= SURE):
            yield replace(plain, kind="line", sign=("line", line.depth, line.quoted), asks=asking)


def _beside(outline: Outline, number: int) -> bool:
    """True if the line above or below is an item with a verdict, too: among options, only the right one has one."""
    lines = outline.lines[max(0, number - 1) : number + 2]
    return sum(bool(ITEM.match(line) and verdicts.stated(line.strip())) for line in lines) > 1


def _filled(outline: Outline, heads: list[Head]) -> list[Head]:
    """The heads, those above options without the letters in their blank, where most of their series have such."""
    # Where the next one of its series begins.
    ends: dict[int, int] = {}
    following: dict[Sign, int] = {}
    for head in reversed(heads):
        ends[head.line] = following.get(head.sign, len(outline.lines))
        following[head.sign] = head.line
    chosen = {
        head.line: found
        for head in heads
        if head.kind == "number" and not head.item and (found := verdicts.filled(head.title))
        and options.begin(outline, head.below, ends[head.line])
    }  # fmt: skip
    filled = Counter(head.sign for head in heads if head.line in chosen)
    all_ = Counter(head.sign for head in heads if head.sign in filled)
    return [
        _stated(head, *chosen[head.line]) if head.line in chosen and 2 * filled[head.sign] >= all_[head.sign] else head
        for head in heads
    ]


def _stated(head: Head, title: str, mark: str, why: str = "") -> Head:
    """A head that is a statement with its verdict, and what explains that on its line."""
    item = Item(title, head.line, head.below, head.below, mark=mark, lead=why or None)
    return replace(head, title=title, item=item, asks=1.0)


def _is_option(outline: Outline, number: int) -> bool:
    """True for a box to tick that holds no more than its line."""
    lines = outline.lines
    below = lines[number + 1] if number + 1 < len(lines) else ""
    return bool(TASK_OPTION.match(lines[number])) and indented(below) <= indented(lines[number])


def _has_text(outline: Outline, line: _Line) -> bool:
    """True if text, and no other item, stands inside the item that this line begins."""
    below = outline.text_from(line.number + 1)
    text = outline.lines[below] if below >= 0 else ""
    return indented(text) > indented(outline.lines[line.number]) and not ITEM.match(text)


def _is_above(outline: Outline, number: int) -> bool:
    """True if something stands directly below a line."""
    return number + 1 < len(outline.lines) and bool(outline.lines[number + 1].strip())


def _asks_alone(outline: Outline, number: int) -> bool:
    """True for a task, or no sentence, in a paragraph that no question stands right above, and none right below."""
    lines = outline.lines
    if not (is_task(lines[number]) or lines[number].rstrip(" *_")[-1:].isalnum()):
        return False
    above = next((lines[n] for n in range(number - 1, -1, -1) if lines[n].strip()), "")
    below = outline.text_from(number + 1)
    return below >= 0 and not (asks_outright(above) or asks_outright(lines[below]))


def _is_labelled(outline: Outline, number: int) -> bool:
    """True if the next text below a line has a label that says that it answers."""
    label = outline.labels.get(outline.text_from(number + 1))
    return label is not None and label.role == "answer"


def _answer_above(outline: Outline, number: int) -> bool:
    """True if an answer stands above this line in its paragraph, so that another question may begin here."""
    for above in range(number - 1, max(-1, number - _REACH), -1):
        line = outline.lines[above]
        if not line.strip():
            return False
        above_label = outline.labels.get(above)
        if above_label and (above_label.role == "answer" or answers_itself(above_label.text)):
            return True
    return False
