"""Line ends of paragraphs in the trees of Python-Markdown: shown, as its extension `nl2br` shows them, or joined."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

from deckgen.render import wrapping
from deckgen.render.line_ends import is_seamless
from deckgen.render.wrapping import SHOWN

_END = re.compile(r"\n[ \t]*")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text before the first child of an element, or behind `child`; its line ends are settled, or stay as they are."""

    text: str
    parent: Element
    child: Element | None = None
    settles: bool = True

    def become(self, lines: list[str]) -> None:
        """Write these lines with breaks between them."""
        if self.child is None:
            self.parent.text = lines[0]
        else:
            self.child.tail = lines[0]
        at = list(self.parent).index(self.child) + 1 if self.child is not None and len(lines) > 1 else 0
        for line in lines[:0:-1]:
            shown = Element("br")
            shown.tail = line
            self.parent.insert(at, shown)


class LineEnds(Treeprocessor):
    """Shows and joins as `breaks` says, behind all that reads inline Markdown."""

    breaks = SHOWN

    def run(self, root: Element) -> None:
        """Text between two blocks has lines of its own."""
        for element in list(root.iter()):
            if self.md.is_block_level(element.tag) and element.tag != "pre":
                for is_text, pieces in groupby(list(self._pieces(element)), lambda piece: piece is not None):
                    if is_text:
                        self._settle([piece for piece in pieces if piece])

    def _pieces(self, parent: Element) -> Iterator[_Piece | None]:
        """The text of an element, and of what stands in its lines; None where a block parts it."""
        yield _Piece(parent.text or "", parent)
        for child in parent:
            if self.md.is_block_level(child.tag):
                yield None
            elif child.tag == "br":
                yield _Piece("\n", child, settles=False)
            elif child.tag == "code":
                yield _Piece((child.text or "").replace("\n", " "), child, settles=False)
            else:
                yield from self._pieces(child)
            yield _Piece(child.tail or "", parent, child)

    def _settle(self, pieces: Iterable[_Piece]) -> None:
        text = "".join(piece.text for piece in pieces)
        if "\n" not in text.strip():
            return
        shown = wrapping.kept(text.split("\n"), self.breaks)
        line, at = 0, 0
        for piece in pieces:
            lines, start = [""], 0
            for end in _END.finditer(piece.text):
                first, last = at + end.start(), at + end.end()
                lines[-1] += piece.text[start : end.start()]
                if line in shown:
                    lines.append(end[0][1:])
                elif not is_seamless(text[max(0, first - 1) : first], text[last : last + 1]):
                    lines[-1] += end[0]
                line, start = line + 1, end.end()
            lines[-1] += piece.text[start:]
            at += len(piece.text)
            if piece.settles:
                piece.become(lines)
