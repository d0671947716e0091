# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Generate text, as a whole or as a stream: POST `/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..._base import AsyncBase, SyncBase, request_body
from ..._streams import AsyncStream, Stream
from ..._transport import Answer, Request
from ...models import StreamResponse
from ...models.compat_generate_request import CompatGenerateRequest
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
    *,
    body: CompatGenerateRequest | Mapping[str, Any],
    streaming: bool,
    extra_headers: Mapping[str, str] | None = None,
) -> Request:
    return Request(
        method="POST",
        path="/",
        headers={
            **(extra_headers or {}),
        },
        json=request_body(body, {"stream": streaming}, {}),
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> GenerateResponse | list[GenerateResponse]:
    if answer.status == 200:

        def _parse_response_200(data: object) -> GenerateResponse | list[GenerateResponse]:
            try:
                if not isinstance(data, list):
                    raise TypeError()
                response_200_type_0 = []
                _response_200_type_0 = data
                for response_200_type_0_item_data in _response_200_type_0:
                    response_200_type_0_item = GenerateResponse.from_dict(response_200_type_0_item_data)

                    response_200_type_0.append(response_200_type_0_item)

                return response_200_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            response_200_type_1 = GenerateResponse.from_dict(data)

            return response_200_type_1

        response_200 = _parse_response_200(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    *,
    client: SyncBase,
    body: CompatGenerateRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[GenerateResponse | list[GenerateResponse]]:
    """Generate text, as a whole or as a stream, with status and headers; raises APIError."""
    request = _request(streaming=False, body=body, extra_headers=extra_headers)
    return client.send(request, _parse, timeout)


def sync(
    *,
    client: SyncBase,
    body: CompatGenerateRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> GenerateResponse | list[GenerateResponse]:
    """Generate text, as a whole or as a stream; raises APIError."""
    request = _request(streaming=False, body=body, extra_headers=extra_headers)
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    *,
    client: AsyncBase,
    body: CompatGenerateRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[GenerateResponse | list[GenerateResponse]]:
    """Generate text, as a whole or as a stream, with status and headers; raises APIError."""
    request = _request(streaming=False, body=body, extra_headers=extra_headers)
    return await client.send(request, _parse, timeout)


async def asyncio(
    *,
    client: AsyncBase,
    body: CompatGenerateRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> GenerateResponse | list[GenerateResponse]:
    """Generate text, as a whole or as a stream; raises APIError."""
    request = _request(streaming=False, body=body, extra_headers=extra_headers)
    response = await client.send(request, _parse, timeout)
    return response.parsed


def _event(data: Any) -> StreamResponse:
    return StreamResponse.from_dict(data)


def stream(
    *,
    client: SyncBase,
    body: CompatGenerateRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Stream[StreamResponse]:
    """Generate text, as a whole or as a stream, event by event; raises APIError."""
    request = _request(streaming=True, body=body, extra_headers=extra_headers)
    return client.stream(request, _event, timeout, last="generated_text")


async def astream(
    *,
    client: AsyncBase,
    body: CompatGenerateRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> AsyncStream[StreamResponse]:
    """Generate text, as a whole or as a stream, event by event; raises APIError."""
    request = _request(streaming=True, body=body, extra_headers=extra_headers)
    return await client.stream(request, _event, timeout, last="generated_text")
