"""A server on loopback that sends what it is told, byte by byte, whether that is HTTP or not."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable, Iterator

# The pieces of an answer; None: nothing comes any more, and the connection stays open.
Pieces = Iterable[bytes | None]


class RawServer:
    """Answers each path with its pieces, whatever else is asked; `asked` are the heads of the requests."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[], Pieces]] = {}
        self.asked: list[str] = []
        self.ended = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def at(self, path: str, answer: Callable[[], Pieces]) -> str:
        """The address at which this answer comes."""
        self.answers[path] = answer
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self) -> None:
        self.ended.set()
        self._socket.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError, UnicodeDecodeError, IndexError):
            head = b""
            while b"\r\n\r\n" not in head and (more := connection.recv(65536)):
                head += more
            self.asked.append(head.decode())
            for piece in self.answers[head.decode().split()[1]]():
                if piece is None:
                    self.ended.wait()
                    return
                connection.sendall(piece)


@contextlib.contextmanager
def serving() -> Iterator[RawServer]:
    server = RawServer()
    try:
        yield server
    finally:
        server.close()
