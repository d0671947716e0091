"""What images a server takes, and from where."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PORTS = (80, 443)
"""Where images are asked for unless the operator allows more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageSettings:
    """Bounds of what one request makes a server do for its images.

    `fetch_size` bytes each; `points` of all images of a request together; `timeout` seconds for fetching
    one, redirects included; `redirects` of one.
    """

    fetch_size: int = 20_000_000
    points: int = 32_000_000
    timeout: float = 10.0
    redirects: int = 3
    allowed: tuple[Allowed, ...] = ()


@dataclass(frozen=True, slots=True)
class Allowed:
    """Where images may come from although it is private or has an unusual port; `port` None is any.

    Either a `host` as addresses name it, or a `network` in which the host's addresses lie.
    """

    host: str | None
    network: Network | None
    port: int | None

    def fits(self, host: str, port: int) -> bool:
        """Whether this means a host by its name, whatever addresses that has."""
        return self.host == host and self.port in (None, port)

    def holds(self, address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int) -> bool:
        """Whether this means a network with that address."""
        return self.network is not None and address in self.network and self.port in (None, port)


def allowed(texts: Sequence[str]) -> tuple[Allowed, ...]:
    """Settings as text: `host`, `host:port`, an address, `10.0.0.0/8`, `[fd00::]/8`, `[::1]:8080`.

    Raises ValueError for what is none of them.
    """
    return tuple(_allowed(text.strip().lower()) for text in texts)


def _allowed(text: str) -> Allowed:
    rest, port = text, None
    head, colon, tail = text.rpartition(":")
    if colon and (":" not in head or head.endswith("]")):
        if not tail.isascii() or not tail.isdecimal() or not 0 < int(tail) < 65536:
            raise ValueError(f"{text!r} has no port after its last colon")
        rest, port = head, int(tail)
    try:
        return Allowed(None, ipaddress.ip_network(rest.replace("[", "").replace("]", "")), port)
    except ValueError:
        if not rest or not rest.isascii() or any(letter in rest for letter in "/@[] :?#"):
            raise ValueError(f"{text!r} is neither a host nor a network") from None
        return Allowed(rest, None, port)
