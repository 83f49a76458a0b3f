"""Connects to public addresses only: a host is looked up once, and the address that was judged is connected to.

A name that resolves to something else a moment later (DNS rebinding) gains nothing, because nobody asks again.
"""

import ipaddress
import socket
import threading
from collections.abc import Callable, Mapping

import httpx

# (host, port) → the addresses it resolves to.
Lookup = Callable[[str, int], list[str]]


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
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return public(str(inner))
    return ip.is_global and not ip.is_multicast


class Checked(httpx.BaseTransport):
    """A transport for httpx that judges the address of a host before it connects to it."""

    def __init__(self, *, allow_private: bool, proxies: Mapping[str, str], lookup: Lookup = looked_up) -> None:
        self._allow_private, self._proxies, self._lookup = allow_private, proxies, lookup
        self._transports: dict[str, httpx.HTTPTransport] = {}
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises Refused for a private address, and httpx's errors."""
        host, scheme = request.url.host, request.url.scheme
        proxy = self._proxies.get(scheme) or self._proxies.get("all")
        if proxy and not self._direct(host):
            # The proxy looks the name up, so that only the name itself can be judged.
            self._judge(host)
            return self._transport(f"{scheme} by proxy", proxy).handle_request(request)
        address = self._address(host, request.url.port or (443 if scheme == "https" else 80))
        # The Host header was set from the name already, and certificates are held against the name.
        by_address = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        return self._transport(f"{scheme}://{host}", None).handle_request(by_address)

    def close(self) -> None:
        """Close every connection."""
        for transport in self._transports.values():
            transport.close()

    def _address(self, host: str, port: int) -> str:
        try:
            addresses = self._lookup(host, port)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"the host {host} cannot be found") from error
        allowed = [address for address in addresses if self._allow_private or public(address)]
        if not allowed:
            raise Refused(f"{host} is an address of a private network")
        # IPv4 first: a phone's or café's half-working IPv6 would cost every picture a time-out.
        return min(allowed, key=lambda address: ":" in address).partition("%")[0]

    def _direct(self, host: str) -> bool:
        """True if the host needs no proxy."""
        excepted = [name.strip().lstrip(".").lower() for name in self._proxies.get("no", "").split(",")]
        return "*" in excepted or any(name and ("." + host.lower()).endswith("." + name) for name in excepted)

    def _judge(self, host: str) -> None:
        if self._allow_private:
            return
        try:
            private = not public(host)
        except ValueError:
            private = host.lower().rstrip(".").endswith(("localhost", ".local", ".internal"))
        if private:
            raise Refused(f"{host} is an address of a private network")

    def _transport(self, key: str, proxy: str | None) -> httpx.HTTPTransport:
        with self._lock:
            # One per host: connections to one IP address must not be shared by hosts with different certificates.
            if key not in self._transports:
                self._transports[key] = httpx.HTTPTransport(proxy=proxy, trust_env=False)
            return self._transports[key]
