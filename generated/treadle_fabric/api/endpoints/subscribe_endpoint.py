# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Subscribe to a public endpoint: POST `/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}/subscribe`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from ..._base import AsyncBase, SyncBase
from ..._transport import Answer, Request
from ...types import Response, Timeout

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
    workspace_id: str, endpoint_id: str, *, extra_headers: Mapping[str, str] | None = None
) -> Request:
    return Request(
        method="POST",
        path="/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}/subscribe".format(
            workspace_id=quote(str(workspace_id), safe=""),
            endpoint_id=quote(str(endpoint_id), safe=""),
        ),
        headers={
            **(extra_headers or {}),
        },
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> None:
    if answer.status == 200:
        return None
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    workspace_id: str,
    endpoint_id: str,
    *,
    client: SyncBase,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[None]:
    """Subscribe to a public endpoint, with status and headers; raises APIError."""
    request = _request(workspace_id=workspace_id, endpoint_id=endpoint_id, extra_headers=extra_headers)
    return client.send(request, _parse, timeout)


def sync(
    workspace_id: str,
    endpoint_id: str,
    *,
    client: SyncBase,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> None:
    """Subscribe to a public endpoint; raises APIError."""
    request = _request(workspace_id=workspace_id, endpoint_id=endpoint_id, extra_headers=extra_headers)
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    workspace_id: str,
    endpoint_id: str,
    *,
    client: AsyncBase,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[None]:
    """Subscribe to a public endpoint, with status and headers; raises APIError."""
    request = _request(workspace_id=workspace_id, endpoint_id=endpoint_id, extra_headers=extra_headers)
    return await client.send(request, _parse, timeout)


async def asyncio(
    workspace_id: str,
    endpoint_id: str,
    *,
    client: AsyncBase,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> None:
    """Subscribe to a public endpoint; raises APIError."""
    request = _request(workspace_id=workspace_id, endpoint_id=endpoint_id, extra_headers=extra_headers)
    response = await client.send(request, _parse, timeout)
    return response.parsed
