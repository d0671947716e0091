# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""The OpenAPI document: GET `/openapi.json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..._base import AsyncBase, SyncBase
from ..._transport import Answer, Request
from ...models.openapi_document_response_200 import OpenapiDocumentResponse200
from ...types import Response, Timeout

_DECLARED: Final = frozenset(
    {
        200,
        500,
    }
)


def _request(*, extra_headers: Mapping[str, str] | None = None) -> Request:
    return Request(
        method="GET",
        path="/openapi.json",
        headers={
            **(extra_headers or {}),
        },
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> OpenapiDocumentResponse200:
    if answer.status == 200:
        response_200 = OpenapiDocumentResponse200.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    *,
    client: SyncBase,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[OpenapiDocumentResponse200]:
    """The OpenAPI document, with status and headers; raises APIError."""
    request = _request(extra_headers=extra_headers)
    return client.send(request, _parse, timeout)


def sync(
    *,
    client: SyncBase,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> OpenapiDocumentResponse200:
    """The OpenAPI document; raises APIError."""
    request = _request(extra_headers=extra_headers)
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    *,
    client: AsyncBase,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[OpenapiDocumentResponse200]:
    """The OpenAPI document, with status and headers; raises APIError."""
    request = _request(extra_headers=extra_headers)
    return await client.send(request, _parse, timeout)


async def asyncio(
    *,
    client: AsyncBase,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> OpenapiDocumentResponse200:
    """The OpenAPI document; raises APIError."""
    request = _request(extra_headers=extra_headers)
    response = await client.send(request, _parse, timeout)
    return response.parsed
