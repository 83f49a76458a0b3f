"""What Anki's backend and the system raise → one sentence that says what to do (docs/anki.md, Sync)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deckgen.diagnostics import DeckgenError, Interrupted
from deckgen.wording import said, system

_MISSING = re.compile(r"404 Not Found|405 Method Not Allowed")
_ISOLATES = re.compile("[\u2068\u2069]")
AGAIN = said("nothing is lost: run this again")
_FULL = said("the disk is full; free some space; {again}", again=AGAIN)


@contextmanager
def explained(server: str, collection: Path) -> Iterator[None]:
    """Raises as DeckgenError what goes wrong inside, with the server by its name."""
    from anki import errors

    try:
        yield
    except DeckgenError:
        raise
    except errors.SyncError as error:
        raise DeckgenError(_refused(error)) from error
    except errors.NetworkError as error:
        raise DeckgenError(_unreached(server, error)) from error
    except errors.DBError as error:
        raise DeckgenError(_unusable(str(error), collection)) from error
    except errors.Interrupted as error:
        raise Interrupted(said("interrupted; {again}", again=AGAIN)) from error
    except errors.BackendError as error:
        if "os error 28" in str(error) or "No space left" in str(error):
            raise DeckgenError(_FULL) from error
        raise DeckgenError(said("Anki's backend says: {words}; {again}", words=str(error), again=AGAIN)) from error
    except OSError as error:
        name = error.filename or said("the collection")
        raise DeckgenError(said("{name}: {why}; {again}", name=name, why=system(error), again=AGAIN)) from error
    except KeyboardInterrupt as error:
        raise Interrupted(said("interrupted; {again}", again=AGAIN)) from error


def expired(error: Any) -> bool:
    """Whether a SyncError says that the server does not know the user, the password or the session."""
    from anki.errors import SyncErrorKind

    return bool(error.kind is SyncErrorKind.AUTH)


def _unreached(server: str, error: Any) -> str:
    """With what Anki's backend knows about a connection that broke, in one line; it names no address."""
    text = _ISOLATES.sub("", str(error)).partition("Error details:")[2].replace("for url ()", "")
    if details := " ".join(text.split()):
        if missing := _MISSING.search(details):
            return said(
                "there is no sync server at {server} ({answer}): check the address", server=server, answer=missing[0]
            )
        return said(
            "{server} cannot be reached, or the connection broke ({details}); {again}",
            server=server,
            details=details,
            again=AGAIN,
        )
    return said("{server} cannot be reached, or the connection broke; {again}", server=server, again=AGAIN)


def _refused(error: Any) -> str:
    if expired(error):
        return said(
            "the server does not accept this user and password, or the session has expired; "
            "check them; nothing was synced"
        )
    text = str(error)
    if "clock" in text.lower():
        return said(
            "this machine's clock differs from the server's by more than five minutes: set it; {again}", again=AGAIN
        )
    return said("the server refused the sync: {words}; {again}", words=text, again=AGAIN)


def _unusable(text: str, path: Path) -> str:
    if "already open" in text or "locked" in text:
        return said(
            "the collection is in use: Anki has it open, or another deckgen sync is running; close that and run "
            "this again"
        )
    if "NotADatabase" in text:
        return said("{file} is no collection of Anki's", file=path)
    return _FULL if "full" in text else said("the collection cannot be used: {words}", words=text)
