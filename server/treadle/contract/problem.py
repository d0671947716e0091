"""What can go wrong with a call, before any contract has given it a form.

Whoever notices a fault raises a `Problem` of one `Kind`; the contract's `ErrorForm`
(`treadle.tgi.errors`, `treadle.fabric.errors`) turns it into that contract's status and body.

    Problem
      kind      decides the status: MALFORMED, INVALID, NOT_FOUND, OVERLOADED, ...
      message   a sentence for a person: what is wrong, what was expected, what was given
      pointer   JSON pointer into the request body, or "header:name" / "query:name" / "path:name"
      keyword   the schema keyword that was broken ("maximum", "type", ...), where one was
      type      the contract's own finer word where it has one (TGI's `error_type`)
"""

from __future__ import annotations

import enum


class Kind(enum.Enum):
    """Why a call failed."""

    MALFORMED = "malformed"  # the body is no JSON text
    INVALID = "invalid"  # JSON, but not what the contract or the server's limits allow
    MEDIA_TYPE = "media_type"  # a content type that the operation does not take
    TOO_LARGE = "too_large"  # more bytes than the payload limit
    UNAUTHENTICATED = "unauthenticated"  # no credential, or one that means nothing
    FORBIDDEN = "forbidden"  # a known caller who may not do this
    NOT_FOUND = "not_found"  # no such path or resource
    METHOD = "method"  # the path exists, the method does not
    OVERLOADED = "overloaded"  # no permit left, draining, or the engine is being replaced
    GENERATION = "generation"  # the engine failed while generating
    INCOMPLETE = "incomplete"  # the engine ended without a final token
    UNHEALTHY = "unhealthy"  # the health check's own answer
    TIMEOUT = "timeout"  # the operation's deadline passed
    INTERNAL = "internal"  # a fault of ours


class Problem(Exception):
    """A failed call, in no contract's form."""

    def __init__(
        self,
        kind: Kind,
        message: str,
        *,
        pointer: str | None = None,
        keyword: str | None = None,
        type: str | None = None,  # noqa: A002 - the contract's word for it
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.pointer = pointer
        self.keyword = keyword
        self.type = type
        self.headers = headers
