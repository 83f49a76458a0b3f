"""Connects to public addresses only: a host is looked up once, and the address that was judged is connected to.

A name that resolves to something else a moment later (DNS rebinding) gains nothing, because nobody asks again.
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import httpcore
import httpx

from deckgen.media.deadline import Backend, Deadline
from deckgen.wording import said

# (host, port) → the addresses it resolves to.
Lookup = Callable[[str, int], list[str]]

# All that the Internet has of IPv6 so far (iana.org, "Internet Protocol Version 6 Address Space"): what lies elsewhere
# is for one network, or for nobody.
_UNICAST = ipaddress.ip_network("2000::/3")
# Where an IPv4 address is written in an IPv6 one (RFC 6052); of a network's own prefix, 64:ff9b:1::/48, nobody knows.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Set aside since, which not every Python knows: 6to4 relays (RFC 7526), protocols (RFC 6890), documentation (RFC 9637).
_RESERVED = tuple(map(ipaddress.ip_network, ("192.88.99.0/24", "192.0.0.0/24", "3fff::/20")))
# Names that only a network of one's own has (RFC 6761, 6762, 8375; ICANN's resolution of 2024 on .internal).
_OWN = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".home", ".corp", ".intranet")


class Refused(Exception):
    """An address is not connected to; the message says why."""


def looked_up(host: str, port: int) -> list[str]:
    """All addresses of a host, in the system's order; raises OSError."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def public(address: str) -> bool:
    """True if an IP address belongs to the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # An address that contains an IPv4 address leads where that one leads.
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return public(str(inner))
        if ip not in _UNICAST:
            return False
    reserved = any(ip.version == network.version and ip in network for network in _RESERVED)
    return ip.is_global and not ip.is_multicast and not reserved


def says_private(host: str) -> bool:
    """True if a host says itself, by its name or in any way to write its address, that it is in a private network."""
    name = host.lower().rstrip(".").strip("[]")
    try:
        return not public(name)
    except ValueError:
        pass
    try:
        # 2130706433, 127.1 and 0x7f.0.0.1, as the system's look-up reads them too.
        return not public(socket.inet_ntoa(socket.inet_aton(name)))
    except OSError:
        return "." not in name or name.endswith(_OWN)


class Checked(httpx.BaseTransport):
    """A transport for httpx that judges the address of a host before it connects to it, and keeps a deadline."""

    def __init__(
        self,
        deadline: Deadline,
        certificates: ssl.SSLContext,
        *,
        allow_private: bool,
        proxies: Mapping[str, str],
        lookup: Lookup = looked_up,
    ) -> None:
        self._deadline, self._certificates = deadline, certificates
        self._allow_private, self._proxies, self._lookup = allow_private, proxies, lookup
        self._pools: dict[str, httpcore.ConnectionPool] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises Refused for a private address, Late after the deadline, and httpx's errors."""
        host, scheme = request.url.host, request.url.scheme
        proxy = self._proxies.get(scheme) or self._proxies.get("all")
        if proxy and not self._direct(host):
            # The proxy looks the name up, so that only the name itself can be judged.
            if not self._allow_private and says_private(host):
                raise Refused(said("{host} is an address of a private network", host=host))
            return self._answer(self._pool(f"{scheme} by proxy", proxy), request, host)
        address = self._address(host, request.url.port or (443 if scheme == "https" else 80))
        # The Host header was set from the name already, and certificates are held against the name. One pool a host:
        # connections to one IP address must not be shared by hosts with different certificates.
        return self._answer(self._pool(f"{scheme}://{host}", None), request, address)

    def close(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            pool.close()

    def _answer(self, pool: httpcore.ConnectionPool, request: httpx.Request, host: str) -> httpx.Response:
        """What comes back when `host` is asked."""
        url = request.url
        asked = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=host.encode("ascii"), port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            extensions={**request.extensions, "sni_hostname": url.host},
        )
        with _in_httpx_words():
            answer = pool.handle_request(asked)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def _address(self, host: str, port: int) -> str:
        try:
            addresses = self._deadline.call(self._lookup, host, port)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(said("the host {host} cannot be found", host=host)) from error
        allowed = [address for address in addresses if self._allow_private or public(address)]
        if not allowed:
            raise Refused(said("{host} is an address of a private network", host=host))
        # IPv4 first: a phone's or café's half-working IPv6 would cost every picture a time-out.
        return min(allowed, key=lambda address: ":" in address).partition("%")[0]

    def _direct(self, host: str) -> bool:
        """True if the host needs no proxy."""
        excepted = [name.strip().lstrip(".").lower() for name in self._proxies.get("no", "").split(",")]
        return "*" in excepted or any(name and ("." + host.lower()).endswith("." + name) for name in excepted)

    def _pool(self, key: str, address: str | None) -> httpcore.ConnectionPool:
        if key not in self._pools:
            network = Backend(self._deadline)
            if address is None:
                self._pools[key] = httpcore.ConnectionPool(self._certificates, network_backend=network)
            else:
                self._pools[key] = self._by_proxy(httpx.Proxy(address), network)
        return self._pools[key]

    def _by_proxy(self, proxy: httpx.Proxy, network: Backend) -> httpcore.ConnectionPool:
        at = httpcore.URL(scheme=proxy.url.raw_scheme, host=proxy.url.raw_host, port=proxy.url.port, target=b"/")
        if proxy.url.scheme in ("http", "https"):
            return httpcore.HTTPProxy(
                at, proxy.raw_auth, ssl_context=self._certificates, proxy_ssl_context=None, network_backend=network
            )
        try:
            return httpcore.SOCKSProxy(at, proxy.raw_auth, self._certificates, network_backend=network)
        except (ImportError, RuntimeError) as error:
            raise httpx.ProxyError(said("a SOCKS proxy needs one more package: pip install socksio")) from error


class _Body(httpx.SyncByteStream):
    """The bytes of an answer as they come."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _in_httpx_words():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@contextmanager
def _in_httpx_words() -> Iterator[None]:
    """Raises what goes wrong as httpx does, which has an error of the same name for each."""
    try:
        yield
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, httpcore.ProxyError) as error:
        raise getattr(httpx, type(error).__name__)(str(error)) from error
    except httpcore.UnsupportedProtocol as error:
        raise httpx.UnsupportedProtocol(str(error)) from error
