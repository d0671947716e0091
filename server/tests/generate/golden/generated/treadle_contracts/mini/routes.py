"""The operations of the Mini contract, in its order.

Pointers lead into `spec.json`. Written by `make generate`; never edited.
"""

from __future__ import annotations

from typing import Final, Literal

from treadle.contract.operation import Answer, Body, Header, Operation, Parameter, Stream

from . import models

OPERATIONS: Final[tuple[Operation, ...]] = (
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
                ),
            ),
            422: Answer(status=422, json="/components/schemas/Error"),
            429: Answer(
                status=429,
                json="/components/schemas/Error",
                headers=(
                    Header(
                        name="Retry-After",
                        required=False,
                        schema="/components/responses/Overloaded/headers/Retry-After/schema",
                    ),
                ),
            ),
        },
        security=(
            ("key",),
            (),
        ),
    ),
    Operation(
        id="generate_stream",
        method="POST",
        path="/generate_stream",
        service="GenerationService",
        handler="generate_stream",
        body=Body(required=True, schema="/components/schemas/GenerateRequest", type=models.GenerateRequest),
        answers={
            200: Answer(
                status=200,
                stream=Stream(
                    event="/paths/~1generate_stream/post/responses/200/content/text~1event-stream/itemSchema/properties/data/contentSchema",
                    done=False,
                ),
            ),
            422: Answer(status=422, json="/components/schemas/Error"),
        },
        security=(
            ("key",),
            (),
        ),
    ),
    Operation(
        id="chat_completions",
        method="POST",
        path="/v1/chat/completions",
        service="GenerationService",
        handler="chat_completions",
        body=Body(required=True, schema="/components/schemas/ChatRequest", type=models.ChatRequest),
        answers={
            200: Answer(
                status=200,
                json="/components/schemas/Chat",
                stream=Stream(event="/components/schemas/Chunk", done=True),
            ),
            422: Answer(status=422, json="/components/schemas/Error"),
        },
        security=(
            ("key",),
            (),
        ),
        stream_member="stream",
    ),
    Operation(
        id="health",
        method="GET",
        path="/health",
        service="GenerationService",
        handler="health",
        answers={200: Answer(status=200), 503: Answer(status=503, json="/components/schemas/Error")},
    ),
    Operation(
        id="metrics",
        method="GET",
        path="/metrics",
        service="GenerationService",
        handler="metrics",
        answers={200: Answer(status=200, text="text/plain")},
    ),
    Operation(
        id="list_instances",
        method="GET",
        path="/v1/{project_id}/instances",
        service="ServiceInstancesService",
        handler="list_instances",
        parameters=(
            Parameter(
                name="project_id",
                attribute="project_id",
                location="path",
                required=True,
                schema="/paths/~1v1~1{project_id}~1instances/parameters/0/schema",
                type=str,
            ),
            Parameter(
                name="limit",
                attribute="limit",
                location="query",
                required=False,
                schema="/components/parameters/Limit/schema",
                type=int,
                default=10,
            ),
            Parameter(
                name="sort-by",
                attribute="sort_by",
                location="query",
                required=False,
                schema="/paths/~1v1~1{project_id}~1instances/get/parameters/1/schema",
                type=Literal["name", "created"],
            ),
            Parameter(
                name="X-Trace",
                attribute="x_trace",
                location="header",
                required=False,
                schema="/paths/~1v1~1{project_id}~1instances/get/parameters/2/schema",
                type=str,
            ),
        ),
        answers={
            200: Answer(status=200, json="/components/schemas/Page"),
            422: Answer(status=422, json="/components/schemas/Error"),
        },
        security=(
            ("key",),
            (),
        ),
    ),
)
