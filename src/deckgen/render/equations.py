r"""Labels of equations and references to them, written out for one card.

MathJax keeps labels as long as its page, and Anki's page outlives the card: shown again, a label is "multiply defined"
(docs/anki.md, MathJax). So no label stays. An equation that the card refers to has a number, from 1 on each card; what
is on no side of the card is referred to by its label.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import count

from deckgen.render.field import Field, Formula

_TOKEN = re.compile(
    r"\\(?P<name>label|tag\*?|eqref|ref)\s*\{(?P<of>(?:[^{}\\]|\\.|\{[^{}]*\})*+)\}"
    r"|\\(?P<bound>begin|end)\s*\{(?P<environment>[^{}]*)\}"
    r"|\\(?:text[a-z]*|[mh]box)\s*(?P<text>\{)|(?P<brace>[{}])|(?P<row>\\\\)|\\(?:[A-Za-z]+|.)",
    re.DOTALL,
)
# Environments whose rows may have a tag each, as a formula without any may.
_TAGGABLE = re.compile(r"(?:equation|x?x?align(?:at)?|flalign|gather|multline|eqnarray)\*?")
_ENDS_IN_NAME = re.compile(r"\\[A-Za-z]+$")


@dataclass(slots=True)
class _Row:
    """A line that may have a tag: its labels, the tag it was given, and the piece in which another may stand."""

    labels: list[str] = field(default_factory=list)
    tag: str = ""
    spot: int = -1


@dataclass(slots=True)
class _Equation:
    """TeX in pieces: those of labels and for tags are empty, those of references are named."""

    display: bool
    pieces: list[str] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)
    references: list[tuple[int, str, str]] = field(default_factory=list)

    def written(self, tags: dict[str, str]) -> str:
        """The TeX with these tags and without labels."""
        pieces = self.pieces[:]
        for row in self.rows:
            tag = next((tags[label] for label in row.labels if label in tags), "")
            if tag and self.display and not row.tag:
                pieces[row.spot] = f"\\tag{{{tag}}}"
        for piece, form, label in self.references:
            pieces[piece] = form % tags.get(label, label)
        return "".join(pieces)


def written_out(*fields: Field) -> tuple[Field, ...]:
    """The fields of one card without labels and references."""
    equations = {
        (at, number): _read(tex, part.display)
        for at, parts in enumerate(fields)
        for number, part in enumerate(parts)
        if isinstance(part, Formula) and re.search(r"\\(?:label|tag|eqref|ref)\b", tex := html.unescape(part.escaped))
    }
    tags = _tags(equations.values())
    return tuple(
        tuple(
            replace(part, escaped=html.escape(equations[at, number].written(tags), quote=False))
            if isinstance(part, Formula) and (at, number) in equations
            else part
            for number, part in enumerate(parts)
        )
        for at, parts in enumerate(fields)
    )


def _tags(equations: Iterable[_Equation]) -> dict[str, str]:
    """What stands for each label that has a tag, or gets a number because it is referred to."""
    equations = tuple(equations)
    wanted = {label for equation in equations for _, _, label in equation.references}
    rows = [row for equation in equations if equation.display for row in equation.rows]
    tags = {label: row.tag for row in reversed(rows) if row.tag for label in row.labels}
    taken = {row.tag for row in rows}
    numbers = (str(number) for number in count(1) if str(number) not in taken)
    for row in rows:
        if not row.tag and not wanted.isdisjoint(row.labels) and tags.keys().isdisjoint(row.labels):
            tags |= dict.fromkeys(row.labels, next(numbers))
    return tags


def _read(tex: str, display: bool) -> _Equation:
    equation, at = _Equation(display), 0
    # Of each environment that is open, the row it is in and the piece for its tag, if that cannot be within it.
    open_ = [(_Row(), -1)]
    in_text = [False]
    pieces = equation.pieces
    for token in _TOKEN.finditer(tex):
        row, spot = open_[-1]
        pieces.append(tex[at : token.start()])
        at = token.end()
        if token["name"] == "label":
            pieces.append(" " if tex[at : at + 1].isalpha() and _ENDS_IN_NAME.search("".join(pieces[-2:])) else "")
            if not row.labels:
                row.spot = spot if spot >= 0 else len(pieces) - 1
            row.labels.append(token["of"].strip())
            equation.rows.append(row)
            continue
        if token["name"] in ("ref", "eqref"):
            form = "(%s)" if token["name"] == "eqref" else "%s"
            equation.references.append((len(pieces), form if in_text[-1] else f"\\text{{{form}}}", token["of"].strip()))
        elif token["name"]:
            row.tag = token["of"]
            equation.rows.append(row)
        elif token["bound"] == "begin":
            taggable = _TAGGABLE.fullmatch(token["environment"])
            pieces.append("")
            open_.append((_Row(), -1) if taggable else (row, spot if spot >= 0 else len(pieces) - 1))
        elif token["bound"] and len(open_) > 1:
            open_.pop()
        elif token["row"] and len(open_) > 1 and spot < 0:
            open_[-1] = (_Row(), -1)
        elif token["text"] or token["brace"] == "{":
            in_text.append(bool(token["text"]) or in_text[-1])
        elif token["brace"] and len(in_text) > 1:
            in_text.pop()
        pieces.append(token[0])
    pieces.append(tex[at:])
    return equation
