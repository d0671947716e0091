# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""List instances: GET `/v1/{project_id}/instances`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from ..._base import AsyncBase, SyncBase, header_values, query
from ..._transport import Answer, Request
from ...models.list_instances_sort_by import ListInstancesSortBy
from ...models.page import Page
from ...types import UNSET, Response, Timeout, Unset

_DECLARED: Final = frozenset(
    {
        200,
        422,
    }
)


def _request(
    project_id: str,
    *,
    limit: int | Unset = UNSET,
    sort_by: ListInstancesSortBy | Unset = UNSET,
    x_trace: str | Unset = UNSET,
    extra_headers: Mapping[str, str] | None = None,
) -> Request:
    return Request(
        method="GET",
        path="/v1/{project_id}/instances".format(
            project_id=quote(str(project_id), safe=""),
        ),
        params=query(
            **{
                "limit": limit,
                "sort-by": sort_by,
            }
        ),
        headers={
            **header_values(
                **{
                    "X-Trace": x_trace,
                }
            ),
            **(extra_headers or {}),
        },
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> Page:
    if answer.status == 200:
        response_200 = Page.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    project_id: str,
    *,
    client: SyncBase,
    limit: int | Unset = UNSET,
    sort_by: ListInstancesSortBy | Unset = UNSET,
    x_trace: str | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[Page]:
    """List instances, with status and headers; raises APIError."""
    request = _request(
        project_id=project_id, limit=limit, sort_by=sort_by, x_trace=x_trace, extra_headers=extra_headers
    )
    return client.send(request, _parse, timeout)


def sync(
    project_id: str,
    *,
    client: SyncBase,
    limit: int | Unset = UNSET,
    sort_by: ListInstancesSortBy | Unset = UNSET,
    x_trace: str | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Page:
    """List instances; raises APIError."""
    request = _request(
        project_id=project_id, limit=limit, sort_by=sort_by, x_trace=x_trace, extra_headers=extra_headers
    )
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    project_id: str,
    *,
    client: AsyncBase,
    limit: int | Unset = UNSET,
    sort_by: ListInstancesSortBy | Unset = UNSET,
    x_trace: str | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[Page]:
    """List instances, with status and headers; raises APIError."""
    request = _request(
        project_id=project_id, limit=limit, sort_by=sort_by, x_trace=x_trace, extra_headers=extra_headers
    )
    return await client.send(request, _parse, timeout)


async def asyncio(
    project_id: str,
    *,
    client: AsyncBase,
    limit: int | Unset = UNSET,
    sort_by: ListInstancesSortBy | Unset = UNSET,
    x_trace: str | Unset = UNSET,
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Page:
    """List instances; raises APIError."""
    request = _request(
        project_id=project_id, limit=limit, sort_by=sort_by, x_trace=x_trace, extra_headers=extra_headers
    )
    response = await client.send(request, _parse, timeout)
    return response.parsed
