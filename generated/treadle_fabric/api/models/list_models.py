# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""List models: GET `/v1/workspaces/{workspace_id}/models`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from ..._base import AsyncBase, SyncBase, query
from ..._transport import Answer, Request
from ...models.list_models_order_by import ListModelsOrderBy
from ...models.list_models_response import ListModelsResponse
from ...models.list_models_sort_by import ListModelsSortBy
from ...models.list_models_visibility import ListModelsVisibility
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
    name: str | Unset = UNSET,
    id: str | Unset = UNSET,
    type_: str | Unset = UNSET,
    visibility: ListModelsVisibility | Unset = UNSET,
    sort_by: ListModelsSortBy | Unset = UNSET,
    order_by: ListModelsOrderBy | Unset = UNSET,
    extra_headers: Mapping[str, str] | None = None,
) -> Request:
    return Request(
        method="GET",
        path="/v1/workspaces/{workspace_id}/models".format(
            workspace_id=quote(str(workspace_id), safe=""),
        ),
        params=query(
            **{
                "offset": offset,
                "limit": limit,
                "name": name,
                "id": id,
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


def _parse(answer: Answer) -> ListModelsResponse:
    if answer.status == 200:
        response_200 = ListModelsResponse.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    workspace_id: str,
    *,
    client: SyncBase,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    name: str | Unset = UNSET,
    id: str | Unset = UNSET,
    type_: str | Unset = UNSET,
    visibility: ListModelsVisibility | Unset = UNSET,
    sort_by: ListModelsSortBy | Unset = UNSET,
    order_by: ListModelsOrderBy | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ListModelsResponse]:
    """List models, with status and headers; raises APIError."""
    request = _request(
        workspace_id=workspace_id,
        offset=offset,
        limit=limit,
        name=name,
        id=id,
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
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    name: str | Unset = UNSET,
    id: str | Unset = UNSET,
    type_: str | Unset = UNSET,
    visibility: ListModelsVisibility | Unset = UNSET,
    sort_by: ListModelsSortBy | Unset = UNSET,
    order_by: ListModelsOrderBy | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ListModelsResponse:
    """List models; raises APIError."""
    request = _request(
        workspace_id=workspace_id,
        offset=offset,
        limit=limit,
        name=name,
        id=id,
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
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    name: str | Unset = UNSET,
    id: str | Unset = UNSET,
    type_: str | Unset = UNSET,
    visibility: ListModelsVisibility | Unset = UNSET,
    sort_by: ListModelsSortBy | Unset = UNSET,
    order_by: ListModelsOrderBy | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ListModelsResponse]:
    """List models, with status and headers; raises APIError."""
    request = _request(
        workspace_id=workspace_id,
        offset=offset,
        limit=limit,
        name=name,
        id=id,
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
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    name: str | Unset = UNSET,
    id: str | Unset = UNSET,
    type_: str | Unset = UNSET,
    visibility: ListModelsVisibility | Unset = UNSET,
    sort_by: ListModelsSortBy | Unset = UNSET,
    order_by: ListModelsOrderBy | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ListModelsResponse:
    """List models; raises APIError."""
    request = _request(
        workspace_id=workspace_id,
        offset=offset,
        limit=limit,
        name=name,
        id=id,
        type_=type_,
        visibility=visibility,
        sort_by=sort_by,
        order_by=order_by,
        extra_headers=extra_headers,
    )
    response = await client.send(request, _parse, timeout)
    return response.parsed
