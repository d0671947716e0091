# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Generate, for Vertex AI: POST `/vertex`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..._base import AsyncBase, SyncBase, request_body
from ..._transport import Answer, Request
from ...models.vertex_request import VertexRequest
from ...models.vertex_response import VertexResponse
from ...types import Response, Timeout

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
    *, body: VertexRequest | Mapping[str, Any], extra_headers: Mapping[str, str] | None = None
) -> Request:
    return Request(
        method="POST",
        path="/vertex",
        headers={
            **(extra_headers or {}),
        },
        json=request_body(body, {}, {}),
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> VertexResponse:
    if answer.status == 200:
        response_200 = VertexResponse.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    *,
    client: SyncBase,
    body: VertexRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[VertexResponse]:
    """Generate, for Vertex AI, with status and headers; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    return client.send(request, _parse, timeout)


def sync(
    *,
    client: SyncBase,
    body: VertexRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> VertexResponse:
    """Generate, for Vertex AI; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    *,
    client: AsyncBase,
    body: VertexRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[VertexResponse]:
    """Generate, for Vertex AI, with status and headers; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    return await client.send(request, _parse, timeout)


async def asyncio(
    *,
    client: AsyncBase,
    body: VertexRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> VertexResponse:
    """Generate, for Vertex AI; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    response = await client.send(request, _parse, timeout)
    return response.parsed
