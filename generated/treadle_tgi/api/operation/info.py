# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Model and limits: GET `/info`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..._base import AsyncBase, SyncBase
from ..._transport import Answer, Request
from ...models.info import Info
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
        path="/info",
        headers={
            **(extra_headers or {}),
        },
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> Info:
    if answer.status == 200:
        response_200 = Info.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    *,
    client: SyncBase,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[Info]:
    """Model and limits, with status and headers; raises APIError."""
    request = _request(extra_headers=extra_headers)
    return client.send(request, _parse, timeout)


def sync(
    *,
    client: SyncBase,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Info:
    """Model and limits; raises APIError."""
    request = _request(extra_headers=extra_headers)
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    *,
    client: AsyncBase,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[Info]:
    """Model and limits, with status and headers; raises APIError."""
    request = _request(extra_headers=extra_headers)
    return await client.send(request, _parse, timeout)


async def asyncio(
    *,
    client: AsyncBase,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Info:
    """Model and limits; raises APIError."""
    request = _request(extra_headers=extra_headers)
    response = await client.send(request, _parse, timeout)
    return response.parsed
