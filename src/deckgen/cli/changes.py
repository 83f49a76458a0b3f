"""How changes read."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from deckgen.wording import counted, said

if TYPE_CHECKING:
    from deckgen.lock.changes import Change

_CHANGES = {
    "new": said("new"),
    "edited": said("edited"),
    "reworded": said("reworded"),
    "moved": said("moved"),
    "returned": said("returned"),
    "fewer": said("fewer"),
    "removed": said("removed"),
}
# What becomes of the cards of notes that are removed, below their lines.
LEFT = said("          (an import leaves their cards in Anki; push tags them, push --prune deletes them)")
# More lines than this about one kind of change say nothing that their number does not.
_MOST = 50


def as_line(one: "Change") -> str:
    """One change in a line, its place first."""
    place = f"{one.path}:{one.line}" if one.line else one.path
    values = {"what": _CHANGES[one.what], "place": place, "question": one.question}
    if one.what == "reworded":
        return said("{what:9} {place}: {was} → {question}", was=one.was, **values)
    if one.what == "moved" and one.deck:
        return said(
            "{what:9} {place}: {question} (to the deck {deck}; its cards stay in {was} in Anki, push moves them)",
            was=one.was, deck=one.deck, **values,
        )  # fmt: skip
    if one.what == "moved" and one.stays:
        return said(
            "{what:9} {was} → {place}: {question} (cards stay in {deck} in Anki; push moves them)",
            was=one.was, deck=one.stays, **values,
        )  # fmt: skip
    if one.what == "moved":
        return said("{what:9} {was} → {place}: {question}", was=one.was, **values)
    if one.what == "fewer":
        return said(
            "{what:9} {place}: {question} "
            "({cards} fewer: push suspends, sync or Tools > Empty Cards in Anki deletes)",
            cards=counted(one.cards, "card"), **values,
        )  # fmt: skip
    return said("{what:9} {place}: {question}", **values)


def notable(changes: Sequence["Change"], seen: Callable[[Sequence["Change"]], Iterable["Change"]]) -> Iterator[str]:
    """The changes that a build names, as they are `seen` from here: all but new and edited notes, the first by kind."""
    kinds = ("returned", "reworded", "moved", "fewer", "removed")
    alike = {what: [one for one in changes if one.what == what] for what in kinds}
    named = iter(seen([one for of in alike.values() for one in of[:_MOST]]))
    for what, of in alike.items():
        yield from map(as_line, islice(named, min(len(of), _MOST)))
        if len(of) > _MOST:
            yield said("{what:9} … and {number} more", what=_CHANGES[what], number=len(of) - _MOST)
