"""What answers at AnkiConnect's port may be anybody, who never comes to an end."""

import itertools
import time
from collections.abc import Callable, Iterator

import pytest

from deckgen.anki.ankiconnect import AnkiConnect
from deckgen.diagnostics import DeckgenError
from tests.support.raw_server import serving


def _blanks() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n"
    while True:
        # More often than silence is noticed.
        time.sleep(0.02)
        yield b" "


def _preliminary() -> Iterator[bytes]:
    return itertools.repeat(b"HTTP/1.1 102 Processing\r\n\r\n")


@pytest.mark.parametrize("endless", [_blanks, _preliminary])
def test_an_answer_without_an_end_is_given_up(endless: Callable[[], Iterator[bytes]]) -> None:
    with serving() as server, pytest.raises(DeckgenError, match="Anki does not answer"):
        AnkiConnect(server.at("/", endless)).hello(0.1)
