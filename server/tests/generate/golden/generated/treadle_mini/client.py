"""The client objects: one method for each operation.

Written by `make generate`; never edited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, overload

from . import models
from ._base import AsyncBase, SyncBase, request_body
from ._streams import AsyncStream, Stream
from ._transport import AsyncHttpClient, HttpClient
from ._version import USER_AGENT
from .api.generation import chat_completions as _chat_completions
from .api.generation import generate as _generate
from .api.generation import generate_stream as _generate_stream
from .api.generation import health as _health
from .api.generation import metrics as _metrics
from .api.service_instances import list_instances as _list_instances
from .types import UNSET, Timeout, Unset

__all__ = ["AsyncClient", "Client"]

DEFAULT_BASE_URL: Final = "http://127.0.0.1:8080"


def _headers(api_key: str | None, headers: Mapping[str, str] | None) -> dict[str, str]:
    given = {name.lower(): value for name, value in (headers or {}).items()}
    if api_key is not None:
        given = {"authorization": f"Bearer {api_key}", **given}
    return {"user-agent": USER_AGENT, "accept": "*/*", **given}


class Client(SyncBase):
    """A client of a server that answers the Mini contract.

    Close it, or use it in a `with` block. `timeout` is in seconds. `max_retries` counts the tries after the
    first; only what cannot have had an effect is tried again. `http_client` stays the caller's to close.
    """

    def __init__(
        self,
        base_url: str = DEFAULT_BASE_URL,
        *,
        api_key: str | None = None,
        timeout: Timeout | float | None = None,
        max_retries: int = 2,
        headers: Mapping[str, str] | None = None,
        http_client: HttpClient | None = None,
    ) -> None:
        super().__init__(
            base_url,
            _headers(api_key, headers),
            timeout=timeout,
            max_retries=max_retries,
            http_client=http_client,
        )

    @overload
    def generate(
        self,
        *,
        inputs: str,
        parameters: models.Parameters | Mapping[str, Any] | Unset = UNSET,
        stream: bool | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.GenerateResponse: ...
    @overload
    def generate(
        self,
        *,
        body: models.GenerateRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.GenerateResponse: ...
    def generate(
        self,
        *,
        body: models.GenerateRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.GenerateResponse:
        """Generate text; raises APIError.

        Answers when the whole text is there.

        inputs: The prompt.
        stream: Default: false.
        """

        sent = request_body(body, members, {})
        return _generate.sync(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def generate_stream(
        self,
        *,
        inputs: str,
        parameters: models.Parameters | Mapping[str, Any] | Unset = UNSET,
        stream: bool | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Stream[models.Token]: ...
    @overload
    def generate_stream(
        self,
        *,
        body: models.GenerateRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Stream[models.Token]: ...
    def generate_stream(
        self,
        *,
        body: models.GenerateRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> Stream[models.Token]:
        """Generate a stream of tokens; raises APIError.

        inputs: The prompt.
        stream: Default: false.
        """

        sent = request_body(body, members, {})
        return _generate_stream.stream(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def chat_completions(
        self,
        *,
        messages: Sequence[models.Message | Mapping[str, Any]],
        tool_choice: models.ChatRequestToolChoiceType0
        | models.NamedTool
        | Mapping[str, Any]
        | None
        | Unset = UNSET,
        logit_bias: models.ChatRequestLogitBiasType0 | Mapping[str, Any] | Sequence[float] | Unset = UNSET,
        prompt: Sequence[int | Sequence[int] | str] | str | Unset = UNSET,
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Chat: ...
    @overload
    def chat_completions(
        self,
        *,
        body: models.ChatRequest | Mapping[str, Any],
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Chat: ...
    @overload
    def chat_completions(
        self,
        *,
        stream: Literal[True],
        messages: Sequence[models.Message | Mapping[str, Any]],
        tool_choice: models.ChatRequestToolChoiceType0
        | models.NamedTool
        | Mapping[str, Any]
        | None
        | Unset = UNSET,
        logit_bias: models.ChatRequestLogitBiasType0 | Mapping[str, Any] | Sequence[float] | Unset = UNSET,
        prompt: Sequence[int | Sequence[int] | str] | str | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Stream[models.Chunk]: ...
    @overload
    def chat_completions(
        self,
        *,
        stream: Literal[True],
        body: models.ChatRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Stream[models.Chunk]: ...
    def chat_completions(
        self,
        *,
        body: models.ChatRequest | Mapping[str, Any] | Unset = UNSET,
        stream: bool = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.Chat | Stream[models.Chunk]:
        """Answer a chat; raises APIError.

        stream: Default: false.
        """

        sent = request_body(body, members, {})
        if stream:
            return _chat_completions.stream(
                body=sent,
                client=self,
                timeout=timeout,
                extra_headers=extra_headers,
            )
        return _chat_completions.sync(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def health(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Whether the server works; raises APIError."""

        return _health.sync(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def metrics(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> str:
        """Counters; raises APIError."""

        return _metrics.sync(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def list_instances(
        self,
        *,
        project_id: str,
        limit: int | Unset = UNSET,
        sort_by: models.ListInstancesSortBy | Unset = UNSET,
        x_trace: str | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Page:
        """List instances; raises APIError."""

        return _list_instances.sync(
            project_id=project_id,
            limit=limit,
            sort_by=sort_by,
            x_trace=x_trace,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )


class AsyncClient(AsyncBase):
    """A client of a server that answers the Mini contract, for code that awaits.

    Close it, or use it in an `async with` block. `timeout` is in seconds. `max_retries` counts the tries after the
    first; only what cannot have had an effect is tried again. `http_client` stays the caller's to close.
    """

    def __init__(
        self,
        base_url: str = DEFAULT_BASE_URL,
        *,
        api_key: str | None = None,
        timeout: Timeout | float | None = None,
        max_retries: int = 2,
        headers: Mapping[str, str] | None = None,
        http_client: AsyncHttpClient | None = None,
    ) -> None:
        super().__init__(
            base_url,
            _headers(api_key, headers),
            timeout=timeout,
            max_retries=max_retries,
            http_client=http_client,
        )

    @overload
    async def generate(
        self,
        *,
        inputs: str,
        parameters: models.Parameters | Mapping[str, Any] | Unset = UNSET,
        stream: bool | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.GenerateResponse: ...
    @overload
    async def generate(
        self,
        *,
        body: models.GenerateRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.GenerateResponse: ...
    async def generate(
        self,
        *,
        body: models.GenerateRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.GenerateResponse:
        """Generate text; raises APIError.

        Answers when the whole text is there.

        inputs: The prompt.
        stream: Default: false.
        """

        sent = request_body(body, members, {})
        return await _generate.asyncio(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def generate_stream(
        self,
        *,
        inputs: str,
        parameters: models.Parameters | Mapping[str, Any] | Unset = UNSET,
        stream: bool | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncStream[models.Token]: ...
    @overload
    async def generate_stream(
        self,
        *,
        body: models.GenerateRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncStream[models.Token]: ...
    async def generate_stream(
        self,
        *,
        body: models.GenerateRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> AsyncStream[models.Token]:
        """Generate a stream of tokens; raises APIError.

        inputs: The prompt.
        stream: Default: false.
        """

        sent = request_body(body, members, {})
        return await _generate_stream.astream(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def chat_completions(
        self,
        *,
        messages: Sequence[models.Message | Mapping[str, Any]],
        tool_choice: models.ChatRequestToolChoiceType0
        | models.NamedTool
        | Mapping[str, Any]
        | None
        | Unset = UNSET,
        logit_bias: models.ChatRequestLogitBiasType0 | Mapping[str, Any] | Sequence[float] | Unset = UNSET,
        prompt: Sequence[int | Sequence[int] | str] | str | Unset = UNSET,
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Chat: ...
    @overload
    async def chat_completions(
        self,
        *,
        body: models.ChatRequest | Mapping[str, Any],
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Chat: ...
    @overload
    async def chat_completions(
        self,
        *,
        stream: Literal[True],
        messages: Sequence[models.Message | Mapping[str, Any]],
        tool_choice: models.ChatRequestToolChoiceType0
        | models.NamedTool
        | Mapping[str, Any]
        | None
        | Unset = UNSET,
        logit_bias: models.ChatRequestLogitBiasType0 | Mapping[str, Any] | Sequence[float] | Unset = UNSET,
        prompt: Sequence[int | Sequence[int] | str] | str | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncStream[models.Chunk]: ...
    @overload
    async def chat_completions(
        self,
        *,
        stream: Literal[True],
        body: models.ChatRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncStream[models.Chunk]: ...
    async def chat_completions(
        self,
        *,
        body: models.ChatRequest | Mapping[str, Any] | Unset = UNSET,
        stream: bool = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.Chat | AsyncStream[models.Chunk]:
        """Answer a chat; raises APIError.

        stream: Default: false.
        """

        sent = request_body(body, members, {})
        if stream:
            return await _chat_completions.astream(
                body=sent,
                client=self,
                timeout=timeout,
                extra_headers=extra_headers,
            )
        return await _chat_completions.asyncio(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def health(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Whether the server works; raises APIError."""

        return await _health.asyncio(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def metrics(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> str:
        """Counters; raises APIError."""

        return await _metrics.asyncio(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def list_instances(
        self,
        *,
        project_id: str,
        limit: int | Unset = UNSET,
        sort_by: models.ListInstancesSortBy | Unset = UNSET,
        x_trace: str | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Page:
        """List instances; raises APIError."""

        return await _list_instances.asyncio(
            project_id=project_id,
            limit=limit,
            sort_by=sort_by,
            x_trace=x_trace,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )
