"""The lines of a file that are shown as they are: code, formulas, tables, longer comments; none of them asks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from markdown_it.token import Token

# What is indented too deep for its list is code to CommonMark, and none to its author.
_NO_CODE = re.compile(r"\s*+(?:</?(?:details|summary)\b|[-*+]\s+\S|\d+[.)、]\s|[A-Da-d][.、):：]\s)", re.IGNORECASE)
_FENCE = re.compile(r"\s*+(?P<mark>`{3,}+|~{3,}+)(?P<rest>[^`]*)$")
# What begins a comment of Obsidian's, in a quote or an item too, and how far its margin reaches.
_REMARK = re.compile(r"[\s>]*+(?:(?:[-*+]|\d{1,9}[.)])\s++)?%%(?!ANKI\s*$)")
# A note of flashcards-obsidian is framed like a comment, and named below.
_NAMED = re.compile(r"\^\d{10,}\s*$")
_MARGIN = re.compile(r"[\s>]*+")
# What begins a formula or an element, in lower case, and what ends it.
_FORMULAS = {"$$": "$$", "\\[": "\\]", "\\begin{": "\\end{"}
_ELEMENTS = {"<table": "</table>", "<pre": "</pre>"}
# "<table> is an element" is prose.
_PROSE = re.compile(r"<table\b[^>]*>\s*+[^<\s]")
# Org mode's code, which Logseq writes too, and what ends it.
_ORG_BEGIN = re.compile(
    r"(?P<before>[\s>]*+(?:[-*+]\s++)?)#\+BEGIN_(?P<kind>SRC|EXAMPLE|EXPORT|COMMENT)\b", re.IGNORECASE
)
_ORG_END = re.compile(r"(?P<before>[\s>]*+)#\+END_(?P<kind>[A-Z]+)\s*$", re.IGNORECASE)
# What may stand before a formula or an element: marks of quotes and of lists.
_BEFORE = re.compile(r"[\s>]*+(?:(?:[-*+]|\d{1,9}[.)])\s++)*+")
_HEADING = re.compile(r"#{1,6}\s")
# Blank lines may stand in all but these.
_TIGHT = frozenset({"\\]", "\\end{"})


def code(tokens: Sequence[Token]) -> frozenset[int]:
    """The lines of code; a fence inside HTML is one to its author, who does not know that a blank line is missing."""
    blocks = (t for t in tokens if t.type == "fence" or (t.type == "code_block" and not _NO_CODE.match(t.content)))
    fenced = (n for t in tokens if t.type == "html_block" and t.map for n in _fenced(t.content, t.map[0]))
    return _lines(blocks) | frozenset(fenced)


def _fenced(text: str, first: int) -> Iterator[int]:
    """The lines of the fences of a text that begins on line `first`, as far as they are closed."""
    begun, opening = -1, ""
    for number, line in enumerate(text.split("\n"), first):
        fence = _FENCE.match(line)
        if fence and begun < 0:
            begun, opening = number, fence["mark"]
        elif fence and fence["mark"].startswith(opening) and not fence["rest"].strip():
            yield from range(begun, number + 1)
            begun = -1


def tables(tokens: Sequence[Token]) -> frozenset[int]:
    """The lines of tables."""
    return _lines(t for t in tokens if t.type == "table_open")


def _lines(tokens: Iterable[Token]) -> frozenset[int]:
    return frozenset(chain.from_iterable(range(*token.map) for token in tokens if token.map))


def shut(lines: Sequence[str], opaque: frozenset[int]) -> frozenset[int]:
    """The lines of formulas and of HTML elements that stand as they are, outside code and as far as they are closed.

    No formula holds a heading: one above which its dollars are not closed has lost them.
    """
    found: set[int] = set()
    begun, closing = -1, ""
    for number, line in enumerate(lines):
        text = "" if number in opaque else _BEFORE.sub("", line, 1).lower()
        if begun < 0:
            opening = next((one for one in (*_FORMULAS, *_ELEMENTS) if text.startswith(one)), "")
            opening = "" if _PROSE.match(text) else opening
            closing = _FORMULAS.get(opening) or _ELEMENTS.get(opening, "")
            if opening and closing not in text[len(opening) :]:
                begun = number
            elif opening in _ELEMENTS:
                found.add(number)
        elif closing in text:
            found.update(range(begun, number + 1))
            begun = -1
        elif (not text and closing in _TIGHT) or (closing == "$$" and _HEADING.match(line)):
            begun = -1
    return frozenset(found)


def fenced_too(lines: Sequence[str], fenced: frozenset[int]) -> list[str]:
    """The lines with Org mode's code in fences, as far as it is closed; `fenced` are the lines of fences."""
    out = list(lines)
    begun: tuple[int, re.Match[str]] | None = None
    for number, line in enumerate(lines):
        if number in fenced or "#+" not in line:
            continue
        end = _ORG_END.match(line)
        if begun is None:
            begin = _ORG_BEGIN.match(line)
            begun = (number, begin) if begin else None
        elif end and end["kind"].lower() == begun[1]["kind"].lower():
            out[begun[0]], out[number] = f"{begun[1]['before']}```", f"{end['before']}```"
            begun = None
    return out


def no_underlines(tokens: Sequence[Token], lines: Sequence[str]) -> frozenset[int]:
    """The lines of `=` or `-` within formulas of several lines: to CommonMark each makes a heading of what is above."""
    found: list[int] = []
    done: dict[str, int] = {}
    for at, token in enumerate(tokens):
        if token.type != "heading_open" or token.markup.startswith("#") or not token.map:
            continue
        above = tokens[at + 1].content.lower()
        closing = _awaited(above)
        if closing and token.map[0] >= done.get(closing, 0):
            tight = not above.startswith("$$")
            inside, done[closing] = _underlines(lines, token.map[1] - 1, closing, tight=tight)
            found += inside
    return frozenset(found)


def _awaited(text: str) -> str:
    """What ends the formula that is open at the end of a text."""
    opened, closing = max((text.rfind(opening), closing) for opening, closing in _FORMULAS.items())
    if closing == "$$":
        return closing if text.count("$$") % 2 else ""
    return closing if opened > text.rfind(closing) else ""


def _underlines(lines: Sequence[str], start: int, closing: str, *, tight: bool) -> tuple[list[int], int]:
    """The lines of `=` or `-` from `start` to what ends a formula, and where that is; none if nothing ends it.

    A blank line ends a `tight` one, and a heading every one, before its author meant to.
    """
    found: list[int] = []
    for number in range(start, len(lines)):
        text = lines[number].strip().lower()
        if closing in text:
            return found, number
        if (not text and tight) or _HEADING.match(text):
            return [], number
        if text and not text.strip("=-"):
            found.append(number)
    return [], len(lines)


def fences(lines: Sequence[str]) -> tuple[frozenset[int], frozenset[int]]:
    """The lines of fences, and those of Obsidian's comments, `%%` to `%%`, that are longer than a line.

    Which of the two a line belongs to is known only where both are looked for at once.
    """
    code: set[int] = set()
    remarks: set[int] = set()
    begun, fence = -1, ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if begun >= 0:
            if line.rstrip().endswith("%%"):
                named = _NAMED.match(lines[number + 1]) if number + 1 < len(lines) else None
                remarks.update(() if named else range(begun, number + 1))
                begun = -1
        elif fence:
            code.add(number)
            closed = mark and mark["mark"].startswith(fence) and not mark["rest"].strip()
            fence = "" if closed else fence
        elif mark:
            code.add(number)
            fence = mark["mark"]
        elif (opening := _REMARK.match(line)) and "%%" not in line[opening.end() :]:
            begun = number
    return frozenset(code), frozenset(remarks)


def without(lines: Sequence[str], gone: frozenset[int]) -> list[str]:
    """The lines, of which these show nothing, each still in its quote."""
    return [_margin(line) if number in gone else line for number, line in enumerate(lines)]


def _margin(line: str) -> str:
    found = _MARGIN.match(line)
    return found[0].rstrip() if found else ""


def hidden(tokens: Sequence[Token], lines: Sequence[str]) -> frozenset[int]:
    """The lines of HTML comments that are longer than a line."""
    found: set[int] = set()
    for token in tokens:
        if token.map and token.type == "html_block" and token.content.lstrip().startswith("<!--"):
            start, end = token.map
            inside = "\n".join(lines[start:end])
            if inside.count("\n") and "-->" in inside:
                found.update(range(start, start + inside[: inside.index("-->")].count("\n") + 1))
    return frozenset(found)
