"""Containers, `::: details Title` to `:::`, as VitePress, VuePress, Docusaurus and HackMD have them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from deckgen.split.callouts import Callout
from deckgen.syntax import FOLDING

_OPEN = re.compile(r"\s*+(?P<mark>:{3,}+)[ \t]*+(?P<type>[A-Za-z][\w-]*+)(?P<title>(?:[ \t[].*)?)$")
_CLOSE = re.compile(r"\s*+(?P<mark>:{3,}+)\s*$")


@dataclass(frozen=True, slots=True)
class Container:
    """What stands between the lines `line` and `end`, which are its marks; one that `opens` does so by a click.

    Text that is in it because it is indented by `indent` columns has no mark behind it, at `end`.
    """

    line: int
    end: int
    type: str
    title: str
    indent: int = 0
    opens: bool = False

    @property
    def folds(self) -> bool:
        """True if it is a fold to its author, or is the answer."""
        return self.opens or self.type in FOLDING or Callout(self.type, self.title, folds=False).is_answer


def containers(lines: Sequence[str], opaque: Collection[int]) -> list[Container]:
    """The containers that are closed, outside code; a mark closes the outermost that is no longer written."""
    found: list[Container] = []
    begun: list[tuple[int, re.Match[str]]] = []
    for number, line in enumerate(lines):
        if ":::" not in line or number in opaque:
            continue
        if opening := _OPEN.match(line):
            begun.append((number, opening))
        elif closing := _CLOSE.match(line):
            reach = [len(opening["mark"]) <= len(closing["mark"]) for _, opening in begun]
            outermost = reach.index(True) if any(reach) else len(begun)
            if outermost < len(begun):
                start, opening = begun[outermost]
                title = opening["title"].strip().removeprefix("[").removesuffix("]")
                found.append(Container(start, number, opening["type"].lower(), title))
                del begun[outermost:]
    return found
