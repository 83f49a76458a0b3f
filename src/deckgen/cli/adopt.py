"""deckgen adopt."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckgen import bounds, files
from deckgen.cli.adoptions import listed, told
from deckgen.cli.compiling import compiled
from deckgen.cli.options import JSON, PATH
from deckgen.cli.places import placed, sources, typed
from deckgen.cli.show import problems, tell, tell_json
from deckgen.diagnostics import DeckgenError, blocking
from deckgen.files import shown
from deckgen.wording import said

if TYPE_CHECKING:
    from deckgen.apkg.foreign import Foreign
    from deckgen.compiler import Build
    from deckgen.data import Match
    from deckgen.identity import Adoption
    from deckgen.lock import Adopted


@click.command(name="adopt")
@click.argument("export", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@PATH
@click.option("--same", nargs=2, multiple=True, metavar="NOTE PLACE", help="The question at PLACE is this note.")
@click.option(
    "--different", nargs=2, multiple=True, metavar="NOTE PLACE", help="The question at PLACE is not this note."
)
@click.option("--offered", is_flag=True, help="Also adopt notes that only may be the same.")
@click.option("-n", "--dry-run", is_flag=True, help="Only say which notes are which questions.")
@JSON
def command(
    export: Path,
    path: Path | None,
    same: tuple[tuple[str, str], ...],
    different: tuple[tuple[str, str], ...],
    offered: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Keep the reviews of notes that you have in Anki already.

    Finds the questions here among them, whoever made them.

    EXPORT is your deck: in Anki File > Export, as .apkg. The next push or sync gives each of its notes that is a
    question here to deckgen, with its whole history, and leaves all others alone.

    \b
    Examples:
      deckgen adopt ~/Desktop/interview.apkg --dry-run
      deckgen adopt interview.apkg notes.md
      deckgen adopt interview.apkg --offered --different 'w9Ga`/<!jk' sql.md:40
    """
    from deckgen.apkg.foreign import foreign
    from deckgen.compiler import write
    from deckgen.identity import adopt
    from deckgen.lock.overrule import adopting, at_place

    one = compiled(path, offline=True, writing=not dry_run)
    project, result = one.project, one.result
    problems(placed(project, one.diagnostics), sources(one), check=one.command("check"))
    if blocking(one.diagnostics, strict=False):
        raise DeckgenError(said("nothing was written: correct the errors above"))
    notes = {
        one.entry.guid: one
        for one in foreign(files.read(export, bounds.LARGEST_PACKAGE), export.name, [k.id for k in result.types])
    }
    if strange := [guid for guid, _ in (*same, *different) if guid not in notes]:
        raise DeckgenError(
            said(
                "no note {guid} of another note type is in {file}; --json shows them",
                guid=strange[0], file=export.name,
            )
        )  # fmt: skip
    matches = _as_read(result)
    chosen = {at_place(matches, typed(project, place)).guid: guid for guid, place in same}
    refused = {at_place(matches, typed(project, place)).guid: guid for guid, place in different}
    # What was decided before stays, unless it is said otherwise.
    before = {e.guid: e.adopts.guid for e in result.lock.entries if e.adopts}
    named = {ours: guid for ours, guid in before.items() if guid not in chosen.values() and refused.get(ours) != guid}
    named |= chosen
    asked = {refused[match.guid]: match.fingerprint.asked for match in matches if match.guid in refused}
    entries = [replace(one.entry, different=(asked.get(guid, ""),)) for guid, one in notes.items()]
    found = adopt(matches, entries, named)
    again = ["deckgen", "adopt", str(export), *([str(path)] if path else []), *(["--offered"] if offered else [])]
    if as_json:
        tell_json(listed(found, notes, matches))
    for line in () if as_json else told(found, notes, matches, again, offered=offered):
        tell(line)
    if dry_run:
        return 0
    adopted = {one.match.guid: _adopted(one, notes[one.entry.guid]) for one in found if one.sure or offered}
    after = adopting(result.lock, adopted, refused)
    write(replace(result, lock=after))
    waiting = any(entry.waits for entry in after.entries)
    lock, package = shown(project.lock), shown(result.past.output)
    if not (as_json or waiting):
        tell(said("{lock} written. No note waits to be brought over", lock=lock))
    elif not as_json:
        push, sync = one.command("push"), one.command("sync")
        tell(said("{lock} written. The reviews come over with: {push}, or: {sync}", lock=lock, push=push, sync=sync))
        tell(said("Do not import {package} by hand: it would make new cards beside the old ones.", package=package))
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
    return Adopted(note.id, note.entry.guid, tuple(cards), note.text)
