"""What goes between a collection of our own and its server, where no server is needed to see it."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from deckgen.anki.credentials import Session
from deckgen.anki.exchange import Direction, Exchange


@dataclass
class Calls:
    """With which choices the server was asked, in order."""

    choices: list[tuple[Direction, bool]] = field(default_factory=list)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    calls = Calls()

    def changes(self: Exchange, session: Session) -> Session:
        calls.choices.append((self.direction, self.ask is not None))
        return session

    session = Session("me", "", "", "key")
    monkeypatch.setattr(Exchange, "connect", lambda self: changes(self, session))
    monkeypatch.setattr(Exchange, "changes", changes)
    monkeypatch.setattr(Exchange, "media", lambda self, session: None)
    return calls


def exchange(direction: Direction) -> Exchange:
    account: Any = None
    return Exchange(account, "me", "", lambda: "", direction, lambda question: True, lambda text: None, lambda: None)


@pytest.mark.parametrize("direction", [None, "download", "upload"])
def test_a_choice_for_a_full_sync_is_for_the_first_exchange_alone(calls: Calls, direction: Direction) -> None:
    with exchange(direction).both_ways():
        assert calls.choices == [(direction, True)]
    # A second --full-download would overwrite what was delivered in between.
    assert calls.choices[1:] == [(None, False)]


def test_where_the_delivery_fails_nothing_goes_up(calls: Calls) -> None:
    with pytest.raises(ValueError, match="broken"), exchange(None).both_ways():
        raise ValueError("broken")
    assert len(calls.choices) == 1
