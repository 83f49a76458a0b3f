"""The notes of an author: each knows who it truly is, whatever it says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from deckgen.lock.fingerprint import pieces
from tests.support.histories.words import MARKS, WORDS


@dataclass(frozen=True)
class Q:
    """One question: `key` is who it truly is, whatever it says; `writing` counts how often its answer was rewritten."""

    key: int
    title: str
    answer: str
    anchor: str = ""
    number: int = 0
    writing: int = 0

    def __str__(self) -> str:
        return self.title

    def markdown(self) -> str:
        number = f"{self.number}. " if self.number else ""
        anchor = f"<!-- id: {self.anchor} -->\n\n" if self.anchor else ""
        return f"## {number}{self.title}\n\n{anchor}{self.answer}\n"

    def asked(self, other: Q) -> float:
        """The share of the shorter title's pieces that both have."""
        return _shared(self.title, other.title)

    def answered(self, other: Q) -> float:
        """The share of the shorter answer's words, several in a row, that both have."""
        one, two = pieces(self.answer), pieces(other.answer)
        return len(one & two) / max(1, min(len(one), len(two)))


@dataclass(frozen=True)
class Pair:
    """A word and what it means, on one line."""

    key: int
    word: str
    meaning: str

    def __str__(self) -> str:
        return self.word

    def markdown(self) -> str:
        return f"{self.word} :: {self.meaning}\n"


@dataclass(frozen=True)
class Piece:
    """Some words; `mark` is who they truly are, 0 for those that never hid anything."""

    words: str
    mark: int = 0
    marked: bool = False


@dataclass(frozen=True)
class Gapped:
    """A text with marks.

    `removed` are marks that it had, `new` are those that no build has seen yet, `made` counts what was ever put in.
    """

    key: int
    pieces: tuple[Piece, ...]
    removed: tuple[Piece, ...] = ()
    new: frozenset[int] = frozenset()
    made: int = 0

    @classmethod
    def fresh(cls, key: int, marks: list[str], fill: list[str]) -> Gapped:
        """The marks, each behind as much of the other words as there are for it."""
        each = len(fill) // len(marks)
        pieces = [Piece("Note")]
        for at, words in enumerate(marks):
            pieces += map(Piece, fill[at * each : (at + 1) * each])
            pieces.append(Piece(words, at + 1, marked=True))
        return cls(key, (*pieces, *map(Piece, fill[len(marks) * each :])), made=len(marks))

    def markdown(self) -> str:
        return f"{self}.\n"

    def __str__(self) -> str:
        return " ".join(f"=={piece.words}==" if piece.marked else piece.words for piece in self.pieces)

    @property
    def marks(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.marked)

    def kept(self, other: Gapped) -> float:
        """The share of the longer text's words that both have."""
        one, two = (Counter(" ".join(p.words for p in text.pieces).split()) for text in (self, other))
        return (one & two).total() / max(one.total(), two.total())

    def built(self) -> Gapped:
        """The same after a build."""
        return replace(self, new=frozenset())

    def edited(self, what: str, one: int, other: int) -> Gapped:
        """The text after an edit; the numbers choose where, as far as there is something to choose."""
        places = [at for at, piece in enumerate(self.pieces) if piece.marked]
        at, to = places[one % len(places)], places[other % len(places)]
        piece, rest = self.pieces[at], self.pieces[at + 1 :]
        match what:
            case "insert" if unused := self._unused:
                return self._placed(one, Piece(unused[other % len(unused)], self.made + 1, marked=True))
            case "take off" if len(places) > 1:
                return self._without(piece, (*self.pieces[:at], replace(piece, marked=False), *rest))
            case "take out" if len(places) > 1:
                return self._without(piece, (*self.pieces[:at], *rest))
            case "reword":
                reworded = replace(piece, words=f"{piece.words} itself")
                return replace(self, pieces=(*self.pieces[:at], reworded, *rest))
            # New words in the place of others cannot be told from these, reworded.
            case "swap" if not {piece.mark, self.pieces[to].mark} & self.new:
                swapped = {at: self.pieces[to], to: piece}
                return replace(self, pieces=tuple(swapped.get(n, piece) for n, piece in enumerate(self.pieces)))
            case "bring back" if self.removed:
                return self._brought_back(self.removed[one % len(self.removed)], other)
            case "fill":
                one %= len(self.pieces)
                word = Piece(WORDS[other % len(WORDS)])
                return replace(self, pieces=(*self.pieces[:one], word, *self.pieces[one:]))
        return self

    @property
    def _unused(self) -> list[str]:
        """Words that were never marked here."""
        used = {piece.words.split()[0] for piece in (*self.pieces, *self.removed)}
        return [words for words in MARKS if words not in used]

    def _without(self, piece: Piece, pieces: tuple[Piece, ...]) -> Gapped:
        return replace(self, pieces=pieces, removed=(*self.removed, piece))

    def _brought_back(self, back: Piece, at: int) -> Gapped:
        """The text with a mark that it had: where its words still stand, or anywhere."""
        left = replace(self, removed=tuple(piece for piece in self.removed if piece != back))
        plain = replace(back, marked=False)
        if plain in self.pieces:
            return replace(left, pieces=tuple(back if piece == plain else piece for piece in self.pieces))
        return left._placed(at, back)

    def _placed(self, at: int, piece: Piece) -> Gapped:
        """The piece behind a word that stands nowhere else, so that it never stands where another one stood."""
        at %= len(self.pieces)
        pieces = (*self.pieces[:at], Piece(f"zzz{self.made}zzz"), piece, *self.pieces[at:])
        return replace(self, pieces=pieces, new=self.new | {piece.mark}, made=self.made + 1)


def _shared(one: str, other: str) -> float:
    """The share of the pieces of the shorter text, each four letters in a row, that both have."""
    found = [Counter(text[at : at + 4] for at in range(max(1, len(text) - 3))) for text in (one, other)]
    return (found[0] & found[1]).total() / min(found[0].total(), found[1].total())


Note = Q | Gapped | Pair
MARK_EDITS = ("insert", "take off", "take out", "reword", "swap", "bring back", "fill")
