"""The labels that lines begin with: "Q:", "**Pregunta 3.**", "> 答案：". A speaker is one where a partner answers."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from deckgen.split import language
from deckgen.split.notation import HEADING, ITEM
from deckgen.split.patterns import patterns

# A picture before a label: "✅ Answer: B", "**💡 Explanation:** …".
_PICTURE = r"(?:[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]++\ufe0f?+\s++)?+"
_BEFORE = re.compile(
    r"\s*+(?:>\s*+)*+(?:(?P<bullet>[-*+]\s++)|(?P<number>\d++[.)、]\s*+))?+(?:#{1,6}\s++)?+"
    rf"(?:<(?:span|font|u|mark|i|em|p|div)\b[^<>]*+>\s*+)?+{_PICTURE}(?P<open>[*_]{{1,3}}|<b>|<strong>)?+"
    rf"{_PICTURE}(?P<bracket>[【\[])?+\s*+(?:#{{1,6}}\s++)?+"
)
_BOLD = frozenset({"*", "**", "***", "_", "__", "___", "<b>", "<strong>"})
_BRACKETS = {"【": "】", "[": "]"}
_CLOSE = re.compile(r"\s*+(?:[*_]{1,3}|</b>|</strong>)\s*+$")
_ENDS = re.compile(r"[*_]|</")
_CLOSED = re.compile(r"(?:[*_]{1,3}|</b>|</strong>)\s*+")
# What may stand behind the label of a question, and behind that of an answer.
_QUESTION_MARKS = frozenset(":：、.．)）-–—--]】")
_ANSWER_MARKS = frozenset(":：]】")
_COUNTED_MARKS = _ANSWER_MARKS | frozenset(".)）、")
_DASHES, _ARROWS = frozenset("-–—"), frozenset(">⇒→")
# What ends a question on whose line more stands.
_ASKED = re.compile(r"[?？؟]++[*_]*+\s*+(?=\S)")
# An item of a list that begins with a letter alone.
_LETTER = re.compile(r"\s*+[-*+]\s+[*_]{0,2}[^\W\d_]\s*[*_]{0,2}[:：]")
# A line of the second speaker, of an option as well.
_SECOND = re.compile(r"\s*+(?:>\s*+)*+(?:[-*+]\s++)?[*_]{0,2}B[*_]{0,2}[:：]")
# A line of a list item that begins with a colon, as a definition does.
_DEFINES = re.compile(r"\s++:(?:\s++(?P<text>\S.*))?$")
# In letters.
_SHORT_FORM = 4
# So many lines are kept in mind.
_KEPT = 50_000

Role = Literal["question", "answer"]


@dataclass(frozen=True, slots=True)
class Label:
    """The label at the beginning of a line.

    `word` tells labels of one kind from others; `number` is -1 without one. `written` is the label as its author wrote
    it, without bold; `text` is what stands behind it, empty if the label stands alone. `bold` is true if bold begins
    before it. Of one that counts only where a partner speaks, `partners` says who that could be. One that `explains`
    may follow an answer as well as a question. `open` is the mark of bold that began before the label and does not end
    with it.
    """

    role: Role
    word: str
    number: int
    written: str
    text: str
    bold: bool
    partners: frozenset[str] = field(default=frozenset())
    explains: bool = False
    open: str = ""


def found(lines: Sequence[str], opaque: Collection[int]) -> Mapping[int, Label]:
    """The labels of all lines outside code."""
    plain = [(n, line) for n, line in enumerate(lines) if n not in opaque]
    labels = {n: label for n, line in plain if (label := _spoken(line) or _defined(lines, n))}
    there = {label.word.casefold() for label in labels.values()}
    labels = {
        n: one for n, one in labels.items()
        if not one.partners or any(partner.casefold() in there for partner in one.partners)
    }  # fmt: skip
    labels |= _paired(plain, labels)
    # What a learner answered is no answer beside those that are right.
    answers = [n for n, one in labels.items() if one.role == "answer"]
    own = {n for n in answers if patterns().own.match(labels[n].written)}
    labels = {n: one for n, one in labels.items() if n not in own or 2 * len(own) > len(answers)}
    # Where B speaks too, and nobody is Q, A is a person.
    speaks = all(one.role == "answer" for one in labels.values()) and any(_SECOND.match(line) for _, line in plain)
    return {
        n: one for n, one in labels.items() if len(one.word) > 1 or not (speaks or _spells(lines, labels, n))
    }  # fmt: skip


def _paired(lines: Sequence[tuple[int, str]], labels: Mapping[int, Label]) -> dict[int, Label]:
    """The labels of questions in small letters, each of which one of an answer in small letters follows."""
    pairs = {}
    answered = False
    for n, line in reversed(lines):
        if n in labels:
            answered = labels[n].role == "answer" and labels[n].written[:1].islower()
        elif HEADING.match(line):
            answered = False
        elif answered and (label := of(line, small=True)) and label.role == "question":
            pairs[n] = label
            answered = False
    return pairs


def _spells(lines: Sequence[str], labels: Mapping[int, Label], number: int) -> bool:
    """True if a letter before a colon stands among others in a list: it spells a word, as in "A: Atomicity"."""
    beside = (n for n in (number - 1, number + 1) if 0 <= n < len(lines) and n not in labels)
    return bool(_LETTER.match(lines[number])) and any(_LETTER.match(lines[n]) for n in beside)


def _defined(lines: Sequence[str], number: int) -> Label | None:
    """The colon that answers the list item that it stands in, right below its title."""
    found = _DEFINES.match(lines[number])
    if not found:
        return None
    for line in map(lines.__getitem__, range(number - 1, -1, -1)):
        if ITEM.match(line):
            return Label("answer", ":", -1, ":", found["text"] or "", bold=False)
        if not line.startswith((" ", "\t")) or not line.strip() or _DEFINES.match(line):
            return None
    return None


@lru_cache(_KEPT)
def of(line: str, *, small: bool = False) -> Label | None:
    """The label that a line begins with, whatever the other lines say; those of questions have capitals or numbers.

    With `small` they need not.
    """
    before = _BEFORE.match(line)
    assert before
    text = line[before.end() :].rstrip()
    said = language.label(_CLOSE.sub("", text) if text.endswith(("*", "_", ">")) else text)
    if not said:
        return None
    rest = text[said.end :].strip()
    rest = "" if _CLOSE.fullmatch(rest) else rest
    # "[Q1: What is it?](a.md)" is a link.
    if before["bracket"] and _BRACKETS[before["bracket"]] not in said.mark:
        return None
    closed = before["open"] in _BOLD and bool(_ENDS.search(text[: said.end]))
    if said.role == "question":
        role: Role = "question"
        fits = said.mark[:1] in _QUESTION_MARKS and (small or bool(said.capital or said.number))
    elif said.role in ("answer", "explanation"):
        role = "answer"
        fits = not before["number"] and _answers(said, rest, in_list=bool(before["bullet"]), bold=closed)
    else:
        return None
    if not fits:
        return None
    digits = re.search(r"\d{1,9}$", said.number)
    written = (before["bracket"] or "") + re.sub(r"[*_]+|</?(?:b|strong)>", "", text[: said.end]).strip()
    bold = before["open"] in _BOLD
    return Label(
        role, said.word, int(digits[0]) if digits else -1, written, rest, bold,
        explains=said.role == "explanation", open=before["open"] if bold and not closed else "",
    )  # fmt: skip


def answers_itself(text: str) -> bool:
    """True if the label of an answer stands behind a question in a text."""
    behind = (of(text[mark.end() :]) for mark in _ASKED.finditer(text))
    return any(label is not None and label.role == "answer" for label in behind)


def _answers(said: language.Label, rest: str, *, in_list: bool, bold: bool) -> bool:
    """True if a word for "answer" is a label: alone on its line, before a mark, or before the letter of an option."""
    if not rest:
        return bool(said.mark) or not in_list
    if not said.mark:
        return not said.number
    first, last = said.mark[0], said.mark[-1]
    if first in _DASHES and last != ">":
        # "Key - what opens" is a term, "**Key -** what opens" hardly.
        return bold or (language.shortened(said.word) and not in_list)
    # "Ans." is a short form of "Answer:"; in bold, "Answer." is how books write it.
    short = first == "." and len(said.word) > 1 and (bold or len(said.word) <= _SHORT_FORM)
    return short or last in _ARROWS or first in (_COUNTED_MARKS if said.number else _ANSWER_MARKS)


def _spoken(line: str) -> Label | None:
    """The label of a line, or who speaks there."""
    if label := of(line):
        return label
    titled = HEADING.match(line)
    if not (titled or {":", "："} & set(line)):
        return None
    before = _BEFORE.match(line)
    assert before
    # A heading needs no colon, but more than a letter.
    said = language.turn(line[before.end() :]) or (titled and language.turn(f"{line[before.end() :].rstrip()}:"))
    if (
        not said
        or (titled and len(said.name) == 1)
        or (before["bullet"] and said.asks and not (before["open"] or before["bracket"]))
        or before["number"]
    ):
        return None
    bold = before["open"] in _BOLD
    text = line[before.end() + said.end :].strip()
    if bold and (closed := _CLOSED.match(text)):
        # Only the name was bold.
        bold, text = False, text[closed.end() :]
    return Label("question" if said.asks else "answer", said.name, -1, said.name, text, bold, said.partners)
