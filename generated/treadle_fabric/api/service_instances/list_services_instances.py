# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""List service instances: GET `/v1/workspaces/{workspace_id}/services/instances`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from ..._base import AsyncBase, SyncBase, query
from ..._transport import Answer, Request
from ...models.list_services_instances_order_by import (
    ListServicesInstancesOrderBy,
)
from ...models.list_services_instances_response import ListServicesInstancesResponse
from ...models.list_services_instances_sort_by import (
    ListServicesInstancesSortBy,
)
from ...models.service_type import ServiceType
from ...models.visibility import Visibility
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
    id: str | Unset = UNSET,
    name: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    endpoint_id: str | Unset = UNSET,
    source_id: str | Unset = UNSET,
    version_id: str | Unset = UNSET,
    type_: ServiceType | Unset = UNSET,
    visibility: Visibility | Unset = UNSET,
    sort_by: ListServicesInstancesSortBy | Unset = UNSET,
    order_by: ListServicesInstancesOrderBy | Unset = UNSET,
    extra_headers: Mapping[str, str] | None = None,
) -> Request:
    return Request(
        method="GET",
        path="/v1/workspaces/{workspace_id}/services/instances".format(
            workspace_id=quote(str(workspace_id), safe=""),
        ),
        params=query(
            **{
                "id": id,
                "name": name,
                "limit": limit,
                "offset": offset,
                "endpoint_id": endpoint_id,
                "source_id": source_id,
                "version_id": version_id,
                "type": type_,
                "visibility": visibility,
                "sort_by": sort_by,
                "order_by": order_by,
            }
        ),
        headers={
            **(extra_headers or {}),
        },
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> ListServicesInstancesResponse:
    if answer.status == 200:
        response_200 = ListServicesInstancesResponse.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    workspace_id: str,
    *,
    client: SyncBase,
    id: str | Unset = UNSET,
    name: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    endpoint_id: str | Unset = UNSET,
    source_id: str | Unset = UNSET,
    version_id: str | Unset = UNSET,
    type_: ServiceType | Unset = UNSET,
    visibility: Visibility | Unset = UNSET,
    sort_by: ListServicesInstancesSortBy | Unset = UNSET,
    order_by: ListServicesInstancesOrderBy | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ListServicesInstancesResponse]:
    """List service instances, with status and headers; raises APIError."""
    request = _request(
        workspace_id=workspace_id,
        id=id,
        name=name,
        limit=limit,
        offset=offset,
        endpoint_id=endpoint_id,
        source_id=source_id,
        version_id=version_id,
        type_=type_,
        visibility=visibility,
        sort_by=sort_by,
        order_by=order_by,
        extra_headers=extra_headers,
    )
    return client.send(request, _parse, timeout)


def sync(
    workspace_id: str,
    *,
    client: SyncBase,
    id: str | Unset = UNSET,
    name: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    endpoint_id: str | Unset = UNSET,
    source_id: str | Unset = UNSET,
    version_id: str | Unset = UNSET,
    type_: ServiceType | Unset = UNSET,
    visibility: Visibility | Unset = UNSET,
    sort_by: ListServicesInstancesSortBy | Unset = UNSET,
    order_by: ListServicesInstancesOrderBy | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ListServicesInstancesResponse:
    """List service instances; raises APIError."""
    request = _request(
        workspace_id=workspace_id,
        id=id,
        name=name,
        limit=limit,
        offset=offset,
        endpoint_id=endpoint_id,
        source_id=source_id,
        version_id=version_id,
        type_=type_,
        visibility=visibility,
        sort_by=sort_by,
        order_by=order_by,
        extra_headers=extra_headers,
    )
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    workspace_id: str,
    *,
    client: AsyncBase,
    id: str | Unset = UNSET,
    name: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    endpoint_id: str | Unset = UNSET,
    source_id: str | Unset = UNSET,
    version_id: str | Unset = UNSET,
    type_: ServiceType | Unset = UNSET,
    visibility: Visibility | Unset = UNSET,
    sort_by: ListServicesInstancesSortBy | Unset = UNSET,
    order_by: ListServicesInstancesOrderBy | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ListServicesInstancesResponse]:
    """List service instances, with status and headers; raises APIError."""
    request = _request(
        workspace_id=workspace_id,
        id=id,
        name=name,
        limit=limit,
        offset=offset,
        endpoint_id=endpoint_id,
        source_id=source_id,
        version_id=version_id,
        type_=type_,
        visibility=visibility,
        sort_by=sort_by,
        order_by=order_by,
        extra_headers=extra_headers,
    )
    return await client.send(request, _parse, timeout)


async def asyncio(
    workspace_id: str,
    *,
    client: AsyncBase,
    id: str | Unset = UNSET,
    name: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    offset: int | Unset = UNSET,
    endpoint_id: str | Unset = UNSET,
    source_id: str | Unset = UNSET,
    version_id: str | Unset = UNSET,
    type_: ServiceType | Unset = UNSET,
    visibility: Visibility | Unset = UNSET,
    sort_by: ListServicesInstancesSortBy | Unset = UNSET,
    order_by: ListServicesInstancesOrderBy | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ListServicesInstancesResponse:
    """List service instances; raises APIError."""
    request = _request(
        workspace_id=workspace_id,
        id=id,
        name=name,
        limit=limit,
        offset=offset,
        endpoint_id=endpoint_id,
        source_id=source_id,
        version_id=version_id,
        type_=type_,
        visibility=visibility,
        sort_by=sort_by,
        order_by=order_by,
        extra_headers=extra_headers,
    )
    response = await client.send(request, _parse, timeout)
    return response.parsed
