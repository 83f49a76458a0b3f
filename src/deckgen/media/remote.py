"""Addresses on the web → bytes, from the cache where that is enough; downloads are parallel, polite and limited."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from deckgen.media import kinds
from deckgen.media.cache import Cache, Record
from deckgen.options import Pictures

if TYPE_CHECKING:
    import httpx

_REDIRECTS = 5
_RETRIES = 2
_WORKERS, _PER_HOST = 8, 3
# In seconds: for a connection, between two pieces of an answer, and before another try if the server asks for one.
_CONNECT, _SILENCE, _LONGEST_WAIT = 5.0, 10.0, 10.0
_DAY = 86400
# In seconds: a definite refusal is believed so long, so that not every build asks for every lost picture again.
_REFUSAL = 3600
# The states of a server that may pass.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Got:
    """The bytes behind an address, or None; `why` says why there are none, or why they are an old copy."""

    data: bytes | None
    why: str = ""


@dataclass(frozen=True)
class Network:
    """Fetches addresses with a cache, and with a clock and a network that tests replace.

    `offline` answers from the cache alone. `proxies` are addresses by scheme (`http`, `https`, `all`), and under `no`
    the hosts that need none, as urllib's getproxies gives them. `clock` gives seconds since the epoch. `lookup`
    resolves (host, port) to IP addresses; the system does so if it is None.
    """

    cache: Path
    options: Pictures
    offline: bool = False
    proxies: Mapping[str, str] = field(default_factory=dict)
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    lookup: Callable[[str, int], list[str]] | None = None

    def fetch(self, addresses: Sequence[str], progress: Progress) -> dict[str, Got]:
        """The bytes behind each address; `progress` is told how many of how many are done."""
        cache = Cache(self.cache)
        got: dict[str, Got] = {}
        wanted: dict[str, Record | None] = {}
        for address in dict.fromkeys(addresses):
            record = cache.record(address)
            cached = self._cached(cache, record)
            if cached is None:
                wanted[address] = record
            else:
                got[address] = cached
        if wanted:
            self._download(cache, wanted, got, progress)
        return {address: got[address] for address in addresses}

    def _cached(self, cache: Cache, record: Record | None) -> Got | None:
        """The cache's answer; None if the server has to be asked."""
        data = cache.data(record) if record else None
        if self.offline:
            return Got(data, "" if data is not None else "this build is offline, and the cache does not have it")
        if record is None:
            return None
        age = self.clock() - record.checked
        if record.why:
            return Got(data, record.why) if 0 <= age < _REFUSAL else None
        return Got(data) if data is not None and 0 <= age < self.options.refresh * _DAY else None

    def _download(
        self, cache: Cache, wanted: Mapping[str, Record | None], got: dict[str, Got], progress: Progress
    ) -> None:
        """Adds the answers for all wanted addresses to `got`."""
        import httpx  # starting deckgen must not pay for a network library it rarely needs

        from deckgen.media.transport import Checked, looked_up

        hosts: dict[str, list[str]] = {}
        for address in wanted:
            hosts.setdefault(_host(address), []).append(address)
        parts = ((addresses[n::_PER_HOST] for n in range(_PER_HOST)) for addresses in hosts.values())
        lanes = list(chain.from_iterable(parts))
        results: SimpleQueue[tuple[str, Got | BaseException]] = SimpleQueue()
        stopped = threading.Event()
        transport = Checked(
            allow_private=self.options.allow_private, proxies=self.proxies, lookup=self.lookup or looked_up
        )
        with httpx.Client(transport=transport, trust_env=False) as client:
            downloads = _Downloads(self, cache, client)

            def work(lane: Sequence[str]) -> None:
                for address in lane:
                    if stopped.is_set():
                        return
                    try:
                        results.put((address, downloads.get(address, wanted[address])))
                    except BaseException as error:  # noqa: BLE001, raised again below in the thread that is waited for
                        results.put((address, error))

            pool = ThreadPoolExecutor(_WORKERS, "download")
            try:
                for lane in lanes:
                    pool.submit(work, lane)
                for done in range(len(wanted)):
                    progress(done, len(wanted))
                    address, result = results.get()
                    if isinstance(result, BaseException):
                        raise result
                    got[address] = result
                progress(len(wanted), len(wanted))
            finally:
                stopped.set()
                pool.shutdown(cancel_futures=True)


class _Failure(Exception):
    """An address gave nothing, and `why`.

    A `definite` failure lasts. After one that may pass the address is tried `again`, `wait` seconds later. A failure
    of the `host` holds for all its addresses.
    """

    def __init__(
        self, why: str, *, definite: bool = False, again: bool = False, host: bool = False, wait: float = 0
    ) -> None:
        super().__init__(why)
        self.why, self.definite, self.again, self.host, self.wait = why, definite, again, host, wait


class _Downloads:
    """The downloads of one build, which share a client and know which hosts are out of reach."""

    def __init__(self, network: Network, cache: Cache, client: "httpx.Client") -> None:
        self._network, self._cache, self._client = network, cache, client
        self._unreachable: dict[str, str] = {}

    def get(self, address: str, record: Record | None) -> Got:
        """The bytes behind an address, or those of the record's old copy if the server confirms it or fails."""
        old = self._cache.data(record) if record else None
        now = int(self._network.clock())
        try:
            fresh = self._persistently(address, record if old is not None else None)
        except _Failure as failure:
            if failure.definite:
                refused = replace(record or Record(address, now), checked=now, why=failure.why)
                self._cache.keep(refused if old else replace(refused, sha256=""))
            return Got(old, failure.why)
        if fresh is None and record and old is not None:
            self._cache.keep(replace(record, checked=now, why=""))
            return Got(old)
        assert fresh is not None
        data, etag, modified = fresh
        self._cache.keep(Record(address, now, sha256(data).hexdigest(), etag, modified), data)
        return Got(data)

    def _persistently(self, address: str, record: Record | None) -> tuple[bytes, str, str] | None:
        """What `_once` returns, after more tries if a failure may pass; raises _Failure."""
        host = _host(address)
        for attempt in range(_RETRIES + 1):
            if host in self._unreachable:
                raise _Failure(self._unreachable[host])
            try:
                return self._once(address, record)
            except _Failure as failure:
                if not failure.again or attempt == _RETRIES:
                    if failure.host:
                        self._unreachable[host] = failure.why
                    raise
                self._network.sleep(failure.wait or 2.0**attempt)
        raise AssertionError("the last attempt returns or raises")

    def _once(self, address: str, record: Record | None) -> tuple[bytes, str, str] | None:
        """Data, ETag and Last-Modified; None if the record's copy is up to date. Raises _Failure."""
        import httpx

        from deckgen.media.transport import Refused

        deadline = self._network.clock() + self._network.options.timeout
        # Servers judge programs by their name; an honest one that looks like a browser's is let through by most.
        headers = {
            "User-Agent": "Mozilla/5.0 (compatible; deckgen)",
            "Accept": "image/*,audio/*,video/*;q=0.9,*/*;q=0.5",
        }
        headers["Accept-Encoding"] = "identity"
        if record and record.etag:
            headers["If-None-Match"] = record.etag
        if record and record.modified:
            headers["If-Modified-Since"] = record.modified
        target = address
        try:
            for _ in range(_REDIRECTS + 1):
                if urlsplit(target).scheme not in ("http", "https"):
                    raise _Failure("it redirects to something that is not on the web", definite=True)
                timeout = httpx.Timeout(min(_SILENCE, self._network.options.timeout), connect=_CONNECT)
                with self._client.stream("GET", target, headers=headers, timeout=timeout) as answer:
                    if answer.has_redirect_location:
                        target = urljoin(target, answer.headers["location"])
                    elif answer.status_code == 403 and "Referer" not in headers:
                        # Some picture hosts answer only pages of their own.
                        parts = urlsplit(target)
                        headers["Referer"] = f"{parts.scheme}://{parts.netloc}/"
                    elif answer.status_code == 304 and record:
                        return None
                    else:
                        data = self._body(answer, deadline)
                        return data, answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
            raise _Failure(f"it redirects more than {_REDIRECTS} times", definite=True)
        except Refused as error:
            raise _Failure(f"{error} (allow_private in [images] allows it)") from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            raise _Failure(_first_line(error) or "the server cannot be reached", host=True) from error
        except httpx.TimeoutException as error:
            raise _Failure("the server does not answer", again=True, host=True) from error
        except httpx.TransportError as error:
            raise _Failure(_first_line(error) or "the connection broke", again=True) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise _Failure(_first_line(error) or "the address is not valid", definite=True) from error

    def _body(self, answer: "httpx.Response", deadline: float) -> bytes:
        """The bytes of a picture, sound or video; raises _Failure, also when they are too many or too late."""
        status, options = answer.status_code, self._network.options
        if status != 200:
            why = f"the server answers {status} {answer.reason_phrase}".rstrip()
            if status in _PASSING:
                wait = answer.headers.get("retry-after", "")
                raise _Failure(
                    why, again=True, wait=min(float(wait), _LONGEST_WAIT) if wait.isascii() and wait.isdigit() else 0
                )
            raise _Failure(why, definite=True)
        limit = options.max_size * 2**20
        too_large = _Failure(f"it is larger than {options.max_size} MB (max_size in [images])")
        length = answer.headers.get("content-length", "")
        if length.isascii() and length.isdigit() and int(length) > limit:
            raise too_large
        chunks: list[bytes] = []
        size = 0
        for chunk in answer.iter_bytes():
            chunks.append(chunk)
            size += len(chunk)
            if size > limit:
                raise too_large
            if self._network.clock() > deadline:
                raise _Failure(f"it takes longer than {options.timeout} s (timeout in [images])")
        data = b"".join(chunks)
        if kinds.extension(data) is None:
            raise _Failure(f"what the server sent {kinds.described(data)[0]}", definite=True)
        return data


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _host(address: str) -> str:
    # Not by urlsplit, which refuses some addresses: the download says whether an address is valid.
    return address.partition("//")[2].partition("/")[0].lower()
