# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Continue prompts: POST `/v1/completions`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..._base import AsyncBase, SyncBase, request_body
from ..._streams import AsyncStream, Stream
from ..._transport import Answer, Request
from ...models import CompletionChunk
from ...models.completion import Completion
from ...models.completion_request import CompletionRequest
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
    *,
    body: CompletionRequest | Mapping[str, Any],
    streaming: bool,
    extra_headers: Mapping[str, str] | None = None,
) -> Request:
    return Request(
        method="POST",
        path="/v1/completions",
        headers={
            **(extra_headers or {}),
        },
        json=request_body(body, {"stream": streaming}, {}),
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> Completion:
    if answer.status == 200:
        response_200 = Completion.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    *,
    client: SyncBase,
    body: CompletionRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[Completion]:
    """Continue prompts, with status and headers; raises APIError."""
    request = _request(streaming=False, body=body, extra_headers=extra_headers)
    return client.send(request, _parse, timeout)


def sync(
    *,
    client: SyncBase,
    body: CompletionRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Completion:
    """Continue prompts; raises APIError."""
    request = _request(streaming=False, body=body, extra_headers=extra_headers)
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    *,
    client: AsyncBase,
    body: CompletionRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[Completion]:
    """Continue prompts, with status and headers; raises APIError."""
    request = _request(streaming=False, body=body, extra_headers=extra_headers)
    return await client.send(request, _parse, timeout)


async def asyncio(
    *,
    client: AsyncBase,
    body: CompletionRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Completion:
    """Continue prompts; raises APIError."""
    request = _request(streaming=False, body=body, extra_headers=extra_headers)
    response = await client.send(request, _parse, timeout)
    return response.parsed


def _event(data: Any) -> CompletionChunk:
    return CompletionChunk.from_dict(data)


def stream(
    *,
    client: SyncBase,
    body: CompletionRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Stream[CompletionChunk]:
    """Continue prompts, event by event; raises APIError."""
    request = _request(streaming=True, body=body, extra_headers=extra_headers)
    return client.stream(request, _event, timeout, done=True)


async def astream(
    *,
    client: AsyncBase,
    body: CompletionRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> AsyncStream[CompletionChunk]:
    """Continue prompts, event by event; raises APIError."""
    request = _request(streaming=True, body=body, extra_headers=extra_headers)
    return await client.stream(request, _event, timeout, done=True)
