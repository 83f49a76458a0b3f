"""Downloads against a server of our own: limits, redirects, retries, the cache, which addresses are asked."""

import os
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

import pytest

from deckgen.media import Got, Network
from deckgen.media.cache import Cache, Record
from deckgen.media.download import Failure, Hosts
from deckgen.media.transport import looked_up, public
from deckgen.options import Pictures
from deckgen.wording import Said
from tests.support.pictures import picture

PNG, BLUE = picture("red"), picture("blue")


@dataclass
class Answer:
    status: int = 200
    body: bytes = PNG
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Server:
    """Answers by path, the last one again and again; `asked` are the requests in the order they came."""

    port: int = 0
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def at(self, path: str, *answers: Answer) -> str:
        self.answers[path] = list(answers)
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@pytest.fixture
def server() -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            state.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            answers = state.answers.get(self.path) or [Answer(404, b"")]
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            if answer.status == 200 and answer.headers.get("ETag") == (self.headers["If-None-Match"] or ""):
                answer = Answer(304, b"")
            self.send_response(answer.status)
            length = answer.headers.get("Content-Length", str(len(answer.body)))
            for name, value in {**answer.headers, "Content-Length": length}.items():
                if value:
                    self.send_header(name, value)
            if length != str(len(answer.body)):
                self.send_header("Connection", "close")
                self.close_connection = True
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that has seen enough hangs up."""

    http = Quiet(("127.0.0.1", 0), Handler)
    state.port = http.server_address[1]
    threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
    yield state
    http.shutdown()
    http.server_close()


class World:
    """A network whose clock and sleep are ours."""

    def __init__(self, cache: Path, **options: object) -> None:
        self.cache, self.now, self.slept = cache, 1_000_000.0, list[float]()
        self.options = Pictures(**{"allow_private": True, **options})  # type: ignore[arg-type]
        self.progress: list[tuple[int, int]] = []

    def get(self, *addresses: str, **world: object) -> list[Got]:
        network = Network(
            self.cache,
            self.options,
            clock=lambda: self.now,
            sleep=self.slept.append,
            **world,  # type: ignore[arg-type]
        )
        got = network.fetch(addresses, lambda done, of: self.progress.append((done, of)))
        return [got[address] for address in addresses]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "cache")


def test_once_had_is_not_asked_for_again(server: Server, world: World) -> None:
    url = server.at("/a.png", Answer())
    assert world.get(url, url) == [Got(PNG), Got(PNG)]
    assert world.get(url) == world.get(url, offline=True) == [Got(PNG)]
    assert server.paths == ["/a.png"]


def test_offline_without_a_copy(world: World, server: Server) -> None:
    (got,) = world.get(server.at("/a.png", Answer()), offline=True)
    assert got.data is None
    assert "offline" in got.why
    assert not server.asked


def test_an_old_copy_is_compared_by_etag_and_changes_only_with_the_server(server: Server, world: World) -> None:
    url = server.at("/a.png", Answer(headers={"ETag": '"1"', "Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"}))
    world.get(url)
    world.now += 31 * 86400
    assert world.get(url) == [Got(PNG)]
    assert server.asked[1][1]["if-none-match"] == '"1"'
    assert server.asked[1][1]["if-modified-since"].startswith("Mon")
    world.get(url)
    assert len(server.asked) == 2, "304 makes the copy fresh again"
    server.at("/a.png", Answer(body=BLUE, headers={"ETag": '"2"'}))
    world.now += 31 * 86400
    assert world.get(url) == [Got(BLUE)]


def test_what_a_server_calls_a_copy_may_be_nothing_that_can_be_sent(server: Server, world: World) -> None:
    url = server.at("/a.png", Answer(headers={"ETag": '"\xe9\xff"', "Last-Modified": "\x7f\x0b"}))
    world.get(url)
    world.now += 31 * 86400
    server.at("/a.png", Answer(body=BLUE))
    assert world.get(url) == [Got(BLUE)]
    assert "if-none-match" not in server.asked[1][1]
    assert "if-modified-since" not in server.asked[1][1]


@pytest.mark.parametrize("answer", [Answer(404, b""), Answer(503, b""), Answer(200, b"<html>sold")])
def test_what_was_had_is_kept_when_the_server_has_it_no_more(answer: Answer, server: Server, world: World) -> None:
    url = server.at("/a.png", Answer())
    world.get(url)
    world.now += 31 * 86400
    server.at("/a.png", answer)
    for _ in range(2):
        (got,) = world.get(url)
        assert got.data == PNG
        assert got.why
    assert world.get(url, offline=True) == [Got(PNG)]


def test_a_definite_no_is_believed_for_an_hour_only(server: Server, world: World) -> None:
    url = server.at("/a.png", Answer(404, b""))
    assert "404" in world.get(url)[0].why
    again = world.get(url)[0].why
    assert "404" in again
    assert isinstance(again, Said), "it can be told in other languages still"
    assert server.paths == ["/a.png"]
    server.at("/a.png", Answer())
    world.now += 3601
    assert world.get(url) == [Got(PNG)]


def test_passing_trouble_is_tried_again_as_the_server_asks(server: Server, world: World) -> None:
    url = server.at("/a.png", Answer(429, b"", {"Retry-After": "7"}), Answer(503, b""), Answer())
    assert world.get(url) == [Got(PNG)]
    assert world.slept == [7, 2]
    lost = server.at("/b.png", Answer(500, b"", {"Retry-After": "999999"}))
    assert "500" in world.get(lost)[0].why
    assert server.paths.count("/b.png") == 3
    assert max(world.slept) <= 10
    server.at("/b.png", Answer())
    assert world.get(lost) == [Got(PNG)], "trouble that may pass is not remembered"


def test_a_broken_transfer_is_tried_again_and_leaves_nothing_behind(server: Server, world: World) -> None:
    url = server.at("/a.png", Answer(body=PNG[:40], headers={"Content-Length": str(len(PNG))}), Answer())
    assert world.get(url) == [Got(PNG)]
    lost = server.at("/b.png", Answer(body=PNG[:40], headers={"Content-Length": str(len(PNG))}))
    assert world.get(lost)[0].data is None
    assert {path.read_bytes() for path in (world.cache / "data").iterdir()} == {PNG}


def test_redirects_are_followed_so_far(server: Server, world: World) -> None:
    url = server.at("/0", Answer(302, b"", {"Location": "/1?raw=true"}))
    server.at("/1?raw=true", Answer(301, b"", {"Location": f"http://localhost:{server.port}/2"}))
    server.at("/2", Answer())
    assert world.get(url) == [Got(PNG)]
    loop = server.at("/loop", Answer(302, b"", {"Location": "/loop"}))
    assert "redirects" in world.get(loop)[0].why
    assert server.paths.count("/loop") == 6
    file = server.at("/file", Answer(302, b"", {"Location": "file:///etc/passwd"}))
    assert "not on the web" in world.get(file)[0].why


def test_content_is_looked_at_whatever_the_server_says(server: Server, world: World) -> None:
    page = server.at("/a.png", Answer(body=b"<!DOCTYPE html>login", headers={"Content-Type": "image/png"}))
    plain = server.at("/b", Answer(headers={"Content-Type": "text/plain"}))
    got = world.get(page, plain)
    assert "web page" in got[0].why
    assert got[1] == Got(PNG)


@pytest.mark.parametrize("length", ["", "9999999"])
def test_size_limit(length: str, server: Server, tmp_path: Path) -> None:
    world = World(tmp_path, max_size=1)
    url = server.at("/a.png", Answer(body=PNG + bytes(2 * 2**20), headers={"Content-Length": length} if length else {}))
    assert "larger than 1 MB" in world.get(url)[0].why


def test_total_time_limit(server: Server, tmp_path: Path) -> None:
    world = World(tmp_path)
    url = server.at("/a.png", Answer())
    ticks = iter(range(0, 10**6, 40))
    network = Network(tmp_path, world.options, timer=lambda: next(ticks))
    assert "longer than 30 s" in network.fetch([url], lambda *_: None)[url].why


def test_hosts_that_answer_only_their_own_pages(server: Server, world: World) -> None:
    url = server.at("/a.png", Answer(403, b""), Answer())
    assert world.get(url) == [Got(PNG)]
    assert server.asked[1][1]["referer"] == f"http://127.0.0.1:{server.port}/"


def test_a_dead_host_is_asked_once_per_lane_not_once_per_picture(world: World) -> None:
    asked: list[str] = []

    def lookup(host: str, port: int) -> list[str]:
        asked.append(host)
        raise OSError

    got = world.get(*[f"https://dead.example/{n}.png" for n in range(30)], lookup=lookup)
    assert {g.why for g in got} == {"the host dead.example cannot be found"}
    assert len(asked) <= 3


def test_a_host_that_is_always_too_slow_is_given_up(world: World) -> None:
    got = world.get(*[f"https://slow.example/{n}.png" for n in range(60)], timer=count(0, 1_000).__next__)
    slow = Counter(one.why for one in got)
    assert set(slow) == {"it takes longer than 30 s (timeout in [images])", "its server was too slow 10 times"}
    # Each of its three lanes may be at one more.
    assert 10 <= slow["it takes longer than 30 s (timeout in [images])"] <= 12


def test_many_hosts_that_are_too_slow_are_given_up_together(world: World) -> None:
    got = world.get(*[f"https://slow{n}.example/a.png" for n in range(90)], timer=count(0, 1_000).__next__)
    slow = Counter(one.why for one in got)
    late = slow.pop("it takes longer than 30 s (timeout in [images])")
    assert set(slow) == {"servers were too slow 40 times, and this one has not answered yet"}
    # Each worker may be at one more.
    assert 40 <= late < 50


def test_a_host_that_has_answered_is_asked_whatever_others_do(server: Server) -> None:
    hosts = Hosts(late=Counter({f"slow{n}.example": 1 for n in range(40)}), answered={"good.example"})
    assert hosts.refused("other.example")
    assert not hosts.refused("good.example")
    hosts.failed("none.example", Failure("not found", definite=True))
    assert not hosts.refused("none.example")


def test_many_at_once_with_progress(server: Server, world: World) -> None:
    urls = [server.at(f"/{n}.png", Answer()) for n in range(20)]
    assert world.get(*urls) == [Got(PNG)] * 20
    assert world.progress == [(n, 20) for n in range(21)]


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/a", "http://localhost/a", "http://[::1]/a", "http://10.0.0.1/a", "http://169.254.169.254/latest",
     "http://[::ffff:127.0.0.1]/a", "http://0/a", "http://2130706433/a", "http://[fe80::1]/a", "http://[64:ff9b::7f00:1]/"],
)  # fmt: skip
def test_private_addresses_are_refused(url: str, tmp_path: Path) -> None:
    (got,) = World(tmp_path, allow_private=False).get(url)
    assert got.data is None
    assert "private" in got.why or "no host" in got.why or "not valid" in got.why


def test_refused_behind_a_redirect(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deckgen.media.transport.public", lambda address: address == "127.0.0.1")
    url = server.at("/a.png", Answer(302, b"", {"Location": "http://10.0.0.1/a.png"}))
    (got,) = World(tmp_path, allow_private=False).get(url)
    assert got.why.startswith("10.0.0.1 is an address of a private network")
    assert server.paths == ["/a.png"]


def test_refused_behind_a_name_and_behind_a_proxy(tmp_path: Path) -> None:
    world = World(tmp_path, allow_private=False)
    (got,) = world.get("http://innocent.example/a.png", lookup=lambda host, port: ["192.168.1.1", "fd00::1"])
    assert got.why.startswith("innocent.example is an address of a private network")
    (got,) = world.get("http://10.0.0.1/a.png", proxies={"http": "http://127.0.0.1:9"})
    assert "private" in got.why


def test_the_name_is_looked_up_once_and_that_address_connected_to(server: Server, world: World) -> None:
    answers = iter([["127.0.0.1"], ["203.0.113.1"]])
    server.at("/a.png", Answer())
    url = f"http://pictures.example:{server.port}/a.png"
    assert world.get(url, lookup=lambda host, port: next(answers)) == [Got(PNG)]
    assert server.asked[0][1]["host"] == f"pictures.example:{server.port}"


@pytest.mark.parametrize(
    "url", ["http://[", "http://", "https://a b/c.png", "http://x:99999/a", "http://..", "http://\ud800/"]
)
def test_addresses_that_are_none(url: str, world: World) -> None:
    (got,) = world.get(url, lookup=lambda host, port: [])
    assert got.data is None
    assert got.why


# Ways to write an address that is nobody's business, some of which only a look-up or a proxy understands.
PRIVATE = (
    "127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 0x7f.0.0.1 0177.0.0.1 017700000001 127.0.0.1. 0 0.0.0.0 00 "
    "10.0.0.1 10.1 167772161 192.168.1.1 0xc0a80101 192.168.257 172.16.0.1 172.31.255.255 169.254.169.254 2852039166 "
    "100.64.0.1 198.18.0.1 192.0.0.8 192.0.0.170 192.88.99.1 192.0.2.1 224.0.0.1 240.0.0.1 255.255.255.255 "
    "[::1] [::] [::2] [::127.0.0.1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:0:127.0.0.1] [64:ff9b::127.0.0.1] "
    "[64:ff9b:1::1] [64:ff9b:1::8.8.8.8] [fe80::1] [febf::1] [fec0::1] [fc00::1] [fd00::1] [ff02::1] [100::1] "
    "[2001:db8::1] [2002:7f00:1::] [2002:a00:1::1] [3fff::1] [5f00::1] [4000::1] [8000::1] "
    "localhost LOCALHOST localhost. a.localhost printer.local nas.lan router router. fritz.home server.corp "
    "metadata.google.internal db.internal. x.home.arpa wiki.intranet"
).split()


@pytest.mark.parametrize("host", PRIVATE)
def test_a_disguise_is_seen_through(host: str, tmp_path: Path) -> None:
    world = World(tmp_path, allow_private=False)
    for proxies in ({}, {"all": "http://127.0.0.1:9"}):
        (got,) = world.get(f"http://{host}/a.png", proxies=proxies, lookup=_resolver)
        assert got.data is None
        assert "private network" in got.why or "not valid" in got.why or "Invalid" in got.why, (got.why, proxies)


def _resolver(host: str, port: int) -> list[str]:
    """Looks up as a resolver does that knows names of a network of its own."""
    try:
        return looked_up(host, port)
    except OSError:
        return ["192.168.0.7"]


@pytest.mark.parametrize("host", ["8.8.8.8", "example.org", "a.example.local.org", "[2606:4700::1111]", "134744072"])
def test_what_is_public_goes_to_the_proxy(host: str, tmp_path: Path) -> None:
    (got,) = World(tmp_path, allow_private=False).get(f"http://{host}/a", proxies={"http": "http://127.0.0.1:9"})
    assert "private" not in got.why


@pytest.mark.parametrize(
    ("address", "expected"),
    [("8.8.8.8", True), ("2606:4700::1111", True), ("100.64.0.1", False), ("224.0.0.1", False), ("192.0.2.1", False),
     ("2002:7f00:1::", False), ("::", False), ("fe80::1%eth0", False), ("64:ff9b::808:808", True)],
)  # fmt: skip
def test_public(address: str, expected: bool) -> None:
    assert public(address) is expected


def test_the_cache_notices_damage_and_bears_a_read_only_disk(tmp_path: Path) -> None:
    import hashlib

    cache = Cache(tmp_path / "cache")
    record = Record("u", 1, hashlib.sha256(PNG).hexdigest())
    cache.keep(record, PNG)
    assert cache.record("u") == record
    assert cache.data(record) == PNG
    (tmp_path / "cache" / "data" / record.sha256).write_bytes(PNG[:-1])
    assert cache.data(record) is None
    for path in (tmp_path / "cache" / "records").iterdir():
        path.write_text('{"address": "u", "more": 1}')
    assert cache.record("u") is None
    (tmp_path / "file").touch()
    Cache(tmp_path / "file").keep(record, PNG)
    assert os.listdir(tmp_path / "cache" / "data") == [record.sha256], "no partial files"


def test_the_cache_is_swept_of_what_builds_that_died_have_left(server: Server, world: World) -> None:
    world.get(server.at("/a.png", Answer()))
    old, new = (world.cache / "data" / f".part-{name}" for name in ("old", "new"))
    for path, age in ((old, 86_401), (new, 86_399)):
        path.touch()
        os.utime(path, (world.now - age, world.now - age))
    world.get(server.at("/b.png", Answer(body=BLUE)))
    assert (old.exists(), new.exists()) == (False, True)


def test_two_builds_at_once_share_a_cache(server: Server, tmp_path: Path) -> None:
    urls = [server.at(f"/{n}.png", Answer()) for n in range(10)]
    results: list[list[Got]] = []
    threads = [threading.Thread(target=lambda: results.append(World(tmp_path).get(*urls))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [[Got(PNG)] * 10] * 4
    assert len(os.listdir(tmp_path / "data")) == 1
    assert len(os.listdir(tmp_path / "records")) == 10
