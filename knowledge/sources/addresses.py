"""Which addresses may be fetched: none inside of the network that this process stands in, unless allowed."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from knowledge.reading.errors import UnreadableError

RESOLVE_SECONDS = 5.0
# Source: https://www.rfc-editor.org/rfc/rfc6052 - such an address has an IPv4 address in it.
_NAT64 = IPv6Network("64:ff9b::/96")


class RefusedAddressError(UnreadableError):
    """An address that may not be fetched."""


def check_url(url: str) -> str | None:
    """Why an address can't be a page; None if it can."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return f"{url!r} is no address"
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        return f"{url!r} is no address of a page. It begins with https:// or http://"
    if parts.username or parts.password:
        return "an address may not hold a user or a password: it is shown to people"
    if not url.isprintable():
        return f"{url!r} has characters that can't be shown"
    return None


async def address_of(url: str, private: bool) -> str:
    """The address of a URL's host, looked up once: what is checked is what is connected to.

    Args:
        url: the URL.
        private: whether addresses inside of a private network will do.

    Raises:
        RefusedAddressError: it is inside, or no address of a page.
        OSError: the name can't be looked up.
    """
    if why := check_url(url):
        raise RefusedAddressError(why)
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(RESOLVE_SECONDS):
        found = await loop.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    # Many networks have no way out over IPv6: its addresses come last.
    addresses = sorted({str(entry[4][0]).partition("%")[0] for entry in found}, key=lambda each: ":" in each)
    if not private and (inside := [each for each in addresses if not is_public(each)]):
        raise RefusedAddressError(
            f"{parts.hostname} is at {inside[0]}, inside of a private network. "
            "Set KNOWLEDGE_PRIVATE_ADDRESSES=true if such pages are to be read"
        )
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also where it has another one in it."""
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        inner = _inner(found)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None
