# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
"""Invoke a deployed model: POST `/v1/workspaces/{workspace_id}/services/instances/{instance_id}/invocations`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from ..._base import AsyncBase, SyncBase, request_body
from ..._streams import AsyncStream, Stream
from ..._transport import Answer, Request
from ...models import ChatCompletionChunk
from ...models.chat_completion import ChatCompletion
from ...models.invoke_model_service_request import InvokeModelServiceRequest
from ...types import Response, Timeout

_DECLARED: Final = frozenset(
    {
        200,
        400,
        401,
        403,
        404,
        408,
        429,
        500,
    }
)


def _request(
    workspace_id: str,
    instance_id: str,
    *,
    body: InvokeModelServiceRequest | Mapping[str, Any],
    streaming: bool,
    extra_headers: Mapping[str, str] | None = None,
) -> Request:
    return Request(
        method="POST",
        path="/v1/workspaces/{workspace_id}/services/instances/{instance_id}/invocations".format(
            workspace_id=quote(str(workspace_id), safe=""),
            instance_id=quote(str(instance_id), safe=""),
        ),
        headers={
            **(extra_headers or {}),
        },
        json=request_body(body, {"stream": streaming}, {}),
        declared=_DECLARED,
    )


def _parse(answer: Answer) -> ChatCompletion:
    if answer.status == 200:
        response_200 = ChatCompletion.from_dict(answer.json())

        return response_200
    raise ValueError(f"the status {answer.status} is not in the contract")


def sync_detailed(
    workspace_id: str,
    instance_id: str,
    *,
    client: SyncBase,
    body: InvokeModelServiceRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ChatCompletion]:
    """Invoke a deployed model, with status and headers; raises APIError."""
    request = _request(
        streaming=False,
        workspace_id=workspace_id,
        instance_id=instance_id,
        body=body,
        extra_headers=extra_headers,
    )
    return client.send(request, _parse, timeout)


def sync(
    workspace_id: str,
    instance_id: str,
    *,
    client: SyncBase,
    body: InvokeModelServiceRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ChatCompletion:
    """Invoke a deployed model; raises APIError."""
    request = _request(
        streaming=False,
        workspace_id=workspace_id,
        instance_id=instance_id,
        body=body,
        extra_headers=extra_headers,
    )
    response = client.send(request, _parse, timeout)
    return response.parsed


async def asyncio_detailed(
    workspace_id: str,
    instance_id: str,
    *,
    client: AsyncBase,
    body: InvokeModelServiceRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Response[ChatCompletion]:
    """Invoke a deployed model, with status and headers; raises APIError."""
    request = _request(
        streaming=False,
        workspace_id=workspace_id,
        instance_id=instance_id,
        body=body,
        extra_headers=extra_headers,
    )
    return await client.send(request, _parse, timeout)


async def asyncio(
    workspace_id: str,
    instance_id: str,
    *,
    client: AsyncBase,
    body: InvokeModelServiceRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> ChatCompletion:
    """Invoke a deployed model; raises APIError."""
    request = _request(
        streaming=False,
        workspace_id=workspace_id,
        instance_id=instance_id,
        body=body,
        extra_headers=extra_headers,
    )
    response = await client.send(request, _parse, timeout)
    return response.parsed


def _event(data: Any) -> ChatCompletionChunk:
    return ChatCompletionChunk.from_dict(data)


def stream(
    workspace_id: str,
    instance_id: str,
    *,
    client: SyncBase,
    body: InvokeModelServiceRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Stream[ChatCompletionChunk]:
    """Invoke a deployed model, event by event; raises APIError."""
    request = _request(
        streaming=True,
        workspace_id=workspace_id,
        instance_id=instance_id,
        body=body,
        extra_headers=extra_headers,
    )
    return client.stream(request, _event, timeout, done=True)


async def astream(
    workspace_id: str,
    instance_id: str,
    *,
    client: AsyncBase,
    body: InvokeModelServiceRequest | Mapping[str, Any],
    timeout: Timeout | float | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> AsyncStream[ChatCompletionChunk]:
    """Invoke a deployed model, event by event; raises APIError."""
    request = _request(
        streaming=True,
        workspace_id=workspace_id,
        instance_id=instance_id,
        body=body,
        extra_headers=extra_headers,
    )
    return await client.stream(request, _event, timeout, done=True)
