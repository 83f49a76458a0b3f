"""Syncing a collection of our own with AnkiWeb or another server (docs/anki.md, Sync)."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

from deckgen.anki import credentials
from deckgen.anki.account import Account
from deckgen.anki.backend import Backend
from deckgen.anki.consent import Ask
from deckgen.anki.credentials import Session
from deckgen.anki.deliver import Tell, quoted
from deckgen.anki.trouble import expired
from deckgen.diagnostics import DeckgenError
from deckgen.wording import counted, said

# Which side a full sync may overwrite; None asks.
Direction = Literal["download", "upload"] | None


def address(endpoint: str) -> str:
    """A server's address with one slash at its end; empty, which is AnkiWeb, stays empty."""
    return endpoint and endpoint.rstrip("/") + "/"


@dataclass(frozen=True, slots=True)
class Exchange:
    """What goes between an open collection and the account of `user` at `server` (empty is AnkiWeb).

    `secret` tells the password when it is needed. `direction` and `ask` decide a full sync that would overwrite notes;
    `ask` is None where nobody can answer. `check` raises where nothing could be delivered afterwards.
    """

    account: Account
    user: str
    server: str
    secret: Callable[[], str]
    direction: Direction
    ask: Ask | None
    tell: Tell
    check: Callable[[], None]

    @contextmanager
    def both_ways(self) -> Iterator[None]:
        """Syncs before what is done inside, which so sees what the phone has done, and after it, unless it raises."""
        session = self.connect()
        yield
        # What was delivered a moment ago must not be overwritten by a choice made for the first exchange.
        session = replace(self, direction=None, ask=None).changes(session)
        self.media(session)

    def connect(self) -> Session:
        """Logs in, syncs, and returns the session.

        The login uses the session of the last time or the password. A session that has expired is renewed once.
        """
        from anki.errors import SyncError

        path = self.account.place.session
        session = credentials.load(path)
        if session and session.is_of(self.user, self.server):
            try:
                return self.changes(session)
            except SyncError as error:
                if not expired(error):
                    raise
            path.unlink(missing_ok=True)
            self.tell(said("the session has expired: logging in again"))
        auth = self.account.backend.sync_login(username=self.user, password=self.secret(), endpoint=self.server or None)
        return self.changes(Session(self.user, self.server, auth.endpoint or self.server, auth.hkey))

    def changes(self, session: Session) -> Session:
        """Syncs notes, cards and reviews both ways; pictures are for `media`.

        Where the server wants a full sync, the side that is empty is overwritten, else the one that `direction` names
        or the answer to `ask` allows; DeckgenError when nobody may decide. Returns the session, which AnkiWeb may have
        sent to another host; it is kept when all went well, for it says whose the collection is.
        """
        from anki.sync_pb2 import SyncCollectionResponse as Answer

        answer = self.account.backend.sync_collection(_auth(session), False)
        if answer.server_message:
            self.tell(said("the server says: {words}", words=answer.server_message))
        if answer.new_endpoint:
            session = replace(session, endpoint=answer.new_endpoint)
        if answer.required not in (Answer.NO_CHANGES, Answer.NORMAL_SYNC):
            self._full(session, server_is_empty=answer.required == Answer.FULL_UPLOAD)
        credentials.save(self.account.place.session, session)
        return session

    def media(self, session: Session) -> None:
        """Syncs pictures and sounds, and waits until they are done."""
        from anki.errors import SyncError

        try:
            self._media(session)
        except SyncError as error:
            if expired(error):
                raise
            # A server that has been emptied says so once (docs/anki.md, Sync).
            self._media(session)

    def _media(self, session: Session) -> None:
        backend = self.account.backend
        backend.sync_media(_auth(session))
        try:
            while backend.media_sync_status().active:
                time.sleep(0.1)
        except BaseException:
            backend.abort_media_sync()
            raise

    def _full(self, session: Session, *, server_is_empty: bool) -> None:
        """One side overwrites the other; what is overwritten is copied before."""
        notes, here = self.account.backend.note_count(), self.account.place.collection
        upload = self._upload(notes, server_is_empty=server_is_empty)
        if upload:
            self.check()
        if upload and not server_is_empty:
            copy = self.account.copy_of(lambda other: _transfer(other, session, upload=False))
            command = f"cp {quoted(copy)} {quoted(here)}"
            self.tell(
                said(
                    "a copy of the server's collection is kept; to go back: {command}, and sync with {option}",
                    command=command,
                    option="--full-upload",
                )
            )
        elif notes and not upload:
            command = f"cp {quoted(self.account.copy())} {quoted(here)}"
            self.tell(said("a copy of the collection here is kept; to go back: {command}", command=command))
        _transfer(self.account.backend, session, upload=upload)

    def _upload(self, notes: int, *, server_is_empty: bool) -> bool:
        """Whether the collection here, with so many notes, goes up; raises DeckgenError where nobody may decide."""
        if server_is_empty:
            if notes and self.direction != "upload":
                self._refuse_others(notes)
            self.tell(
                said(
                    "first use: the account is empty; all of this collection goes up ({notes}), nothing is overwritten",
                    notes=counted(notes, "note"),
                )
            )
            return True
        if notes == 0 and self.direction != "upload":
            self.tell(
                said("first use: the account's collection comes down; the one here is empty, nothing is overwritten")
            )
            return False
        if self.direction is not None:
            return self.direction == "upload"
        what = said(
            "the collections here and on the server cannot be merged (a note type or the whole collection was changed "
            "on one side), so one must overwrite the other"
        )
        # What the phone has studied is on the server; what is here can be built again from the sources.
        here = counted(notes, "note")
        question = said(
            "{what}. Take the server's, with all that was studied, and overwrite the {notes} here?",
            what=what,
            notes=here,
        )
        if self.ask and self.ask(question):
            return False
        raise DeckgenError(
            said(
                "{what}; nothing was changed. --full-download overwrites the {notes} here (they are built again from "
                "the sources: this is what you want, unless you study on this machine); --full-upload overwrites the "
                "server and every phone, with all that was studied there",
                what=what,
                notes=here,
            )
        )

    def _refuse_others(self, notes: int) -> None:
        """Raises DeckgenError where the collection here, with so many notes, was last synced with another account."""
        former = credentials.load(self.account.place.session)
        if not former or former.is_of(self.user, self.server):
            return
        raise DeckgenError(
            said(
                "{file} is the collection of {user} at {server}; all of it ({notes}) would go into another account, "
                "which is empty. Nothing was changed: name another file with {collection}, or say {upload}",
                file=self.account.place.collection,
                user=former.user,
                server=former.server or "AnkiWeb",
                notes=counted(notes, "note"),
                collection="--collection",
                upload="--full-upload",
            )
        )


def _transfer(backend: Backend, session: Session, *, upload: bool) -> None:
    backend.close_for_full_sync()
    try:
        backend.full_upload_or_download(auth=_auth(session), server_usn=None, upload=upload)
    finally:
        # The backend opens the collection again itself, the old one if the transfer broke off.
        backend.reopen(after_full_sync=True)


def _auth(session: Session) -> Any:
    from anki.sync_pb2 import SyncAuth

    return SyncAuth(hkey=session.key, endpoint=session.endpoint or None, io_timeout_secs=60)
