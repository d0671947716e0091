"""AWS Signature Version 4 in headers, which OBS takes on its S3 interface: for requests without a body."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

EMPTY = hashlib.sha256(b"").hexdigest()
_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A pair of keys; `token` goes with temporary ones."""

    access_key: str
    secret_key: str
    token: str | None = None

    def __repr__(self) -> str:
        return f"Credentials({self.access_key})"  # what is logged by mistake is no secret


def encoded(text: str, safe: str = "") -> str:
    """Percent-encoded as RFC 3986 and the signature want it."""
    return quote(text, safe=safe + "-_.~")


def query_string(query: Iterable[tuple[str, str]]) -> str:
    """A query as it is signed, and may therefore be sent."""
    return "&".join(f"{encoded(name)}={encoded(value)}" for name, value in sorted(query))


def signed(
    credentials: Credentials,
    region: str,
    method: str,
    host: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    moment: datetime | None = None,
) -> dict[str, str]:
    """`headers` with those of the signature; `path` and `query` are as they go out, already encoded."""
    stamp = (moment or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{region}/s3/aws4_request"
    sent = {name.lower(): value for name, value in headers.items()}
    sent |= {"host": host, "x-amz-content-sha256": EMPTY, "x-amz-date": stamp}
    if credentials.token:
        sent["x-amz-security-token"] = credentials.token
    names = ";".join(sorted(sent))
    lines = "".join(f"{name}:{sent[name].strip()}\n" for name in sorted(sent))
    canonical = "\n".join([method, path, query, lines, names, EMPTY])
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    key = f"AWS4{credentials.secret_key}".encode()
    for part in (stamp[:8], region, "s3", "aws4_request", "\n".join([_ALGORITHM, stamp, scope, digest])):
        key = hmac.digest(key, part.encode(), "sha256")
    credential = f"{credentials.access_key}/{scope}"
    sent["authorization"] = (
        f"{_ALGORITHM} Credential={credential},SignedHeaders={names},Signature={key.hex()}"
    )
    return sent
