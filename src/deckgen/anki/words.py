"""A plan as people read it, and as other tools do."""

from collections.abc import Iterable, Iterator
from functools import partial

from deckgen.anki.adoption import Adoption
from deckgen.anki.fate import Conflict
from deckgen.anki.owner import plain
from deckgen.anki.plan import Plan
from deckgen.apkg.notetypes import REMOVED
from deckgen.wording import counted

# Lines about one kind of change; of more only the number is told.
_SHOWN = 50
EMPTY_CARDS = "Tools > Empty Cards in Anki"

# Why a note is not adopted, as `Adoption.verdict` has it: what is said, and what helps.
_UNADOPTED = {
    "edited": ("are not adopted: their text was edited in Anki since", "export the deck and run deckgen adopt again"),
    "cards": (
        "are not adopted: a card that you have reviewed asks what no card here asks",
        "put `<!-- reverse -->` below the question, mark the words of a gap and adopt again, or delete that card",
    ),
    "studied": (
        "are not adopted: you have reviewed both the note that you had and the one from here",
        "delete one of the two in Anki",
    ),
}
# Characters of an old note's text.
_TEXT = 40


def lines(plan: Plan, *, prune: bool, deletes: bool = True, every: bool = False) -> Iterator[str]:
    """The plan in words, `every` line of it or the first ones about each kind of change.

    `deletes` says whether cards can be deleted in this collection.
    """
    some = partial(_some, every=every)
    leaving, retiring = plan.leaving(prune=prune), plan.retiring(deletes=deletes, prune=prune)
    rest, back = sum(len(lost.cards) for lost in plan.lost), len(plan.reviving(deletes=deletes))
    counts = (
        (len(plan.adopted), "adopted: they take over the history of notes that you had, which then go"),
        (len(plan.new), "new"),
        (len(plan.updated), "updated"),
        (len(plan.moves), "moved to another deck"),
        (len(plan.returned), f"back: loses the tag {REMOVED}"),
        (len(leaving), "deleted" if prune else f"gone: gets the tag {REMOVED}"),
        (rest, f"{_noun(rest)} fewer: the side is gone from the sources"),
        (back, f"{_noun(back)} more: the side is back, and no longer suspended"),
    )
    yield from (f"{count:5} {what}" for count, what in counts if count)
    yield from some(f"adopt {_adoption(plan, one)}" for one in plan.adopted)
    yield from some(f"new {_name(plan, note.guid)}" for note in plan.new)
    yield from some(f"edited {_name(plan, note.guid)}" for note in plan.updated)
    yield from some(f"move {move.origin} → {move.deck}: {move.question}" for move in plan.moves)
    yield from some(f"{'delete' if prune else 'tag'} {gone.deck}: {gone.question}" for gone in leaving)
    verb = {True: "delete", False: "suspend"}[deletes]
    yield from some(f"{verb} {_cards(plan, lost.guid, lost.cards, lost.reviews)}" for lost in retiring)
    kept = [lost for lost in plan.lost if lost not in retiring]
    yield from some(f"keep {_cards(plan, lost.guid, lost.cards, lost.reviews)}" for lost in kept)
    if plan.lost and not deletes:
        yield f"      delete empty cards with {EMPTY_CARDS}"
    elif kept:
        yield f"      --prune deletes them with their reviews, and so does {EMPTY_CARDS}"
    for name in plan.restyled:
        yield f"      new look of the note type {name}"
    if plan.elsewhere:
        yield f"{len(plan.elsewhere):5} left in the decks you chose in Anki"
    if plan.edited:
        yield f"{len(plan.edited):5} edited in Anki and left alone"
    if plan.deleted:
        yield f"{len(plan.deleted):5} deleted in Anki and left so; --undelete brings back"
        yield from some(f"deleted {_name(plan, guid)}" for guid in plan.deleted)
    yield from undecided(plan, every=every)
    if nothing(plan, prune=prune, deletes=deletes):
        yield "      nothing to do"


def nothing(plan: Plan, *, prune: bool, deletes: bool) -> bool:
    """Whether the collection already is as it should be."""
    return not (
        plan.imports
        or plan.adopted
        or plan.moves
        or plan.returned
        or plan.reviving(deletes=deletes)
        or plan.leaving(prune=prune)
        or plan.retiring(deletes=deletes, prune=prune)
    )


def undecided(plan: Plan, *, every: bool = False) -> Iterator[str]:
    """What their owner did to notes in Anki, and what is left alone until it is said what is to become of it."""
    some = partial(_some, every=every)
    if plan.conflicts:
        yield f"{len(plan.conflicts):5} edited in Anki and here"
        yield from some(_conflict(plan, one) for one in plan.conflicts)
        if any(one.take is None for one in plan.conflicts):
            yield "      say which side wins: --take mine or --take anki, for one note --take mine=FILE:LINE"
    if plan.strangers:
        yield f"{len(plan.strangers):5} of another note type in Anki, left alone"
        yield from some(f"{_name(plan, guid)} is of the type {kind}" for guid, kind in plan.strangers.items())
        yield "      to have them updated: in Anki's browser Notes > Change Note Type, back to the type of the others;"
        yield "      or delete them there; then run this again"
    for why, (what, remedy) in _UNADOPTED.items():
        if left := [one for one in plan.adoptions if one.verdict == why]:
            yield f"{len(left):5} {what}"
            yield from some(_adoption(plan, one) for one in left)
            yield f"      {remedy}"
    if plan.unknown:
        yield f"{len(plan.unknown):5} in Anki that the lock does not know: nothing is deleted"
        yield from some(plan.unknown.values())
        yield "      is it an old lock? take the newest from git, or: deckgen lock --from PACKAGE"


def as_json(plan: Plan, *, prune: bool, deletes: bool) -> dict[str, object]:
    """The plan under the keys of `--json`, on which other tools depend."""

    def named(guids: Iterable[str]) -> list[dict[str, object]]:
        return [{"guid": guid, "place": plan.names[guid][0], "question": plan.names[guid][1]} for guid in guids]

    retiring = plan.retiring(deletes=deletes, prune=prune)
    return {
        "adopted": named(one.note.guid for one in plan.adopted),
        "new": named(note.guid for note in plan.new),
        "updated": named(note.guid for note in plan.updated),
        "moved": named(move.guid for move in plan.moves),
        "gone": named(gone.guid for gone in plan.leaving(prune=prune)),
        "cards": named(lost.guid for lost in retiring),
        "conflicts": [
            {**named([one.guid])[0], "anki": one.anki, "files": one.mine, "take": one.take} for one in plan.conflicts
        ],
        "edited": named(plan.edited),
        "deleted": named(plan.deleted),
        "strangers": [{**named([guid])[0], "type": kind} for guid, kind in plan.strangers.items()],
        "unknown": list(plan.unknown),
        "unadopted": [
            {**named([one.note.guid])[0], "why": one.verdict} for one in plan.adoptions if one not in plan.adopted
        ],
    }


def _noun(count: int) -> str:
    return "card" if count == 1 else "cards"


def _adoption(plan: Plan, one: Adoption) -> str:
    deck = one.old.cards[0][1] if one.old.cards else ""
    text = plain(one.old.fields[0])[:_TEXT] if one.old.fields else ""
    known = f", {counted(one.reviews, 'review')}" if one.reviews else ""
    return f"{_name(plan, one.note.guid)} ← {text} ({deck}{known})"


def _name(plan: Plan, guid: str) -> str:
    place, title = plan.names[guid]
    return f"{place}: {title}"


def _cards(plan: Plan, guid: str, cards: tuple[int, ...], reviews: int) -> str:
    known = f" ({counted(reviews, 'review')})" if reviews else ""
    return f"{counted(len(cards), 'card')} of {_name(plan, guid)}{known}"


def _conflict(plan: Plan, one: Conflict) -> tuple[str, ...]:
    verdict = {"mine": "the files win", "anki": "Anki's text stays", None: "Anki's text stays for now"}
    return f"{_name(plan, one.guid)} ({verdict[one.take]})", f"Anki:  {one.anki}", f"files: {one.mine}"


def _some(facts: Iterable[str | tuple[str, ...]], *, every: bool) -> Iterator[str]:
    """The first of these facts; one of several lines has the others below it."""
    found = [(fact,) if isinstance(fact, str) else fact for fact in facts]
    most = len(found) if every else _SHOWN
    for first, *more in found[:most]:
        yield f"      {first}"
        yield from (f"          {line}" for line in more)
    if len(found) > most:
        yield f"      … and {len(found) - most} more"
