"""With no Anki running: a collection of our own, and Anki's sync. The only module that needs the `anki` package."""

import hashlib
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from deckgen.anki import credentials
from deckgen.anki.credentials import Session
from deckgen.anki.plan import Plan, Snapshot, Stored, StoredType
from deckgen.apkg.notetypes import REMOVED, NoteType
from deckgen.diagnostics import DeckgenError

Tell = Callable[[str], None]
# Which side a full sync may overwrite; None asks.
Direction = Literal["download", "upload"] | None
# So many copies of a collection are kept.
KEPT = 10
_AGAIN = "nothing is lost: run this again"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account's collection lives on this machine."""

    collection: Path

    @property
    def session(self) -> Path:
        """The file with the session key."""
        return self.collection.with_name("session.json")

    @property
    def backups(self) -> Path:
        """The folder for copies made before anything destructive."""
        return self.collection.with_name("backups")


def place(data: Path, user: str, endpoint: str) -> Place:
    """One folder for each account at each server, below the user's `data` folder."""
    name = hashlib.sha256(f"{endpoint}\n{user}".encode()).hexdigest()[:16]
    return Place(data / "sync" / name / "collection.anki2")


@contextmanager
def collection(where: Place) -> Iterator[Any]:
    """The open collection, made when there is none; what goes wrong inside is raised as DeckgenError."""
    try:
        from anki.collection import Collection
    except ImportError as error:
        raise DeckgenError(
            "deckgen sync needs Anki's backend: pip install 'deckgen-markdown[sync]' (deckgen push does not)"
        ) from error
    with _trouble():
        where.collection.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = Collection(str(where.collection))
        try:
            yield opened
        finally:
            # Closing a collection that is not open (a full sync that broke off) is an error of its own.
            if opened.db is not None:
                opened.close()


@contextmanager
def _trouble() -> Iterator[None]:
    """What Anki's backend and the system raise → one sentence that says what to do."""
    from anki import errors

    try:
        yield
    except DeckgenError:
        raise
    except errors.SyncError as error:
        raise DeckgenError(_sync_trouble(error)) from error
    except errors.NetworkError as error:
        raise DeckgenError(f"the sync server cannot be reached, or the connection broke; {_AGAIN} ({error})") from error
    except errors.DBError as error:
        if "already open" in str(error) or "locked" in str(error):
            raise DeckgenError(
                "the collection is in use: Anki has it open, or another deckgen sync is running; close that and run "
                "this again"
            ) from error
        if "full" in str(error):
            raise DeckgenError(f"the disk is full; free some space; {_AGAIN}") from error
        raise DeckgenError(f"the collection cannot be used: {error}") from error
    except errors.Interrupted as error:
        raise DeckgenError(f"interrupted; {_AGAIN}") from error
    except errors.BackendError as error:
        if "os error 28" in str(error) or "No space left" in str(error):
            raise DeckgenError(f"the disk is full; free some space; {_AGAIN}") from error
        raise DeckgenError(f"Anki's backend says: {error}; {_AGAIN}") from error
    except OSError as error:
        raise DeckgenError(f"{error.filename or 'the collection'}: {error.strerror}; {_AGAIN}") from error
    except KeyboardInterrupt as error:
        raise DeckgenError(f"interrupted; {_AGAIN}") from error


def _sync_trouble(error: Any) -> str:
    from anki.errors import SyncErrorKind

    if error.kind is SyncErrorKind.AUTH:
        return "the server does not accept this user and password, or the session has expired; check them; nothing was synced"
    text = str(error)
    if "clock" in text.lower():
        return f"this machine's clock differs from the server's by more than five minutes: set it; {_AGAIN}"
    return f"the server refused the sync: {text}; {_AGAIN}"


def connect(
    opened: Any,
    where: Place,
    user: str,
    endpoint: str,
    secret: Callable[[], str],
    direction: Direction = None,
    ask: Callable[[str], bool] | None = None,
    tell: Tell = lambda _: None,
) -> Session:
    """Logs in, with the session of the last time or for the password that `secret` tells, and brings down what the phone
    has done. A session that has expired is renewed once.
    """
    from anki.errors import SyncError, SyncErrorKind

    if kept := credentials.load(where.session, user, endpoint):
        try:
            return exchange(opened, where, kept, direction, ask, tell)
        except SyncError as error:
            if error.kind is not SyncErrorKind.AUTH:
                raise
        where.session.unlink(missing_ok=True)
        tell("the session has expired: logging in again")
    auth = opened.sync_login(username=user, password=secret(), endpoint=endpoint or None)
    session = Session(user, endpoint, auth.endpoint or endpoint, auth.hkey)
    credentials.save(where.session, session)
    return exchange(opened, where, session, direction, ask, tell)


def exchange(
    opened: Any, where: Place, session: Session, direction: Direction, ask: Callable[[str], bool] | None, tell: Tell
) -> Session:
    """Syncs notes, cards and reviews both ways; pictures are for `exchange_media`.

    Where the server wants a full sync, the side that is empty is overwritten, else the one that `direction` names or
    the answer to `ask` allows; DeckgenError when nobody may decide. Returns the session, which AnkiWeb may have sent
    to another host.
    """
    from anki.sync_pb2 import SyncCollectionResponse as Answer

    answer = opened.sync_collection(_auth(session), False)
    if answer.server_message:
        tell(f"the server says: {answer.server_message}")
    if answer.new_endpoint:
        session = replace(session, endpoint=answer.new_endpoint)
        credentials.save(where.session, session)
    if answer.required in (Answer.NO_CHANGES, Answer.NORMAL_SYNC):
        return session
    notes = opened.note_count()
    if answer.required == Answer.FULL_UPLOAD:
        tell(f"first use: the account is empty; all of this collection goes up ({notes} notes), nothing is overwritten")
        upload = True
    elif notes == 0 and direction != "upload":
        tell("first use: the account's collection comes down; the one here is empty, nothing is overwritten")
        upload = False
    else:
        upload = _decide(notes, direction, ask)
    _full(opened, where, session, tell, upload=upload, empty=notes == 0)
    return session


def _decide(notes: int, direction: Direction, ask: Callable[[str], bool] | None) -> bool:
    what = (
        "the collections here and on the server cannot be merged (a note type or the whole collection was changed on "
        "one side), so one must overwrite the other"
    )
    if direction is not None:
        return direction == "upload"
    # What the phone has studied is on the server; what is here can be built again from the sources.
    if ask and ask(f"{what}. Take the server's, with all that was studied, and overwrite the {notes} notes here?"):
        return False
    raise DeckgenError(
        f"{what}; nothing was changed. --full-download overwrites the {notes} notes here (they are built again from the "
        "sources: this is what you want, unless you study on this machine); --full-upload overwrites the server and "
        "every phone, with all that was studied there"
    )


def _full(opened: Any, where: Place, session: Session, tell: Tell, *, upload: bool, empty: bool) -> None:
    if not empty:
        opened.close()
        try:
            copy = copied(where)
        finally:
            opened.reopen()
        tell(f"a copy of the collection here is kept; to go back: cp '{copy}' '{where.collection}'")
    opened.close_for_full_sync()
    try:
        opened.full_upload_or_download(auth=_auth(session), server_usn=None, upload=upload)
    finally:
        # The backend opens the collection again itself, the old one if the transfer broke off.
        opened.reopen(after_full_sync=True)


def exchange_media(opened: Any, session: Session) -> int:
    """Syncs pictures and sounds, and waits until they are done; the number of files checked."""
    opened.sync_media(_auth(session))
    try:
        while (status := opened.media_sync_status()).active:
            time.sleep(0.1)
    except BaseException:
        opened.abort_media_sync()
        raise
    return int("".join(filter(str.isdigit, status.progress.checked)) or 0)


def look(opened: Any, types: Iterable[NoteType]) -> Snapshot:
    """What the collection holds of the project."""
    wanted = {kind.id for kind in types}
    ids = ",".join(map(str, sorted(wanted)))
    names = {deck.id: deck.name for deck in opened.decks.all_names_and_ids()}
    cards: dict[int, list[tuple[int, str]]] = {}
    for card, note, did, odid in opened.db.execute(
        f"select id, nid, did, odid from cards where nid in (select id from notes where mid in ({ids})) order by id"
    ):
        cards.setdefault(note, []).append((card, names.get(odid or did, "")))
    rows = opened.db.execute(f"select id, guid, mid, mod, tags from notes where mid in ({ids})")
    notes = {
        guid: Stored(guid, number, mid, mod, tuple(tags.split()), tuple(cards.get(number, ())))
        for number, guid, mid, mod, tags in rows
    }
    models = {number: opened.models.get(number) for number in wanted}
    return Snapshot(notes, {number: _type(model) for number, model in models.items() if model})


def carry_out(opened: Any, plan: Plan, package: Path, *, prune: bool) -> None:
    """Import with the dialog's five defaults (ANKI.md §1), move, tag or delete. Every step can be repeated."""
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    if plan.imports:
        # Left out is off, and "if newer": the defaults, whatever was last chosen in this account's import dialog.
        options = ImportAnkiPackageOptions()
        log = opened.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options)).log
        if log.conflicting:
            raise DeckgenError(
                f"{len(log.conflicting)} notes could not be updated: their note type was changed in Anki"
            )
    for move in plan.moves:
        opened.set_deck(list(move.cards), opened.decks.id(move.deck))
    if plan.returned:
        opened.tags.bulk_remove(list(plan.returned), REMOVED)
    if leaving := [gone.id for gone in plan.leaving(prune=prune)]:
        if prune:
            opened.remove_notes(leaving)
        else:
            opened.tags.bulk_add(leaving, REMOVED)


def add_media(opened: Any, media: Mapping[str, bytes]) -> list[str]:
    """Files the cards need that the collection does not have; adds them. An import restores only those of changed notes."""
    absent = [name for name in sorted(media) if not opened.media.have(name)]
    for name in absent:
        opened.media.write_data(name, media[name])
    return absent


def export(opened: Any, where: Place, stored: Snapshot) -> Path:
    """The project's notes with all their history, in a package that `--restore` takes."""
    from anki.collection import ExportAnkiPackageOptions, NoteIdsLimit

    where.backups.mkdir(parents=True, exist_ok=True)
    path = where.backups / f"{time.strftime('%Y%m%d-%H%M%S')}-{time.monotonic_ns() % 10**6:06}.apkg"
    opened.export_anki_package(
        out_path=str(path),
        options=ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=False, with_media=False, legacy=False),
        limit=NoteIdsLimit([note.id for note in stored.notes.values()]),
    )
    _rotate(where, "*.apkg")
    return path


def restore(opened: Any, package: Path) -> int:
    """Brings back deleted notes with their history from a backup; how many."""
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    options = ImportAnkiPackageOptions(with_scheduling=True)
    log = opened.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options)).log
    return len(log.new)


def copied(where: Place) -> Path:
    """A copy of the closed collection."""
    where.backups.mkdir(parents=True, exist_ok=True)
    copy = where.backups / f"{time.strftime('%Y%m%d-%H%M%S')}-{time.monotonic_ns() % 10**6:06}.anki2"
    shutil.copy2(where.collection, copy)
    _rotate(where, "*.anki2")
    return copy


def _rotate(where: Place, pattern: str) -> None:
    for path in sorted(where.backups.glob(pattern))[:-KEPT]:
        path.unlink(missing_ok=True)


def _auth(session: Session) -> Any:
    from anki.sync_pb2 import SyncAuth

    return SyncAuth(hkey=session.key, endpoint=session.endpoint or None, io_timeout_secs=60)


def _type(model: Mapping[str, Any]) -> StoredType:
    fields, templates = (tuple((item["name"], item.get("id")) for item in model[key]) for key in ("flds", "tmpls"))
    return StoredType(model["name"], model["mod"], fields, templates)
