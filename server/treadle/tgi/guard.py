"""TGI's API key: `Authorization: Bearer <key>` where a key is set, nothing where none is."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from treadle.contract.call import Call
from treadle.contract.operation import Operation
from treadle.contract.problem import Kind, Problem


@dataclass(frozen=True, slots=True)
class ApiKey:
    """The guard of the operations that the document secures. TGI compares ignoring case; this does not."""

    key: str | None

    def needs_body(self, call: Call, operation: Operation) -> bool:
        """A bearer key needs no body."""
        del call, operation
        return False

    async def check(self, call: Call, operation: Operation) -> None:
        """Raise UNAUTHENTICATED unless the key is right."""
        del operation
        if self.key is None:
            return
        scheme, _, given = call.headers.get("authorization", "").partition(" ")
        right = hmac.compare_digest(given.strip().encode(), self.key.encode())
        if scheme.lower() != "bearer" or not right:
            raise Problem(
                Kind.UNAUTHENTICATED,
                "A valid API key is required: send it as `Authorization: Bearer <key>`",
                pointer="header:authorization",
                headers=(("www-authenticate", "Bearer"),),
            )
