"""deckgen adopt."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen.cli.compiling import compiled
from deckgen.cli.options import PATH
from deckgen.cli.show import counted, shown
from deckgen.diagnostics import DeckgenError, blocking, folded

if TYPE_CHECKING:
    from deckgen.apkg.foreign import Foreign
    from deckgen.build import Build
    from deckgen.data import Match
    from deckgen.identity import Adoption
    from deckgen.lock import Adopted

# Notes of one kind that are named; of more only the number is told.
_MOST = 20


@click.command(name="adopt")
@click.argument("export", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@PATH
@click.option(
    "--same", nargs=2, multiple=True, metavar="NOTE PLACE", help="The question at PLACE is this note of the export."
)
@click.option("-n", "--dry-run", is_flag=True, help="Only say which notes are which questions.")
def command(export: Path, path: Path | None, same: tuple[tuple[str, str], ...], dry_run: bool) -> int:
    """Find the questions here among notes that you have in Anki already, so that they keep their reviews.

    EXPORT is your deck: in Anki File > Export, as .apkg. The next push or sync gives each of its notes that is a
    question here to deckgen, with its whole history, and leaves all others alone.

    \b
    Examples:
      deckgen adopt ~/Desktop/interview.apkg
      deckgen adopt interview.apkg notes.md --dry-run
    """
    from deckgen.apkg.foreign import foreign
    from deckgen.build import write
    from deckgen.identity import adopt
    from deckgen.lock.overrule import at_place

    project, result, diagnostics = compiled(path, offline=True)
    for line in folded(diagnostics, result.sources):
        click.echo(line, err=True)
    if blocking(diagnostics, strict=False):
        raise DeckgenError("nothing was written: correct the errors above")
    notes = {one.entry.guid: one for one in foreign(export.read_bytes(), export.name, [k.id for k in result.types])}
    matches = _as_read(result)
    positions = {match.guid: at for at, match in enumerate(matches)}
    if strange := [guid for guid, _ in same if guid not in notes]:
        raise DeckgenError(f"--same: no note {strange[0]} of another note type is in {export.name}")
    named = {positions[at_place(matches, place).guid]: guid for guid, place in same}
    found = adopt(matches, [one.entry for one in notes.values()], named)
    again = ["deckgen", "adopt", str(export), *([str(path)] if path else [])]
    for line in _told(found, notes, matches, again):
        click.echo(line)
    if dry_run:
        return 0
    adopted = {one.match.guid: _adopted(one, notes[one.entry.guid]) for one in found if one.sure}
    entries = tuple(replace(entry, adopts=adopted.get(entry.guid, entry.adopts)) for entry in result.lock.entries)
    write(project, replace(result, lock=replace(result.lock, entries=entries)))
    click.echo(f"{shown(project.lock)} written. The reviews come over with: deckgen push, or: deckgen sync (--dry-run)")
    click.echo(f"Do not import {shown(result.past.output)} by hand: it would make new cards beside those you have.")
    return 0


def _as_read(result: "Build") -> "list[Match]":
    """The matches with the questions as they were read: a build has renumbered the gaps of clozes."""
    questions = [question for reading in result.readings.values() for question in reading.questions]
    return [replace(match, question=one) for match, one in zip(result.matches, questions, strict=True)]


def _adopted(one: "Adoption", note: "Foreign") -> "Adopted":
    from deckgen.lock import Adopted

    ours = {"front": 0, "back": 1}
    cards = [(card.ordinal, ours[card.asks]) for card in note.cards if card.asks]
    cards += [(there - 1, here - 1) for there, here in one.gaps]
    return Adopted(note.id, note.entry.guid, tuple(cards))


def _told(
    found: "Sequence[Adoption]", notes: "dict[str, Foreign]", matches: "Sequence[Match]", again: Sequence[str]
) -> Iterator[str]:
    """What was found in the export, in words; `again` is the command that was given."""
    sure, doubtful = ([one for one in found if one.sure is wanted] for wanted in (True, False))
    reviews = sum(card.reviews for one in sure for card in notes[one.entry.guid].cards)
    yield f"{counted(len(notes), 'note')} in {Path(again[2]).name} that deckgen did not make:"
    yield f"{len(sure):5} are questions here, with {counted(reviews, 'review')}"
    reworded = [one for one in sure if one.entry.asked != one.match.fingerprint.asked]
    yield from _some([f"{_place(one.match)} ← {one.entry.title}" for one in reworded])
    if doubtful:
        yield f"{len(doubtful):5} may be; if one is, say so:"
        yield from _some([f"{_place(one.match)} ← {one.entry.title}\n          {_say(one, again)}" for one in doubtful])
    rest = notes.keys() - {one.entry.guid for one in found}
    if rest:
        yield f"{len(rest):5} are no questions here, and stay as they are"
        yield from _some([notes[guid].entry.title for guid in notes if guid in rest])
    new = {match.guid for match in matches if match.question.answer} - {one.match.guid for one in sure}
    if new:
        yield f"{len(new):5} questions here are new to it"


def _some(lines: Sequence[str]) -> Iterator[str]:
    yield from (f"      {line}" for line in lines[:_MOST])
    if len(lines) > _MOST:
        yield f"      … and {len(lines) - _MOST} more"


def _place(match: "Match") -> str:
    return f"{match.question.span.path}:{match.question.span.line}: {match.fingerprint.title}"


def _say(one: "Adoption", again: Sequence[str]) -> str:
    span = one.match.question.span
    return shlex.join([*again, "--same", one.entry.guid, f"{span.path}:{span.line}"])
