"""Connections for fetching images: to addresses that were checked, and never to a name.

A name is resolved once, every address it has must be allowed, and the connection goes to one of those
very addresses. So a name that changes its mind between the check and the connection (DNS rebinding)
changes nothing, and neither does any of the ways to write an address: what counts is where it leads.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import httpcore

from treadle.images.refused import unreachable
from treadle.images.settings import PORTS, Allowed

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host, as text; raises OSError when it has none."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the IPv4 address is in the last 32 bits
_COMPATIBLE = ipaddress.IPv6Network("::/96")  # RFC 4291, section 2.5.5.1: deprecated, and alike
_SPECIAL = tuple(
    ipaddress.ip_network(each)
    for each in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "3fff::/20",
        "5f00::/16",
    )
)  # IANA's special-purpose registries, of which older Pythons know less
_RESOLVERS = ThreadPoolExecutor(8, thread_name_prefix="resolver")


async def resolved(host: str, port: int) -> list[str]:
    """The system's answer, asked in threads of its own: a slow name server holds up no other work."""
    ask = asyncio.get_running_loop().run_in_executor
    found = await ask(_RESOLVERS, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Where httpcore gets its connections for one request.

    They are noted and closed at the end: httpcore forgets one whose TLS handshake is cancelled.
    """

    def __init__(
        self,
        allowed: Sequence[Allowed],
        resolver: Resolver = resolved,
        inner: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._allowed = allowed
        self._opened: list[httpcore.AsyncNetworkStream] = []
        self._resolver = resolver
        # Its stand-in for a missing anyio, which pyright sees, is no backend.
        self._inner = inner or cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to one of the host's addresses, all of them checked; raises Refused."""
        addresses = await self._checked(host, port)
        options: dict[str, Any] = {
            "timeout": timeout,
            "local_address": local_address,
            "socket_options": socket_options,
        }
        for address in addresses[:-1]:
            try:
                return await self._connected(address, port, options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._connected(addresses[-1], port, options)

    async def close(self) -> None:
        """Close whatever is still open."""
        for stream in self._opened:
            await stream.aclose()

    async def _connected(
        self, address: str, port: int, options: dict[str, Any]
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._inner.connect_tcp(address, port, **options)
        self._opened.append(stream)
        return stream

    async def _checked(self, host: str, port: int) -> list[str]:
        named = any(each.fits(host, port) for each in self._allowed)
        if not named and port not in PORTS and not any(each.port in (None, port) for each in self._allowed):
            raise unreachable(f"port {port} is not allowed")
        try:
            texts = await self._resolver(host, port)
            addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in texts]
        except (OSError, ValueError):
            addresses = []
        # One sentence for both: whether an internal name exists is nobody's business outside.
        if not addresses or not (named or all(self._may(address, port) for address in addresses)):
            raise unreachable("the host has no address that images may come from")
        return [str(address) for address in addresses]

    def _may(self, address: Address, port: int) -> bool:
        meant = underlying(address)
        if any(each.holds(one, port) for one in (address, meant) for each in self._allowed):
            return True
        return port in PORTS and public(meant)


def underlying(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, where it does; else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
    if inner:
        return inner
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def public(address: Address) -> bool:
    """Whether an address is one host's on the internet, whoever asks."""
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and not any(address in network for network in _SPECIAL)
        and not (isinstance(address, ipaddress.IPv6Address) and address.is_site_local)
    )
