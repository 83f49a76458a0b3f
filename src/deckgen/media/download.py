"""Downloads of one thread: what stands behind an address, polite and limited in time and size."""

import ssl
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx

from deckgen.media import kinds
from deckgen.media.cache import Record
from deckgen.media.deadline import Deadline, Late
from deckgen.media.transport import Checked, Lookup, Refused, looked_up
from deckgen.options import Pictures
from deckgen.wording import reason, said

_REDIRECTS = 5
_RETRIES = 2
# In seconds: for a connection, between two pieces of an answer, and before another try if the server asks for one.
_CONNECT, _SILENCE, _LONGEST_WAIT = 5.0, 10.0, 10.0
# So often a host may be too slow, and all together before those that have not answered yet are asked no more.
_LATE, _LATE_TOGETHER = 10, 40
# The states of a server that may pass.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
# Content encodings that change nothing; servers write `none` too.
_UNPACKED = frozenset({"", "identity", "none"})


class Failure(Exception):
    """An address gave nothing, and `why`.

    A `definite` failure lasts. After one that may pass the address is tried `again`, `wait` seconds later. A failure
    of the `host` holds for all its addresses. One that came too `late` may happen to any of them.
    """

    def __init__(
        self,
        why: str,
        *,
        definite: bool = False,
        again: bool = False,
        host: bool = False,
        late: bool = False,
        wait: float = 0,
    ) -> None:
        super().__init__(why)
        self.why, self.definite, self.again, self.host, self.wait = why, definite, again, host, wait
        self.late = late


@dataclass(frozen=True, slots=True)
class Hosts:
    """What all threads know of the hosts: why some are `unreachable`, which have `answered`, how often each was `late`.

    Whoever has a thousand addresses at a slow host, or at a thousand slow hosts, would wait a thousand times.
    """

    unreachable: dict[str, str] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    late: Counter[str] = field(default_factory=Counter)

    def refused(self, host: str) -> str:
        """Why a host is not asked; empty if it is."""
        if host not in self.answered and self.late.total() >= _LATE_TOGETHER:
            return said("servers were too slow {count} times, and this one has not answered yet", count=_LATE_TOGETHER)
        return self.unreachable.get(host, "")

    def failed(self, host: str, failure: Failure) -> None:
        """Remembers what a failure says of its host."""
        self.late[host] += failure.late
        if failure.definite:
            self.answered.add(host)
        if self.late[host] >= _LATE:
            self.unreachable[host] = said("its server was too slow {count} times", count=_LATE)
        elif failure.host:
            self.unreachable[host] = failure.why


class Downloads:
    """The downloads of one thread, one after the other.

    `timer` gives seconds that nobody sets; the rest is as Network has it.
    """

    def __init__(
        self,
        options: Pictures,
        certificates: ssl.SSLContext,
        hosts: Hosts,
        *,
        proxies: Mapping[str, str],
        timer: Callable[[], float],
        sleep: Callable[[float], None],
        lookup: Lookup | None,
    ) -> None:
        self._options, self._hosts, self._sleep = options, hosts, sleep
        self._deadline = Deadline(timer)
        transport = Checked(
            self._deadline,
            certificates,
            allow_private=options.allow_private,
            proxies=proxies,
            lookup=lookup or looked_up,
        )
        self._client = httpx.Client(transport=transport, trust_env=False)

    def close(self) -> None:
        """Closes every connection."""
        self._client.close()

    def get(self, address: str, record: Record | None) -> tuple[bytes, str, str] | None:
        """What `_once` returns, after more tries if a failure may pass and there is time; raises Failure."""
        host = host_of(address)
        self._deadline.begin(self._options.timeout)
        for attempt in range(_RETRIES + 1):
            if why := self._hosts.refused(host):
                raise Failure(why)
            try:
                found = self._once(address, record)
            except Failure as failure:
                if not failure.again or attempt == _RETRIES:
                    self._hosts.failed(host, failure)
                    raise
                wait = failure.wait or 2.0**attempt
                with suppress(Late):
                    if self._deadline.left() > wait:
                        self._sleep(wait)
                        continue
                raise
            self._hosts.answered.add(host)
            return found
        raise AssertionError("the last attempt returns or raises")

    def _once(self, address: str, record: Record | None) -> tuple[bytes, str, str] | None:
        """Data, ETag and Last-Modified; None if the record's copy is up to date. Raises Failure."""
        # Servers judge programs by their name; an honest one that looks like a browser's is let through by most.
        headers = {
            "User-Agent": "Mozilla/5.0 (compatible; deckgen)",
            "Accept": "image/*,audio/*,video/*;q=0.9,*/*;q=0.5",
        }
        headers["Accept-Encoding"] = "identity"
        asked = {"If-None-Match": record.etag, "If-Modified-Since": record.modified} if record else {}
        # What a server has sent may be nothing that anybody can send.
        headers |= {name: value for name, value in asked.items() if value and value.isascii() and value.isprintable()}
        with self._told():
            return self._followed(address, headers, record)

    def _followed(self, address: str, headers: dict[str, str], record: Record | None) -> tuple[bytes, str, str] | None:
        """What `_once` returns, after redirects."""
        target = address
        for _ in range(_REDIRECTS + 1):
            if urlsplit(target).scheme not in ("http", "https"):
                raise Failure(said("it redirects to something that is not on the web"), definite=True)
            timeout = httpx.Timeout(min(_SILENCE, self._options.timeout), connect=_CONNECT)
            with self._client.stream("GET", target, headers=headers, timeout=timeout) as answer:
                if answer.has_redirect_location:
                    target = urljoin(target, answer.headers["location"])
                elif answer.status_code == 403 and "Referer" not in headers:
                    # Some picture hosts answer only pages of their own. Whoever is asked next learns no password.
                    parts = urlsplit(target)
                    headers["Referer"] = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"
                elif answer.status_code == 304 and record:
                    return None
                else:
                    return self._body(answer), answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
        raise Failure(said("it redirects more than {count} times", count=_REDIRECTS), definite=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Raises what goes wrong as a Failure, which says it to the author."""
        try:
            yield
        except Late as error:
            raise self._late() from error
        except Refused as error:
            raise Failure(said("{why} (allow_private in [images] allows it)", why=error.args[0])) from error
        except httpx.TimeoutException as error:
            if self._deadline.over:
                raise self._late() from error
            if isinstance(error, httpx.ConnectTimeout):
                raise Failure(said("the server cannot be reached"), host=True) from error
            raise Failure(said("the server does not answer"), again=True, host=True) from error
        except (httpx.ConnectError, httpx.ProxyError) as error:
            raise Failure(reason(error) or said("the server cannot be reached"), host=True) from error
        except httpx.TransportError as error:
            raise Failure(reason(error) or said("the connection broke"), again=True) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise Failure(reason(error) or said("the address is not valid"), definite=True) from error

    def _body(self, answer: httpx.Response) -> bytes:
        """The bytes of a picture, sound or video; raises Failure, also when they are too many or too late."""
        status, options = answer.status_code, self._options
        if status != 200:
            why = said("the server answers {status}", status=f"{status} {answer.reason_phrase}".rstrip())
            if status in _PASSING:
                wait = answer.headers.get("retry-after", "")
                raise Failure(
                    why, again=True, wait=min(float(wait), _LONGEST_WAIT) if wait.isascii() and wait.isdigit() else 0
                )
            raise Failure(why, definite=True)
        limit = options.max_size * 2**20
        too_large = Failure(said("it is larger than {size} MB (max_size in [images])", size=options.max_size))
        length = answer.headers.get("content-length", "")
        if length.isascii() and length.isdigit() and int(length) > limit:
            raise too_large
        packed = {name.strip().lower() for name in answer.headers.get("content-encoding", "").split(",")}
        if not packed <= _UNPACKED:
            # What unpacks to a thousand times its size would be unpacked before anybody could count it.
            raise Failure(said("the server sends it compressed, although it was asked not to"), definite=True)
        body = bytearray()
        for chunk in answer.iter_raw():
            body += chunk
            if len(body) > limit:
                raise too_large
        data = bytes(body)
        if kinds.extension(data) is None:
            raise Failure(said("what the server sent {what}", what=kinds.described(data)[0]), definite=True)
        return data

    def _late(self) -> Failure:
        what = said("it takes longer than {seconds} s (timeout in [images])", seconds=self._options.timeout)
        return Failure(what, late=True)


def host_of(address: str) -> str:
    """The host of an address, with its port."""
    # Not by urlsplit, which refuses some addresses: the download says whether an address is valid.
    return address.partition("//")[2].partition("/")[0].lower()
