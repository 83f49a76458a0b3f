"""The AnkiConnect protocol, version 6: one POST with an action, one answer {"result", "error"}."""

from dataclasses import dataclass, field
from typing import Any

from deckgen.diagnostics import DeckgenError
from deckgen.wording import said

VERSION = 6
URL = "http://127.0.0.1:8765"
# The environment variable for the add-on's apiKey.
KEY = "ANKICONNECT_KEY"
# Seconds: the first question is answered at once, unless something blocks Anki.
HELLO = 10.0


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
            answer = httpx.post(self.url, json=request, timeout=limits, trust_env=False)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise DeckgenError(
                said(
                    "nothing answers at {url}: start Anki; if it is running, its add-on AnkiConnect is missing "
                    "(Tools > Add-ons > Get Add-ons, code 2055492159, then restart Anki)",
                    url=self.url,
                )
            ) from error
        except httpx.TimeoutException as error:
            raise DeckgenError(
                said(
                    "Anki does not answer ({action}): a dialog may be waiting there for you, or it is busy; close it "
                    "and run this again",
                    action=action,
                )
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DeckgenError(
                said(
                    "the connection to Anki at {url} broke ({action}): {why}; run this again",
                    url=self.url,
                    action=action,
                    why=str(error),
                )
            ) from error
        return _result(answer, action, self.url)

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


def _result(answer: Any, action: str, url: str) -> Any:
    try:
        data = answer.json()
    except ValueError:
        data = None
    if answer.status_code != 200 or not isinstance(data, dict) or not {"result", "error"} <= set(data):
        raise DeckgenError(
            said(
                "what answers at {url} is not AnkiConnect (HTTP {status}): another program has the port, or the "
                "address is wrong (--url)",
                url=url,
                status=answer.status_code,
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
