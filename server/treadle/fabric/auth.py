"""Who may call Fabric's operations, and as whom.

    X-Auth-Token      one of the tokens that the server knows; each belongs to a user of a project
    Authorization     SDK-HMAC-SHA256 signatures; refused, because no access keys can be configured yet

Every credential that is offered has to be right. A token that means nothing is 401; one that the
server knows and no longer honours is 403. Without any token configured nobody is asked.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from treadle.contract.call import Call
from treadle.contract.operation import Operation
from treadle.contract.problem import Kind, Problem
from treadle.fabric.errors import INCORRECT_TOKEN, INVALID_TOKEN, SIGNATURE_CODE
from treadle.fabric.store.records import User

TOKEN_HEADER = "x-auth-token"  # noqa: S105 - a name
LONGEST_TOKEN = 65_534  # characters, as the create-model document says

ANYBODY = User()


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token is worth; one that is not `active` is known and refused."""

    user: User
    active: bool = True


class Tokens(Protocol):
    """Where tokens are looked up."""

    async def find(self, token: str) -> Grant | None:
        """What `token` grants, None if it means nothing."""
        ...


class ListedTokens:
    """Tokens from the server's settings; only their hashes are kept."""

    def __init__(self, grants: Iterable[tuple[str, Grant]]) -> None:
        self._grants = [(_digest(token), grant) for token, grant in grants]

    @classmethod
    def of(cls, tokens: Iterable[str], user: User = ANYBODY) -> ListedTokens:
        """Tokens that all belong to one user."""
        return cls((token, Grant(user)) for token in tokens)

    async def find(self, token: str) -> Grant | None:
        """What `token` grants; takes as long for a wrong one as for a right one."""
        digest, found = _digest(token), None
        for known, grant in self._grants:
            if hmac.compare_digest(known, digest):
                found = grant
        return found


class FabricGuard:
    """The guard of the operations that the document secures; `tokens` None asks nobody."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        self._tokens = tokens

    @property
    def asks(self) -> bool:
        """Whether credentials are needed."""
        return self._tokens is not None

    def needs_body(self, call: Call, operation: Operation) -> bool:
        """Tokens need no body; signatures would."""
        del call, operation
        return False

    async def check(self, call: Call, operation: Operation) -> None:
        """Set `call.principal` to a `User`, or raise UNAUTHENTICATED or FORBIDDEN."""
        del operation
        if self._tokens is None:
            call.principal = ANYBODY
            return
        scheme = call.headers.get("authorization", "").strip().partition(" ")[0]
        if scheme:
            raise Problem(
                Kind.UNAUTHENTICATED,
                "Incorrect IAM authentication information: this server has no access keys to verify "
                "a signature with, send X-Auth-Token alone",
                pointer="header:Authorization",
                type=SIGNATURE_CODE,
            )
        token = call.headers.get(TOKEN_HEADER, "")
        grant = await self._tokens.find(token) if 0 < len(token) <= LONGEST_TOKEN else None
        if grant is None:
            raise Problem(Kind.UNAUTHENTICATED, INCORRECT_TOKEN, pointer="header:X-Auth-Token")
        if not grant.active:
            raise Problem(Kind.FORBIDDEN, INVALID_TOKEN, pointer="header:X-Auth-Token")
        call.principal = grant.user


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
