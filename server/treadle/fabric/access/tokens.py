"""Where the server's own tokens are found: in its settings, and in its database.

An issued token is `treadle-` and 256 random bits in base64url. The database has its plain SHA-256: a slow
or keyed hash protects secrets that can be guessed, and these cannot, so it would only cost time. The
prefix tells our tokens from an external IAM's, so neither is ever shown to the other's keeper.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Iterable

from treadle.fabric.access.grants import ANYBODY, Grant, Tokens, grant_of
from treadle.fabric.access.last_use import LastUse
from treadle.fabric.store.credential_tables import AccessToken
from treadle.fabric.store.credentials import Credentials
from treadle.fabric.store.records import User

PREFIX = "treadle-"
FRESH = 1.0  # seconds for which a row is believed; another process may revoke it
_MOST_REMEMBERED = 4096


def new_token() -> str:
    """A token that nobody has."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What the database has in a token's place: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


class ListedTokens:
    """Tokens from the server's settings; only their hashes are kept."""

    def __init__(self, grants: Iterable[tuple[str, Grant]]) -> None:
        self._grants = [(digest_of(token), grant) for token, grant in grants]

    @classmethod
    def of(cls, tokens: Iterable[str], user: User = ANYBODY) -> ListedTokens:
        """Tokens that all belong to one user, who may do everything."""
        return cls(
            (token, Grant(user=user, credential=f"setting-{number}")) for number, token in enumerate(tokens)
        )

    async def find(self, token: str) -> Grant | None:
        """What `token` grants; takes as long for a wrong one as for a right one."""
        digest, found = digest_of(token), None
        for known, grant in self._grants:
            if hmac.compare_digest(known, digest):
                found = grant
        return found


class IssuedTokens:
    """Tokens of the database."""

    def __init__(self, credentials: Credentials, last_use: LastUse) -> None:
        self._credentials = credentials
        self._last_use = last_use
        self._rows: OrderedDict[str, tuple[float, AccessToken]] = OrderedDict()

    async def find(self, token: str) -> Grant | None:
        """What `token` grants; a revocation counts after at most one second."""
        if not token.startswith(PREFIX):
            return None
        row = await self._row(digest_of(token))
        if row is None:
            return None
        grant = grant_of(row)
        if grant.refusal is None:
            self._last_use.note(AccessToken, row.id)
        return grant

    async def _row(self, digest: str) -> AccessToken | None:
        remembered = self._rows.get(digest)
        if remembered is not None and remembered[0] > time.monotonic():
            return remembered[1]
        row = await self._credentials.token(digest)
        if row is None:
            self._rows.pop(digest, None)
            return None
        if len(self._rows) >= _MOST_REMEMBERED:
            self._rows.popitem(last=False)
        self._rows[digest] = (time.monotonic() + FRESH, row)
        return row


class FirstOf:
    """Several places to look, in order."""

    def __init__(self, places: Iterable[Tokens]) -> None:
        self._places = tuple(places)

    async def find(self, token: str) -> Grant | None:
        """What the first place that knows `token` says."""
        for place in self._places:
            if (grant := await place.find(token)) is not None:
                return grant
        return None
