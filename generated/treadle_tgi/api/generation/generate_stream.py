# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Generate a stream of tokens: POST `/generate_stream`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..._base import AsyncBase, SyncBase, request_body
from ..._streams import AsyncStream, Stream
from ..._transport import Request
from ...models import StreamResponse
from ...models.generate_stream_request import GenerateStreamRequest
from ...types import Timeout

_DECLARED: Final = frozenset(
    {
        200,
        400,
        401,
        413,
        415,
        422,
        424,
        429,
        500,
    }
)


def _request(
    *, body: GenerateStreamRequest | Mapping[str, Any], extra_headers: Mapping[str, str] | None = None
) -> Request:
    return Request(
        method="POST",
        path="/generate_stream",
        headers={
            **(extra_headers or {}),
        },
        json=request_body(body, {}, {}),
        declared=_DECLARED,
    )


def _event(data: Any) -> StreamResponse:
    return StreamResponse.from_dict(data)


def stream(
    *,
    client: SyncBase,
    body: GenerateStreamRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Stream[StreamResponse]:
    """Generate a stream of tokens, event by event; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    return client.stream(request, _event, timeout, last="generated_text")


async def astream(
    *,
    client: AsyncBase,
    body: GenerateStreamRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> AsyncStream[StreamResponse]:
    """Generate a stream of tokens, event by event; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    return await client.stream(request, _event, timeout, last="generated_text")
