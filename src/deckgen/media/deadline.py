"""One deadline for all that a download waits for: the name, the connection, every piece of what comes.

A limit for each wait alone bounds nothing: a server that sends a byte a second, or one preliminary answer (103) after
the other, is never silent.
"""

import ssl
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

import httpcore

from deckgen.waiting import TooLate, within

Value = TypeVar("Value")


class Late(Exception):
    """The deadline is over."""


class Deadline:
    """When the present download must be done, by `timer`, in seconds; whoever waits asks how long it still may."""

    def __init__(self, timer: Callable[[], float]) -> None:
        self._timer, self._end = timer, 0.0

    def begin(self, seconds: float) -> None:
        """The download has so long from now."""
        self._end = self._timer() + seconds

    @property
    def over(self) -> bool:
        """Whether it is over."""
        return self._timer() >= self._end

    def left(self, most: float | None = None) -> float:
        """How long a wait may last, `most` at the most; raises Late."""
        left = self._end - self._timer()
        if left <= 0:
            raise Late
        return left if most is None else min(left, most)

    def call(self, function: Callable[..., Value], *arguments: Any) -> Value:
        """What a function returns that knows no deadline, such as the system's look-up of names; raises Late."""
        try:
            return within(self.left(), partial(function, *arguments))
        except TooLate as late:
            raise Late from late


class Backend(httpcore.NetworkBackend):
    """The network of a download, whose every wait ends at the deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline, self._backend = deadline, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection."""
        wait = self._deadline.left(timeout)
        return _Stream(self._backend.connect_tcp(host, port, wait, local_address, socket_options), self._deadline)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Stream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
