"""Looks for the lines of a question in what its card shows, the longest first; what was found is not found again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from deckgen.data import Span
from deckgen.diagnostics import TEXT_MISSING, Diagnostic
from deckgen.omissions.rules import LEADS, NOTATION, beyond, code, rules
from deckgen.omissions.text import Card, characters, shown
from deckgen.wording import said

# Characters: a line that is as long is found before it is asked what rules say about it.
_LONG = 8
# Letters of options, which a card may write together: "A、C".
_OPTIONS = frozenset("ABCDEFGH")
_APART = 3
_OPENING, _CLOSING = "[({（【「", "])}）】」"


@dataclass(frozen=True, slots=True)
class Omission:
    """Text of the source that no side of the card shows, and the rule by which it went, empty where there is none.

    It is `beyond` in a row with more cells than its table has columns.
    """

    span: Span
    text: str
    rule: str = ""
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters of a line that one rule is about, or none, and their columns."""

    line: int
    text: str
    columns: tuple[int, ...]
    rule: str


def missing(path: str, lines: Sequence[str], first: int, fields: Iterable[str]) -> tuple[Omission, ...]:
    """What of some lines of a file, of which the first has the number `first`, is not in these fields."""
    card = Card()
    for one in fields:
        card.add(one)
    kinds = code(lines)
    texts = {n: text for n, line in enumerate(lines) if (text := shown(line, entities=not kinds[n]))}
    # Of two lines alike, that in code is on the card for certain.
    longest = sorted(texts, key=lambda n: (-len(texts[n]), not kinds[n]))
    rest = [n for n in longest if len(texts[n]) < _LONG or kinds[n] == "fence" or not card.take(texts[n])]
    if not any(len(texts[n]) >= _LONG and kinds[n] != "fence" for n in rest):
        # Nothing long is missing that a short line could be a part of.
        rest = [n for n in rest if kinds[n] != "fence" and not card.take(texts[n])]
    if not rest:
        return ()
    said = rules(lines, kinds)
    gone: list[_Piece] = []
    broken: list[_Piece] = []
    for n in rest:
        written = shown(lines[n], entities=False)
        pieces = _pieces(n, lines[n], said[n], entities=not kinds[n] and card.find(written) < 0)
        if kinds[n] != "fence":
            broken += _left(pieces, card)
    for piece in sorted(broken, key=lambda piece: -len(piece.text)):
        if not card.take(piece.text):
            gone += [piece] if piece.rule else _words_missing(piece, card)
    gone = [piece for piece in gone if piece.rule != NOTATION]
    found = []
    for piece in sorted(gone, key=lambda piece: (piece.line, piece.columns)):
        line = lines[piece.line]
        start, end = _edges(line, piece.columns[0], piece.columns[-1] + 1)
        span = Span(path, first + piece.line, start + 1)
        found.append(Omission(span, line[start:end], piece.rule, beyond(lines, piece.line)))
    return tuple(found)


def unexplained(found: Iterable[Omission]) -> Iterator[Diagnostic]:
    """A warning of each text that no rule explains."""
    fault = said("no rule takes it away: if the card should have it, this is a fault of deckgen, and worth a report")
    cell = said(
        "this row has more cells than the header of its table: give that another, or write {sign} where a | is text",
        sign=r"\|",
    )
    for one in found:
        if not one.rule:
            hint = cell if one.beyond else fault
            yield Diagnostic(TEXT_MISSING, one.span, said("{text!r} is not on the card", text=one.text), hint)


def _edges(line: str, start: int, end: int) -> tuple[int, int]:
    """Where a text of a line begins and ends, with the brackets beside it of which it has the other ones."""
    unpaired = sum((sign in _OPENING) - (sign in _CLOSING) for sign in line[start:end])
    start -= _beside((line[at] for at in range(start - 1, -1, -1)), _OPENING, -unpaired)
    end += _beside((line[at] for at in range(end, len(line))), _CLOSING, unpaired)
    return start, end


def _beside(signs: Iterable[str], brackets: str, wanted: int) -> int:
    """How many of these signs reach to the last of the `wanted` brackets, or of those before a word."""
    reach = 0
    for at, sign in enumerate(signs, 1):
        if wanted <= 0 or sign.isalnum() or sign.isspace():
            break
        if sign in brackets:
            reach, wanted = at, wanted - 1
    return reach


def _left(pieces: Sequence[_Piece], card: Card) -> Sequence[_Piece]:
    """What of a line is still to be found: nothing, what rules take away, or all of it."""
    ruled = frozenset(piece.rule for piece in pieces) - {""}
    for going in (frozenset[str](), ruled - LEADS, ruled):
        staying = "".join(piece.text for piece in pieces if piece.rule not in going)
        if staying and card.take(staying):
            return [piece for piece in pieces if piece.rule in going]
    return pieces


def _pieces(number: int, line: str, said: Sequence[tuple[str, int]], *, entities: bool) -> list[_Piece]:
    """The characters of a line, parted where another rule is about them, or the same again."""
    parted = groupby(characters(line, entities=entities), lambda each: said[each[1]])
    return [_piece(number, together, rule) for (rule, _), together in parted]


def _piece(line: int, found: Iterable[tuple[str, int]], rule: str) -> _Piece:
    each = list(found)
    return _Piece(line, "".join(one for one, _ in each), tuple(column for _, column in each), rule)


def _words_missing(piece: _Piece, card: Card) -> Iterator[_Piece]:
    """Of a piece that is not there as a whole, the words that are not there either: as many together as follow."""
    words = _words(piece)
    at = 0
    while at < len(words):
        together = words[at].text
        if card.find(together) < 0:
            lost = list(takewhile(lambda word: card.find(word.text) < 0, words[at:]))
            yield _piece(
                piece.line, (one for word in lost for one in zip(word.text, word.columns, strict=True)), piece.rule
            )
            at += len(lost)
            continue
        # As many of the words together as stand somewhere.
        while at + 1 < len(words) and card.find(together + words[at + 1].text) >= 0:
            at += 1
            together += words[at].text
        card.take(together)
        at += 1


def _words(piece: _Piece) -> list[_Piece]:
    """What stands together, and of scripts without blanks each character; letters of options are together."""
    words: list[list[tuple[str, int]]] = []
    for one, column in zip(piece.text, piece.columns, strict=True):
        before = words[-1][-1] if words else ("", -2)
        apart = _APART if {one, before[0]} <= _OPTIONS else 1
        if column - before[1] <= apart and one.isascii() and before[0].isascii():
            words[-1].append((one, column))
        else:
            words.append([(one, column)])
    return [_piece(piece.line, word, piece.rule) for word in words]
