"""What an image's address says: the image itself, or where to ask for it."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from treadle.images.refused import Refused, unreachable

LONGEST = 8192
"""Characters of an address that is asked for; a data URL may be longer."""

_DATA = re.compile(r"data:([^,;]*)((?:;[^,;]*)*),", re.IGNORECASE)
_DEFAULT = {"http": 80, "https": 443}
_NOT_IN_ADDRESSES = re.compile(r"[\x00-\x20\x7f\\]")  # a reader that skips them sees another host


@dataclass(frozen=True, slots=True)
class Place:
    """Where to ask: `target` is the path with the query, `host` as the address names it, in lower case."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The `host` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address, as this module reads it."""
        return f"{self.scheme}://{self.authority}{self.target}"

    def redirected(self, location: str) -> Place:
        """Where a redirect points, read as strictly as the first address; raises Refused."""
        try:
            return place(urljoin(self.url, location))
        except ValueError:
            raise unreachable("the redirect is no address") from None


def embedded(address: str, limit: int) -> bytes | None:
    """The bytes within a data URL, or None for any other address; raises Refused, above `limit` bytes too."""
    if address[:5].lower() != "data:":
        return None
    head = _DATA.match(address)
    if head is None:
        raise Refused("invalid image content: a data URL has a comma before its data")
    kind, parameters = head[1].strip().lower(), head[2].lower().split(";")
    if kind and not kind.startswith("image/"):
        raise Refused("invalid image content: the data URL's type is no image's")
    data = address[head.end() :]
    if len(data) > 4 * limit:
        raise too_large(limit)
    content = unquote_to_bytes(data)
    if "base64" in (each.strip() for each in parameters):
        try:
            content = base64.b64decode(content, validate=True)
        except (binascii.Error, ValueError):
            raise Refused("base64 encoding is invalid") from None
    if len(content) > limit:
        raise too_large(limit)
    return content


def place(address: str) -> Place:
    """Where an address says to ask; raises Refused for what is none, or not of http or https."""
    if len(address) > LONGEST:
        raise unreachable(f"the address is longer than {LONGEST} characters")
    if _NOT_IN_ADDRESSES.search(address):
        raise unreachable("the address has spaces, backslashes or control characters")
    try:
        parts = urlsplit(address)
        port = parts.port
        host = (parts.hostname or "").encode("idna" if "[" not in parts.netloc else "ascii").decode("ascii")
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    except ValueError:  # UnicodeError is one
        raise unreachable("the address is not valid") from None
    scheme = parts.scheme
    if scheme not in _DEFAULT:
        raise unreachable("only http, https and data addresses are taken")
    if "@" in parts.netloc:
        raise unreachable("the address has credentials")
    if not host or "%" in host:
        raise unreachable("the address has no host")
    return Place(scheme, host, _DEFAULT[scheme] if port is None else port, _escaped(target))


def too_large(limit: int) -> Refused:
    """An image of more bytes than are taken."""
    return Refused(f"Image size exceeds maximum allowed size of {limit} bytes")


def _escaped(target: str) -> str:
    return "".join(
        letter if letter.isascii() else "".join(f"%{byte:02X}" for byte in letter.encode(errors="replace"))
        for letter in target
    )
