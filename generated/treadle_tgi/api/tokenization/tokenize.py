# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Tokens of a text: POST `/tokenize`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..._base import AsyncBase, SyncBase, request_body
from ..._transport import Answer, Request
from ...models.simple_token import SimpleToken
from ...models.tokenize_request import TokenizeRequest
from ...types import Response, Timeout

_DECLARED: Final = frozenset(
    {
        200,
        400,
        401,
        404,
        413,
        415,
        422,
        429,
        500,
    }
)


def _request(
    *, body: TokenizeRequest | Mapping[str, Any], extra_headers: Mapping[str, str] | None = None
) -> Request:
    return Request(
        method="POST",
        path="/tokenize",
        headers={
            **(extra_headers or {}),
        },
        json=request_body(body, {}, {}),
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> list[SimpleToken]:
    if answer.status == 200:
        response_200 = []
        _response_200 = answer.json()
        for response_200_item_data in _response_200:
            response_200_item = SimpleToken.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    *,
    client: SyncBase,
    body: TokenizeRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[list[SimpleToken]]:
    """Tokens of a text, with status and headers; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    return client.send(request, _parse, timeout)


def sync(
    *,
    client: SyncBase,
    body: TokenizeRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> list[SimpleToken]:
    """Tokens of a text; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    *,
    client: AsyncBase,
    body: TokenizeRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[list[SimpleToken]]:
    """Tokens of a text, with status and headers; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    return await client.send(request, _parse, timeout)


async def asyncio(
    *,
    client: AsyncBase,
    body: TokenizeRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> list[SimpleToken]:
    """Tokens of a text; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    response = await client.send(request, _parse, timeout)
    return response.parsed
