"""The operations of the Text Generation Inference contract, in its order.

Pointers lead into `spec.json`. Written by `make generate`; never edited.
"""

from __future__ import annotations

from typing import Final

from treadle.contract.operation import Answer, Body, Header, Operation, Stream

from . import models

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        id="compat_generate",
        method="POST",
        path="/",
        service="GenerationService",
        handler="compat_generate",
        body=Body(
            required=True,
            schema="/components/schemas/CompatGenerateRequest",
            type=models.CompatGenerateRequest,
        ),
        answers={
            200: Answer(
                status=200,
                json="/paths/~1/post/responses/200/content/application~1json/schema",
                stream=Stream(
                    event="/paths/~1/post/responses/200/content/text~1event-stream/itemSchema/properties/data/contentSchema",
                    done=False,
                ),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="cache-control", required=False, schema="/components/headers/CacheControl/schema"
                    ),
                    Header(
                        name="x-accel-buffering",
                        required=False,
                        schema="/components/headers/AccelBuffering/schema",
                    ),
                    Header(
                        name="x-compute-type", required=False, schema="/components/headers/ComputeType/schema"
                    ),
                    Header(
                        name="x-compute-time", required=False, schema="/components/headers/ComputeTime/schema"
                    ),
                    Header(
                        name="x-compute-characters",
                        required=False,
                        schema="/components/headers/ComputeCharacters/schema",
                    ),
                    Header(
                        name="x-total-time", required=False, schema="/components/headers/TotalTime/schema"
                    ),
                    Header(
                        name="x-validation-time",
                        required=False,
                        schema="/components/headers/ValidationTime/schema",
                    ),
                    Header(
                        name="x-queue-time", required=False, schema="/components/headers/QueueTime/schema"
                    ),
                    Header(
                        name="x-inference-time",
                        required=False,
                        schema="/components/headers/InferenceTime/schema",
                    ),
                    Header(
                        name="x-time-per-token",
                        required=False,
                        schema="/components/headers/TimePerToken/schema",
                    ),
                    Header(
                        name="x-prompt-tokens",
                        required=False,
                        schema="/components/headers/PromptTokens/schema",
                    ),
                    Header(
                        name="x-generated-tokens",
                        required=False,
                        schema="/components/headers/GeneratedTokens/schema",
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="www-authenticate",
                        required=False,
                        schema="/components/headers/Authenticate/schema",
                    ),
                ),
            ),
            413: Answer(
                status=413,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            415: Answer(
                status=415,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            422: Answer(
                status=422,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            424: Answer(
                status=424,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            429: Answer(
                status=429,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="retry-after", required=False, schema="/components/headers/RetryAfter/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
        security=(("ApiKey",),),
        stream_member="stream",
    ),
    Operation(
        id="root_health",
        method="GET",
        path="/",
        service="OperationService",
        handler="root_health",
        answers={
            200: Answer(
                status=200,
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            503: Answer(
                status=503,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
    ),
    Operation(
        id="generate",
        method="POST",
        path="/generate",
        service="GenerationService",
        handler="generate",
        body=Body(required=True, schema="/components/schemas/GenerateRequest", type=models.GenerateRequest),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/GenerateResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="x-compute-type", required=False, schema="/components/headers/ComputeType/schema"
                    ),
                    Header(
                        name="x-compute-time", required=False, schema="/components/headers/ComputeTime/schema"
                    ),
                    Header(
                        name="x-compute-characters",
                        required=False,
                        schema="/components/headers/ComputeCharacters/schema",
                    ),
                    Header(
                        name="x-total-time", required=False, schema="/components/headers/TotalTime/schema"
                    ),
                    Header(
                        name="x-validation-time",
                        required=False,
                        schema="/components/headers/ValidationTime/schema",
                    ),
                    Header(
                        name="x-queue-time", required=False, schema="/components/headers/QueueTime/schema"
                    ),
                    Header(
                        name="x-inference-time",
                        required=False,
                        schema="/components/headers/InferenceTime/schema",
                    ),
                    Header(
                        name="x-time-per-token",
                        required=False,
                        schema="/components/headers/TimePerToken/schema",
                    ),
                    Header(
                        name="x-prompt-tokens",
                        required=False,
                        schema="/components/headers/PromptTokens/schema",
                    ),
                    Header(
                        name="x-generated-tokens",
                        required=False,
                        schema="/components/headers/GeneratedTokens/schema",
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="www-authenticate",
                        required=False,
                        schema="/components/headers/Authenticate/schema",
                    ),
                ),
            ),
            413: Answer(
                status=413,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            415: Answer(
                status=415,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            422: Answer(
                status=422,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            424: Answer(
                status=424,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            429: Answer(
                status=429,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="retry-after", required=False, schema="/components/headers/RetryAfter/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
        security=(("ApiKey",),),
    ),
    Operation(
        id="generate_stream",
        method="POST",
        path="/generate_stream",
        service="GenerationService",
        handler="generate_stream",
        body=Body(
            required=True,
            schema="/components/schemas/GenerateStreamRequest",
            type=models.GenerateStreamRequest,
        ),
        answers={
            200: Answer(
                status=200,
                stream=Stream(
                    event="/paths/~1generate_stream/post/responses/200/content/text~1event-stream/itemSchema/properties/data/contentSchema",
                    done=False,
                ),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="cache-control", required=False, schema="/components/headers/CacheControl/schema"
                    ),
                    Header(
                        name="x-accel-buffering",
                        required=False,
                        schema="/components/headers/AccelBuffering/schema",
                    ),
                    Header(
                        name="x-compute-type", required=False, schema="/components/headers/ComputeType/schema"
                    ),
                    Header(
                        name="x-compute-characters",
                        required=False,
                        schema="/components/headers/ComputeCharacters/schema",
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="www-authenticate",
                        required=False,
                        schema="/components/headers/Authenticate/schema",
                    ),
                ),
            ),
            413: Answer(
                status=413,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            415: Answer(
                status=415,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            422: Answer(
                status=422,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            424: Answer(
                status=424,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            429: Answer(
                status=429,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="retry-after", required=False, schema="/components/headers/RetryAfter/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
        security=(("ApiKey",),),
    ),
    Operation(
        id="health",
        method="GET",
        path="/health",
        service="OperationService",
        handler="health",
        answers={
            200: Answer(
                status=200,
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            503: Answer(
                status=503,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
    ),
    Operation(
        id="ping",
        method="GET",
        path="/ping",
        service="OperationService",
        handler="ping",
        answers={
            200: Answer(
                status=200,
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            503: Answer(
                status=503,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
    ),
    Operation(
        id="info",
        method="GET",
        path="/info",
        service="OperationService",
        handler="info",
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/Info",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
    ),
    Operation(
        id="metrics",
        method="GET",
        path="/metrics",
        service="OperationService",
        handler="metrics",
        answers={
            200: Answer(
                status=200,
                text="text/plain",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
    ),
    Operation(
        id="tokenize",
        method="POST",
        path="/tokenize",
        service="TokenizationService",
        handler="tokenize",
        body=Body(required=True, schema="/components/schemas/TokenizeRequest", type=models.TokenizeRequest),
        answers={
            200: Answer(
                status=200,
                json="/paths/~1tokenize/post/responses/200/content/application~1json/schema",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="www-authenticate",
                        required=False,
                        schema="/components/headers/Authenticate/schema",
                    ),
                ),
            ),
            404: Answer(
                status=404,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            413: Answer(
                status=413,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            415: Answer(
                status=415,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            422: Answer(
                status=422,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            429: Answer(
                status=429,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="retry-after", required=False, schema="/components/headers/RetryAfter/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
        security=(("ApiKey",),),
    ),
    Operation(
        id="chat_tokenize",
        method="POST",
        path="/chat_tokenize",
        service="TokenizationService",
        handler="chat_tokenize",
        body=Body(required=True, schema="/components/schemas/ChatRequest", type=models.ChatRequest),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/ChatTokenizeResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            413: Answer(
                status=413,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            415: Answer(
                status=415,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            422: Answer(
                status=422,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            429: Answer(
                status=429,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="retry-after", required=False, schema="/components/headers/RetryAfter/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
    ),
    Operation(
        id="chat_completions",
        method="POST",
        path="/v1/chat/completions",
        service="OpenaiService",
        handler="chat_completions",
        body=Body(required=True, schema="/components/schemas/ChatRequest", type=models.ChatRequest),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/ChatCompletion",
                stream=Stream(
                    event="/paths/~1v1~1chat~1completions/post/responses/200/content/text~1event-stream/itemSchema/properties/data/oneOf/1/contentSchema",
                    done=True,
                ),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="cache-control", required=False, schema="/components/headers/CacheControl/schema"
                    ),
                    Header(
                        name="x-accel-buffering",
                        required=False,
                        schema="/components/headers/AccelBuffering/schema",
                    ),
                    Header(
                        name="x-compute-type", required=False, schema="/components/headers/ComputeType/schema"
                    ),
                    Header(
                        name="x-compute-time", required=False, schema="/components/headers/ComputeTime/schema"
                    ),
                    Header(
                        name="x-compute-characters",
                        required=False,
                        schema="/components/headers/ComputeCharacters/schema",
                    ),
                    Header(
                        name="x-total-time", required=False, schema="/components/headers/TotalTime/schema"
                    ),
                    Header(
                        name="x-validation-time",
                        required=False,
                        schema="/components/headers/ValidationTime/schema",
                    ),
                    Header(
                        name="x-queue-time", required=False, schema="/components/headers/QueueTime/schema"
                    ),
                    Header(
                        name="x-inference-time",
                        required=False,
                        schema="/components/headers/InferenceTime/schema",
                    ),
                    Header(
                        name="x-time-per-token",
                        required=False,
                        schema="/components/headers/TimePerToken/schema",
                    ),
                    Header(
                        name="x-prompt-tokens",
                        required=False,
                        schema="/components/headers/PromptTokens/schema",
                    ),
                    Header(
                        name="x-generated-tokens",
                        required=False,
                        schema="/components/headers/GeneratedTokens/schema",
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="www-authenticate",
                        required=False,
                        schema="/components/headers/Authenticate/schema",
                    ),
                ),
            ),
            413: Answer(
                status=413,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            415: Answer(
                status=415,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            422: Answer(
                status=422,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            424: Answer(
                status=424,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            429: Answer(
                status=429,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="retry-after", required=False, schema="/components/headers/RetryAfter/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
        security=(("ApiKey",),),
        stream_member="stream",
    ),
    Operation(
        id="completions",
        method="POST",
        path="/v1/completions",
        service="OpenaiService",
        handler="completions",
        body=Body(
            required=True, schema="/components/schemas/CompletionRequest", type=models.CompletionRequest
        ),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/Completion",
                stream=Stream(
                    event="/paths/~1v1~1completions/post/responses/200/content/text~1event-stream/itemSchema/properties/data/oneOf/1/contentSchema",
                    done=True,
                ),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="cache-control", required=False, schema="/components/headers/CacheControl/schema"
                    ),
                    Header(
                        name="x-accel-buffering",
                        required=False,
                        schema="/components/headers/AccelBuffering/schema",
                    ),
                    Header(
                        name="x-compute-type", required=False, schema="/components/headers/ComputeType/schema"
                    ),
                    Header(
                        name="x-compute-time", required=False, schema="/components/headers/ComputeTime/schema"
                    ),
                    Header(
                        name="x-compute-characters",
                        required=False,
                        schema="/components/headers/ComputeCharacters/schema",
                    ),
                    Header(
                        name="x-total-time", required=False, schema="/components/headers/TotalTime/schema"
                    ),
                    Header(
                        name="x-validation-time",
                        required=False,
                        schema="/components/headers/ValidationTime/schema",
                    ),
                    Header(
                        name="x-queue-time", required=False, schema="/components/headers/QueueTime/schema"
                    ),
                    Header(
                        name="x-inference-time",
                        required=False,
                        schema="/components/headers/InferenceTime/schema",
                    ),
                    Header(
                        name="x-time-per-token",
                        required=False,
                        schema="/components/headers/TimePerToken/schema",
                    ),
                    Header(
                        name="x-prompt-tokens",
                        required=False,
                        schema="/components/headers/PromptTokens/schema",
                    ),
                    Header(
                        name="x-generated-tokens",
                        required=False,
                        schema="/components/headers/GeneratedTokens/schema",
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="www-authenticate",
                        required=False,
                        schema="/components/headers/Authenticate/schema",
                    ),
                ),
            ),
            413: Answer(
                status=413,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            415: Answer(
                status=415,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            422: Answer(
                status=422,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            424: Answer(
                status=424,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            429: Answer(
                status=429,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="retry-after", required=False, schema="/components/headers/RetryAfter/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
        security=(("ApiKey",),),
        stream_member="stream",
    ),
    Operation(
        id="list_models",
        method="GET",
        path="/v1/models",
        service="OpenaiService",
        handler="list_models",
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/ModelList",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
    ),
    Operation(
        id="invocations",
        method="POST",
        path="/invocations",
        service="GenerationService",
        handler="invocations",
        body=Body(
            required=True, schema="/components/schemas/InvocationRequest", type=models.InvocationRequest
        ),
        answers={
            200: Answer(
                status=200,
                json="/paths/~1invocations/post/responses/200/content/application~1json/schema",
                stream=Stream(
                    event="/paths/~1invocations/post/responses/200/content/text~1event-stream/itemSchema/properties/data/oneOf/1/contentSchema",
                    done=True,
                ),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="cache-control", required=False, schema="/components/headers/CacheControl/schema"
                    ),
                    Header(
                        name="x-accel-buffering",
                        required=False,
                        schema="/components/headers/AccelBuffering/schema",
                    ),
                    Header(
                        name="x-compute-type", required=False, schema="/components/headers/ComputeType/schema"
                    ),
                    Header(
                        name="x-compute-time", required=False, schema="/components/headers/ComputeTime/schema"
                    ),
                    Header(
                        name="x-compute-characters",
                        required=False,
                        schema="/components/headers/ComputeCharacters/schema",
                    ),
                    Header(
                        name="x-total-time", required=False, schema="/components/headers/TotalTime/schema"
                    ),
                    Header(
                        name="x-validation-time",
                        required=False,
                        schema="/components/headers/ValidationTime/schema",
                    ),
                    Header(
                        name="x-queue-time", required=False, schema="/components/headers/QueueTime/schema"
                    ),
                    Header(
                        name="x-inference-time",
                        required=False,
                        schema="/components/headers/InferenceTime/schema",
                    ),
                    Header(
                        name="x-time-per-token",
                        required=False,
                        schema="/components/headers/TimePerToken/schema",
                    ),
                    Header(
                        name="x-prompt-tokens",
                        required=False,
                        schema="/components/headers/PromptTokens/schema",
                    ),
                    Header(
                        name="x-generated-tokens",
                        required=False,
                        schema="/components/headers/GeneratedTokens/schema",
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="www-authenticate",
                        required=False,
                        schema="/components/headers/Authenticate/schema",
                    ),
                ),
            ),
            413: Answer(
                status=413,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            415: Answer(
                status=415,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            422: Answer(
                status=422,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            424: Answer(
                status=424,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            429: Answer(
                status=429,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="retry-after", required=False, schema="/components/headers/RetryAfter/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/ErrorResponse",
                stream=Stream(event="/components/schemas/ErrorResponse", done=False),
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
        security=(("ApiKey",),),
        stream_member="stream",
    ),
    Operation(
        id="vertex",
        method="POST",
        path="/vertex",
        service="GenerationService",
        handler="vertex",
        body=Body(required=True, schema="/components/schemas/VertexRequest", type=models.VertexRequest),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/VertexResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            400: Answer(
                status=400,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            401: Answer(
                status=401,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="www-authenticate",
                        required=False,
                        schema="/components/headers/Authenticate/schema",
                    ),
                ),
            ),
            413: Answer(
                status=413,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            415: Answer(
                status=415,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            422: Answer(
                status=422,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            424: Answer(
                status=424,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            429: Answer(
                status=429,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                    Header(
                        name="retry-after", required=False, schema="/components/headers/RetryAfter/schema"
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
        security=(("ApiKey",),),
    ),
    Operation(
        id="openapi_document",
        method="GET",
        path="/openapi.json",
        service="DocumentationService",
        handler="openapi_document",
        answers={
            200: Answer(
                status=200,
                json="/paths/~1openapi.json/get/responses/200/content/application~1json/schema",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
    ),
    Operation(
        id="api_doc",
        method="GET",
        path="/api-doc/openapi.json",
        service="DocumentationService",
        handler="api_doc",
        answers={
            200: Answer(
                status=200,
                json="/paths/~1api-doc~1openapi.json/get/responses/200/content/application~1json/schema",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
    ),
    Operation(
        id="docs",
        method="GET",
        path="/docs",
        service="DocumentationService",
        handler="docs",
        answers={
            200: Answer(
                status=200,
                text="text/html",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
            500: Answer(
                status=500,
                json="/components/schemas/ErrorResponse",
                headers=(
                    Header(name="x-request-id", required=True, schema="/components/headers/RequestId/schema"),
                    Header(
                        name="access-control-allow-origin",
                        required=False,
                        schema="/components/headers/AllowOrigin/schema",
                    ),
                ),
            ),
        },
    ),
)
