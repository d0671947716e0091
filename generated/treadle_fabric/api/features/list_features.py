# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""List features: GET `/v1/features`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..._base import AsyncBase, SyncBase, query
from ..._transport import Answer, Request
from ...models.list_features_response import ListFeaturesResponse
from ...types import UNSET, Response, Timeout, Unset

_DECLARED: Final = frozenset(
    {
        200,
        400,
        401,
        403,
        404,
        408,
        500,
    }
)


def _request(
    *, offset: int | Unset = UNSET, limit: int | Unset = UNSET, extra_headers: Mapping[str, str] | None = None
) -> Request:
    return Request(
        method="GET",
        path="/v1/features",
        params=query(
            **{
                "offset": offset,
                "limit": limit,
            }
        ),
        headers={
            **(extra_headers or {}),
        },
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> ListFeaturesResponse:
    if answer.status == 200:
        response_200 = ListFeaturesResponse.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    *,
    client: SyncBase,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ListFeaturesResponse]:
    """List features, with status and headers; raises APIError."""
    request = _request(offset=offset, limit=limit, extra_headers=extra_headers)
    return client.send(request, _parse, timeout)


def sync(
    *,
    client: SyncBase,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ListFeaturesResponse:
    """List features; raises APIError."""
    request = _request(offset=offset, limit=limit, extra_headers=extra_headers)
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    *,
    client: AsyncBase,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ListFeaturesResponse]:
    """List features, with status and headers; raises APIError."""
    request = _request(offset=offset, limit=limit, extra_headers=extra_headers)
    return await client.send(request, _parse, timeout)


async def asyncio(
    *,
    client: AsyncBase,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ListFeaturesResponse:
    """List features; raises APIError."""
    request = _request(offset=offset, limit=limit, extra_headers=extra_headers)
    response = await client.send(request, _parse, timeout)
    return response.parsed
