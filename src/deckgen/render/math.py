"""TeX in Markdown: where it begins and ends, and the form that Anki's MathJax typesets (docs/anki.md, MathJax)."""

import html
import re
from dataclasses import dataclass

_TEX = re.compile(r"[\\^_={}+<>]|^\s*[A-Za-z]\s*$")
_OPEN = (("$$", "$$", True), ("\\(", "\\)", False), ("\\[", "\\]", True))
# GitHub's form for formulas that Markdown would touch.
_GITHUB = re.compile(r"\$`([^`]+)`\$")
# So far behind a dollar inside braces another may still end the formula.
_NEAR = 400
# The environments that MathJax knows (docs.mathjax.org, "Supported TeX/LaTeX Commands").
_BEGIN = re.compile(
    r"\\begin\{((?:x?x?align(?:at|ed|edat)?|flalign|array|[bBpvV]?matrix|smallmatrix|[dr]?cases|CD|eqnarray|equation"
    r"|gather(?:ed)?|multline|split|subarray|prooftree))(\*?)\}"
)


@dataclass(frozen=True, slots=True)
class Inline:
    """A formula in a line of text, up to offset `end`."""

    tex: str
    end: int
    display: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A formula that takes whole lines."""

    tex: str
    lines: int


def inline(text: str, at: int) -> Inline | None:
    """The formula that begins at `at`, if one does; `$5 and $10` is money."""
    for opening, closing, display in _OPEN:
        if text.startswith(opening, at):
            end = text.find(closing, at + 2)
            tex = text[at + 2 : end] if end > 0 else ""
            if tex.strip() and "\n\n" not in tex:
                return Inline(tex.strip(), end + 2, display)
            return None
    if text[at] != "$":
        return None
    if literal := _GITHUB.match(text, at):
        return Inline(literal[1].strip(), literal.end(), False)
    end = _closing(text, at + 1)
    tex = text[at + 1 : end]
    if end >= len(text) or not tex.strip() or "\n\n" in tex or text[end + 1 : end + 2].isdigit():
        return None
    if (tex[0].isspace() or tex[-1].isspace()) and not _TEX.search(tex):
        return None
    return Inline(tex.strip(), end + 1, False)


def _closing(text: str, at: int) -> int:
    r"""The dollar that ends a formula: not escaped and, if there is one, not inside braces (`\text{if $x$}`)."""
    first, depth = len(text), 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == "$":
            first = min(first, at)
            if depth <= 0:
                return at
        elif text.startswith("\n\n", at) or at > first + _NEAR:
            break
        else:
            depth += (text[at] == "{") - (text[at] == "}")
        at += 1
    return first


def block(lines: list[str]) -> Block | None:
    """The formula that begins with the first line and ends at the end of a line."""
    first = lines[0].strip()
    if environment := _BEGIN.match(first):
        end = f"\\end{{{environment[1]}{environment[2]}}}"
        start = ""
    elif first.startswith("$$"):
        start = end = "$$"
    elif first.startswith("\\["):
        start, end = "\\[", "\\]"
    else:
        return None
    for count, line in enumerate(lines, 1):
        stripped = line.strip()
        if count > 1 and not stripped and start == "":
            return None
        rest = stripped[len(start) :] if count == 1 else stripped
        if rest.endswith(end) and (count > 1 or len(rest) > len(end)):
            tex = "\n".join(part.strip() for part in lines[:count]).strip()
            if start:
                tex = tex[len(start) : -len(end)].strip()
            return Block(tex, count) if tex else None
    return None


def to_html(tex: str, *, display: bool, mark: str = "") -> str:
    """The formula between the delimiters that Anki typesets, always escaped; `mark` says where it was written."""
    escaped = html.escape(tex, quote=False)
    if display:
        return f'<span class="math display"{mark}>\\[{escaped}\\]</span>'
    return f'<span class="math"{mark}>\\({escaped}\\)</span>'
