"""Who may call Fabric's operations, and as whom.

    X-Auth-Token      a token of the settings, of the database, or of an external IAM
    Authorization     an SDK-HMAC-SHA256 signature with an access key of the database
    X-Project-Id      which of the credential's projects is meant

Every credential that is offered has to be right, and all have to be of one user. Nobody, or nobody we
know, is 401; somebody who may not, or may no longer, is 403. What belongs to another project is not
there at all (404), which the store sees to. Without access settings nobody is asked.
"""

from __future__ import annotations

from treadle.contract.call import Call
from treadle.contract.operation import Operation
from treadle.contract.problem import Kind, Problem
from treadle.fabric.access.grants import ANYBODY, Grant, Tokens, combine
from treadle.fabric.access.keystone import Keystone
from treadle.fabric.access.last_use import LastUse
from treadle.fabric.access.settings import AccessSettings
from treadle.fabric.access.signature import ALGORITHM, wrong
from treadle.fabric.access.signatures import Signatures
from treadle.fabric.access.tokens import FirstOf, IssuedTokens, ListedTokens
from treadle.fabric.errors import INCORRECT_TOKEN
from treadle.fabric.store.credentials import Credentials
from treadle.fabric.store.store import Store

TOKEN_HEADER = "x-auth-token"  # noqa: S105 - a name
LONGEST_TOKEN = 65_534  # characters, as the create-model document says


class OpenGuard:
    """The guard that asks nobody: every call is the default user's."""

    asks = False

    def needs_body(self, call: Call, operation: Operation) -> bool:
        """Never."""
        del call, operation
        return False

    async def check(self, call: Call, operation: Operation) -> None:
        """Let it in."""
        del operation
        call.principal = ANYBODY

    async def close(self) -> None:
        """Nothing to do."""


class FabricGuard:
    """The guard of the operations that the document secures."""

    asks = True

    def __init__(self, store: Store, settings: AccessSettings) -> None:
        credentials = Credentials(store)
        self._last_use = LastUse(credentials)
        self._signatures = Signatures(credentials, settings.key_file, self._last_use)
        self._keystone = None if settings.iam_url is None else Keystone(settings.iam_url, settings.iam_roles)
        places: list[Tokens] = [ListedTokens.of(settings.tokens), IssuedTokens(credentials, self._last_use)]
        if self._keystone is not None:
            places.append(self._keystone)
        self._tokens = FirstOf(places)

    def needs_body(self, call: Call, operation: Operation) -> bool:
        """Signatures are of the body, too."""
        del operation
        return _scheme(call) == ALGORITHM

    async def check(self, call: Call, operation: Operation) -> None:
        """Set `call.principal` to a `User`, or raise UNAUTHENTICATED or FORBIDDEN."""
        grants: list[Grant] = []
        scheme = _scheme(call)
        if scheme == ALGORITHM:
            grants.append(await self._signatures.check(call))
        elif scheme:
            raise wrong(f"Authorization is of no scheme but {ALGORITHM} here")
        token = call.headers.get(TOKEN_HEADER, "")
        if token:
            grants.append(await self._token(token))
        if not grants:
            raise _unknown()
        call.principal = combine(grants, call, operation)

    async def close(self) -> None:
        """Write what is to be written and give up connections; before the store is closed."""
        await self._last_use.close()
        if self._keystone is not None:
            await self._keystone.close()

    async def _token(self, token: str) -> Grant:
        grant = await self._tokens.find(token) if len(token) <= LONGEST_TOKEN else None
        if grant is None:
            raise _unknown()
        return grant


def _scheme(call: Call) -> str:
    return call.headers.get("authorization", "").strip().partition(" ")[0]


def _unknown() -> Problem:
    return Problem(Kind.UNAUTHENTICATED, INCORRECT_TOKEN, pointer="header:X-Auth-Token")
