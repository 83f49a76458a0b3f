"""Whether what is sent to an address can be read on the way."""

import ipaddress
import socket
from urllib.parse import urlsplit


def exposed(address: str) -> bool:
    """Whether neither encryption nor the way, which does not leave this machine, hides what is sent.

    Only the name `localhost` and addresses of this machine stay here (RFC 6761, RFC 1122, RFC 4291), however these are
    written; what cannot be made out may lead anywhere.
    """
    if not address:
        return False
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return True
    if parts.scheme == "https":
        return False
    # Browsers and Python divide addresses with these at different places.
    return parts.scheme != "http" or not address.isprintable() or "\\" in address or not _stays_here(host)


def _stays_here(host: str) -> bool:
    if host.rstrip(".") == "localhost":
        return True
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        try:
            # 2130706433, 127.1 and 0x7f.1, as whoever connects reads them too.
            ip = ipaddress.ip_address(socket.inet_ntoa(socket.inet_aton(host)))
        except OSError:
            return False
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return (mapped or ip).is_loopback
