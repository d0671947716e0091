# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Show an endpoint: GET `/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from ..._base import AsyncBase, SyncBase, query
from ..._transport import Answer, Request
from ...models.endpoint import Endpoint
from ...models.show_endpoint_version import ShowEndpointVersion
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
    workspace_id: str,
    endpoint_id: str,
    *,
    version: ShowEndpointVersion | Unset = UNSET,
    extra_headers: Mapping[str, str] | None = None,
) -> Request:
    return Request(
        method="GET",
        path="/v1/workspaces/{workspace_id}/endpoints/{endpoint_id}".format(
            workspace_id=quote(str(workspace_id), safe=""),
            endpoint_id=quote(str(endpoint_id), safe=""),
        ),
        params=query(
            **{
                "version": version,
            }
        ),
        headers={
            **(extra_headers or {}),
        },
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> Endpoint:
    if answer.status == 200:
        response_200 = Endpoint.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    workspace_id: str,
    endpoint_id: str,
    *,
    client: SyncBase,
    version: ShowEndpointVersion | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[Endpoint]:
    """Show an endpoint, with status and headers; raises APIError."""
    request = _request(
        workspace_id=workspace_id, endpoint_id=endpoint_id, version=version, extra_headers=extra_headers
    )
    return client.send(request, _parse, timeout)


def sync(
    workspace_id: str,
    endpoint_id: str,
    *,
    client: SyncBase,
    version: ShowEndpointVersion | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Endpoint:
    """Show an endpoint; raises APIError."""
    request = _request(
        workspace_id=workspace_id, endpoint_id=endpoint_id, version=version, extra_headers=extra_headers
    )
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    workspace_id: str,
    endpoint_id: str,
    *,
    client: AsyncBase,
    version: ShowEndpointVersion | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[Endpoint]:
    """Show an endpoint, with status and headers; raises APIError."""
    request = _request(
        workspace_id=workspace_id, endpoint_id=endpoint_id, version=version, extra_headers=extra_headers
    )
    return await client.send(request, _parse, timeout)


async def asyncio(
    workspace_id: str,
    endpoint_id: str,
    *,
    client: AsyncBase,
    version: ShowEndpointVersion | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Endpoint:
    """Show an endpoint; raises APIError."""
    request = _request(
        workspace_id=workspace_id, endpoint_id=endpoint_id, version=version, extra_headers=extra_headers
    )
    response = await client.send(request, _parse, timeout)
    return response.parsed
