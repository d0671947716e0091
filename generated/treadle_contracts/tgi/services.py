"""The services of the Text Generation Inference contract: what a server must implement.

A class that lacks a method cannot be instantiated. Written by `make generate`; never edited.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from treadle.contract.call import Call, Events

from . import models

__all__ = [
    "DocumentationService",
    "GenerationService",
    "OpenaiService",
    "OperationService",
    "TokenizationService",
]


class GenerationService(ABC):
    """TGI's own generation routes."""

    @abstractmethod
    async def compat_generate(
        self, call: Call, *, body: models.CompatGenerateRequest
    ) -> list[models.GenerateResponse] | models.GenerateResponse | Events[models.StreamResponse]:
        """Generate text, as a whole or as a stream. POST `/`.

        Answers `GenerateResponse` in an array of one element, or an event stream if `stream` is true.
        Servers may be set to answer the bare object. With a stream, `best_of` above 1 and
        `decoder_input_details` are refused.

        Answers: 200, 400, 401, 413, 415, 422, 424, 429, 500.
        """

    @abstractmethod
    async def generate(self, call: Call, *, body: models.GenerateRequest) -> models.GenerateResponse:
        """Generate text. POST `/generate`.

        Generates a text and answers when it is finished.

        Answers: 200, 400, 401, 413, 415, 422, 424, 429, 500.
        """

    @abstractmethod
    async def generate_stream(
        self, call: Call, *, body: models.GenerateStreamRequest
    ) -> Events[models.StreamResponse]:
        """Generate a stream of tokens. POST `/generate_stream`.

        Answers one event for each token. `best_of` above 1 and `decoder_input_details` are refused. The
        stream has no `[DONE]`; its last event has the whole text, or is an error.

        Answers: 200, 400, 401, 413, 415, 422, 424, 429, 500.
        """

    @abstractmethod
    async def invocations(
        self, call: Call, *, body: models.InvocationRequest
    ) -> (
        list[models.GenerateResponse]
        | models.GenerateResponse
        | models.ChatCompletion
        | models.Completion
        | Events[models.StreamResponse | models.ChatCompletionChunk | models.CompletionChunk]
    ):
        """Generate, for SageMaker. POST `/invocations`.

        Takes the body of `POST /`, of `/v1/chat/completions` or of `/v1/completions` and answers as that
        route does.

        Answers: 200, 400, 401, 413, 415, 422, 424, 429, 500.
        """

    @abstractmethod
    async def vertex(self, call: Call, *, body: models.VertexRequest) -> models.VertexResponse:
        """Generate, for Vertex AI. POST `/vertex`.

        Continues several texts and chats and answers when all are finished. Each takes a slot.

        Answers: 200, 400, 401, 413, 415, 422, 424, 429, 500.
        """


class OperationService(ABC):
    """Health, model and metrics."""

    @abstractmethod
    async def root_health(self, call: Call) -> None:
        """Health check. GET `/`.

        The same as `GET /health`.

        Answers: 200, 503.
        """

    @abstractmethod
    async def health(self, call: Call) -> None:
        """Health check. GET `/health`.

        Whether a generation would be answered now. Takes no slot and is never overloaded.

        Answers: 200, 503.
        """

    @abstractmethod
    async def ping(self, call: Call) -> None:
        """Health check. GET `/ping`.

        The same as `GET /health`, for SageMaker.

        Answers: 200, 503.
        """

    @abstractmethod
    async def info(self, call: Call) -> models.Info:
        """Model and limits. GET `/info`.

        What is served, and within which limits.

        Answers: 200, 500.
        """

    @abstractmethod
    async def metrics(self, call: Call) -> str:
        """Metrics in Prometheus text format. GET `/metrics`.

        Counters, gauges and histograms.

        Answers: 200, 500.
        """


class TokenizationService(ABC):
    """Texts to tokens."""

    @abstractmethod
    async def tokenize(self, call: Call, *, body: models.TokenizeRequest) -> list[models.SimpleToken]:
        """Tokens of a text. POST `/tokenize`.

        Special tokens are added as for generation. `parameters` are checked and have no effect, `truncate`
        included.

        Answers: 200, 400, 401, 404, 413, 415, 422, 429, 500.
        """

    @abstractmethod
    async def chat_tokenize(self, call: Call, *, body: models.ChatRequest) -> models.ChatTokenizeResponse:
        """Tokens of a chat. POST `/chat_tokenize`.

        Renders the chat by the model's template and tokenises the result. Takes no API key.

        Answers: 200, 400, 413, 415, 422, 429, 500.
        """


class OpenaiService(ABC):
    """Routes under `/v1`."""

    @abstractmethod
    async def chat_completions(
        self, call: Call, *, body: models.ChatRequest
    ) -> models.ChatCompletion | Events[models.ChatCompletionChunk]:
        """Continue a chat. POST `/v1/chat/completions`.

        Answers a completion, or an event stream if `stream` is true. The stream ends with `[DONE]`, after
        an error too.

        Answers: 200, 400, 401, 413, 415, 422, 424, 429, 500.
        """

    @abstractmethod
    async def completions(
        self, call: Call, *, body: models.CompletionRequest
    ) -> models.Completion | Events[models.CompletionChunk]:
        """Continue prompts. POST `/v1/completions`.

        Answers completions, or an event stream if `stream` is true. The stream ends with `[DONE]`, after
        an error too; the events of several prompts are interleaved.

        Answers: 200, 400, 401, 413, 415, 422, 424, 429, 500.
        """

    @abstractmethod
    async def list_models(self, call: Call) -> models.ModelList:
        """Served models. GET `/v1/models`.

        The served model.

        Answers: 200, 500.
        """


class DocumentationService(ABC):
    """This document."""

    @abstractmethod
    async def openapi_document(self, call: Call) -> dict[str, Any]:
        """The OpenAPI document. GET `/openapi.json`.

        This document.

        Answers: 200, 500.
        """

    @abstractmethod
    async def api_doc(self, call: Call) -> dict[str, Any]:
        """The OpenAPI document, at TGI's place. GET `/api-doc/openapi.json`.

        The same as `GET /openapi.json`.

        Answers: 200, 500.
        """

    @abstractmethod
    async def docs(self, call: Call) -> str:
        """The documentation page. GET `/docs`.

        A page that shows this document; it needs no network.

        Answers: 200, 500.
        """
