"""A plan as people read it, and as other tools do."""

import shlex
from collections.abc import Iterable, Iterator
from functools import partial

from deckgen.anki.adoption import Adoption
from deckgen.anki.fate import Conflict
from deckgen.anki.owner import plain
from deckgen.anki.plan import Plan
from deckgen.apkg.notetypes import REMOVED
from deckgen.wording import counted, joined, said

# Lines about one kind of change; of more only the number is told.
_SHOWN = 50
EMPTY_CARDS = said("Tools > Empty Cards in Anki")

# Why a note is not adopted, as `Adoption.verdict` has it: what is said, and what helps.
_UNADOPTED = {
    "edited": (
        said("are not adopted: their text was edited in Anki since"),
        said("export the deck and run deckgen adopt again"),
    ),
    "cards": (
        said("are not adopted: a card that you have reviewed asks what no card here asks"),
        said("put `<!-- reverse -->` below the question, mark the words of a gap and adopt again, or delete that card"),
    ),
    "studied": (
        said("are not adopted: you have reviewed both the note that you had and the one from here"),
        said("delete one of the two in Anki"),
    ),
}
# Characters of an old note's text.
_TEXT = 40


def lines(plan: Plan, command: str, *, prune: bool, deletes: bool = True, every: bool = False) -> Iterator[str]:
    """The plan in words, `every` line of it or the first ones about each kind of change.

    `deletes` says whether cards can be deleted in this collection, `command` is the one that was given.
    """
    some = partial(_some, every=every)
    leaving, retiring = plan.leaving(prune=prune), plan.retiring(deletes=deletes, prune=prune)
    rest, back = sum(len(lost.cards) for lost in plan.lost), len(plan.reviving(deletes=deletes))
    new, updated, moves = map(len, (plan.new, plan.updated, plan.moves))
    taken = len(plan.adopted)
    heirs = said("{count:5} adopted: they take over the history of notes that you had, which then go", count=taken)
    returned, gone = len(plan.returned), len(leaving)
    tagged = said("{count:5} gone: tagged {tag}", count=gone, tag=REMOVED)
    counts = (
        (taken, heirs),
        (new, said("{count:5} new", count=new)),
        (updated, said("{count:5} updated", count=updated)),
        (moves, said("{count:5} moved to another deck", count=moves)),
        (returned, said("{count:5} back: without the tag {tag}", count=returned, tag=REMOVED)),
        (gone, said("{count:5} deleted", count=gone) if prune else tagged),
        (rest, _fewer(rest)),
        (back, _more(back)),
    )
    yield from (line for count, line in counts if count)
    yield from some(said("adopt {note}", note=_adoption(plan, one)) for one in plan.adopted)
    yield from some(said("new {note}", note=_name(plan, note.guid)) for note in plan.new)
    yield from some(said("update {note}", note=_name(plan, note.guid)) for note in plan.updated)
    yield from some(
        said("move {origin} → {deck}: {question}", origin=move.origin, deck=move.deck, question=move.question)
        for move in plan.moves
    )
    yield from some(
        said("delete {note}", note=f"{gone.deck}: {gone.question}")
        if prune
        else said("tag {note}", note=f"{gone.deck}: {gone.question}")
        for gone in leaving
    )
    cards = [_cards(plan, lost.guid, lost.cards, lost.reviews) for lost in retiring]
    yield from some(
        said("delete {cards}", cards=one) if deletes else said("suspend {cards}", cards=one) for one in cards
    )
    kept = [lost for lost in plan.lost if lost not in retiring]
    yield from some(said("keep {cards}", cards=_cards(plan, lost.guid, lost.cards, lost.reviews)) for lost in kept)
    if plan.lost and not deletes:
        yield said("      delete empty cards with {command}", command=EMPTY_CARDS)
    elif kept:
        yield said("      --prune deletes them with their reviews, and so does {command}", command=EMPTY_CARDS)
    for name in plan.restyled:
        yield said("      new look of the note type {name}", name=name)
    if plan.elsewhere:
        yield said("{count:5} left in the decks you chose in Anki", count=len(plan.elsewhere))
    # Where a field was added in Anki, no text is as it was brought.
    if plan.edited and not plan.altered:
        yield said("{count:5} edited in Anki and left alone", count=len(plan.edited))
        yield from some((_name(plan, one.guid), *_texts(one)) for one in plan.edited)
        yield said("      what the files say comes with: {command}", command=_taking(plan, plan.edited[0], command))
    if plan.deleted:
        yield said("{count:5} deleted in Anki and left so; --undelete brings them back", count=len(plan.deleted))
        yield from some(said("deleted {note}", note=_name(plan, guid)) for guid in plan.deleted)
    yield from undecided(plan, command, every=every)
    if nothing(plan, prune=prune, deletes=deletes):
        yield said("      nothing to do")


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


def undecided(plan: Plan, command: str, *, every: bool = False) -> Iterator[str]:
    """What their owner did to notes in Anki, and what is left alone until it is said what is to become of it."""
    some = partial(_some, every=every)
    if plan.conflicts:
        yield said("{count:5} edited in Anki and here", count=len(plan.conflicts))
        yield from some(_conflict(plan, one) for one in plan.conflicts)
        if waiting := [one for one in plan.conflicts if one.take is None]:
            yield said("      say which side wins: {command}", command=_taking(plan, waiting[0], command))
            yield said("      or --take anki=… for Anki's text; --take mine and --take anki alone settle all of them")
    if plan.strangers:
        yield said("{count:5} of another note type in Anki, left alone", count=len(plan.strangers))
        yield from some(
            said("{note} is of the type {kind}", note=_name(plan, guid), kind=kind)
            for guid, kind in plan.strangers.items()
        )
        yield said(
            "      to have them updated: in Anki's browser Notes > Change Note Type, back to the type of the others;"
        )
        yield said("      or delete them there; then run this again")
    if plan.others:
        yield said("{count:5} of another question in Anki, left alone", count=len(plan.others))
        yield from some(
            said("{note} is there: {title}", note=_name(plan, guid), title=title[:_TEXT])
            for guid, title in plan.others.items()
        )
        yield said("      which question here is that: deckgen lock --same GUID FILE:LINE; or, if none is:")
        places = ((guid, shlex.quote(plan.names[guid][0])) for guid in plan.others)
        yield from some(f"deckgen lock --different {guid} {place}" for guid, place in places)
    for why, (what, remedy) in _UNADOPTED.items():
        if left := [one for one in plan.adoptions if one.verdict == why]:
            yield said("{count:5} {what}", count=len(left), what=what)
            yield from some(_adoption(plan, one) for one in left)
            yield said("      {remedy}", remedy=remedy)
    if plan.unknown:
        yield said("{count:5} in Anki that the lock does not know: nothing is deleted", count=len(plan.unknown))
        yield from some(plan.unknown.values())
        if plan.held:
            yield said("{count:5} held back: each may be one of these, and would be there twice", count=len(plan.held))
            yield from some(_name(plan, guid) for guid in plan.held)
        yield said("      is it an old lock? take the newest from git, or: deckgen lock --from PACKAGE")


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
        "edited": [{**named([one.guid])[0], "anki": one.anki, "files": one.mine} for one in plan.edited],
        "deleted": named(plan.deleted),
        "strangers": [{**named([guid])[0], "type": kind} for guid, kind in plan.strangers.items()],
        "others": [{**named([guid])[0], "anki": title} for guid, title in plan.others.items()],
        "unknown": list(plan.unknown),
        "held": named(plan.held),
        "unadopted": [
            {**named([one.note.guid])[0], "why": one.verdict} for one in plan.adoptions if one not in plan.adopted
        ],
    }


def _fewer(count: int) -> str:
    if count == 1:
        return said("{count:5} card fewer: the side is gone from the sources", count=count)
    return said("{count:5} cards fewer: the side is gone from the sources", count=count)


def _more(count: int) -> str:
    if count == 1:
        return said("{count:5} card more: the side is back, and no longer suspended", count=count)
    return said("{count:5} cards more: the side is back, and no longer suspended", count=count)


def _adoption(plan: Plan, one: Adoption) -> str:
    deck = one.old.cards[0][1] if one.old.cards else ""
    text = plain(one.old.fields[0])[:_TEXT] if one.old.fields else ""
    known = joined(", ", [deck, counted(one.reviews, "review")]) if one.reviews else deck
    return said("{note} ← {text} ({known})", note=_name(plan, one.note.guid), text=text, known=known)


def _name(plan: Plan, guid: str) -> str:
    place, title = plan.names[guid]
    return f"{place}: {title}"


def _cards(plan: Plan, guid: str, cards: tuple[int, ...], reviews: int) -> str:
    some, name = counted(len(cards), "card"), _name(plan, guid)
    if reviews:
        return said("{cards} of {note} ({reviews})", cards=some, note=name, reviews=counted(reviews, "review"))
    return said("{cards} of {note}", cards=some, note=name)


def _conflict(plan: Plan, one: Conflict) -> tuple[str, ...]:
    verdict = {
        "mine": said("the files win"),
        "anki": said("Anki's text stays"),
        None: said("Anki's text stays for now"),
    }
    return said("{note} ({verdict})", note=_name(plan, one.guid), verdict=verdict[one.take]), *_texts(one)


def _texts(one: Conflict) -> tuple[str, str]:
    return said("Anki:  {text}", text=one.anki), said("files: {text}", text=one.mine)


def _taking(plan: Plan, one: Conflict, command: str) -> str:
    """The command that was given, with the word that the files win for this note."""
    return f"{command} --take {shlex.quote(f'mine={plan.names[one.guid][0]}')}"


def _some(facts: Iterable[str | tuple[str, ...]], *, every: bool) -> Iterator[str]:
    """The first of these facts; one of several lines has the others below it."""
    found = [(fact,) if isinstance(fact, str) else fact for fact in facts]
    most = len(found) if every else _SHOWN
    for first, *more in found[:most]:
        yield said("      {line}", line=first)
        yield from (said("          {line}", line=line) for line in more)
    if len(found) > most:
        yield said("      … and {count} more", count=len(found) - most)
