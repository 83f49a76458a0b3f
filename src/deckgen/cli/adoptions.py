"""Which notes of an export are which questions, for people and for other tools."""

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.wording import counted, said

if TYPE_CHECKING:
    from deckgen.apkg.foreign import Foreign
    from deckgen.data import Match
    from deckgen.identity import Adoption

# Notes of one kind that are named; of more only the number is told.
_MOST = 20


def told(
    found: "Sequence[Adoption]",
    notes: "dict[str, Foreign]",
    matches: "Sequence[Match]",
    again: Sequence[str],
    *,
    offered: bool,
) -> Iterator[str]:
    """What was found in the export, in words; `again` is the command that was given, `offered` whether it takes all."""
    sure, doubtful = ([one for one in found if one.sure is wanted] for wanted in (True, False))
    reviews = sum(card.reviews for one in sure for card in notes[one.entry.guid].cards)
    file = Path(again[2]).name
    yield said("{notes} in {file} that deckgen did not make:", notes=counted(len(notes), "note"), file=file)
    yield said("{number:5} found here, with {reviews}", number=len(sure), reviews=counted(reviews, "review"))
    reworded = [one for one in sure if one.entry.asked != one.match.fingerprint.asked]
    yield from _some([(f"{_place(one.match)} ← {notes[one.entry.guid].title}",) for one in reworded])
    if doubtful:
        number = len(doubtful)
        yield (
            said("{number:5} perhaps found here, and taken with --offered; one that is wrong:", number=number)
            if offered
            else said("{number:5} perhaps found here: --offered adopts all of them, --same one", number=number)
        )
        ruling = "--different" if offered else "--same"
        yield from _some(
            [(f"{_place(one.match)} ← {notes[one.entry.guid].title}", _say(one, again, ruling)) for one in doubtful]
        )
    rest = [notes[guid].title for guid in notes.keys() - {one.entry.guid for one in found}]
    if rest:
        pictures = rest.count("")
        yield said("{number:5} not found here, and left alone", number=len(rest))
        yield from _some([(title,) for title in sorted(filter(None, rest))])
        alone = said("      {notes} ask with a picture alone", notes=counted(pictures, "note"))
        yield from [alone] if pictures else []
    taken = {one.match.guid for one in found if one.sure or offered}
    new = {match.guid for match in matches if match.question.answer} - taken
    if new:
        yield said("{number:5} asked here only", number=len(new))


def listed(found: "Sequence[Adoption]", notes: "dict[str, Foreign]", matches: "Sequence[Match]") -> dict[str, object]:
    """The same under the keys of `--json`, on which other tools depend."""
    paired = {one.match.guid: one for one in found}
    taken = {one.entry.guid for one in found}
    return {
        "questions": [
            {
                "guid": match.guid, "place": _place(match).partition(": ")[0], "question": match.question.title,
                "note": one.entry.guid if (one := paired.get(match.guid)) else None, "sure": bool(one and one.sure),
            }
            for match in matches if match.question.answer
        ],
        "notes": [
            {
                "guid": guid, "type": note.type, "deck": note.entry.deck, "text": note.title,
                "reviews": sum(card.reviews for card in note.cards), "paired": guid in taken,
            }
            for guid, note in notes.items()
        ],
    }  # fmt: skip


def _some(facts: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """The first of these facts, each with what stands below it."""
    for first, *more in facts[:_MOST]:
        yield f"      {first}"
        yield from (f"          {line}" for line in more)
    if len(facts) > _MOST:
        yield said("      … and {number} more", number=len(facts) - _MOST)


def _place(match: "Match") -> str:
    return f"{match.question.span.path}:{match.question.span.line}: {match.question.title}"


def _say(one: "Adoption", again: Sequence[str], ruling: str) -> str:
    span = one.match.question.span
    return shlex.join([*again, ruling, one.entry.guid, f"{span.path}:{span.line}"])
