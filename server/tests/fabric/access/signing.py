"""A signer for tests, written from the wire format and sharing no code with the server's."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, unquote

AK, SK = "AKEXAMPLE0000000001", "SKexample/0000+secret=="
PROJECT = "0123456789abcdef0123456789abcdef"


def signed(
    method: str,
    target: str,
    body: bytes = b"",
    *,
    access: str = AK,
    secret: str = SK,
    headers: Mapping[str, str] | None = None,
    date: str | None = None,
    names: tuple[str, ...] | None = None,
    payload: str | None = None,
) -> dict[str, str]:
    """The headers of a signed request; `names` are the signed ones, all by default."""
    stamp = date or f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    all_headers = {"Host": "fabric.test:8080", "X-Sdk-Date": stamp, **(headers or {})}
    lower = {name.lower(): value for name, value in all_headers.items()}
    chosen = sorted(lower) if names is None else list(names)
    path, _, query = target.partition("?")
    encoded = "/".join(quote(part, safe="~") for part in unquote(path).split("/"))
    pairs = sorted(
        (quote(unquote(name), safe="~"), quote(unquote(value), safe="~"))
        for name, _, value in (pair.partition("=") for pair in query.split("&") if pair)
    )
    canonical = "\n".join(
        [
            method,
            encoded if encoded.endswith("/") else encoded + "/",
            "&".join(f"{name}={value}" for name, value in pairs),
            "".join(f"{name}:{lower[name].strip()}\n" for name in chosen),
            ";".join(chosen),
            payload or hashlib.sha256(body).hexdigest(),
        ]
    )
    text = f"SDK-HMAC-SHA256\n{stamp}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    listed = ";".join(chosen)
    all_headers["Authorization"] = (
        f"SDK-HMAC-SHA256 Access={access}, SignedHeaders={listed}, Signature={signature}"
    )
    return all_headers
