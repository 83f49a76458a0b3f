"""How a build comes into a collection, told once for all kinds of collection.

Look, plan, show, refuse, ask; then back up, write, import, move, tag or delete, check, add media, remember. All that
can stop a delivery comes before its first write, and every step can be repeated: the next delivery completes an
interrupted one.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path

from deckgen.anki import backups
from deckgen.anki.adoption import Adoption, settled
from deckgen.anki.backups import ATTEMPTS, other_time
from deckgen.anki.collection import Collection
from deckgen.anki.consent import Agreed, Consent, agreed_to
from deckgen.anki.copies import copied, refuse_copy
from deckgen.anki.memory import Memory, Origin
from deckgen.anki.plan import Plan, plan, refuse_altered, refuse_unmatched
from deckgen.anki.words import EMPTY_CARDS, lines
from deckgen.apkg.notetypes import REMOVED, NoteType
from deckgen.apkg.progress import handed_over, reviews
from deckgen.data import Note
from deckgen.diagnostics import DeckgenError, Interrupted
from deckgen.lock import Lock
from deckgen.wording import counted, said

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Cargo:
    """What a build hands over; `places` are where the questions stand, by guid, as people can open them.

    `write` writes the project's lock and package; of the notes it is given, both get the times and ids, and the lock
    remembers which have the history that they were to adopt; those that were held back are in neither. `pack` makes a
    package of notes that holds the build's media. `origin` says where the sources are, `twin` what was said of another
    source nearby that has the same id, if one has. `elsewhere` are the guids of other projects' notes, which may be of
    a note type that notes of this one have as well.
    """

    notes: tuple[Note, ...]
    types: tuple[NoteType, ...]
    lock: Lock
    media: Mapping[str, bytes]
    places: Mapping[str, str]
    write: Callable[[Sequence[Note], AbstractSet[str], AbstractSet[str]], None]
    pack: Callable[[Sequence[Note]], bytes]
    origin: Origin = field(default_factory=Origin)
    twin: str = ""
    elsewhere: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was done, and how many media files the collection lacked."""

    plan: Plan
    media: int = 0

    @property
    def present(self) -> int:
        """How many notes of the build the collection has now."""
        return len(self.plan.shipped) + len(self.plan.edited) + sum(c.take != "mine" for c in self.plan.conflicts)


def deliver(
    collection: Collection,
    cargo: Cargo,
    consent: Consent,
    heading: str,
    tell: Tell,
    *,
    dry_run: bool = False,
    every: bool = False,
) -> Delivered:
    """Brings `cargo` into `collection`, or only shows the plan below `heading`, `every` line of it.

    Raises DeckgenError.
    """
    before = collection.look(cargo.types, cargo.lock.entries)
    ours = {guid: note for guid, note in before.notes.items() if guid not in cargo.elsewhere}
    before = replace(before, notes=ours)
    delivered = collection.delivered()
    project, origin = cargo.lock.project, cargo.origin
    refuse_copy(delivered.origin, origin, project, yes=consent.yes)
    copy = copied(delivered.origin, origin, project)
    todo = plan(cargo.notes, cargo.types, cargo.lock, before, delivered, cargo.places, consent.wishes)
    consent = _bounded(consent, todo)
    deletes = collection.deletes_cards
    told = lines(todo, consent.command, prune=consent.prune, deletes=deletes, every=every)
    for line in (*([copy] if copy else []), heading, *told):
        tell(line)
    refuse_altered(todo)
    refuse_unmatched(todo, consent.wishes)
    if dry_run:
        return Delivered(todo)
    agreed = agreed_to(todo, consent, copy or _twin(cargo), deletes=deletes)
    try:
        if _overwrites(collection, todo, agreed):
            backup = collection.back_up(before)
            command = f"{consent.command} --restore {quoted(backup)}"
            tell(said("a backup is kept; what is deleted comes back with: {command}", command=command))
        cargo.write(todo.shipped, frozenset(), frozenset(todo.held))
        shipped = _carry(collection, cargo, todo, backup) if todo.carried else todo.shipped
        if todo.imports:
            collection.import_package(cargo.pack(shipped))
        _rearrange(collection, todo, agreed, tell)
        if todo.imports or todo.adopted:
            _check(collection, cargo, todo)
        if arrived := settled(cargo.lock.entries, before.adoptable, todo.adopted):
            cargo.write(shipped, arrived, frozenset(todo.held))
        media = _add_media(collection, cargo.media)
        now = Memory(todo.shown, delivered.origin if copy and not consent.yes else origin, todo.forgone)
        if now != delivered:
            collection.remember(now)
        return Delivered(todo, media)
    except KeyboardInterrupt as error:
        raise Interrupted(said("interrupted; {again}", again=collection.again)) from error


def refuse(collection: Collection, cargo: Cargo, consent: Consent) -> None:
    """Raises DeckgenError where `deliver` would before its first write; asks nothing."""
    todo = deliver(collection, cargo, consent, "", lambda line: None, dry_run=True).plan
    copy = copied(collection.delivered().origin, cargo.origin, cargo.lock.project) or _twin(cargo)
    silent = replace(_bounded(consent, todo), ask=None, yes=consent.yes or consent.ask is not None)
    agreed_to(todo, silent, copy, deletes=False)


def _bounded(consent: Consent, todo: Plan) -> Consent:
    """The consent, but to delete nothing where the lock does not know all notes: it cannot say which ones are gone."""
    return replace(consent, prune=False, ask=None) if todo.unknown else consent


def _twin(cargo: Cargo) -> str:
    return said("{twin}, and what is gone here may still stand there.", twin=cargo.twin) if cargo.twin else ""


def quoted(path: Path) -> str:
    """A path for a shell."""
    return "'" + str(path).replace("'", "'\"'\"'") + "'"


def _overwrites(collection: Collection, todo: Plan, agreed: Agreed) -> bool:
    """Whether notes that are there would be updated, moved, tagged or deleted: a backup comes first."""
    retiring = todo.retiring(deletes=collection.deletes_cards, prune=agreed.cards)
    return bool(todo.updated or todo.moves or todo.leaving(prune=agreed.notes) or retiring or todo.adopted)


def _carry(collection: Collection, cargo: Cargo, todo: Plan, backup: Path) -> tuple[Note, ...]:
    """Imports the notes that adopt others, each with the other's history, which the backup has just been made of.

    A review whose id is taken is left out by an import: such a note is imported again, its reviews at other times.
    Returns what is shipped, for so a note has another id than it was to have.
    """
    wanted = list(todo.carried)
    blank = [one.here.id for one in wanted if one.here]
    renewed: dict[str, Note] = {}
    for attempt in range(ATTEMPTS):
        if blank:
            collection.delete(blank)
        _hand_over(collection, cargo, wanted, backup, attempt)
        there = collection.look(cargo.types, cargo.lock.entries).notes
        wanted = [_later(one) for one in wanted if not one.arrived(there.get(one.note.guid))]
        if not wanted:
            break
        blank = [there[one.note.guid].id for one in wanted if one.note.guid in there]
        renewed |= {one.note.guid: one.note for one in wanted}
    shipped = tuple(renewed.get(note.guid, note) for note in todo.shipped)
    if renewed:
        cargo.write(shipped, frozenset(), frozenset(todo.held))
    return shipped


def _hand_over(collection: Collection, cargo: Cargo, adoptions: Sequence[Adoption], backup: Path, attempt: int) -> None:
    heirs = {one.adopted.guid: (one.note.guid, dict(one.adopted.cards)) for one in adoptions}
    ours = cargo.pack([one.note for one in adoptions])
    for name, package in backups.packages(backup):
        if mine := {guid: heirs[guid] for guid in reviews(package, name).keys() & heirs.keys()}:
            collection.restore(handed_over(package, name, ours, mine, other_time(attempt)))


def _later(one: Adoption) -> Adoption:
    """The same with ids that Anki's graves do not hold (docs/anki.md, Sync)."""
    return replace(one, note=replace(one.note, created=one.note.created + 1000, mod=one.note.mod + 1))


def _rearrange(collection: Collection, todo: Plan, agreed: Agreed, tell: Tell) -> None:
    """Moves cards, and tags or deletes what is gone: what an import does not do."""
    targets: dict[str, list[int]] = {}
    for move in todo.moves:
        targets.setdefault(move.deck, []).extend(move.cards)
    for deck, cards in targets.items():
        collection.move(cards, deck)
    if todo.returned:
        collection.remove_tag(todo.returned, REMOVED)
    if leaving := [gone.id for gone in todo.leaving(prune=agreed.notes)]:
        if agreed.notes:
            collection.delete(leaving)
        else:
            collection.add_tag(leaving, REMOVED)
    if revived := todo.reviving(deletes=collection.deletes_cards):
        collection.revive(revived)
    retiring = todo.retiring(deletes=collection.deletes_cards, prune=agreed.cards)
    cards = [card for lost in retiring for card in lost.cards]
    if cards and not collection.retire(cards):
        tell(said("the empty cards could not be suspended: delete them with {command}", command=EMPTY_CARDS))


def _check(collection: Collection, cargo: Cargo, todo: Plan) -> None:
    """Raises DeckgenError when notes did not arrive: an import may report success all the same.

    Notes that were adopted go as soon as each of their cards was found in ours.
    """
    after = collection.look(cargo.types, cargo.lock.entries)
    if late := todo.late(after):
        raise DeckgenError(
            said(
                "Anki took the package, but {notes} did not arrive; check its log and {command} again",
                notes=counted(late, "note"),
                command=collection.command,
            )
        )
    left = [one for one in todo.adopted if not one.arrived(after.notes.get(one.note.guid))]
    if done := [one.old.id for one in todo.adopted if one not in left]:
        collection.delete(done)
    if left:
        place, question = todo.names[left[0].note.guid]
        raise DeckgenError(
            said(
                "the history of {notes} did not arrive whole ({place}: {question}); the notes that had it are still "
                "there, and nothing is lost: run deckgen {command} again",
                notes=counted(len(left), "note"),
                place=place,
                question=question,
                command=collection.command,
            )
        )


def _add_media(collection: Collection, media: Mapping[str, bytes]) -> int:
    """Adds the files that are absent, since an import brings only those of changed notes; how many there were."""
    absent = sorted(collection.absent_media(media.keys())) if media else []
    for name in absent:
        collection.add_media(name, media[name])
    return len(absent)
