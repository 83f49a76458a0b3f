"""TeX in Markdown: where it begins and ends, and the form that Anki's MathJax typesets (docs/anki.md, MathJax)."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from deckgen import dollars
from deckgen.render.verbatim import verbatim

_OPEN = (("$$", "$$", True), ("\\(", "\\)", False), ("\\[", "\\]", True))
# Signs of TeX, and those of them that prose lacks.
_TEX = re.compile(r"[\\^_={}+<>|]")
_SURE = re.compile(r"[\\^_{}]")
# GitHub's form for formulas that Markdown would touch.
_GITHUB = re.compile(r"\$`([^`]+)`\$")
# What decides where a formula ends.
_MARKS = re.compile(r"\\.|\$\$?|[{}]|`+|</?|\n\n", re.DOTALL)
# So far behind a dollar inside braces another may still end the formula.
_NEAR = 400
# The environments that MathJax knows (docs.mathjax.org, "Supported TeX/LaTeX Commands").
_BEGIN = re.compile(
    r"\\begin(\{(?:(?:x?x?align(?:at|ed|edat)?|flalign|array|[bBpvV]?matrix|smallmatrix|[dr]?cases|CD|eqnarray|equation"
    r"|gather(?:ed)?|multline|split|subarray|prooftree)\*?)\})"
)
# A line up to the mark that ends a display formula.
_ENDED = {
    "$$": re.compile(r"((?:\\.|[^\\$]|\$(?!\$))*+)\$\$"),
    "\\[": re.compile(r"((?:\\[^\]]|[^\\])*+)\\\]"),
}


@dataclass(frozen=True, slots=True)
class Inline:
    """A formula in a line of text, up to offset `end`."""

    tex: str
    end: int
    display: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A formula that takes whole lines; behind it stand the last `rest` characters of the last line."""

    tex: str
    lines: int
    rest: int


def inline(text: str, at: int) -> Inline | None:
    r"""The formula that begins at `at`, if one does. Code binds first, and `$5 and $10` is money."""
    for opening, closing, display in _OPEN:
        if text.startswith(opening, at):
            end = -1 if _is_shut(text, at) else _closing(text, at + 2, closing, opening)
            tex = text[at + 2 : end].strip() if end > 0 else ""
            # `\[5\]` in a sentence is an escaped bracket, as every editor shows it.
            return Inline(tex, end + 2, display) if tex and (opening != "\\[" or _TEX.search(tex)) else None
    if text[at] != "$" or _is_shut(text, at):
        return None
    if literal := _GITHUB.match(text, at):
        return Inline(literal[1].strip(), literal.end(), False)
    end = _closing(text, at + 1, "$")
    return Inline(text[at + 1 : end].strip(), end + 1, False) if end > 0 and dollars.hold(text, at, end) else None


def _is_shut(text: str, at: int) -> bool:
    """Whether a mark is text: it is escaped, or in code."""
    first = at
    while first and text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1 or verbatim(text).past(at) > at


def _closing(text: str, at: int, closing: str, opening: str = "") -> int:
    r"""Where the mark stands that ends a formula, -1 if none does.

    It is not escaped and, if there is one, not inside braces (`\text{if $x$}`), where alone a formula may hold code.
    """
    code = verbatim(text)
    first, depth = -1, 0
    for mark in _MARKS.finditer(text, at):
        what, start = mark[0], mark.start()
        if start < at:
            continue
        if what.startswith(closing):
            if depth <= 0:
                return start
            first = start if first < 0 else first
        elif what in (opening, "\n\n", "</") or 0 <= first < start - _NEAR:
            break
        elif what[0] in "`<":
            at = code.past(start)
            if at > start and depth <= 0:
                break
        else:
            depth += (what == "{") - (what == "}")
    return first


def block(lines: Iterable[str]) -> Block | None:
    """The formula that begins with the first line and takes whole lines; words may follow its end in the last one.

    Single dollars may stand around an environment, each on a line of its own.
    """
    following = iter(lines)
    first = next(following, "")
    if first.strip() != "$":
        return _block(chain([first], following))
    formula = _block(following)
    if formula and not formula.rest and _BEGIN.match(formula.tex) and next(following, "").strip() == "$":
        return Block(formula.tex, formula.lines + 2, 0)
    return None


def _block(lines: Iterable[str]) -> Block | None:
    inside: list[str] = []
    opening = environment = ""
    depth = 0
    for line in lines:
        text = line.strip()
        if not inside:
            if begins := _BEGIN.match(text):
                environment = begins[1]
            elif text.startswith(tuple(_ENDED)):
                opening, text = text[:2], text[2:].lstrip()
            else:
                return None
        if environment:
            depth += text.count("\\begin" + environment) - text.count("\\end" + environment)
            end = text.rfind("\\end" + environment) + len("\\end" + environment) if depth <= 0 else 0
            tex = text[:end]
            if inside and not text:
                return None
        else:
            ended = _ENDED[opening].match(text)
            end, tex = (ended.end(), ended[1]) if ended else (0, "")
        if end:
            if opening == "$$" and not inside and not inline(line.strip(), 0):
                return None
            tex = "\n".join((*inside, tex)).strip()
            rest = len(line) - line.index(text) - end if text[end:] else 0
            # A formula of one line with words behind it is a part of a sentence.
            return Block(tex, len(inside) + 1, rest) if tex and (inside or environment or not rest) else None
        inside.append(text)
    return None


def begun(line: str) -> str | None:
    """What stands behind the display formula that begins in a line of text and does not end in it, if one does."""
    behind, code = None, verbatim(line)
    for mark in _MARKS.finditer(line):
        if mark[0] == "$$" and code.past(mark.start()) == mark.start():
            behind = None if behind is not None else line[mark.end() :]
    return behind


def is_tex(text: str) -> bool:
    """Whether a text has signs that only TeX has."""
    return bool(_SURE.search(text))


def to_html(tex: str, *, display: bool, mark: str = "") -> str:
    """The formula between the delimiters that Anki typesets, always escaped; `mark` says where it was written."""
    escaped = html.escape(tex, quote=False)
    if display:
        return f'<span class="math display"{mark}>\\[{escaped}\\]</span>'
    return f'<span class="math"{mark}>\\({escaped}\\)</span>'
