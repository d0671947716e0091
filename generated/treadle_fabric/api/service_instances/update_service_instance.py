# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Update a service instance: PUT `/v1/workspaces/{workspace_id}/services/instances/{instance_id}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from ..._base import AsyncBase, SyncBase, request_body
from ..._transport import Answer, Request
from ...models.update_service_instance_request import UpdateServiceInstanceRequest
from ...models.update_service_instance_response import UpdateServiceInstanceResponse
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
    workspace_id: str,
    instance_id: str,
    *,
    body: UpdateServiceInstanceRequest | Mapping[str, Any],
    extra_headers: Mapping[str, str] | None = None,
) -> Request:
    return Request(
        method="PUT",
        path="/v1/workspaces/{workspace_id}/services/instances/{instance_id}".format(
            workspace_id=quote(str(workspace_id), safe=""),
            instance_id=quote(str(instance_id), safe=""),
        ),
        headers={
            **(extra_headers or {}),
        },
        json=request_body(body, {}, {}),
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> UpdateServiceInstanceResponse:
    if answer.status == 200:
        response_200 = UpdateServiceInstanceResponse.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    workspace_id: str,
    instance_id: str,
    *,
    client: SyncBase,
    body: UpdateServiceInstanceRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[UpdateServiceInstanceResponse]:
    """Update a service instance, with status and headers; raises APIError."""
    request = _request(
        workspace_id=workspace_id, instance_id=instance_id, body=body, extra_headers=extra_headers
    )
    return client.send(request, _parse, timeout)


def sync(
    workspace_id: str,
    instance_id: str,
    *,
    client: SyncBase,
    body: UpdateServiceInstanceRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> UpdateServiceInstanceResponse:
    """Update a service instance; raises APIError."""
    request = _request(
        workspace_id=workspace_id, instance_id=instance_id, body=body, extra_headers=extra_headers
    )
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    workspace_id: str,
    instance_id: str,
    *,
    client: AsyncBase,
    body: UpdateServiceInstanceRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[UpdateServiceInstanceResponse]:
    """Update a service instance, with status and headers; raises APIError."""
    request = _request(
        workspace_id=workspace_id, instance_id=instance_id, body=body, extra_headers=extra_headers
    )
    return await client.send(request, _parse, timeout)


async def asyncio(
    workspace_id: str,
    instance_id: str,
    *,
    client: AsyncBase,
    body: UpdateServiceInstanceRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> UpdateServiceInstanceResponse:
    """Update a service instance; raises APIError."""
    request = _request(
        workspace_id=workspace_id, instance_id=instance_id, body=body, extra_headers=extra_headers
    )
    response = await client.send(request, _parse, timeout)
    return response.parsed
