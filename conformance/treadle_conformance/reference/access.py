"""Who may call the reference server's Fabric: tokens with what they are good for, and one access key.

Each tenant has a Fabric of its own, so what is another's is not there. The rules are methods of their own, so
that a wrong server can be made by leaving one of them out.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from treadle_conformance.signing import ALGORITHM, canonical_request, sha256, sign

FORM = re.compile(rf"{ALGORITHM} Access=([^,]+), ?SignedHeaders=([a-z0-9;_-]+), ?Signature=([0-9a-f]{{64}})")
SKEW = timedelta(minutes=15)


class Nobody(Exception):
    """A credential that means nothing: 401."""


class Forbidden(Exception):
    """A genuine credential that is not good for this: 403."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """A request as it came, as far as credentials are concerned."""

    method: str
    target: str  # path and query, as sent
    headers: dict[str, str]
    body: bytes

    @property
    def changes(self) -> bool:
        """Whether it may change something."""
        return self.method not in {"GET", "HEAD", "OPTIONS"}


@dataclass(kw_only=True)
class Access:
    """The credentials that are known. `tokens` are tenants by token; the key is the first tenant's."""

    tokens: dict[str, str]
    ended: frozenset[str] = frozenset()  # tokens that have expired or were revoked
    reading: frozenset[str] = frozenset()  # tokens that may change nothing
    access_key: str
    secret_key: str
    seen: set[str] = field(default_factory=set[str])

    def tenant(self, wire: Wire) -> str:
        """Whose request it is; raises Nobody or Forbidden."""
        token, signature = wire.headers.get("x-auth-token"), wire.headers.get("authorization")
        if token is None and signature is None:
            raise Nobody
        tenants = [self.by_signature(wire, signature)] if signature is not None else []
        if token is not None:
            tenants.append(self.by_token(wire, token))
        return tenants[-1]

    def by_token(self, wire: Wire, token: str) -> str:
        """The tenant of a token."""
        if token not in self.tokens:
            raise Nobody
        if token in self.ended:
            raise Forbidden
        if token in self.reading and wire.changes:
            raise Forbidden
        return self.tokens[token]

    def by_signature(self, wire: Wire, authorization: str) -> str:
        """The tenant of the access key."""
        found = FORM.fullmatch(authorization)
        if found is None:
            raise Nobody
        access, listed, signature = found.groups()
        names = tuple(listed.split(";"))
        if access != self.access_key or not self.covers_enough(names) or not self.is_recent(wire):
            raise Nobody
        if any(name not in wire.headers for name in names):
            raise Nobody
        if not hmac.compare_digest(self.expected(wire, names), signature):
            raise Nobody
        if not self.body_is_signed(wire) or (wire.changes and not self.is_new(signature)):
            raise Nobody
        return next(iter(self.tokens.values()))

    def covers_enough(self, names: tuple[str, ...]) -> bool:
        """Whether what has to be signed is."""
        return {"host", "x-sdk-date"} <= set(names)

    def is_recent(self, wire: Wire) -> bool:
        """Whether the date is near enough."""
        try:
            date = datetime.strptime(wire.headers.get("x-sdk-date", ""), "%Y%m%dT%H%M%SZ")
        except ValueError:
            return False
        return abs(datetime.now(UTC) - date.replace(tzinfo=UTC)) <= SKEW

    def expected(self, wire: Wire, names: tuple[str, ...]) -> str:
        """The signature that the request should have."""
        values = {name: wire.headers[name].strip() for name in names}
        request = canonical_request(wire.method, wire.target, values, sha256(wire.body))
        return sign(self.secret_key, wire.headers["x-sdk-date"], request)

    def body_is_signed(self, wire: Wire) -> bool:
        """Whether what is said of the body's hash is so."""
        return wire.headers.get("x-sdk-content-sha256", sha256(wire.body)) == sha256(wire.body)

    def is_new(self, signature: str) -> bool:
        """Whether a signature was not seen before."""
        if signature in self.seen:
            return False
        self.seen.add(signature)
        return True
