"""Containers, `::: details Title` to `:::`, as VitePress, VuePress, Docusaurus and HackMD have them."""

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from deckgen.split.callouts import Callout
from deckgen.split.notation import HEADING
from deckgen.syntax import FOLDING

_OPEN = re.compile(r"\s*+(?P<mark>:{3,}+)[ \t]*+(?P<type>[A-Za-z][\w-]*+)(?P<title>(?:[ \t[].*)?)$")
_CLOSE = re.compile(r"\s*+(?P<mark>:{3,}+)\s*$")


@dataclass(frozen=True, slots=True)
class Container:
    """What stands between the lines `line` and `end`, which are its marks; one that `opens` does so by a click.

    One that is not `closed` has no mark at `end`: text that is in it because it is indented by `indent` columns, or
    what nobody closed.
    """

    line: int
    end: int
    type: str
    title: str
    indent: int = 0
    opens: bool = False
    closed: bool = True

    @property
    def folds(self) -> bool:
        """True if it is a fold to its author, or is the answer."""
        return self.opens or self.type in FOLDING or Callout(self.type, self.title, folds=False).is_answer


def containers(lines: Sequence[str], opaque: Collection[int]) -> list[Container]:
    """The containers outside code, as they are nested; what nobody closed ends where the next one or a heading begins.

    A mark closes the innermost of its length, without one the outermost that is shorter.
    """
    found: list[Container] = []
    begun: list[tuple[int, re.Match[str]]] = []
    ends: list[int] = []
    unclosed: list[tuple[int, re.Match[str]]] = []
    for number, line in enumerate(lines):
        if number in opaque:
            continue
        if opening := _OPEN.match(line):
            begun.append((number, opening))
            ends.append(number)
        elif closing := _CLOSE.match(line):
            at = _closed([len(opening["mark"]) for _, opening in begun], len(closing["mark"]))
            if at is not None:
                found.append(_container(*begun[at], number, closed=True))
                unclosed += begun[at + 1 :]
                ends.append(number)
                del begun[at:]
        elif HEADING.match(line):
            ends.append(number)
    unclosed += begun
    ends.append(len(lines))
    return [*found, *(_container(*one, ends[bisect_right(ends, one[0])], closed=False) for one in unclosed)]


def _closed(lengths: Sequence[int], length: int) -> int | None:
    """Which of the open marks of these lengths a mark closes, None without one."""
    same = [at for at, one in enumerate(lengths) if one == length]
    return same[-1] if same else next((at for at, one in enumerate(lengths) if one < length), None)


def _container(line: int, opening: re.Match[str], end: int, *, closed: bool) -> Container:
    title = opening["title"].strip().removeprefix("[").removesuffix("]")
    return Container(line, end, opening["type"].lower(), title, closed=closed)
