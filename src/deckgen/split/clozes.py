"""Finds clozes, and turns the notations people use into Anki's `{{c1::…}}`, numbered in reading order."""

import re
from collections.abc import Sequence
from dataclasses import replace

from deckgen import dollars
from deckgen.split.item import Item, Line, Lines
from deckgen.split.notation import CARD, CODE_SPAN
from deckgen.split.outline import Outline
from deckgen.split.units import units

_ANKI = re.compile(r"\{\{c(\d{1,9})::")
_WHOLE = re.compile(r"\{\{c\d{1,9}::.*?\}\}", re.DOTALL)
_CODES = re.compile(CODE_SPAN, re.DOTALL)
# What a backslash escapes begins no code.
_OPAQUE = re.compile(rf"(?P<whole>{CODE_SPAN})|\\.", re.DOTALL)
# A formula as Pandoc reads dollars: no blanks inside, no digit behind; and as TeX brackets it.
_FORMULA = (
    r"(?>\$\$[^$]++\$\$|\$(?=[^\s$])[^$]*+(?<!\s)\$(?!\d)"
    r"|\\\((?:\\\\|(?!\\[()]).)*+\\\)|\\\[(?:\\\\|(?!\\[\[\]]).)*+\\\])"
)
_TEX = re.compile(rf"(?P<whole>{CODE_SPAN}|{_FORMULA})|\\.", re.DOTALL)
# What hides nothing: what a backslash escapes, comments, addresses, names of other notes.
_OTHER = r"\\.|%%.*?%%|https?://\S+|\[\[[^\[\]]*+\]\]"
# What may be a formula up to the next dollar on its line.
_DOLLARS = re.compile(r"\\.|\$\$(?:\\.|[^$\\])++\$\$|\$(?=(?P<tex>(?:\\.|[^$\\\n])++)\$)", re.DOTALL)
# What stands for each character of a cloze that its author numbered.
_OWN = "\1"
# Where nothing closes one mark, nothing closes those behind it.
_MARK = re.compile(rf"{_OTHER}|==(?=\S)(?:(?P<words>[^{_OWN}]+?)(?<=\S)==|[^{_OWN}]*+)", re.DOTALL)
# A link's address holds no brackets but such as stand by themselves.
_BRACKET = re.compile(
    r"\\\[|!?\[[^\[\]]*+\]\((?:[^()]|\([^()]*+\))*+\)|\[\^[^\[\]]*+\]|\[\[[^\[\]]*+\]\]"
    r"|\[(?P<words>[^\[\]]++)\](?!\()",
    re.DOTALL,
)
# The notation of flashcards-obsidian and Obsidian_to_Anki; `$x_{1:n}$` and `{1: "a"}` are none.
_BRACES = re.compile(
    rf"{CODE_SPAN}|\$[^$]+\$|(?<!\{{)\{{c?(?P<number>\d{{1,9}})::?(?P<words>(?=[^\W\d]|[$\\])(?:{_FORMULA}|[^{{}}])++)\}}(?!\}})",
    re.DOTALL,
)
# Logseq's, with a hint behind two backslashes; those of its add-ons have numbers, `{{c1 text}}`.
_MACRO = re.compile(
    rf"{CODE_SPAN}|\{{\{{(?:cloze|c(?P<number>\d{{1,9}}))[ \t]++"
    rf"(?P<words>(?:{_FORMULA}|[^{{}}\\]|\\(?!\\)|\{{[^{{}}]*+\}})++)(?:\\\\(?P<hint>[^{{}}]*+))?\}}\}}",
    re.DOTALL,
)
# Anki's with colons of a Chinese keyboard.
_WIDE = re.compile(rf"{CODE_SPAN}|\\.|(?P<begin>\{{\{{c\d{{1,9}})(?:：[:：]|:：)(?P<words>[^{{}}]*+)", re.DOTALL)
# What Anki, or Markdown that has Anki's marks, would take for the beginning of a hint or the end of a cloze.
_ACTED_ON = re.compile(rf"{CODE_SPAN}|{_FORMULA}|\\.|(?P<acts>::|\}}(?=\}}|\Z))", re.DOTALL)

Numbered = tuple[str, tuple[str, ...]]


def bracketed(text: str) -> Numbered:
    """The text with hashcards' `[cloze]` as Anki's, and the words of those gaps.

    Links, pictures, footnotes, code and formulas keep their brackets.
    """
    return _numbered(_BRACKET, text, _masked(_TEX, text))


def marked(text: str) -> Numbered:
    """The text with `==cloze==` as Anki's, and the words of those gaps; inside or around one of Anki's it is a mark."""
    masked = _without_comparisons(_masked(_OPAQUE, text))
    # What stands behind the last of all ends is no whole cloze.
    end = _closed(masked)
    return _numbered(_MARK, text, _WHOLE.sub(lambda own: _OWN * len(own[0]), masked[:end]) + masked[end:])


def numbered(outline: Outline) -> list[Item]:
    """Every unit with a cloze as Anki or Logseq writes it, outside code: `{{c1::…}}` is nothing else."""
    found = units(outline) if any("{{c" in line for line in outline.lines) else ()
    texts = ((unit, *macros(unit.text)) for unit in found if not unit.is_code)
    return [unit.gapped(text, words) for unit, text, words in texts if hides(text)]


def macros(text: str) -> Numbered:
    """The text with Logseq's clozes as Anki's, without the tag that makes a card of it, and the words of those gaps."""
    text = _narrowed(text)
    found = [mark for mark in _MACRO.finditer(text) if mark["words"]] if "{{c" in text else []
    if not found or _ANKI.search(text):
        return text, ()
    text, words = _unmacroed(text)
    return CARD.sub("", text), words


def worded(outline: Outline, lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a question in which clozes stand, in whatever braces, with Anki's marks for all of them."""
    text = _BRACES.sub(_braced, _unmacroed(_narrowed("\n".join(line for _, line in lines)))[0]).split("\n")
    if len(text) != len(lines):
        return tuple(lines)
    return tuple(line if line[0] in outline.opaque else (line[0], part) for line, part in zip(lines, text, strict=True))


def hides(text: str) -> bool:
    """True if a text has a cloze as Anki writes it, outside code."""
    return begun(text) is not None


def begun(text: str) -> tuple[int, int] | None:
    """The line and the column of the first cloze of a text as Anki writes it, outside code; both count from 0."""
    masked = _CODES.sub(lambda code: "\0" * len(code[0]), _narrowed(text)) if "{{c" in text else ""
    found = _WHOLE.search(masked, 0, _closed(masked))
    if not found:
        return None
    return text.count("\n", 0, found.start()), found.start() - text.rfind("\n", 0, found.start()) - 1


def backed(outline: Outline, item: Item, stop: int) -> Item:
    """A cloze that is a heading, with what stands below it up to the line `stop`: the back shows that.

    Lower headings are among it, unless another question stands there.
    """
    heading = next(iter(outline.headings_in(item.line, item.line + 1)), None)
    if not heading or heading.indent or heading.end != item.end:
        return item
    below = outline.headings_in(heading.end, len(outline.lines))
    end = next((one.line for one in below if one.level <= heading.level), len(outline.lines))
    if stop < end:
        end = min(stop, next((one.line for one in below), stop))
    return replace(item, end=end, answer=Lines(heading.end, end)) if end > heading.end else item


def find(outline: Outline) -> list[Item]:
    """Every unit that has a cloze in it, in code where that is written as Anki does."""
    items = []
    for unit in units(outline):
        text, words = (unit.text, ()) if unit.is_code else macros(unit.text)
        if not (unit.is_code or words):
            text, words = marked(_BRACES.sub(_braced, text))
        if _ANKI.search(text):
            items.append(unit.gapped(text, words))
    return items


def has_braces(outline: Outline) -> bool:
    """True if a file has clozes that other tools number, `{1:text}`."""
    lines = (line for number, line in enumerate(outline.lines) if number not in outline.opaque and "{" in line)
    return any(mark["number"] for line in lines for mark in _BRACES.finditer(line))


def _braced(mark: re.Match[str]) -> str:
    return f"{{{{c{mark['number']}::{mark['words']}}}}}" if mark["number"] else mark[0]


def _narrowed(text: str) -> str:
    """The text in which no cloze has colons of a Chinese keyboard."""
    if not ("{{c" in text and "：" in text):
        return text
    return _WIDE.sub(
        lambda found: f"{found['begin']}::{found['words'].replace('：：', '::')}" if found["begin"] else found[0], text
    )


def _unmacroed(text: str) -> Numbered:
    words: list[str] = []

    def cloze(mark: re.Match[str]) -> str:
        if not mark["words"]:
            return mark[0]
        # A line that ends inside stays one: each has its place in the file.
        hidden = "::".join(
            (_literal(mark["words"].strip(" \t")), *([mark["hint"].strip(" \t")] if mark["hint"] else []))
        )
        if not mark["number"]:
            words.append(hidden)
        return f"{{{{c{mark['number'] or len(words)}::{hidden}}}}}"

    return _MACRO.sub(cloze, text), tuple(words)


def _closed(text: str) -> int:
    """Where the last cloze may end."""
    return text.rfind("}}") + 2


def _numbered(pattern: re.Pattern[str], text: str, masked: str) -> Numbered:
    """The text in which what the pattern finds in its masked form is numbered."""
    out: list[str] = []
    words: list[str] = []
    end = 0
    for mark in pattern.finditer(masked):
        if mark["words"] is not None:
            words.append(_literal(text[slice(*mark.span("words"))]))
            out += (text[end : mark.start()], f"{{{{c{len(words)}::{words[-1]}}}}}")
            end = mark.end()
    return "".join((*out, text[end:])), tuple(words)


def _masked(opaque: re.Pattern[str], text: str) -> str:
    """The text with a character in place of each that is opaque: in those nothing is a mark."""
    return opaque.sub(lambda found: "\0" * len(found[0]) if found["whole"] else found[0], text)


def _without_comparisons(text: str) -> str:
    """The text with a character in place of each of the formulas that compare, `$a == b$`; two signs are a mark."""
    out: list[str] = []
    at = done = 0
    while found := _DOLLARS.search(text, at) if "==" in text else None:
        start, at = found.span()
        if found["tex"] and dollars.hold(text, start, found.end("tex")):
            at = found.end("tex") + 1
        if text.count("==", start, at) == 1:
            out += [text[done:start], "\0" * (at - start)]
            done = at
    return "".join((*out, text[done:]))


def _literal(words: str) -> str:
    """The words of a notation that has no hints, in which two colons or two braces are text."""
    return _ACTED_ON.sub(lambda found: re.sub(".", r"\\\g<0>", found[0]) if found["acts"] else found[0], words)
