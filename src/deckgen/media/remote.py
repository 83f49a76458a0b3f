"""Addresses on the web → bytes, from the cache where that is enough; downloads are parallel, polite and limited."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeVar

from deckgen.media.cache import Cache, Record
from deckgen.options import Pictures
from deckgen.wording import kept, restored, said

if TYPE_CHECKING:
    from deckgen.media.download import Downloads

Value = TypeVar("Value")

_WORKERS, _PER_HOST = 8, 3
# In seconds, how often it is looked whether somebody wants to stop.
_LOOK = 0.2
_DAY = 86400
# In seconds: a definite refusal is believed so long, so that not every build asks for every lost picture again.
_REFUSAL = 3600

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
    the hosts that need none, as urllib's getproxies gives them. `clock` gives seconds since the epoch, `timer` seconds
    that nobody sets. `lookup` resolves (host, port) to IP addresses; the system does so if it is None.
    """

    cache: Path
    options: Pictures
    offline: bool = False
    proxies: Mapping[str, str] = field(default_factory=dict)
    clock: Callable[[], float] = time.time
    timer: Callable[[], float] = time.monotonic
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
            cache.sweep(self.clock())
            self._download(cache, wanted, got, progress)
        return {address: got[address] for address in addresses}

    def _cached(self, cache: Cache, record: Record | None) -> Got | None:
        """The cache's answer; None if the server has to be asked."""
        data = cache.data(record) if record else None
        if self.offline:
            why = said("this build is offline, and the cache does not have it")
            return Got(data, "" if data is not None else why)
        if record is None:
            return None
        age = self.clock() - record.checked
        if record.why:
            return Got(data, restored(record.why)) if 0 <= age < _REFUSAL else None
        return Got(data) if data is not None and 0 <= age < self.options.refresh * _DAY else None

    def _download(
        self, cache: Cache, wanted: Mapping[str, Record | None], got: dict[str, Got], progress: Progress
    ) -> None:
        """Adds the answers for all wanted addresses to `got`."""
        # Starting deckgen must not pay for a network library it rarely needs.
        import httpx

        from deckgen.media.download import Downloads, Hosts, host_of

        hosts: dict[str, list[str]] = {}
        for address in wanted:
            hosts.setdefault(host_of(address), []).append(address)
        parts = ((addresses[n::_PER_HOST] for n in range(_PER_HOST)) for addresses in hosts.values())
        lanes, results = SimpleQueue[list[str]](), SimpleQueue[tuple[str, Got | BaseException]]()
        for lane in chain.from_iterable(parts):
            lanes.put(lane)
        certificates = httpx.create_ssl_context(trust_env=False)
        known = Hosts()
        stopped = threading.Event()

        def work() -> None:
            downloads = Downloads(
                self.options,
                certificates,
                known,
                proxies=self.proxies,
                timer=self.timer,
                sleep=self.sleep,
                lookup=self.lookup,
            )
            with suppress(Empty), closing(downloads):
                while not stopped.is_set():
                    for address in lanes.get_nowait():
                        if stopped.is_set():
                            return
                        try:
                            results.put((address, self._got(cache, downloads, address, wanted[address])))
                        except BaseException as error:  # noqa: BLE001, raised again in the thread that is waited for
                            results.put((address, error))

        for _ in range(min(_WORKERS, lanes.qsize())):
            # The program's end does not wait for these: whoever presses Ctrl-C is not kept by a slow server.
            threading.Thread(target=work, name="download", daemon=True).start()
        try:
            for done in range(len(wanted)):
                progress(done, len(wanted))
                address, result = _next(results)
                if isinstance(result, BaseException):
                    raise result
                got[address] = result
            progress(len(wanted), len(wanted))
        finally:
            stopped.set()

    def _got(self, cache: Cache, downloads: "Downloads", address: str, record: Record | None) -> Got:
        """The bytes behind an address, or those of the record's old copy if the server confirms it or fails."""
        from deckgen.media.download import Failure

        old = cache.data(record) if record else None
        now = int(self.clock())
        try:
            fresh = downloads.get(address, record if old is not None else None)
        except Failure as failure:
            if failure.definite:
                refused = replace(record or Record(address, now), checked=now, why=kept(failure.why))
                cache.keep(refused if old else replace(refused, sha256=""))
            return Got(old, failure.why)
        if fresh is None and record and old is not None:
            cache.keep(replace(record, checked=now, why=""))
            return Got(old)
        assert fresh is not None
        data, etag, modified = fresh
        cache.keep(Record(address, now, sha256(data).hexdigest(), etag, modified), data)
        return Got(data)


def _next(results: SimpleQueue[Value]) -> Value:
    """The next result; on Windows nothing interrupts a wait that has no end."""
    while True:
        with suppress(Empty):
            return results.get(timeout=_LOOK)
