# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Update a model: PUT `/v1/workspaces/{workspace_id}/models/{model_id}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from ..._base import AsyncBase, SyncBase, request_body
from ..._transport import Answer, Request
from ...models.model_info import ModelInfo
from ...models.update_model_definition_request import UpdateModelDefinitionRequest
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
    model_id: str,
    *,
    body: UpdateModelDefinitionRequest | Mapping[str, Any],
    extra_headers: Mapping[str, str] | None = None,
) -> Request:
    return Request(
        method="PUT",
        path="/v1/workspaces/{workspace_id}/models/{model_id}".format(
            workspace_id=quote(str(workspace_id), safe=""),
            model_id=quote(str(model_id), safe=""),
        ),
        headers={
            **(extra_headers or {}),
        },
        json=request_body(body, {}, {}),
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> ModelInfo:
    if answer.status == 200:
        response_200 = ModelInfo.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    workspace_id: str,
    model_id: str,
    *,
    client: SyncBase,
    body: UpdateModelDefinitionRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ModelInfo]:
    """Update a model, with status and headers; raises APIError."""
    request = _request(workspace_id=workspace_id, model_id=model_id, body=body, extra_headers=extra_headers)
    return client.send(request, _parse, timeout)


def sync(
    workspace_id: str,
    model_id: str,
    *,
    client: SyncBase,
    body: UpdateModelDefinitionRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ModelInfo:
    """Update a model; raises APIError."""
    request = _request(workspace_id=workspace_id, model_id=model_id, body=body, extra_headers=extra_headers)
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    workspace_id: str,
    model_id: str,
    *,
    client: AsyncBase,
    body: UpdateModelDefinitionRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ModelInfo]:
    """Update a model, with status and headers; raises APIError."""
    request = _request(workspace_id=workspace_id, model_id=model_id, body=body, extra_headers=extra_headers)
    return await client.send(request, _parse, timeout)


async def asyncio(
    workspace_id: str,
    model_id: str,
    *,
    client: AsyncBase,
    body: UpdateModelDefinitionRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ModelInfo:
    """Update a model; raises APIError."""
    request = _request(workspace_id=workspace_id, model_id=model_id, body=body, extra_headers=extra_headers)
    response = await client.send(request, _parse, timeout)
    return response.parsed
