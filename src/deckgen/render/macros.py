"""The author's macros (`[math.macros]`), written out in every formula.

Definitions within a card would leak into others (docs/anki.md, MathJax).
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from deckgen.render.field import Field, Formula

# A control word, or a control symbol such as the `\\\\` that ends a line.
_MACRO = re.compile(r"\\(?:([A-Za-z]+)|.)", re.DOTALL)
_PARAMETER = re.compile(r"#([1-9])")
# So deep and no deeper, and so many characters in one formula and no more: a macro that contains itself is left as it
# stands and reported as undefined.
_DEPTH = 20
_BUDGET = 10_000


def expanded(tex: str, macros: Mapping[str, str]) -> str:
    """TeX without the author's macros; arguments are one token or a group in braces, as in TeX."""
    return _Expansion(macros).of(tex)


@dataclass(slots=True)
class _Expansion:
    """One formula's macros, and how many characters they may still be replaced by."""

    macros: Mapping[str, str]
    left: int = _BUDGET

    def of(self, tex: str, depth: int = 0) -> str:
        out, at = [], 0
        while name := _MACRO.search(tex, at):
            out.append(tex[at : name.start()])
            definition = self.macros.get(name[1] or "") if depth < _DEPTH else None
            filled = self._filled(definition, tex, name.end()) if definition is not None else None
            if filled is None:
                out.append(name[0])
                at = name.end()
                continue
            text, at = filled
            body = self.of(text, depth + 1)
            after = tex[at : at + 1]
            # "\R x" loses the blank that ended the macro's name; a name in its place needs it.
            out.append(body + (" " if re.search(r"\\[A-Za-z]+$", body) and after.isalpha() else ""))
        out.append(tex[at:])
        return "".join(out)

    def _filled(self, definition: str, tex: str, at: int) -> tuple[str, int] | None:
        """The definition with the arguments that begin at `at`, and where they end; None if that is too long."""
        if self.left <= 0:
            return None
        numbers = [int(number) for number in _PARAMETER.findall(definition)]
        arguments, end = _arguments(tex, at, max(numbers, default=0))
        # Counted before it is made: a hundred signs may stand for a million.
        self.left -= len(definition) + sum(len(arguments[number - 1]) for number in numbers)
        if self.left < 0:
            return None
        return _PARAMETER.sub(lambda number: arguments[int(number[1]) - 1], definition), end


def in_field(field: Field, macros: Mapping[str, str]) -> Field:
    """A field with the macros of its formulas written out."""
    return tuple(
        replace(part, escaped=html.escape(expanded(html.unescape(part.escaped), macros), quote=False))
        if isinstance(part, Formula)
        else part
        for part in field
    )


def _arguments(tex: str, at: int, count: int) -> tuple[list[str], int]:
    given: list[str] = []
    if count == 0:
        return given, at
    for _ in range(count):
        while at < len(tex) and tex[at].isspace():
            at += 1
        if at < len(tex) and tex[at] == "{":
            end = _closing(tex, at)
            given.append(tex[at + 1 : end])
            at = min(end + 1, len(tex))
        else:
            token = _MACRO.match(tex, at)
            given.append(token[0] if token else tex[at : at + 1])
            at = token.end() if token else at + 1
    return given, at


def _closing(tex: str, at: int) -> int:
    """The brace that closes the one at `at`, or the end."""
    depth = 0
    while at < len(tex):
        if tex[at] == "\\":
            at += 1
        elif tex[at] == "{":
            depth += 1
        elif tex[at] == "}":
            depth -= 1
            if depth == 0:
                return at
        at += 1
    return len(tex)
