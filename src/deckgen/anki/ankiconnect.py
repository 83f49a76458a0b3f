"""The AnkiConnect protocol, version 6: one POST with an action, one answer {"result", "error"}."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from deckgen.diagnostics import DeckgenError
from deckgen.waiting import TooLate, within
from deckgen.wording import said

VERSION = 6
URL = "http://127.0.0.1:8765"
# The environment variable for the add-on's apiKey.
KEY = "ANKICONNECT_KEY"
# Seconds: the first question is answered at once, unless something blocks Anki.
HELLO = 10.0
# In bytes, of one answer: the ids of a million cards are a seventh of it.
_MOST = 100_000_000
# An answer may come in pieces: all of it takes no longer than so many times what is waited for one.
_TIMES = 5


class Refused(DeckgenError):
    """The add-on answered with an error; `reason` is in its own words."""

    def __init__(self, action: str, reason: str) -> None:
        super().__init__(said("Anki could not do {action}: {reason}", action=action, reason=reason))
        self.reason = reason


class Unknown(DeckgenError):
    """The add-on does not know the action."""


@dataclass(frozen=True, slots=True)
class AnkiConnect:
    """A running Anki with the add-on at `url`; `timeout` is in seconds, for one action."""

    url: str = URL
    key: str | None = field(default=None, repr=False)
    timeout: float = 60

    def invoke(self, action: str, timeout: float | None = None, **params: Any) -> Any:
        """The action's result.

        Raises Refused when the action fails, and DeckgenError when nobody that speaks the protocol answers.
        """
        import httpx  # starting deckgen must not pay for a network library it rarely needs

        request: dict[str, Any] = {"action": action, "version": VERSION, "params": params}
        if self.key:
            request["key"] = self.key
        try:
            # The add-on is on this machine: a proxy set in the environment is not for it. Only answers are waited for
            # long: a port that does not take the connection has no Anki.
            limits = httpx.Timeout(timeout or self.timeout, connect=min(self.timeout, 5))
            plainly = {"Accept-Encoding": "identity"}

            def answered() -> tuple[int, bytes]:
                with (
                    httpx.Client(timeout=limits, trust_env=False) as client,
                    client.stream("POST", self.url, json=request, headers=plainly) as answer,
                ):
                    return answer.status_code, _body(answer.iter_raw())

            status, body = within(_TIMES * (timeout or self.timeout), answered)
        except TooLate as error:
            raise self._busy(action) from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise DeckgenError(
                said(
                    "nothing answers at {url}: start Anki; if it is running, its add-on AnkiConnect is missing "
                    "(Tools > Add-ons > Get Add-ons, code 2055492159, then restart Anki)",
                    url=self.url,
                )
            ) from error
        except httpx.TimeoutException as error:
            raise self._busy(action) from error
        # A host that is no name (a..b) is a ValueError.
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise DeckgenError(
                said(
                    "the connection to Anki at {url} broke ({action}): {why}; run this again",
                    url=self.url,
                    action=action,
                    why=str(error),
                )
            ) from error
        return _result(status, body, action, self.url)

    def numbers(self, action: str, **params: Any) -> list[int]:
        """The action's result, where that is a list of ids; raises DeckgenError."""
        found = self.invoke(action, **params)
        if not isinstance(found, list) or not all(type(one) is int for one in found):
            raise self._strange(action)
        return found

    def names(self, action: str, **params: Any) -> list[str]:
        """The names in the action's result, a list of them or a table by them; raises DeckgenError."""
        found = self.invoke(action, **params)
        if not isinstance(found, (list, dict)) or not all(isinstance(one, str) for one in found):
            raise self._strange(action)
        return list(found)

    def text(self, action: str) -> str:
        """The action's result, where that is a text; raises DeckgenError."""
        if not isinstance(found := self.invoke(action), str):
            raise self._strange(action)
        return found

    def due(self, card: int) -> int:
        """When a card is due, as Anki stores it; raises DeckgenError."""
        found = self.invoke("cardsInfo", cards=[card])
        one = found[0] if isinstance(found, list) and found else None
        if not isinstance(one, dict) or type(one.get("due")) is not int:
            raise self._strange("cardsInfo")
        return int(one["due"])

    def _busy(self, action: str) -> DeckgenError:
        return DeckgenError(
            said(
                "Anki does not answer ({action}): a dialog may be waiting there for you, or it is busy; close it "
                "and run this again",
                action=action,
            )
        )

    def _strange(self, action: str) -> DeckgenError:
        return DeckgenError(
            said(
                "what {url} answers to {action} is not what AnkiConnect answers: update the add-on",
                url=self.url,
                action=action,
            )
        )

    def hello(self, timeout: float | None = None) -> None:
        """Raises DeckgenError unless an AnkiConnect that takes our key and speaks our version answers."""
        version = self.invoke("version", timeout=timeout or HELLO)
        if not isinstance(version, int) or version < VERSION:
            raise DeckgenError(
                said(
                    "this AnkiConnect speaks version {version}, deckgen needs {needed}: update the add-on",
                    version=version,
                    needed=VERSION,
                )
            )


def _body(pieces: Iterable[bytes]) -> bytes:
    """The bytes of an answer; nothing of one that no collection explains."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > _MOST:
            return b""
    return bytes(body)


def _result(status: int, body: bytes, action: str, url: str) -> Any:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if status != 200 or not isinstance(data, dict) or not {"result", "error"} <= set(data):
        raise DeckgenError(
            said(
                "what answers at {url} is not AnkiConnect (HTTP {status}): another program has the port, or the "
                "address is wrong (--url)",
                url=url,
                status=status,
            )
        )
    if (error := data["error"]) is None:
        return data["result"]
    if "api key" in str(error):
        raise DeckgenError(
            said("AnkiConnect wants its key (apiKey in its configuration): set {variable}", variable=KEY)
        )
    if "collection is not available" in str(error):
        raise DeckgenError(said("Anki has no profile open: choose one in its window and run this again"))
    if error == "unsupported action":
        raise Unknown(said("this AnkiConnect does not know {action}: update the add-on", action=action))
    raise Refused(action, str(error))
