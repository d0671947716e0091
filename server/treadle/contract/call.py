"""One call on its way through the server: what a handler may know of the request, and no transport."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from treadle.contract.admission import Permit

T = TypeVar("T")

Events: TypeAlias = AsyncIterator[Sequence[T]]
"""A stream. Each item is what one engine step brought, and leaves the server in one write."""


@dataclass(slots=True)
class Call:
    """A request as a handler sees it.

    `headers` of the request have lower-case names. What the handler puts into `reply` is sent with
    the answer (for a stream: before its first event is awaited by the transport).
    """

    request_id: str
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    raw_body: bytes
    started: float  # time.monotonic() when the head had arrived
    principal: Any = None  # who the guard found
    reply: dict[str, str] = field(default_factory=dict)
    permit: Permit | None = None  # of an operation that generates
    raw_path: bytes = b""  # as on the request line, before any decoding; empty where the server has none
    client: str = ""  # the other end of the connection, as address and port
    ends_with_done: bool = True  # False: this call's stream has no `[DONE]`, whatever its operation says
