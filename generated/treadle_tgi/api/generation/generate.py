# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Generate text: POST `/generate`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..._base import AsyncBase, SyncBase, request_body
from ..._transport import Answer, Request
from ...models.generate_request import GenerateRequest
from ...models.generate_response import GenerateResponse
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
    *, body: GenerateRequest | Mapping[str, Any], extra_headers: Mapping[str, str] | None = None
) -> Request:
    return Request(
        method="POST",
        path="/generate",
        headers={
            **(extra_headers or {}),
        },
        json=request_body(body, {}, {}),
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> GenerateResponse:
    if answer.status == 200:
        response_200 = GenerateResponse.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    *,
    client: SyncBase,
    body: GenerateRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[GenerateResponse]:
    """Generate text, with status and headers; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    return client.send(request, _parse, timeout)


def sync(
    *,
    client: SyncBase,
    body: GenerateRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> GenerateResponse:
    """Generate text; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    *,
    client: AsyncBase,
    body: GenerateRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[GenerateResponse]:
    """Generate text, with status and headers; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    return await client.send(request, _parse, timeout)


async def asyncio(
    *,
    client: AsyncBase,
    body: GenerateRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> GenerateResponse:
    """Generate text; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    response = await client.send(request, _parse, timeout)
    return response.parsed
