"""What is relied on of Anki's backend: these methods of `anki.collection.Collection`, and nothing else of it.

Messages of the protocol (options, requests) are made by their own classes and passed through as `object`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol


class Database(Protocol):
    def execute(self, sql: str) -> Iterable[Sequence[Any]]: ...


class DeckName(Protocol):
    id: int
    name: str


class Decks(Protocol):
    def all_names_and_ids(self) -> Iterable[DeckName]: ...

    def id(self, name: str) -> int:
        """The deck of this name, which is made when there is none."""


class TypeName(Protocol):
    id: int
    name: str


class Models(Protocol):
    def get(self, id: int) -> Mapping[str, Any] | None: ...

    def all_names_and_ids(self) -> Iterable[TypeName]: ...


class Tags(Protocol):
    """`tags` are separated by blanks."""

    def bulk_add(self, note_ids: Sequence[int], tags: str) -> object: ...

    def bulk_remove(self, note_ids: Sequence[int], tags: str) -> object: ...


class Media(Protocol):
    def have(self, fname: str) -> bool: ...

    def write_data(self, desired_fname: str, data: bytes) -> str: ...


class ImportLog(Protocol):
    """Notes that were added, and notes whose note type did not match."""

    new: Sequence[object]
    conflicting: Sequence[object]


class Imported(Protocol):
    log: ImportLog


class Auth(Protocol):
    """A login: the session key, and the host that the server has sent us to, if any."""

    hkey: str
    endpoint: str


class SyncOutput(Protocol):
    """`required` is one of the numbers of SyncCollectionResponse."""

    required: int
    server_message: str
    new_endpoint: str


class MediaSyncStatus(Protocol):
    active: bool


class Scheduler(Protocol):
    """`today` is counted from the day on which the collection was made."""

    today: int


class Backend(Protocol):
    """An open collection. `db` is None while it is closed."""

    db: Database | None
    decks: Decks
    models: Models
    tags: Tags
    media: Media
    sched: Scheduler

    def close(self) -> None: ...

    def reopen(self, after_full_sync: bool = False) -> None: ...

    def note_count(self) -> int: ...

    def set_deck(self, card_ids: Sequence[int], deck_id: int) -> object: ...

    def remove_notes(self, note_ids: Sequence[int]) -> object: ...

    def remove_cards_and_orphaned_notes(self, card_ids: Sequence[int]) -> object: ...

    def import_anki_package(self, request: object) -> Imported: ...

    def export_anki_package(self, *, out_path: str, options: object, limit: object) -> int: ...

    def sync_login(self, username: str, password: str, endpoint: str | None) -> Auth: ...

    def sync_collection(self, auth: object, sync_media: bool) -> SyncOutput: ...

    def close_for_full_sync(self) -> None: ...

    def full_upload_or_download(self, *, auth: object, server_usn: int | None, upload: bool) -> None: ...

    def sync_media(self, auth: object) -> None: ...

    def media_sync_status(self) -> MediaSyncStatus:
        """Raises what the sync failed with."""

    def abort_media_sync(self) -> None: ...
