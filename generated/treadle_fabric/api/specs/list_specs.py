# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""List resource specifications: GET `/v1/specs`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..._base import AsyncBase, SyncBase, query
from ..._transport import Answer, Request
from ...models.list_specs_response import ListSpecsResponse
from ...models.list_specs_scenario import ListSpecsScenario
from ...models.spec_type import SpecType
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
    *,
    spec_code: str | Unset = UNSET,
    spec_types: Sequence[SpecType] | Unset = UNSET,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    scenario: ListSpecsScenario | Unset = UNSET,
    extra_headers: Mapping[str, str] | None = None,
) -> Request:
    return Request(
        method="GET",
        path="/v1/specs",
        params=query(
            **{
                "spec_code": spec_code,
                "spec_types": spec_types,
                "offset": offset,
                "limit": limit,
                "scenario": scenario,
            }
        ),
        headers={
            **(extra_headers or {}),
        },
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> ListSpecsResponse:
    if answer.status == 200:
        response_200 = ListSpecsResponse.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    *,
    client: SyncBase,
    spec_code: str | Unset = UNSET,
    spec_types: Sequence[SpecType] | Unset = UNSET,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    scenario: ListSpecsScenario | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ListSpecsResponse]:
    """List resource specifications, with status and headers; raises APIError."""
    request = _request(
        spec_code=spec_code,
        spec_types=spec_types,
        offset=offset,
        limit=limit,
        scenario=scenario,
        extra_headers=extra_headers,
    )
    return client.send(request, _parse, timeout)


def sync(
    *,
    client: SyncBase,
    spec_code: str | Unset = UNSET,
    spec_types: Sequence[SpecType] | Unset = UNSET,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    scenario: ListSpecsScenario | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ListSpecsResponse:
    """List resource specifications; raises APIError."""
    request = _request(
        spec_code=spec_code,
        spec_types=spec_types,
        offset=offset,
        limit=limit,
        scenario=scenario,
        extra_headers=extra_headers,
    )
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    *,
    client: AsyncBase,
    spec_code: str | Unset = UNSET,
    spec_types: Sequence[SpecType] | Unset = UNSET,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    scenario: ListSpecsScenario | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ListSpecsResponse]:
    """List resource specifications, with status and headers; raises APIError."""
    request = _request(
        spec_code=spec_code,
        spec_types=spec_types,
        offset=offset,
        limit=limit,
        scenario=scenario,
        extra_headers=extra_headers,
    )
    return await client.send(request, _parse, timeout)


async def asyncio(
    *,
    client: AsyncBase,
    spec_code: str | Unset = UNSET,
    spec_types: Sequence[SpecType] | Unset = UNSET,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    scenario: ListSpecsScenario | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ListSpecsResponse:
    """List resource specifications; raises APIError."""
    request = _request(
        spec_code=spec_code,
        spec_types=spec_types,
        offset=offset,
        limit=limit,
        scenario=scenario,
        extra_headers=extra_headers,
    )
    response = await client.send(request, _parse, timeout)
    return response.parsed
