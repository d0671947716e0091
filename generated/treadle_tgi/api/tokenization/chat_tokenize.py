# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Tokens of a chat: POST `/chat_tokenize`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..._base import AsyncBase, SyncBase, request_body
from ..._transport import Answer, Request
from ...models.chat_request import ChatRequest
from ...models.chat_tokenize_response import ChatTokenizeResponse
from ...types import Response, Timeout

_DECLARED: Final = frozenset(
    {
        200,
        400,
        413,
        415,
        422,
        429,
        500,
    }
)


def _request(
    *, body: ChatRequest | Mapping[str, Any], extra_headers: Mapping[str, str] | None = None
) -> Request:
    return Request(
        method="POST",
        path="/chat_tokenize",
        headers={
            **(extra_headers or {}),
        },
        json=request_body(body, {}, {}),
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> ChatTokenizeResponse:
    if answer.status == 200:
        response_200 = ChatTokenizeResponse.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    *,
    client: SyncBase,
    body: ChatRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ChatTokenizeResponse]:
    """Tokens of a chat, with status and headers; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    return client.send(request, _parse, timeout)


def sync(
    *,
    client: SyncBase,
    body: ChatRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ChatTokenizeResponse:
    """Tokens of a chat; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    *,
    client: AsyncBase,
    body: ChatRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ChatTokenizeResponse]:
    """Tokens of a chat, with status and headers; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    return await client.send(request, _parse, timeout)


async def asyncio(
    *,
    client: AsyncBase,
    body: ChatRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ChatTokenizeResponse:
    """Tokens of a chat; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    response = await client.send(request, _parse, timeout)
    return response.parsed
