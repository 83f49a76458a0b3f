"""Addresses on the web → bytes: in parallel, politely, within limits, from the cache where that is enough."""

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

_HOPS = 5
_RETRIES = 2
_WORKERS, _PER_HOST = 8, 3
_CONNECT, _SILENCE, _LONGEST_WAIT = 5.0, 10.0, 10.0
_DAY = 86400
# A server's definite no is believed for an hour, so that not every build asks for every lost picture again.
_NO = 3600
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Got:
    """The bytes, or None; `why` says why there are none, or why they are an old copy."""

    data: bytes | None
    why: str = ""


@dataclass(frozen=True)
class Network:
    """What is fetched with: a cache, and the world's clock and network, which tests replace.

    `offline` answers from the cache alone. `proxies` are addresses by scheme (`http`, `https`, `all`), and the hosts
    that need none (`no`), as urllib's getproxies gives them; `clock` gives seconds since the epoch; `lookup` resolves
    (host, port) to IP addresses, None by the system.
    """

    cache: Path
    options: Pictures
    offline: bool = False
    proxies: Mapping[str, str] = field(default_factory=dict)
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    lookup: Callable[[str, int], list[str]] | None = None

    def fetch(self, addresses: Sequence[str], progress: Progress) -> dict[str, Got]:
        """What stands behind each address; `progress` is told how many of how many are done."""
        cache = Cache(self.cache)
        got: dict[str, Got] = {}
        asked: dict[str, Record | None] = {}
        for address in dict.fromkeys(addresses):
            record = cache.record(address)
            known = self._known(cache, record)
            if known is None:
                asked[address] = record
            else:
                got[address] = known
        if asked:
            self._download(cache, asked, got, progress)
        return {address: got[address] for address in addresses}

    def _known(self, cache: Cache, record: Record | None) -> Got | None:
        data = cache.data(record) if record else None
        if self.offline:
            return Got(data, "" if data is not None else "not downloaded yet, and this build is offline")
        if record is None:
            return None
        age = self.clock() - record.checked
        if record.why:
            return Got(data, record.why) if 0 <= age < _NO else None
        return Got(data) if data is not None and 0 <= age < self.options.refresh * _DAY else None

    def _download(
        self, cache: Cache, asked: Mapping[str, Record | None], got: dict[str, Got], progress: Progress
    ) -> None:
        import httpx  # starting deckgen must not pay for a network library it rarely needs

        from deckgen.media.transport import Checked, looked_up

        hosts: dict[str, list[str]] = {}
        for address in asked:
            hosts.setdefault(_host(address), []).append(address)
        lanes = list(chain.from_iterable((some[n::_PER_HOST] for n in range(_PER_HOST)) for some in hosts.values()))
        results: SimpleQueue[tuple[str, Got | BaseException]] = SimpleQueue()
        stopped = threading.Event()
        transport = Checked(
            allow_private=self.options.allow_private, proxies=self.proxies, lookup=self.lookup or looked_up
        )
        with httpx.Client(transport=transport, trust_env=False) as client:
            one = _Downloads(self, cache, client)

            def lane(some: Sequence[str]) -> None:
                for address in some:
                    if stopped.is_set():
                        return
                    try:
                        results.put((address, one.get(address, asked[address])))
                    except BaseException as error:  # noqa: BLE001, raised again below in the thread that is waited for
                        results.put((address, error))

            pool = ThreadPoolExecutor(_WORKERS, "download")
            try:
                for some in lanes:
                    pool.submit(lane, some)
                for done in range(len(asked)):
                    progress(done, len(asked))
                    address, result = results.get()
                    if isinstance(result, BaseException):
                        raise result
                    got[address] = result
                progress(len(asked), len(asked))
            finally:
                stopped.set()
                pool.shutdown(cancel_futures=True)


class _Failure(Exception):
    """Why an address gave nothing: for good (`definite`), only now (`again`), or the whole host is out of reach."""

    def __init__(
        self, why: str, *, definite: bool = False, again: bool = False, host: bool = False, wait: float = 0
    ) -> None:
        super().__init__(why)
        self.why, self.definite, self.again, self.host, self.wait = why, definite, again, host, wait


class _Downloads:
    """The downloads of one build: what they share is the client, and which hosts are out of reach."""

    def __init__(self, network: Network, cache: Cache, client: "httpx.Client") -> None:
        self._network, self._cache, self._client = network, cache, client
        self._unreachable: dict[str, str] = {}

    def get(self, address: str, record: Record | None) -> Got:
        old = self._cache.data(record) if record else None
        now = int(self._network.clock())
        try:
            fresh = self._persistently(address, record if old is not None else None)
        except _Failure as failure:
            if failure.definite:
                kept = record or Record(address, now)
                self._cache.keep(replace(kept, checked=now, why=failure.why, sha256=kept.sha256 if old else ""))
            return Got(old, failure.why)
        if fresh is None and record and old is not None:
            self._cache.keep(replace(record, checked=now, why=""))
            return Got(old)
        assert fresh is not None
        data, etag, modified = fresh
        self._cache.keep(Record(address, now, sha256(data).hexdigest(), etag, modified), data)
        return Got(data)

    def _persistently(self, address: str, record: Record | None) -> tuple[bytes, str, str] | None:
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
        """Data, ETag and Last-Modified; None when the record's copy is still right."""
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
        here = address
        try:
            for _ in range(_HOPS + 1):
                if urlsplit(here).scheme not in ("http", "https"):
                    raise _Failure("it redirects to something that is not on the web", definite=True)
                timeout = httpx.Timeout(min(_SILENCE, self._network.options.timeout), connect=_CONNECT)
                with self._client.stream("GET", here, headers=headers, timeout=timeout) as answer:
                    if answer.has_redirect_location:
                        here = urljoin(here, answer.headers["location"])
                    elif answer.status_code == 403 and "Referer" not in headers:
                        # Some picture hosts answer only pages of their own.
                        parts = urlsplit(here)
                        headers["Referer"] = f"{parts.scheme}://{parts.netloc}/"
                    elif answer.status_code == 304 and record:
                        return None
                    else:
                        data = self._body(answer, deadline)
                        return data, answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
            raise _Failure(f"it redirects more than {_HOPS} times", definite=True)
        except Refused as error:
            raise _Failure(f"{error} (allow_private in [images] allows it)") from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            raise _Failure(_said(error) or "the server cannot be reached", host=True) from error
        except httpx.TimeoutException as error:
            raise _Failure("the server does not answer", again=True, host=True) from error
        except httpx.TransportError as error:
            raise _Failure(_said(error) or "the connection broke", again=True) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise _Failure(_said(error) or "the address is not valid", definite=True) from error

    def _body(self, answer: "httpx.Response", deadline: float) -> bytes:
        status, options = answer.status_code, self._network.options
        if status != 200:
            why = f"the server answers {status} {answer.reason_phrase}".rstrip()
            if status in _PASSING:
                said = answer.headers.get("retry-after", "")
                raise _Failure(
                    why, again=True, wait=min(float(said), _LONGEST_WAIT) if said.isascii() and said.isdigit() else 0
                )
            raise _Failure(why, definite=True)
        limit = options.max_size * 2**20
        too_large = _Failure(f"it is larger than {options.max_size} MB (max_size in [images])")
        said = answer.headers.get("content-length", "")
        if said.isascii() and said.isdigit() and int(said) > limit:
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


def _said(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _host(address: str) -> str:
    # Also of what urlsplit refuses: whether an address is valid is for the download to say.
    return address.partition("//")[2].partition("/")[0].lower()
