"""Where a server is, as somebody wrote it: checked, without its credentials, which become a header.

weaver:secret@host:8080/api/   ─▶  http://host:8080/api  and  Authorization: Basic …
"""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import unquote, urlsplit

from treadle_conformance.faults import Misuse


def read(text: str) -> tuple[str, dict[str, str]]:
    """The base of every request's URL, and the headers that the address stands for.

    Raises Misuse for what is no address of a server; it does not show what may be a password.
    """
    whole = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(whole)
        port = parts.port
    except ValueError as error:
        raise Misuse(f"the address is none: {error}") from None
    place = f"{parts.netloc.rpartition('@')[2]}{parts.path}"
    if parts.scheme not in {"http", "https"}:
        raise Misuse(f"the address is to begin with http:// or https://, not {parts.scheme}://")
    if not parts.hostname or port == 0:
        raise Misuse(f"the address names no host and port: {place}")
    if parts.query or parts.fragment or "?" in whole or "#" in whole:
        raise Misuse(f"the address is to have no query and no fragment, only {parts.scheme}://{place}")
    if place.rstrip("/").endswith("/v1"):
        raise Misuse(f"give the address without /v1, which the paths of the contract begin with: {place}")
    headers: dict[str, str] = {}
    if "@" in parts.netloc:
        pair = unquote(f"{parts.username or ''}:{parts.password or ''}")
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    return f"{parts.scheme}://{place}".rstrip("/"), headers
