"""The clients that people have, unmodified, against a whole server on the real engine."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from huggingface_hub import InferenceClient
from huggingface_hub.errors import ValidationError
from openai import AsyncOpenAI, OpenAI

from tests.live.conftest import Live

pytestmark = pytest.mark.engine

PROMPT = "The capital of France is"
QUESTION: list[Any] = [{"role": "user", "content": "What is the capital of France?"}]


async def in_thread(function: Any, *arguments: Any, **members: Any) -> Any:
    return await asyncio.to_thread(function, *arguments, **members)


async def test_huggingface_hub_text_generation(live: Live) -> None:
    client = InferenceClient(live.url)
    text = await in_thread(client.text_generation, PROMPT, max_new_tokens=8)
    assert "Paris" in text
    whole = await in_thread(client.text_generation, PROMPT, max_new_tokens=8, details=True)
    assert whole.generated_text == text
    assert whole.details.generated_tokens == len(whole.details.tokens) == 8
    assert whole.details.finish_reason == "length"

    def streamed() -> tuple[str, Any]:
        pieces, last = [], None
        for last in client.text_generation(PROMPT, max_new_tokens=8, stream=True, details=True):
            pieces.append(last.token.text)
        return "".join(pieces), last

    joined, last = await in_thread(streamed)
    assert last.generated_text == text
    assert text.endswith(joined)
    assert last.details.input_length == 5


async def test_huggingface_hub_knows_our_refusals(live: Live) -> None:
    client = InferenceClient(live.url)
    with pytest.raises(ValidationError, match=r"`top_p` must be > 0\.0 and < 1\.0"):
        await in_thread(client.text_generation, PROMPT, top_p=1.5)


async def test_huggingface_hub_chat(live: Live) -> None:
    client = InferenceClient(live.url)
    answer = await in_thread(client.chat_completion, QUESTION, max_tokens=12, temperature=0.0)
    text = answer.choices[0].message.content
    assert answer.usage.completion_tokens <= 12

    def streamed() -> str:
        chunks = client.chat_completion(QUESTION, max_tokens=12, temperature=0.0, stream=True)
        return "".join(chunk.choices[0].delta.content or "" for chunk in chunks)

    assert await in_thread(streamed) == text


async def test_openai_chat_and_completions(live: Live) -> None:
    client = OpenAI(base_url=f"{live.url}/v1", api_key="-")
    models = await in_thread(client.models.list)
    model = models.data[0].id
    chat = await in_thread(
        client.chat.completions.create, model=model, messages=QUESTION, max_tokens=12, temperature=0
    )
    completion = await in_thread(
        client.completions.create, model=model, prompt=PROMPT, max_tokens=8, temperature=0, top_p=1
    )
    assert "Paris" in completion.choices[0].text
    async with AsyncOpenAI(base_url=f"{live.url}/v1", api_key="-") as awaiting:
        stream = await awaiting.chat.completions.create(
            model=model, messages=QUESTION, max_tokens=12, temperature=0, stream=True
        )
        text = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
        assert text == chat.choices[0].message.content
        pieces = await awaiting.completions.create(
            model=model, prompt=PROMPT, max_tokens=8, temperature=0, stream=True
        )
        assert "".join([chunk.choices[0].text async for chunk in pieces]) == completion.choices[0].text


@pytest.mark.parametrize(
    "route", ["/", "/generate_stream", "/v1/chat/completions", "/v1/completions", "fabric"]
)
async def test_greedy_stream_is_greedy_text_on_every_route(live: Live, route: str) -> None:
    path = live.instance if route == "fabric" else route
    if route in ("/", "/generate_stream"):
        body: dict[str, Any] = {"inputs": "Größe 🤗:", "parameters": {"max_new_tokens": 24}}
    elif route == "/v1/completions":
        body = {"prompt": "Größe 🤗:", "max_tokens": 24, "temperature": 0}
    else:
        body = {"messages": QUESTION, "max_tokens": 24, "temperature": 0}
    async with httpx.AsyncClient(base_url=live.url, timeout=60) as client:
        plain = (await client.post("/generate" if route == "/generate_stream" else path, json=body)).json()
        answer = await client.post(path, json={**body, "stream": True})
    events = [json.loads(line[6:]) for line in answer.text.split("\n\n") if line and line != "data: [DONE]"]
    if route in ("/", "/generate_stream"):
        whole = plain[0] if isinstance(plain, list) else plain
        assert events[-1]["generated_text"] == whole["generated_text"]
        joined = "".join(e["token"]["text"] for e in events if not e["token"]["special"])
        assert whole["generated_text"].endswith(joined)
    elif route == "/v1/completions":
        assert "".join(e["choices"][0]["text"] for e in events) == plain["choices"][0]["text"]
    else:
        joined = "".join(e["choices"][0]["delta"].get("content") or "" for e in events)
        assert joined == plain["choices"][0]["message"]["content"]
