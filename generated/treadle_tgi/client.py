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
from .api.documentation import api_doc as _api_doc
from .api.documentation import docs as _docs
from .api.documentation import openapi_document as _openapi_document
from .api.generation import compat_generate as _compat_generate
from .api.generation import generate as _generate
from .api.generation import generate_stream as _generate_stream
from .api.generation import invocations as _invocations
from .api.generation import vertex as _vertex
from .api.openai import chat_completions as _chat_completions
from .api.openai import completions as _completions
from .api.openai import list_models as _list_models
from .api.operation import health as _health
from .api.operation import info as _info
from .api.operation import metrics as _metrics
from .api.operation import ping as _ping
from .api.operation import root_health as _root_health
from .api.tokenization import chat_tokenize as _chat_tokenize
from .api.tokenization import tokenize as _tokenize
from .types import UNSET, Timeout, Unset

__all__ = ["AsyncClient", "Client"]

DEFAULT_BASE_URL: Final = "http://127.0.0.1:8080"


def _headers(api_key: str | None, headers: Mapping[str, str] | None) -> dict[str, str]:
    given = {name.lower(): value for name, value in (headers or {}).items()}
    if api_key is not None:
        given = {"authorization": f"Bearer {api_key}", **given}
    return {"user-agent": USER_AGENT, "accept": "*/*", **given}


class Client(SyncBase):
    """A client of a server that answers the Text Generation Inference contract.

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

    def root_health(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Health check; raises APIError.

        The same as `GET /health`.

        """

        return _root_health.sync(
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
        """Health check; raises APIError.

        Whether a generation would be answered now. Takes no slot and is never overloaded.

        """

        return _health.sync(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def ping(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Health check; raises APIError.

        The same as `GET /health`, for SageMaker.

        """

        return _ping.sync(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def info(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Info:
        """Model and limits; raises APIError.

        What is served, and within which limits.

        """

        return _info.sync(
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
        """Metrics in Prometheus text format; raises APIError.

        Counters, gauges and histograms.

        """

        return _metrics.sync(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def compat_generate(
        self,
        *,
        inputs: str,
        parameters: models.GenerateParameters | Mapping[str, Any] | Unset = UNSET,
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.GenerateResponse | list[models.GenerateResponse]: ...
    @overload
    def compat_generate(
        self,
        *,
        body: models.CompatGenerateRequest | Mapping[str, Any],
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.GenerateResponse | list[models.GenerateResponse]: ...
    @overload
    def compat_generate(
        self,
        *,
        stream: Literal[True],
        inputs: str,
        parameters: models.GenerateParameters | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Stream[models.StreamResponse]: ...
    @overload
    def compat_generate(
        self,
        *,
        stream: Literal[True],
        body: models.CompatGenerateRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Stream[models.StreamResponse]: ...
    def compat_generate(
        self,
        *,
        body: models.CompatGenerateRequest | Mapping[str, Any] | Unset = UNSET,
        stream: bool = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.GenerateResponse | list[models.GenerateResponse] | Stream[models.StreamResponse]:
        """Generate text, as a whole or as a stream; raises APIError.

        Answers `GenerateResponse` in an array of one element, or an event stream if `stream` is true.
        Servers may be set to answer the bare object. With a stream, `best_of` above 1 and
        `decoder_input_details` are refused.

        inputs: The prompt.
        parameters: How to generate. Without `parameters` at all the request samples; with an empty object
        it is greedy. A member that is null counts as absent.
        stream: Whether to answer with an event stream. Default: false.
        """

        sent = request_body(body, members, {})
        if stream:
            return _compat_generate.stream(
                body=sent,
                client=self,
                timeout=timeout,
                extra_headers=extra_headers,
            )
        return _compat_generate.sync(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def generate(
        self,
        *,
        inputs: str,
        parameters: models.GenerateParameters | Mapping[str, Any] | Unset = UNSET,
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

        Generates a text and answers when it is finished.

        inputs: The prompt.
        parameters: How to generate. Without `parameters` at all the request samples; with an empty object
        it is greedy. A member that is null counts as absent.
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
        parameters: models.GenerateParameters | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Stream[models.StreamResponse]: ...
    @overload
    def generate_stream(
        self,
        *,
        body: models.GenerateStreamRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Stream[models.StreamResponse]: ...
    def generate_stream(
        self,
        *,
        body: models.GenerateStreamRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> Stream[models.StreamResponse]:
        """Generate a stream of tokens; raises APIError.

        Answers one event for each token. `best_of` above 1 and `decoder_input_details` are refused. The
        stream has no `[DONE]`; its last event has the whole text, or is an error.

        inputs: The prompt.
        parameters: How to generate. Without `parameters` at all the request samples; with an empty object
        it is greedy. A member that is null counts as absent.
        """

        sent = request_body(body, members, {})
        return _generate_stream.stream(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def invocations(
        self,
        *,
        body: models.InvocationRequest | Mapping[str, Any],
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> (
        models.ChatCompletion | models.Completion | models.GenerateResponse | list[models.GenerateResponse]
    ): ...
    @overload
    def invocations(
        self,
        *,
        stream: Literal[True],
        body: models.InvocationRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Stream[models.StreamResponse | models.ChatCompletionChunk | models.CompletionChunk]: ...
    def invocations(
        self,
        *,
        body: models.InvocationRequest | Mapping[str, Any],
        stream: bool = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> (
        models.ChatCompletion
        | models.Completion
        | models.GenerateResponse
        | list[models.GenerateResponse]
        | Stream[models.StreamResponse | models.ChatCompletionChunk | models.CompletionChunk]
    ):
        """Generate, for SageMaker; raises APIError.

        Takes the body of `POST /`, of `/v1/chat/completions` or of `/v1/completions` and answers as that
        route does.

        """

        sent = request_body(body, {}, {})
        if stream:
            return _invocations.stream(
                body=sent,
                client=self,
                timeout=timeout,
                extra_headers=extra_headers,
            )
        return _invocations.sync(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def vertex(
        self,
        *,
        instances: Sequence[models.VertexInstance | Mapping[str, Any]],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.VertexResponse: ...
    @overload
    def vertex(
        self,
        *,
        body: models.VertexRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.VertexResponse: ...
    def vertex(
        self,
        *,
        body: models.VertexRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.VertexResponse:
        """Generate, for Vertex AI; raises APIError.

        Continues several texts and chats and answers when all are finished. Each takes a slot.

        instances: What to continue.
        """

        sent = request_body(body, members, {})
        return _vertex.sync(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def tokenize(
        self,
        *,
        inputs: str,
        parameters: models.GenerateParameters | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> list[models.SimpleToken]: ...
    @overload
    def tokenize(
        self,
        *,
        body: models.TokenizeRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> list[models.SimpleToken]: ...
    def tokenize(
        self,
        *,
        body: models.TokenizeRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> list[models.SimpleToken]:
        """Tokens of a text; raises APIError.

        Special tokens are added as for generation. `parameters` are checked and have no effect, `truncate`
        included.

        inputs: The text; an empty one is allowed.
        parameters: How to generate. Without `parameters` at all the request samples; with an empty object
        it is greedy. A member that is null counts as absent.
        """

        sent = request_body(body, members, {})
        return _tokenize.sync(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    def chat_tokenize(
        self,
        *,
        messages: Sequence[models.Message | Mapping[str, Any]],
        model: None | str | Unset = UNSET,
        frequency_penalty: float | None | Unset = UNSET,
        presence_penalty: float | None | Unset = UNSET,
        logit_bias: models.ChatRequestLogitBiasType0
        | Mapping[str, Any]
        | Sequence[float]
        | None
        | Unset = UNSET,
        logprobs: bool | None | Unset = UNSET,
        top_logprobs: int | None | Unset = UNSET,
        max_tokens: int | None | Unset = UNSET,
        max_completion_tokens: int | None | Unset = UNSET,
        n: int | None | Unset = UNSET,
        response_format: models.JsonFormat
        | Mapping[str, Any]
        | models.JsonObjectFormat
        | Mapping[str, Any]
        | models.JsonSchemaFormat
        | Mapping[str, Any]
        | None
        | models.RegexFormat
        | Mapping[str, Any]
        | models.TextFormat
        | Mapping[str, Any]
        | Unset = UNSET,
        seed: int | None | Unset = UNSET,
        stop: Sequence[str] | None | str | Unset = UNSET,
        stream: bool | None | Unset = UNSET,
        stream_options: None | models.StreamOptions | Mapping[str, Any] | Unset = UNSET,
        temperature: float | None | Unset = UNSET,
        top_p: float | None | Unset = UNSET,
        tools: Sequence[models.Tool | Mapping[str, Any]] | None | Unset = UNSET,
        tool_choice: None | str | models.ToolChoice | Mapping[str, Any] | Unset = UNSET,
        tool_prompt: None | str | Unset = UNSET,
        parallel_tool_calls: bool | None | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ChatTokenizeResponse: ...
    @overload
    def chat_tokenize(
        self,
        *,
        body: models.ChatRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ChatTokenizeResponse: ...
    def chat_tokenize(
        self,
        *,
        body: models.ChatRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.ChatTokenizeResponse:
        """Tokens of a chat; raises APIError.

        Renders the chat by the model's template and tokenises the result. Takes no API key.

        messages: The chat so far. A last message of the assistant is continued.
        model: Name of the model or of a LoRA adapter. Any name is served; the answer repeats it.
        frequency_penalty: Lowers a token's logit by this times its count in the output.
        presence_penalty: Lowers a token's logit by this if it is in the output.
        logit_bias: Added to the logits, by token id (OpenAI). A list (TGI) is accepted and has no effect.
        logprobs: Whether to return log probabilities. Default: false.
        top_logprobs: Number of most probable tokens to report at each position. Of no effect without
        `logprobs`.
        max_tokens: Most tokens to generate. Absent, or more than the context has room for, means the rest
        of the context.
        max_completion_tokens: OpenAI's newer name of `max_tokens`; it wins if both are given.
        n: Number of choices to generate; absent means 1.
        response_format: What the answer must match. Not together with `tools`, unless it asks for free
        text.
        seed: Seed of the sampling. Absent means a random one.
        stop: Generation stops before any of these texts.
        stream: Whether to answer with an event stream. Default: false.
        stream_options: Options of the event stream.
        temperature: Divides the logits before sampling. 0 is greedy; absent means 1.
        top_p: Samples from the most probable tokens whose probabilities add up to this. 1 is off.
        tools: Functions that the model may call.
        tool_choice: Whether to call a tool, and which: `auto` (also null), `none`, `required`, the name of
        a function, or an object that holds the name. Of no effect without `tools`.
        tool_prompt: Text that tells the model about its tools. Absent or empty means that the model's chat
        template does, or TGI's own text where it does not.
        parallel_tool_calls: Whether one answer may have several calls (OpenAI). Absent means that it may if
        the model was taught to write several. Of no effect without `tools`, or where a function is named.
        """

        sent = request_body(body, members, {})
        return _chat_tokenize.sync(
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
        model: None | str | Unset = UNSET,
        frequency_penalty: float | None | Unset = UNSET,
        presence_penalty: float | None | Unset = UNSET,
        logit_bias: models.ChatRequestLogitBiasType0
        | Mapping[str, Any]
        | Sequence[float]
        | None
        | Unset = UNSET,
        logprobs: bool | None | Unset = UNSET,
        top_logprobs: int | None | Unset = UNSET,
        max_tokens: int | None | Unset = UNSET,
        max_completion_tokens: int | None | Unset = UNSET,
        n: int | None | Unset = UNSET,
        response_format: models.JsonFormat
        | Mapping[str, Any]
        | models.JsonObjectFormat
        | Mapping[str, Any]
        | models.JsonSchemaFormat
        | Mapping[str, Any]
        | None
        | models.RegexFormat
        | Mapping[str, Any]
        | models.TextFormat
        | Mapping[str, Any]
        | Unset = UNSET,
        seed: int | None | Unset = UNSET,
        stop: Sequence[str] | None | str | Unset = UNSET,
        stream_options: None | models.StreamOptions | Mapping[str, Any] | Unset = UNSET,
        temperature: float | None | Unset = UNSET,
        top_p: float | None | Unset = UNSET,
        tools: Sequence[models.Tool | Mapping[str, Any]] | None | Unset = UNSET,
        tool_choice: None | str | models.ToolChoice | Mapping[str, Any] | Unset = UNSET,
        tool_prompt: None | str | Unset = UNSET,
        parallel_tool_calls: bool | None | Unset = UNSET,
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ChatCompletion: ...
    @overload
    def chat_completions(
        self,
        *,
        body: models.ChatRequest | Mapping[str, Any],
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ChatCompletion: ...
    @overload
    def chat_completions(
        self,
        *,
        stream: Literal[True],
        messages: Sequence[models.Message | Mapping[str, Any]],
        model: None | str | Unset = UNSET,
        frequency_penalty: float | None | Unset = UNSET,
        presence_penalty: float | None | Unset = UNSET,
        logit_bias: models.ChatRequestLogitBiasType0
        | Mapping[str, Any]
        | Sequence[float]
        | None
        | Unset = UNSET,
        logprobs: bool | None | Unset = UNSET,
        top_logprobs: int | None | Unset = UNSET,
        max_tokens: int | None | Unset = UNSET,
        max_completion_tokens: int | None | Unset = UNSET,
        n: int | None | Unset = UNSET,
        response_format: models.JsonFormat
        | Mapping[str, Any]
        | models.JsonObjectFormat
        | Mapping[str, Any]
        | models.JsonSchemaFormat
        | Mapping[str, Any]
        | None
        | models.RegexFormat
        | Mapping[str, Any]
        | models.TextFormat
        | Mapping[str, Any]
        | Unset = UNSET,
        seed: int | None | Unset = UNSET,
        stop: Sequence[str] | None | str | Unset = UNSET,
        stream_options: None | models.StreamOptions | Mapping[str, Any] | Unset = UNSET,
        temperature: float | None | Unset = UNSET,
        top_p: float | None | Unset = UNSET,
        tools: Sequence[models.Tool | Mapping[str, Any]] | None | Unset = UNSET,
        tool_choice: None | str | models.ToolChoice | Mapping[str, Any] | Unset = UNSET,
        tool_prompt: None | str | Unset = UNSET,
        parallel_tool_calls: bool | None | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Stream[models.ChatCompletionChunk]: ...
    @overload
    def chat_completions(
        self,
        *,
        stream: Literal[True],
        body: models.ChatRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Stream[models.ChatCompletionChunk]: ...
    def chat_completions(
        self,
        *,
        body: models.ChatRequest | Mapping[str, Any] | Unset = UNSET,
        stream: bool = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.ChatCompletion | Stream[models.ChatCompletionChunk]:
        """Continue a chat; raises APIError.

        Answers a completion, or an event stream if `stream` is true. The stream ends with `[DONE]`, after
        an error too.

        messages: The chat so far. A last message of the assistant is continued.
        model: Name of the model or of a LoRA adapter. Any name is served; the answer repeats it.
        frequency_penalty: Lowers a token's logit by this times its count in the output.
        presence_penalty: Lowers a token's logit by this if it is in the output.
        logit_bias: Added to the logits, by token id (OpenAI). A list (TGI) is accepted and has no effect.
        logprobs: Whether to return log probabilities. Default: false.
        top_logprobs: Number of most probable tokens to report at each position. Of no effect without
        `logprobs`.
        max_tokens: Most tokens to generate. Absent, or more than the context has room for, means the rest
        of the context.
        max_completion_tokens: OpenAI's newer name of `max_tokens`; it wins if both are given.
        n: Number of choices to generate; absent means 1.
        response_format: What the answer must match. Not together with `tools`, unless it asks for free
        text.
        seed: Seed of the sampling. Absent means a random one.
        stop: Generation stops before any of these texts.
        stream: Whether to answer with an event stream. Default: false.
        stream_options: Options of the event stream.
        temperature: Divides the logits before sampling. 0 is greedy; absent means 1.
        top_p: Samples from the most probable tokens whose probabilities add up to this. 1 is off.
        tools: Functions that the model may call.
        tool_choice: Whether to call a tool, and which: `auto` (also null), `none`, `required`, the name of
        a function, or an object that holds the name. Of no effect without `tools`.
        tool_prompt: Text that tells the model about its tools. Absent or empty means that the model's chat
        template does, or TGI's own text where it does not.
        parallel_tool_calls: Whether one answer may have several calls (OpenAI). Absent means that it may if
        the model was taught to write several. Of no effect without `tools`, or where a function is named.
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

    @overload
    def completions(
        self,
        *,
        prompt: Sequence[int | Sequence[int] | str] | str,
        model: None | str | Unset = UNSET,
        max_tokens: int | None | Unset = UNSET,
        temperature: float | None | Unset = UNSET,
        top_p: float | None | Unset = UNSET,
        stream_options: None | models.StreamOptions | Mapping[str, Any] | Unset = UNSET,
        seed: int | None | Unset = UNSET,
        suffix: None | str | Unset = UNSET,
        repetition_penalty: float | None | Unset = UNSET,
        frequency_penalty: float | None | Unset = UNSET,
        presence_penalty: float | None | Unset = UNSET,
        logit_bias: models.CompletionRequestLogitBiasType0
        | Mapping[str, Any]
        | Sequence[float]
        | None
        | Unset = UNSET,
        stop: Sequence[str] | None | str | Unset = UNSET,
        n: int | None | Unset = UNSET,
        best_of: int | None | Unset = UNSET,
        echo: bool | None | Unset = UNSET,
        logprobs: bool | int | None | Unset = UNSET,
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Completion: ...
    @overload
    def completions(
        self,
        *,
        body: models.CompletionRequest | Mapping[str, Any],
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Completion: ...
    @overload
    def completions(
        self,
        *,
        stream: Literal[True],
        prompt: Sequence[int | Sequence[int] | str] | str,
        model: None | str | Unset = UNSET,
        max_tokens: int | None | Unset = UNSET,
        temperature: float | None | Unset = UNSET,
        top_p: float | None | Unset = UNSET,
        stream_options: None | models.StreamOptions | Mapping[str, Any] | Unset = UNSET,
        seed: int | None | Unset = UNSET,
        suffix: None | str | Unset = UNSET,
        repetition_penalty: float | None | Unset = UNSET,
        frequency_penalty: float | None | Unset = UNSET,
        presence_penalty: float | None | Unset = UNSET,
        logit_bias: models.CompletionRequestLogitBiasType0
        | Mapping[str, Any]
        | Sequence[float]
        | None
        | Unset = UNSET,
        stop: Sequence[str] | None | str | Unset = UNSET,
        n: int | None | Unset = UNSET,
        best_of: int | None | Unset = UNSET,
        echo: bool | None | Unset = UNSET,
        logprobs: bool | int | None | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Stream[models.CompletionChunk]: ...
    @overload
    def completions(
        self,
        *,
        stream: Literal[True],
        body: models.CompletionRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> Stream[models.CompletionChunk]: ...
    def completions(
        self,
        *,
        body: models.CompletionRequest | Mapping[str, Any] | Unset = UNSET,
        stream: bool = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.Completion | Stream[models.CompletionChunk]:
        """Continue prompts; raises APIError.

        Answers completions, or an event stream if `stream` is true. The stream ends with `[DONE]`, after an
        error too; the events of several prompts are interleaved.

        prompt: A text, several texts, a text as token ids, or several texts as token ids.
        model: Name of the model or of a LoRA adapter. Any name is served; the answer repeats it.
        max_tokens: Most tokens to generate for each prompt. Absent, or more than the context has room for,
        means the rest of the context.
        temperature: Divides the logits before sampling. 0 is greedy; absent means 1.
        top_p: Samples from the most probable tokens whose probabilities add up to this. 1 is off.
        stream: Whether to answer with an event stream. Default: false.
        stream_options: Options of the event stream.
        seed: Seed of the sampling. Absent means a random one.
        suffix: Accepted, and of no effect.
        repetition_penalty: Divides the positive and multiplies the negative logits of tokens in prompt and
        output. 0 and 1 are off.
        frequency_penalty: Lowers a token's logit by this times its count in the output.
        presence_penalty: Lowers a token's logit by this if it is in the output.
        logit_bias: Added to the logits, by token id (OpenAI). A list (TGI) is accepted and has no effect.
        stop: Generation stops before any of these texts.
        n: Number of choices for each prompt; absent means 1.
        best_of: Number of sequences to generate for each prompt; the `n` with the highest mean log
        probability are the answer. Fewer than `n` is refused; not with a stream.
        echo: Whether to put the prompt before the generated text. Default: false.
        logprobs: Number of most probable tokens to report at each position, beside the chosen one. True
        means 0.
        """

        sent = request_body(body, members, {})
        if stream:
            return _completions.stream(
                body=sent,
                client=self,
                timeout=timeout,
                extra_headers=extra_headers,
            )
        return _completions.sync(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def list_models(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ModelList:
        """Served models; raises APIError.

        The served model.

        """

        return _list_models.sync(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def openapi_document(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.OpenapiDocumentResponse200:
        """The OpenAPI document; raises APIError.

        This document.

        """

        return _openapi_document.sync(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def api_doc(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ApiDocResponse200:
        """The OpenAPI document, at TGI's place; raises APIError.

        The same as `GET /openapi.json`.

        """

        return _api_doc.sync(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    def docs(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> str:
        """The documentation page; raises APIError.

        A page that shows this document; it needs no network.

        """

        return _docs.sync(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )


class AsyncClient(AsyncBase):
    """A client of a server that answers the Text Generation Inference contract, for code that awaits.

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

    async def root_health(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Health check; raises APIError.

        The same as `GET /health`.

        """

        return await _root_health.asyncio(
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
        """Health check; raises APIError.

        Whether a generation would be answered now. Takes no slot and is never overloaded.

        """

        return await _health.asyncio(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def ping(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Health check; raises APIError.

        The same as `GET /health`, for SageMaker.

        """

        return await _ping.asyncio(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def info(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Info:
        """Model and limits; raises APIError.

        What is served, and within which limits.

        """

        return await _info.asyncio(
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
        """Metrics in Prometheus text format; raises APIError.

        Counters, gauges and histograms.

        """

        return await _metrics.asyncio(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def compat_generate(
        self,
        *,
        inputs: str,
        parameters: models.GenerateParameters | Mapping[str, Any] | Unset = UNSET,
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.GenerateResponse | list[models.GenerateResponse]: ...
    @overload
    async def compat_generate(
        self,
        *,
        body: models.CompatGenerateRequest | Mapping[str, Any],
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.GenerateResponse | list[models.GenerateResponse]: ...
    @overload
    async def compat_generate(
        self,
        *,
        stream: Literal[True],
        inputs: str,
        parameters: models.GenerateParameters | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncStream[models.StreamResponse]: ...
    @overload
    async def compat_generate(
        self,
        *,
        stream: Literal[True],
        body: models.CompatGenerateRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncStream[models.StreamResponse]: ...
    async def compat_generate(
        self,
        *,
        body: models.CompatGenerateRequest | Mapping[str, Any] | Unset = UNSET,
        stream: bool = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.GenerateResponse | list[models.GenerateResponse] | AsyncStream[models.StreamResponse]:
        """Generate text, as a whole or as a stream; raises APIError.

        Answers `GenerateResponse` in an array of one element, or an event stream if `stream` is true.
        Servers may be set to answer the bare object. With a stream, `best_of` above 1 and
        `decoder_input_details` are refused.

        inputs: The prompt.
        parameters: How to generate. Without `parameters` at all the request samples; with an empty object
        it is greedy. A member that is null counts as absent.
        stream: Whether to answer with an event stream. Default: false.
        """

        sent = request_body(body, members, {})
        if stream:
            return await _compat_generate.astream(
                body=sent,
                client=self,
                timeout=timeout,
                extra_headers=extra_headers,
            )
        return await _compat_generate.asyncio(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def generate(
        self,
        *,
        inputs: str,
        parameters: models.GenerateParameters | Mapping[str, Any] | Unset = UNSET,
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

        Generates a text and answers when it is finished.

        inputs: The prompt.
        parameters: How to generate. Without `parameters` at all the request samples; with an empty object
        it is greedy. A member that is null counts as absent.
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
        parameters: models.GenerateParameters | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncStream[models.StreamResponse]: ...
    @overload
    async def generate_stream(
        self,
        *,
        body: models.GenerateStreamRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncStream[models.StreamResponse]: ...
    async def generate_stream(
        self,
        *,
        body: models.GenerateStreamRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> AsyncStream[models.StreamResponse]:
        """Generate a stream of tokens; raises APIError.

        Answers one event for each token. `best_of` above 1 and `decoder_input_details` are refused. The
        stream has no `[DONE]`; its last event has the whole text, or is an error.

        inputs: The prompt.
        parameters: How to generate. Without `parameters` at all the request samples; with an empty object
        it is greedy. A member that is null counts as absent.
        """

        sent = request_body(body, members, {})
        return await _generate_stream.astream(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def invocations(
        self,
        *,
        body: models.InvocationRequest | Mapping[str, Any],
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> (
        models.ChatCompletion | models.Completion | models.GenerateResponse | list[models.GenerateResponse]
    ): ...
    @overload
    async def invocations(
        self,
        *,
        stream: Literal[True],
        body: models.InvocationRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncStream[models.StreamResponse | models.ChatCompletionChunk | models.CompletionChunk]: ...
    async def invocations(
        self,
        *,
        body: models.InvocationRequest | Mapping[str, Any],
        stream: bool = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> (
        models.ChatCompletion
        | models.Completion
        | models.GenerateResponse
        | list[models.GenerateResponse]
        | AsyncStream[models.StreamResponse | models.ChatCompletionChunk | models.CompletionChunk]
    ):
        """Generate, for SageMaker; raises APIError.

        Takes the body of `POST /`, of `/v1/chat/completions` or of `/v1/completions` and answers as that
        route does.

        """

        sent = request_body(body, {}, {})
        if stream:
            return await _invocations.astream(
                body=sent,
                client=self,
                timeout=timeout,
                extra_headers=extra_headers,
            )
        return await _invocations.asyncio(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def vertex(
        self,
        *,
        instances: Sequence[models.VertexInstance | Mapping[str, Any]],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.VertexResponse: ...
    @overload
    async def vertex(
        self,
        *,
        body: models.VertexRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.VertexResponse: ...
    async def vertex(
        self,
        *,
        body: models.VertexRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.VertexResponse:
        """Generate, for Vertex AI; raises APIError.

        Continues several texts and chats and answers when all are finished. Each takes a slot.

        instances: What to continue.
        """

        sent = request_body(body, members, {})
        return await _vertex.asyncio(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def tokenize(
        self,
        *,
        inputs: str,
        parameters: models.GenerateParameters | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> list[models.SimpleToken]: ...
    @overload
    async def tokenize(
        self,
        *,
        body: models.TokenizeRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> list[models.SimpleToken]: ...
    async def tokenize(
        self,
        *,
        body: models.TokenizeRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> list[models.SimpleToken]:
        """Tokens of a text; raises APIError.

        Special tokens are added as for generation. `parameters` are checked and have no effect, `truncate`
        included.

        inputs: The text; an empty one is allowed.
        parameters: How to generate. Without `parameters` at all the request samples; with an empty object
        it is greedy. A member that is null counts as absent.
        """

        sent = request_body(body, members, {})
        return await _tokenize.asyncio(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    @overload
    async def chat_tokenize(
        self,
        *,
        messages: Sequence[models.Message | Mapping[str, Any]],
        model: None | str | Unset = UNSET,
        frequency_penalty: float | None | Unset = UNSET,
        presence_penalty: float | None | Unset = UNSET,
        logit_bias: models.ChatRequestLogitBiasType0
        | Mapping[str, Any]
        | Sequence[float]
        | None
        | Unset = UNSET,
        logprobs: bool | None | Unset = UNSET,
        top_logprobs: int | None | Unset = UNSET,
        max_tokens: int | None | Unset = UNSET,
        max_completion_tokens: int | None | Unset = UNSET,
        n: int | None | Unset = UNSET,
        response_format: models.JsonFormat
        | Mapping[str, Any]
        | models.JsonObjectFormat
        | Mapping[str, Any]
        | models.JsonSchemaFormat
        | Mapping[str, Any]
        | None
        | models.RegexFormat
        | Mapping[str, Any]
        | models.TextFormat
        | Mapping[str, Any]
        | Unset = UNSET,
        seed: int | None | Unset = UNSET,
        stop: Sequence[str] | None | str | Unset = UNSET,
        stream: bool | None | Unset = UNSET,
        stream_options: None | models.StreamOptions | Mapping[str, Any] | Unset = UNSET,
        temperature: float | None | Unset = UNSET,
        top_p: float | None | Unset = UNSET,
        tools: Sequence[models.Tool | Mapping[str, Any]] | None | Unset = UNSET,
        tool_choice: None | str | models.ToolChoice | Mapping[str, Any] | Unset = UNSET,
        tool_prompt: None | str | Unset = UNSET,
        parallel_tool_calls: bool | None | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ChatTokenizeResponse: ...
    @overload
    async def chat_tokenize(
        self,
        *,
        body: models.ChatRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ChatTokenizeResponse: ...
    async def chat_tokenize(
        self,
        *,
        body: models.ChatRequest | Mapping[str, Any] | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.ChatTokenizeResponse:
        """Tokens of a chat; raises APIError.

        Renders the chat by the model's template and tokenises the result. Takes no API key.

        messages: The chat so far. A last message of the assistant is continued.
        model: Name of the model or of a LoRA adapter. Any name is served; the answer repeats it.
        frequency_penalty: Lowers a token's logit by this times its count in the output.
        presence_penalty: Lowers a token's logit by this if it is in the output.
        logit_bias: Added to the logits, by token id (OpenAI). A list (TGI) is accepted and has no effect.
        logprobs: Whether to return log probabilities. Default: false.
        top_logprobs: Number of most probable tokens to report at each position. Of no effect without
        `logprobs`.
        max_tokens: Most tokens to generate. Absent, or more than the context has room for, means the rest
        of the context.
        max_completion_tokens: OpenAI's newer name of `max_tokens`; it wins if both are given.
        n: Number of choices to generate; absent means 1.
        response_format: What the answer must match. Not together with `tools`, unless it asks for free
        text.
        seed: Seed of the sampling. Absent means a random one.
        stop: Generation stops before any of these texts.
        stream: Whether to answer with an event stream. Default: false.
        stream_options: Options of the event stream.
        temperature: Divides the logits before sampling. 0 is greedy; absent means 1.
        top_p: Samples from the most probable tokens whose probabilities add up to this. 1 is off.
        tools: Functions that the model may call.
        tool_choice: Whether to call a tool, and which: `auto` (also null), `none`, `required`, the name of
        a function, or an object that holds the name. Of no effect without `tools`.
        tool_prompt: Text that tells the model about its tools. Absent or empty means that the model's chat
        template does, or TGI's own text where it does not.
        parallel_tool_calls: Whether one answer may have several calls (OpenAI). Absent means that it may if
        the model was taught to write several. Of no effect without `tools`, or where a function is named.
        """

        sent = request_body(body, members, {})
        return await _chat_tokenize.asyncio(
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
        model: None | str | Unset = UNSET,
        frequency_penalty: float | None | Unset = UNSET,
        presence_penalty: float | None | Unset = UNSET,
        logit_bias: models.ChatRequestLogitBiasType0
        | Mapping[str, Any]
        | Sequence[float]
        | None
        | Unset = UNSET,
        logprobs: bool | None | Unset = UNSET,
        top_logprobs: int | None | Unset = UNSET,
        max_tokens: int | None | Unset = UNSET,
        max_completion_tokens: int | None | Unset = UNSET,
        n: int | None | Unset = UNSET,
        response_format: models.JsonFormat
        | Mapping[str, Any]
        | models.JsonObjectFormat
        | Mapping[str, Any]
        | models.JsonSchemaFormat
        | Mapping[str, Any]
        | None
        | models.RegexFormat
        | Mapping[str, Any]
        | models.TextFormat
        | Mapping[str, Any]
        | Unset = UNSET,
        seed: int | None | Unset = UNSET,
        stop: Sequence[str] | None | str | Unset = UNSET,
        stream_options: None | models.StreamOptions | Mapping[str, Any] | Unset = UNSET,
        temperature: float | None | Unset = UNSET,
        top_p: float | None | Unset = UNSET,
        tools: Sequence[models.Tool | Mapping[str, Any]] | None | Unset = UNSET,
        tool_choice: None | str | models.ToolChoice | Mapping[str, Any] | Unset = UNSET,
        tool_prompt: None | str | Unset = UNSET,
        parallel_tool_calls: bool | None | Unset = UNSET,
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ChatCompletion: ...
    @overload
    async def chat_completions(
        self,
        *,
        body: models.ChatRequest | Mapping[str, Any],
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ChatCompletion: ...
    @overload
    async def chat_completions(
        self,
        *,
        stream: Literal[True],
        messages: Sequence[models.Message | Mapping[str, Any]],
        model: None | str | Unset = UNSET,
        frequency_penalty: float | None | Unset = UNSET,
        presence_penalty: float | None | Unset = UNSET,
        logit_bias: models.ChatRequestLogitBiasType0
        | Mapping[str, Any]
        | Sequence[float]
        | None
        | Unset = UNSET,
        logprobs: bool | None | Unset = UNSET,
        top_logprobs: int | None | Unset = UNSET,
        max_tokens: int | None | Unset = UNSET,
        max_completion_tokens: int | None | Unset = UNSET,
        n: int | None | Unset = UNSET,
        response_format: models.JsonFormat
        | Mapping[str, Any]
        | models.JsonObjectFormat
        | Mapping[str, Any]
        | models.JsonSchemaFormat
        | Mapping[str, Any]
        | None
        | models.RegexFormat
        | Mapping[str, Any]
        | models.TextFormat
        | Mapping[str, Any]
        | Unset = UNSET,
        seed: int | None | Unset = UNSET,
        stop: Sequence[str] | None | str | Unset = UNSET,
        stream_options: None | models.StreamOptions | Mapping[str, Any] | Unset = UNSET,
        temperature: float | None | Unset = UNSET,
        top_p: float | None | Unset = UNSET,
        tools: Sequence[models.Tool | Mapping[str, Any]] | None | Unset = UNSET,
        tool_choice: None | str | models.ToolChoice | Mapping[str, Any] | Unset = UNSET,
        tool_prompt: None | str | Unset = UNSET,
        parallel_tool_calls: bool | None | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncStream[models.ChatCompletionChunk]: ...
    @overload
    async def chat_completions(
        self,
        *,
        stream: Literal[True],
        body: models.ChatRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncStream[models.ChatCompletionChunk]: ...
    async def chat_completions(
        self,
        *,
        body: models.ChatRequest | Mapping[str, Any] | Unset = UNSET,
        stream: bool = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.ChatCompletion | AsyncStream[models.ChatCompletionChunk]:
        """Continue a chat; raises APIError.

        Answers a completion, or an event stream if `stream` is true. The stream ends with `[DONE]`, after
        an error too.

        messages: The chat so far. A last message of the assistant is continued.
        model: Name of the model or of a LoRA adapter. Any name is served; the answer repeats it.
        frequency_penalty: Lowers a token's logit by this times its count in the output.
        presence_penalty: Lowers a token's logit by this if it is in the output.
        logit_bias: Added to the logits, by token id (OpenAI). A list (TGI) is accepted and has no effect.
        logprobs: Whether to return log probabilities. Default: false.
        top_logprobs: Number of most probable tokens to report at each position. Of no effect without
        `logprobs`.
        max_tokens: Most tokens to generate. Absent, or more than the context has room for, means the rest
        of the context.
        max_completion_tokens: OpenAI's newer name of `max_tokens`; it wins if both are given.
        n: Number of choices to generate; absent means 1.
        response_format: What the answer must match. Not together with `tools`, unless it asks for free
        text.
        seed: Seed of the sampling. Absent means a random one.
        stop: Generation stops before any of these texts.
        stream: Whether to answer with an event stream. Default: false.
        stream_options: Options of the event stream.
        temperature: Divides the logits before sampling. 0 is greedy; absent means 1.
        top_p: Samples from the most probable tokens whose probabilities add up to this. 1 is off.
        tools: Functions that the model may call.
        tool_choice: Whether to call a tool, and which: `auto` (also null), `none`, `required`, the name of
        a function, or an object that holds the name. Of no effect without `tools`.
        tool_prompt: Text that tells the model about its tools. Absent or empty means that the model's chat
        template does, or TGI's own text where it does not.
        parallel_tool_calls: Whether one answer may have several calls (OpenAI). Absent means that it may if
        the model was taught to write several. Of no effect without `tools`, or where a function is named.
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

    @overload
    async def completions(
        self,
        *,
        prompt: Sequence[int | Sequence[int] | str] | str,
        model: None | str | Unset = UNSET,
        max_tokens: int | None | Unset = UNSET,
        temperature: float | None | Unset = UNSET,
        top_p: float | None | Unset = UNSET,
        stream_options: None | models.StreamOptions | Mapping[str, Any] | Unset = UNSET,
        seed: int | None | Unset = UNSET,
        suffix: None | str | Unset = UNSET,
        repetition_penalty: float | None | Unset = UNSET,
        frequency_penalty: float | None | Unset = UNSET,
        presence_penalty: float | None | Unset = UNSET,
        logit_bias: models.CompletionRequestLogitBiasType0
        | Mapping[str, Any]
        | Sequence[float]
        | None
        | Unset = UNSET,
        stop: Sequence[str] | None | str | Unset = UNSET,
        n: int | None | Unset = UNSET,
        best_of: int | None | Unset = UNSET,
        echo: bool | None | Unset = UNSET,
        logprobs: bool | int | None | Unset = UNSET,
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Completion: ...
    @overload
    async def completions(
        self,
        *,
        body: models.CompletionRequest | Mapping[str, Any],
        stream: Literal[False] = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.Completion: ...
    @overload
    async def completions(
        self,
        *,
        stream: Literal[True],
        prompt: Sequence[int | Sequence[int] | str] | str,
        model: None | str | Unset = UNSET,
        max_tokens: int | None | Unset = UNSET,
        temperature: float | None | Unset = UNSET,
        top_p: float | None | Unset = UNSET,
        stream_options: None | models.StreamOptions | Mapping[str, Any] | Unset = UNSET,
        seed: int | None | Unset = UNSET,
        suffix: None | str | Unset = UNSET,
        repetition_penalty: float | None | Unset = UNSET,
        frequency_penalty: float | None | Unset = UNSET,
        presence_penalty: float | None | Unset = UNSET,
        logit_bias: models.CompletionRequestLogitBiasType0
        | Mapping[str, Any]
        | Sequence[float]
        | None
        | Unset = UNSET,
        stop: Sequence[str] | None | str | Unset = UNSET,
        n: int | None | Unset = UNSET,
        best_of: int | None | Unset = UNSET,
        echo: bool | None | Unset = UNSET,
        logprobs: bool | int | None | Unset = UNSET,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncStream[models.CompletionChunk]: ...
    @overload
    async def completions(
        self,
        *,
        stream: Literal[True],
        body: models.CompletionRequest | Mapping[str, Any],
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> AsyncStream[models.CompletionChunk]: ...
    async def completions(
        self,
        *,
        body: models.CompletionRequest | Mapping[str, Any] | Unset = UNSET,
        stream: bool = False,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> models.Completion | AsyncStream[models.CompletionChunk]:
        """Continue prompts; raises APIError.

        Answers completions, or an event stream if `stream` is true. The stream ends with `[DONE]`, after an
        error too; the events of several prompts are interleaved.

        prompt: A text, several texts, a text as token ids, or several texts as token ids.
        model: Name of the model or of a LoRA adapter. Any name is served; the answer repeats it.
        max_tokens: Most tokens to generate for each prompt. Absent, or more than the context has room for,
        means the rest of the context.
        temperature: Divides the logits before sampling. 0 is greedy; absent means 1.
        top_p: Samples from the most probable tokens whose probabilities add up to this. 1 is off.
        stream: Whether to answer with an event stream. Default: false.
        stream_options: Options of the event stream.
        seed: Seed of the sampling. Absent means a random one.
        suffix: Accepted, and of no effect.
        repetition_penalty: Divides the positive and multiplies the negative logits of tokens in prompt and
        output. 0 and 1 are off.
        frequency_penalty: Lowers a token's logit by this times its count in the output.
        presence_penalty: Lowers a token's logit by this if it is in the output.
        logit_bias: Added to the logits, by token id (OpenAI). A list (TGI) is accepted and has no effect.
        stop: Generation stops before any of these texts.
        n: Number of choices for each prompt; absent means 1.
        best_of: Number of sequences to generate for each prompt; the `n` with the highest mean log
        probability are the answer. Fewer than `n` is refused; not with a stream.
        echo: Whether to put the prompt before the generated text. Default: false.
        logprobs: Number of most probable tokens to report at each position, beside the chosen one. True
        means 0.
        """

        sent = request_body(body, members, {})
        if stream:
            return await _completions.astream(
                body=sent,
                client=self,
                timeout=timeout,
                extra_headers=extra_headers,
            )
        return await _completions.asyncio(
            body=sent,
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def list_models(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ModelList:
        """Served models; raises APIError.

        The served model.

        """

        return await _list_models.asyncio(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def openapi_document(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.OpenapiDocumentResponse200:
        """The OpenAPI document; raises APIError.

        This document.

        """

        return await _openapi_document.asyncio(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def api_doc(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> models.ApiDocResponse200:
        """The OpenAPI document, at TGI's place; raises APIError.

        The same as `GET /openapi.json`.

        """

        return await _api_doc.asyncio(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )

    async def docs(
        self,
        *,
        timeout: Timeout | float | None = None,
        extra_headers: Mapping[str, str] | None = None,
    ) -> str:
        """The documentation page; raises APIError.

        A page that shows this document; it needs no network.

        """

        return await _docs.asyncio(
            client=self,
            timeout=timeout,
            extra_headers=extra_headers,
        )
