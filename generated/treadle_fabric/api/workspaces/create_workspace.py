# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Create a workspace: POST `/v1/workspaces`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..._base import AsyncBase, SyncBase, request_body
from ..._transport import Answer, Request
from ...models.create_workspace_request import CreateWorkspaceRequest
from ...models.workspace import Workspace
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
    *, body: CreateWorkspaceRequest | Mapping[str, Any], extra_headers: Mapping[str, str] | None = None
) -> Request:
    return Request(
        method="POST",
        path="/v1/workspaces",
        headers={
            **(extra_headers or {}),
        },
        json=request_body(body, {}, {}),
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> Workspace:
    if answer.status == 200:
        response_200 = Workspace.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    *,
    client: SyncBase,
    body: CreateWorkspaceRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[Workspace]:
    """Create a workspace, with status and headers; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    return client.send(request, _parse, timeout)


def sync(
    *,
    client: SyncBase,
    body: CreateWorkspaceRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Workspace:
    """Create a workspace; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    *,
    client: AsyncBase,
    body: CreateWorkspaceRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[Workspace]:
    """Create a workspace, with status and headers; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    return await client.send(request, _parse, timeout)


async def asyncio(
    *,
    client: AsyncBase,
    body: CreateWorkspaceRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Workspace:
    """Create a workspace; raises APIError."""
    request = _request(body=body, extra_headers=extra_headers)
    response = await client.send(request, _parse, timeout)
    return response.parsed
