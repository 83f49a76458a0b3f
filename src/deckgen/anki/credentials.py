"""Who syncs: the user's password and the key of the session.

The password comes from the environment, the keyring or a prompt. The key is kept in a file for its owner only.
"""

import json
import shlex
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from deckgen import files
from deckgen.diagnostics import DeckgenError
from deckgen.wording import said

USER, PASSWORD, ENDPOINT = "DECKGEN_SYNC_USER", "DECKGEN_SYNC_PASSWORD", "DECKGEN_SYNC_ENDPOINT"
# In the keyring, each server has its own: a password is for one server only.
SERVICE = "deckgen sync {}"


@dataclass(frozen=True, slots=True)
class Session:
    """A login at `server`.

    `endpoint` is the host that the server has sent us to. `key` opens the account as the password does, so it is never
    shown, not even by repr.
    """

    user: str
    server: str
    endpoint: str
    key: str = field(repr=False)

    def is_of(self, user: str, server: str) -> bool:
        """Whether it is a login of this user at this server."""
        return (self.user, self.server) == (user, server)


def load(path: Path) -> Session | None:
    """The session kept; None when there is none or it cannot be used."""
    try:
        row = json.loads(path.read_text("utf-8"))
        return Session(str(row["user"]), str(row["server"]), str(row["endpoint"]), str(row["key"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def save(path: Path, session: Session) -> None:
    """Only the owner can read the file, from its first byte on; raises DeckgenError."""
    files.replace([(path, json.dumps(asdict(session)).encode())], mode=0o600)


def password(user: str, server: str, environ: Mapping[str, str], ask: Callable[[str], str] | None) -> str:
    """From the environment, else the system keyring, else `ask`; raises DeckgenError when none has it."""
    if given := environ.get(PASSWORD):
        return given
    service = SERVICE.format(server)
    if kept := _keyring(service, user):
        return kept
    if ask is None:
        raise DeckgenError(
            said(
                "no password for {user} at {server}: set {variable}, or keep it in the keyring: {command}",
                user=user,
                server=server,
                variable=PASSWORD,
                command=shlex.join([sys.executable, "-m", "keyring", "set", service, user]),
            )
        )
    return ask(said("Password for {user} at {server}", user=user, server=server))


def _keyring(service: str, user: str) -> str | None:
    try:
        import keyring
    except ImportError:
        return None
    try:
        found = keyring.get_password(service, user)
    except keyring.errors.KeyringError:  # a locked keyring, or a machine that has none
        return None
    return str(found) if found else None
