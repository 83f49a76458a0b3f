"""Clozes that reach over blocks, moved to where Anki can put one element around all that they hide.

Anki writes an element in the place of the two marks (docs/anki.md, Text in fields). One that begins in a paragraph and
ends in a list is closed with the paragraph, and the list is not shown as what was hidden.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from deckgen.render.field import Field, Segment, Tag, Text
from deckgen.render.marks import CLOSE, OPEN, PAIRED
from deckgen.render.tags import VOID

# A segment, a mark, or a text between marks.
Atom = Segment | str
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)")
# Only their parts stand in these.
_PARTED = frozenset({"ul", "ol", "table", "thead", "tbody", "tr"})


def around(field: Field) -> Field:
    """The field with both marks of a cloze in one element, where only tags stand between there and where they were."""
    atoms: list[Atom] = []
    for segment in field:
        atoms += filter(None, PAIRED.split(segment.html)) if isinstance(segment, Text) else [segment]
    paths = _paths(atoms)
    moved: dict[int, list[Atom]] = {}
    gone: set[int] = set()
    for start, end in _pairs(atoms):
        both = zip(paths[start], paths[end], strict=False)
        common = [one for one, _ in takewhile(lambda two: two[0] == two[1], both)]
        out, back = len(paths[start]) - len(common), len(paths[end]) - len(common)
        begins, ends = _outside(atoms, start, out, (1, -1)), _outside(atoms, end, back, (-1, 1))
        in_parts = bool(common) and _tag(atoms[common[-1]])[1] in _PARTED
        if begins is None or ends is None or not (out or back) or in_parts:
            continue
        moved.setdefault(begins, []).append(atoms[start])
        moved.setdefault(ends, []).append(atoms[end])
        gone |= {start, end, *_emptied(atoms, start), *_emptied(atoms, end)}
    kept: list[Atom] = []
    for at in range(len(atoms) + 1):
        kept += moved.get(at, [])
        kept += [atoms[at]] if at < len(atoms) and at not in gone else []
    return tuple(Text(atom) if isinstance(atom, str) else atom for atom in kept)


def _tag(atom: Atom) -> tuple[bool, str]:
    """Whether an atom is a closing tag, and the name of its element; no name for what is no tag or has no content."""
    found = _TAG.match(atom.html) if isinstance(atom, Tag) else None
    return (bool(found["end"]), found["name"]) if found and found["name"] not in VOID else (False, "")


def _paths(atoms: Sequence[Atom]) -> dict[int, tuple[int, ...]]:
    """The elements around each mark, by the places of their tags, outermost first."""
    path: list[int] = []
    paths: dict[int, tuple[int, ...]] = {}
    for at, atom in enumerate(atoms):
        closes, name = _tag(atom)
        if name and closes:
            del path[-1:]
        elif name:
            path.append(at)
        elif _is_mark(atom):
            paths[at] = tuple(path)
    return paths


def _is_mark(atom: Atom) -> bool:
    return isinstance(atom, str) and atom[0] in (OPEN, CLOSE)


def _pairs(atoms: Sequence[Atom]) -> Iterator[tuple[int, int]]:
    """Where each cloze begins and ends."""
    opened: list[int] = []
    for at, atom in enumerate(atoms):
        if _is_mark(atom) and isinstance(atom, str) and atom.startswith(OPEN):
            opened.append(at)
        elif _is_mark(atom) and opened:
            yield opened.pop(), at


def _outside(atoms: Sequence[Atom], mark: int, elements: int, ways: tuple[int, int]) -> int | None:
    """Before which atom a mark stands that has left so many elements, in the first way in which it can."""
    for way in ways:
        at, left = mark, elements
        while left:
            at += way
            atom = atoms[at] if 0 <= at < len(atoms) else ""
            closes, name = _tag(atom)
            if name and closes == (way > 0):
                left -= 1
            elif not isinstance(atom, str) or atom.strip() or not atom:
                break
        else:
            return at + (way > 0 and elements > 0)
    return None


def _emptied(atoms: Sequence[Atom], mark: int) -> set[int]:
    """The tags of a paragraph in which nothing but a mark stands."""
    before, behind = (_tag(atoms[at]) if 0 <= at < len(atoms) else (False, "") for at in (mark - 1, mark + 1))
    return {mark - 1, mark + 1} if before == (False, "p") and behind == (True, "p") else set()
