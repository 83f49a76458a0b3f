"""Servers that do what they must not: every download ends with a message, in its time and within its size."""

import collections
import gzip
import itertools
import signal
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deckgen.media import Got, Network
from deckgen.options import Pictures
from tests.support.pictures import picture
from tests.support.raw_server import Pieces, RawServer, serving

PNG = picture("red")
OK = b"HTTP/1.1 200 OK\r\n"
SIZED = OK + b"Content-Length: %d\r\n\r\n" % len(PNG)
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
MB = bytes(2**20)


def told(*lines: str, body: bytes = PNG) -> Callable[[], Pieces]:
    """An answer in one piece; `lines` are its first line and its headers."""
    return lambda: ["\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body]


def ok(*headers: str, body: bytes = PNG) -> Callable[[], Pieces]:
    return told("HTTP/1.1 200 OK", *headers, f"Content-Length: {len(body)}", "Connection: close", body=body)


def sent_on(to: str) -> Callable[[], Pieces]:
    return told("HTTP/1.1 302 Found", f"Location: {to}", "Content-Length: 0", "Connection: close", body=b"")


def endless(head: bytes, piece: bytes) -> Callable[[], Pieces]:
    return lambda: itertools.chain([head], itertools.repeat(piece))


def silent(*pieces: bytes) -> Callable[[], Pieces]:
    return lambda: [*pieces, None]


# What never ends unless somebody ends it.
NEVER: dict[str, Callable[[], Pieces]] = {
    "nothing at all": silent(),
    "half a status line": silent(b"HTTP/1.1 2"),
    "half a header": silent(OK + b"Content-Le"),
    "headers and no body": silent(SIZED),
    "half a body": silent(SIZED + PNG[:20]),
    "half a chunk": silent(CHUNKED + b"ff\r\n" + PNG[:20]),
    "no end after the last chunk": silent(CHUNKED + b"%x\r\n%s\r\n0\r\n" % (len(PNG), PNG)),
    "early hints": endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    "continue": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "processing": endless(b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    "chunks of one byte": endless(CHUNKED, b"1\r\n\0\r\n" * 1000),
    "one early hint, then silence": silent(b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "a refusal without an end": silent(b"HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Le"),
}
# What ends by itself or by its size, and what is said of it.
SAID: dict[str, tuple[Callable[[], Pieces], str]] = {
    "a body without end": (endless(OK + b"\r\n", MB), "larger than 1 MB"),
    "chunks without end": (endless(CHUNKED, b"10000\r\n" + bytes(65536) + b"\r\n"), "larger than 1 MB"),
    "10 GB announced": (told("HTTP/1.1 200 OK", "Content-Length: 10737418240"), "larger than 1 MB"),
    "10 GB in one chunk": (endless(CHUNKED + b"280000000\r\n", MB), "larger than 1 MB"),
    "headers without end": (endless(OK, b"A: b\r\n"), "buffer too long"),
    "one header without end": (endless(OK + b"A: ", MB), "buffer too long"),
    "a first line without end": (endless(b"", MB), ""),
    "trailers without end": (endless(CHUNKED + b"%x\r\n%s\r\n0\r\n" % (len(PNG), PNG), b"A: b\r\n"), "buffer too long"),
    "a length of 5,000 digits": (told("HTTP/1.1 200 OK", "Content-Length: " + "9" * 5000), ""),
    "a negative length": (told("HTTP/1.1 200 OK", "Content-Length: -1"), "bad Content-Length"),
    "two lengths": (told("HTTP/1.1 200 OK", "Content-Length: 5", "Content-Length: 6"), "conflicting Content-Length"),
    "a length that is none": (told("HTTP/1.1 200 OK", "Content-Length: many"), "bad Content-Length"),
    "a chunk of 5,000 digits": (lambda: [CHUNKED + b"f" * 5000 + b"\r\n"], ""),
    "another transfer encoding": (told("HTTP/1.1 200 OK", "Transfer-Encoding: gzip"), "Transfer-Encoding"),
    "a wait of 5,000 digits": (told("HTTP/1.1 503 Busy", "Retry-After: " + "9" * 5000, "Content-Length: 0"), "503"),
    "gzip": (ok("Content-Encoding: gzip", body=gzip.compress(MB * 8)), "compressed"),
    "gzip in gzip": (ok("Content-Encoding: gzip, gzip", body=gzip.compress(gzip.compress(MB * 64))), "compressed"),
    "gzip twice in the head": (ok("Content-Encoding: identity", "Content-Encoding: GZip"), "compressed"),
    "deflate": (ok("Content-Encoding: deflate"), "compressed"),
    "br": (ok("Content-Encoding: br"), "compressed"),
    "zstd": (ok("Content-Encoding: zstd"), "compressed"),
    "another protocol": (told("HTTP/1.1 101 Switching Protocols", "Upgrade: x", "Content-Length: 0"), ""),
    "no protocol": (lambda: [PNG], ""),
    "HTTP/0.9": (lambda: [b"<html>hello"], ""),
    "HTTP/2": (lambda: [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(64)], ""),
    "a state that is none": (told("HTTP/1.1 1000 Much"), ""),
    "a state without an end": (told("HTTP/1.1 204 No Content", body=b""), "204"),
    "a part": (told("HTTP/1.1 206 Partial Content", f"Content-Length: {len(PNG)}"), "206"),
    "nothing": (list, ""),
    "a body cut off": (told("HTTP/1.1 200 OK", "Content-Length: 99999"), "peer closed connection"),
    "a page": (ok("Content-Type: image/png", body=b"<!DOCTYPE html>"), "web page"),
    "comments before nothing": (ok(body=b"<!---->" * 1000), "no picture"),
    "instructions before nothing": (ok(body=b"<??>" * 1000 + b"<!DOCTYPE [" * 300), "no picture"),
    "on to a file": (sent_on("file:///etc/passwd"), "not on the web"),
    "on to data": (sent_on("data:image/png;base64,AAAA"), ""),
    "on to a script": (sent_on("javascript:alert(1)"), ""),
    "on to nowhere": (sent_on("http://["), ""),
    "on to no port": (sent_on("http://a.example:99999/"), ""),
    "on to a blank": (sent_on("http://a b/"), ""),
    "on without a word": (told("HTTP/1.1 302 Found", "Content-Length: 0", body=b""), "302"),
    "round and round": (sent_on("/round%20and%20round"), "redirects more than 5 times"),
}  # fmt: skip


@pytest.fixture
def server() -> Iterator[RawServer]:
    with serving() as one:
        yield one


def fetched(tmp_path: Path, addresses: list[str], **options: int) -> list[Got]:
    """What comes of addresses, in a thread: a download that never ends is a test that fails, and not one that hangs."""
    settings = Pictures(allow_private=True, max_size=1, **options)  # type: ignore[arg-type]
    network = Network(tmp_path / "cache", settings, sleep=lambda seconds: None)
    got: dict[str, Got] = {}
    thread = threading.Thread(target=lambda: got.update(network.fetch(addresses, lambda *_: None)), daemon=True)
    thread.start()
    thread.join(120)
    assert not thread.is_alive()
    return [got[address] for address in addresses]


def path(name: str) -> str:
    return "/" + name.replace(" ", "%20")


def test_what_never_ends_is_ended(server: RawServer, tmp_path: Path) -> None:
    addresses = [server.at(path(name), answer) for name, answer in NEVER.items()]
    # Hosts of their own: what one of them does says nothing about the others.
    addresses = [address.replace("127.0.0.1", f"127.0.0.{n}") for n, address in enumerate(addresses, 1)]
    elsewhere = Network(
        tmp_path / "cache",
        Pictures(allow_private=True, timeout=1),
        lookup=lambda host, port: ["127.0.0.1"],
        sleep=lambda seconds: None,
    )
    got: dict[str, Got] = {}
    thread = threading.Thread(target=lambda: got.update(elsewhere.fetch(addresses, lambda *_: None)), daemon=True)
    thread.start()
    thread.join(120)
    why = {name: got[address].why for name, address in zip(NEVER, addresses, strict=True) if address in got}
    assert why == dict.fromkeys(NEVER, "it takes longer than 1 s (timeout in [images])")


@pytest.mark.parametrize("name", SAID)
def test_what_is_wrong_is_said(name: str, server: RawServer, tmp_path: Path) -> None:
    answer, words = SAID[name]
    (got,) = fetched(tmp_path, [server.at(path(name), answer)], timeout=86400)
    assert got.data is None
    assert got.why
    assert words in got.why
    assert "\n" not in got.why


@pytest.mark.parametrize("piece", [b"HTTP/1.1 103 Early Hints\r\n\r\n", OK + b"Connection: close\r\nA: b\r\nB"])
def test_one_deadline_for_all_that_is_tried(piece: bytes, server: RawServer, tmp_path: Path) -> None:
    # Whatever is done, a second goes by: no clock is needed to see that it is not begun anew.
    seconds = itertools.count()
    network = Network(
        tmp_path,
        Pictures(allow_private=True, timeout=100),
        timer=lambda: float(next(seconds)),
        sleep=lambda wait: collections.deque(itertools.islice(seconds, int(wait)), maxlen=0).clear(),
    )
    url = server.at("/a.png", lambda: [piece])
    got = network.fetch([url], lambda *_: None)[url]
    assert got.data is None
    assert next(seconds) < 110


def test_redirects_have_the_same_deadline(server: RawServer, tmp_path: Path) -> None:
    seconds = itertools.count()
    network = Network(tmp_path, Pictures(allow_private=True, timeout=12), timer=lambda: float(next(seconds)))
    url = server.at("/0", sent_on("/1"))
    for n in range(1, 6):
        server.at(f"/{n}", sent_on(f"/{n + 1}") if n < 5 else ok())
    assert "longer than 12 s" in network.fetch([url], lambda *_: None)[url].why


def test_a_name_that_nobody_can_look_up_has_the_same_deadline(tmp_path: Path) -> None:
    ended = threading.Event()

    def lookup(host: str, port: int) -> list[str]:
        ended.wait()
        return []

    network = Network(tmp_path, Pictures(timeout=1), lookup=lookup)
    got = network.fetch(["http://slow.example/a.png"], lambda *_: None)
    ended.set()
    assert "longer than 1 s" in got["http://slow.example/a.png"].why


@pytest.mark.parametrize("encoding", ["identity", "none", ""])
def test_an_encoding_that_changes_nothing(encoding: str, server: RawServer, tmp_path: Path) -> None:
    assert fetched(tmp_path, [server.at("/a.png", ok(f"Content-Encoding: {encoding}"))], timeout=600) == [Got(PNG)]
    assert "accept-encoding: identity" in server.asked[0].lower()


@pytest.mark.parametrize("name", ["a body without end", "chunks without end", "gzip in gzip", "10 GB in one chunk"])
def test_memory_is_bounded_by_the_size(name: str, server: RawServer, tmp_path: Path) -> None:
    answer, _ = SAID[name]
    body = list(itertools.islice(answer(), 4))  # what the server itself needs is not counted
    url = server.at(path(name), lambda: itertools.chain(body, answer() if len(body) == 4 else ()))
    tracemalloc.start()
    try:
        fetched(tmp_path, [url], timeout=86400)
        assert tracemalloc.get_traced_memory()[1] < 16 * 2**20
    finally:
        tracemalloc.stop()


def test_nobody_else_learns_a_password(server: RawServer, tmp_path: Path) -> None:
    other = server.at("/other", ok())
    first = server.at("/first", sent_on("/second")).replace("127.0.0.1", "me:secret@127.0.0.1")
    server.at(
        "/second",
        lambda: told("HTTP/1.1 403 No", "Content-Length: 0", body=b"")() if len(server.asked) < 3 else sent_on(other)(),
    )
    assert fetched(tmp_path, [first], timeout=600) == [Got(PNG)]
    assert "authorization" in server.asked[0].lower()
    assert not any("secret" in head for head in server.asked[1:])


def test_whoever_interrupts_is_not_kept_by_a_server(server: RawServer, tmp_path: Path) -> None:
    network = Network(tmp_path, Pictures(allow_private=True, timeout=86400))
    slow = [server.at(f"/{n}", silent()) for n in range(3)]

    def progress(done: int, of: int) -> None:
        if done:
            raise KeyboardInterrupt

    good = server.at("/good", ok()).replace("127.0.0.1", "localhost")
    with pytest.raises(KeyboardInterrupt):
        network.fetch([*slow, good], progress)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT for another process")
def test_ctrl_c_ends_a_build_that_downloads(server: RawServer, tmp_path: Path) -> None:
    began = threading.Event()

    def answer() -> Pieces:
        began.set()
        return [None]

    (tmp_path / "deckgen.toml").write_text("[images]\nallow_private = true\ntimeout = 86400\n")
    (tmp_path / "a.md").write_text(f"## What is one?\n\n![]({server.at('/a.png', answer)})\n\nThe first.\n")
    command = [sys.executable, "-m", "deckgen", "build"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as build:
        assert began.wait(120)
        build.send_signal(signal.SIGINT)
        _, said = build.communicate(timeout=60)
    assert (build.returncode, said.strip()) == (130, b"interrupted")
