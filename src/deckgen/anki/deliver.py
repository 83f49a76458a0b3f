"""How a build comes into a collection, told once for all kinds of collection.

Look, plan, show, refuse, ask; then back up, write, import, move, tag or delete, check, add media. All that can stop a
delivery comes before its first write, and every step can be repeated: the next delivery completes an interrupted one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deckgen.anki.collection import Collection
from deckgen.anki.plan import Plan, lines, plan, refuse_altered
from deckgen.apkg.notetypes import REMOVED, NoteType
from deckgen.data import Note
from deckgen.diagnostics import DeckgenError
from deckgen.lock import Lock

Tell = Callable[[str], None]
# Puts a question to the user; whether the answer is yes.
Ask = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Cargo:
    """What a build hands over. `write` writes the lock, and then the package to the path `package`."""

    notes: tuple[Note, ...]
    types: tuple[NoteType, ...]
    lock: Lock
    media: Mapping[str, bytes]
    package: Path
    write: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Consent:
    """What the user agrees to.

    `prune` deletes notes that are gone, `yes` lets any number of them go. Anything else is asked; `ask` is None where
    nobody can answer.
    """

    prune: bool = False
    yes: bool = False
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was done, and how many media files the collection lacked."""

    plan: Plan
    media: int = 0


def deliver(
    collection: Collection, cargo: Cargo, consent: Consent, heading: str, tell: Tell, *, dry_run: bool = False
) -> Delivered:
    """Brings `cargo` into `collection`, or only shows the plan below `heading`. Raises DeckgenError."""
    before = collection.look(cargo.types)
    todo = plan(cargo.notes, cargo.types, cargo.lock, before)
    for line in (heading, *lines(todo, prune=consent.prune)):
        tell(line)
    refuse_altered(todo)
    if dry_run:
        return Delivered(todo)
    prune = _agreed(todo, consent)
    try:
        if todo.overwrites(prune=prune):
            tell(f"backup of before: deckgen {collection.command} --restore '{collection.back_up(before)}'")
        cargo.write()
        if todo.imports:
            collection.import_package(cargo.package)
        _rearrange(collection, todo, prune=prune)
        if todo.imports:
            _check(collection, cargo, todo)
        return Delivered(todo, _add_media(collection, cargo.media))
    except KeyboardInterrupt as error:
        raise DeckgenError(f"interrupted; {collection.again}") from error


def restore(collection: Collection, backup: Path, tell: Tell) -> None:
    """Brings back deleted notes with their history, from a package or a folder of them. Raises DeckgenError."""
    packages = sorted(backup.glob("*.apkg")) if backup.is_dir() else [backup]
    if not packages:
        raise DeckgenError(f"{backup}: no backup (*.apkg) is in this folder")
    counts = [count for package in packages if (count := collection.restore(package)) is not None]
    what = str(sum(counts)) if counts else f"imported {backup}:"
    tell(f"{what} deleted notes are back with their history")


def _agreed(todo: Plan, consent: Consent) -> bool:
    """Whether notes that are gone are to be deleted; raises DeckgenError where too many would go and nobody agreed."""
    prune, ask = consent.prune, None if consent.yes else consent.ask
    if ask and not prune and todo.leaving(prune=False):
        count = len(todo.leaving(prune=True))
        prune = ask(f"Delete the {count} notes that are gone, with their history? (no: they are tagged)")
    if not consent.yes and (unusual := todo.unusual(prune=prune)):
        text = (
            f"an unusual share is gone from the sources: {', '.join(unusual)}. "
            "Was a file forgotten, or is it the wrong folder?"
        )
        if not ask:
            raise DeckgenError(f"{text} Nothing was changed; if it is right, say --yes")
        if not ask(f"{text} Go on?"):
            raise DeckgenError("nothing was changed")
    return prune


def _rearrange(collection: Collection, todo: Plan, *, prune: bool) -> None:
    """Moves cards, and tags or deletes the notes that are gone: what an import does not do."""
    targets: dict[str, list[int]] = {}
    for move in todo.moves:
        targets.setdefault(move.deck, []).extend(move.cards)
    for deck, cards in targets.items():
        collection.move(cards, deck)
    if todo.returned:
        collection.remove_tag(todo.returned, REMOVED)
    if leaving := [gone.id for gone in todo.leaving(prune=prune)]:
        if prune:
            collection.delete(leaving)
        else:
            collection.add_tag(leaving, REMOVED)


def _check(collection: Collection, cargo: Cargo, todo: Plan) -> None:
    """Raises DeckgenError when notes did not arrive: an import may report success all the same."""
    if late := todo.late(collection.look(cargo.types)):
        raise DeckgenError(
            f"Anki took the package, but {late} notes did not arrive; check its log and {collection.command} again"
        )


def _add_media(collection: Collection, media: Mapping[str, bytes]) -> int:
    """Adds the files that are absent, since an import brings only those of changed notes; how many there were."""
    absent = sorted(collection.absent_media(media.keys())) if media else []
    for name in absent:
        collection.add_media(name, media[name])
    return len(absent)
