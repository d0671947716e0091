# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""List versions of a model: GET `/v1/workspaces/{workspace_id}/models/{model_id}/versions`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from ..._base import AsyncBase, SyncBase, query
from ..._transport import Answer, Request
from ...models.list_model_versions_response import ListModelVersionsResponse
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
    model_id: str,
    *,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    version_id: str | Unset = UNSET,
    name: str | Unset = UNSET,
    extra_headers: Mapping[str, str] | None = None,
) -> Request:
    return Request(
        method="GET",
        path="/v1/workspaces/{workspace_id}/models/{model_id}/versions".format(
            workspace_id=quote(str(workspace_id), safe=""),
            model_id=quote(str(model_id), safe=""),
        ),
        params=query(
            **{
                "offset": offset,
                "limit": limit,
                "version_id": version_id,
                "name": name,
            }
        ),
        headers={
            **(extra_headers or {}),
        },
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> ListModelVersionsResponse:
    if answer.status == 200:
        response_200 = ListModelVersionsResponse.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    workspace_id: str,
    model_id: str,
    *,
    client: SyncBase,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    version_id: str | Unset = UNSET,
    name: str | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ListModelVersionsResponse]:
    """List versions of a model, with status and headers; raises APIError."""
    request = _request(
        workspace_id=workspace_id,
        model_id=model_id,
        offset=offset,
        limit=limit,
        version_id=version_id,
        name=name,
        extra_headers=extra_headers,
    )
    return client.send(request, _parse, timeout)


def sync(
    workspace_id: str,
    model_id: str,
    *,
    client: SyncBase,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    version_id: str | Unset = UNSET,
    name: str | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ListModelVersionsResponse:
    """List versions of a model; raises APIError."""
    request = _request(
        workspace_id=workspace_id,
        model_id=model_id,
        offset=offset,
        limit=limit,
        version_id=version_id,
        name=name,
        extra_headers=extra_headers,
    )
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    workspace_id: str,
    model_id: str,
    *,
    client: AsyncBase,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    version_id: str | Unset = UNSET,
    name: str | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ListModelVersionsResponse]:
    """List versions of a model, with status and headers; raises APIError."""
    request = _request(
        workspace_id=workspace_id,
        model_id=model_id,
        offset=offset,
        limit=limit,
        version_id=version_id,
        name=name,
        extra_headers=extra_headers,
    )
    return await client.send(request, _parse, timeout)


async def asyncio(
    workspace_id: str,
    model_id: str,
    *,
    client: AsyncBase,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    version_id: str | Unset = UNSET,
    name: str | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ListModelVersionsResponse:
    """List versions of a model; raises APIError."""
    request = _request(
        workspace_id=workspace_id,
        model_id=model_id,
        offset=offset,
        limit=limit,
        version_id=version_id,
        name=name,
        extra_headers=extra_headers,
    )
    response = await client.send(request, _parse, timeout)
    return response.parsed
