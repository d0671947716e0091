# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""List endpoints: GET `/v1/workspaces/{workspace_id}/endpoints`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from ..._base import AsyncBase, SyncBase, query
from ..._transport import Answer, Request
from ...models.endpoint_type import EndpointType
from ...models.list_endpoints_response import ListEndpointsResponse
from ...models.list_endpoints_visibility import ListEndpointsVisibility
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
    *,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    model_id: str | Unset = UNSET,
    name: str | Unset = UNSET,
    endpoint_id: str | Unset = UNSET,
    type_: EndpointType | Unset = UNSET,
    visibility: ListEndpointsVisibility | Unset = UNSET,
    extra_headers: Mapping[str, str] | None = None,
) -> Request:
    return Request(
        method="GET",
        path="/v1/workspaces/{workspace_id}/endpoints".format(
            workspace_id=quote(str(workspace_id), safe=""),
        ),
        params=query(
            **{
                "offset": offset,
                "limit": limit,
                "model_id": model_id,
                "name": name,
                "endpoint_id": endpoint_id,
                "type": type_,
                "visibility": visibility,
            }
        ),
        headers={
            **(extra_headers or {}),
        },
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> ListEndpointsResponse:
    if answer.status == 200:
        response_200 = ListEndpointsResponse.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    workspace_id: str,
    *,
    client: SyncBase,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    model_id: str | Unset = UNSET,
    name: str | Unset = UNSET,
    endpoint_id: str | Unset = UNSET,
    type_: EndpointType | Unset = UNSET,
    visibility: ListEndpointsVisibility | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ListEndpointsResponse]:
    """List endpoints, with status and headers; raises APIError."""
    request = _request(
        workspace_id=workspace_id,
        offset=offset,
        limit=limit,
        model_id=model_id,
        name=name,
        endpoint_id=endpoint_id,
        type_=type_,
        visibility=visibility,
        extra_headers=extra_headers,
    )
    return client.send(request, _parse, timeout)


def sync(
    workspace_id: str,
    *,
    client: SyncBase,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    model_id: str | Unset = UNSET,
    name: str | Unset = UNSET,
    endpoint_id: str | Unset = UNSET,
    type_: EndpointType | Unset = UNSET,
    visibility: ListEndpointsVisibility | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ListEndpointsResponse:
    """List endpoints; raises APIError."""
    request = _request(
        workspace_id=workspace_id,
        offset=offset,
        limit=limit,
        model_id=model_id,
        name=name,
        endpoint_id=endpoint_id,
        type_=type_,
        visibility=visibility,
        extra_headers=extra_headers,
    )
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    workspace_id: str,
    *,
    client: AsyncBase,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    model_id: str | Unset = UNSET,
    name: str | Unset = UNSET,
    endpoint_id: str | Unset = UNSET,
    type_: EndpointType | Unset = UNSET,
    visibility: ListEndpointsVisibility | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ListEndpointsResponse]:
    """List endpoints, with status and headers; raises APIError."""
    request = _request(
        workspace_id=workspace_id,
        offset=offset,
        limit=limit,
        model_id=model_id,
        name=name,
        endpoint_id=endpoint_id,
        type_=type_,
        visibility=visibility,
        extra_headers=extra_headers,
    )
    return await client.send(request, _parse, timeout)


async def asyncio(
    workspace_id: str,
    *,
    client: AsyncBase,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    model_id: str | Unset = UNSET,
    name: str | Unset = UNSET,
    endpoint_id: str | Unset = UNSET,
    type_: EndpointType | Unset = UNSET,
    visibility: ListEndpointsVisibility | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ListEndpointsResponse:
    """List endpoints; raises APIError."""
    request = _request(
        workspace_id=workspace_id,
        offset=offset,
        limit=limit,
        model_id=model_id,
        name=name,
        endpoint_id=endpoint_id,
        type_=type_,
        visibility=visibility,
        extra_headers=extra_headers,
    )
    response = await client.send(request, _parse, timeout)
    return response.parsed
