"""What a type checker sees of the clients. Never run; `test_typing.py` has it checked, line by line."""

from __future__ import annotations

from typing import reveal_type

import treadle_fabric
import treadle_tgi
from treadle_tgi import models


def tgi(client: treadle_tgi.Client) -> None:
    reveal_type(client.generate(inputs="x"))  # GenerateResponse
    reveal_type(client.generate(inputs="x", parameters={"seed": 1}))  # GenerateResponse
    reveal_type(client.generate(body=models.GenerateRequest(inputs="x")))  # GenerateResponse
    reveal_type(client.generate_stream(inputs="x"))  # Stream[StreamResponse]
    reveal_type(client.chat_completions(messages=[{"role": "user"}]))  # ChatCompletion
    reveal_type(client.chat_completions(messages=[], stream=True))  # Stream[ChatCompletionChunk]
    reveal_type(client.completions(prompt="x", stream=False))  # Completion
    reveal_type(client.metrics())  # str
    reveal_type(client.tokenize(inputs="x"))  # list[SimpleToken]
    with client.generate_stream(inputs="x") as stream:
        for event in stream:
            reveal_type(event)  # StreamResponse
            reveal_type(event.generated_text)  # str | None
            reveal_type(event.token.text)  # str


async def tgi_asynchronous(client: treadle_tgi.AsyncClient) -> None:
    reveal_type(await client.generate(inputs="x"))  # GenerateResponse
    stream = await client.chat_completions(messages=[], stream=True)
    reveal_type(stream)  # AsyncStream[ChatCompletionChunk]
    async for chunk in stream:
        reveal_type(chunk)  # ChatCompletionChunk


def fabric(client: treadle_fabric.Client) -> None:
    reveal_type(client.list_models(workspace_id="w").models)  # list[ModelInfo]
    invoked = client.invoke_model_service(workspace_id="w", instance_id="i", messages=[])
    reveal_type(invoked)  # ChatCompletion
    reveal_type(invoked.usage.total_tokens)  # int


def wrong(client: treadle_tgi.Client) -> None:
    client.generate()  # error
    client.generate(inputs=1)  # error
    client.generate(inputs="x", unknown=1)  # error
    client.chat_completions(messages=[], stream="yes")  # error
