"""What somebody else does, waited for no longer than so many seconds, however it waits itself."""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeVar

Value = TypeVar("Value")


class TooLate(Exception):
    """It is not done yet."""


def within(seconds: float, work: Callable[[], Value]) -> Value:
    """What `work` returns or raises; raises TooLate where that takes longer, and leaves it behind.

    A server that sends a blank now and then is never silent, and the look-up of names knows no limit at all.
    """
    results: SimpleQueue[tuple[Value | None, Exception | None]] = SimpleQueue()

    def run() -> None:
        try:
            results.put((work(), None))
        except Exception as error:  # noqa: BLE001, raised again below, where it is waited for
            results.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        value, error = results.get(timeout=seconds)
    except Empty:
        raise TooLate from None
    if error:
        raise error
    return value  # type: ignore[return-value]
