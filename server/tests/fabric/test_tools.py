"""`tools` on invocations, on the fake engine."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from openai.lib.streaming.chat._completions import ChatCompletionStreamState
from openai.types.chat import ChatCompletionChunk

from tests.fabric.test_invocations import events
from treadle.engine.fake import FakeEngine

SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string", "minLength": 3}},
    "required": ["city"],
}
WEATHER = {
    "type": "function",
    "function": {"name": "weather", "description": "Of a city", "parameters": SCHEMA},
}
TIME = {"type": "function", "function": {"name": "time"}}
ASK: dict[str, Any] = {
    "messages": [{"role": "user", "content": "Hi"}],
    "temperature": 0,
    "tools": [WEATHER, TIME],
}
CALL = '{"name": "time", "parameters": {}}'
NAMED = {"type": "function", "function": {"name": "weather"}}


def reassembled(chunks: list[Any]) -> Any:
    state: Any = ChatCompletionStreamState()
    for chunk in chunks:
        state.handle_chunk(ChatCompletionChunk.model_validate(chunk))
    return state.current_completion_snapshot


@pytest.mark.parametrize("form", ["required", NAMED])
async def test_a_call_is_forced(client: httpx.AsyncClient, invocations: str, form: Any) -> None:
    plain = (await client.post(invocations, json=ASK | {"tool_choice": form})).json()
    found = plain["choices"][0]
    assert (found["finish_reason"], found["message"]["content"]) == ("tool_calls", None)
    (call,) = found["message"]["tool_calls"]
    assert (call["type"], call["function"]["name"]) == ("function", "weather")
    assert json.loads(call["function"]["arguments"]) == {"city": "aaa"}
    body = ASK | {"tool_choice": form, "stream": True, "stream_options": {"include_usage": True}}
    chunks = events(await client.post(invocations, json=body))
    assert chunks[-1]["usage"] == plain["usage"]
    assert chunks[0]["choices"][0]["delta"]["role"] == "assistant"
    assert all("role" not in chunk["choices"][0]["delta"] for chunk in chunks[1:-1])
    parts = [part for chunk in chunks[:-1] for part in chunk["choices"][0]["delta"].get("tool_calls", ())]
    assert parts[0] == {
        "index": 0,
        "id": parts[0]["id"],
        "type": "function",
        "function": {"name": "weather", "arguments": ""},
    }
    assert all(set(part) == {"index", "function"} for part in parts[1:])
    (made,) = reassembled(chunks).choices
    assert made.finish_reason == "tool_calls"
    assert made.message.tool_calls[0].function.arguments == call["function"]["arguments"]


@pytest.mark.parametrize(("reply", "text", "calls"), [("It rains.", "It rains.", 0), (CALL, None, 1)])
async def test_the_model_decides(
    client: httpx.AsyncClient, invocations: str, engine: FakeEngine, reply: str, text: str | None, calls: int
) -> None:
    engine.reply = reply
    for form in ({}, {"tool_choice": "auto"}):
        found = (await client.post(invocations, json=ASK | form)).json()["choices"][0]
        assert found["message"]["content"] == text
        assert len(found["message"].get("tool_calls", ())) == calls
        assert found["finish_reason"] == ("tool_calls" if calls else "stop")
        chunks = events(await client.post(invocations, json=ASK | form | {"stream": True}))
        (made,) = reassembled(chunks).choices
        assert (made.message.content, made.finish_reason) == (text, found["finish_reason"])


async def test_no_call_is_wanted(client: httpx.AsyncClient, invocations: str, engine: FakeEngine) -> None:
    for form in ({"tool_choice": "none"}, {"tools": []}):
        found = (await client.post(invocations, json=ASK | form)).json()["choices"][0]
        assert found["message"] == {"role": "assistant", "content": engine.reply}
        assert engine.generations[-1].sampling.grammar is None


async def test_a_call_cut_by_its_length(client: httpx.AsyncClient, invocations: str) -> None:
    body = ASK | {"tool_choice": NAMED, "max_tokens": 40, "n": 1}
    found = (await client.post(invocations, json=body)).json()["choices"][0]
    assert found["finish_reason"] == "length"
    assert found["message"]["tool_calls"][0]["function"]["arguments"] == '{"city'


async def test_choices_and_log_probabilities(client: httpx.AsyncClient, invocations: str) -> None:
    body = ASK | {"temperature": 1, "tool_choice": NAMED, "n": 2, "logprobs": True}
    plain = (await client.post(invocations, json=body)).json()
    chunks = events(await client.post(invocations, json=body | {"stream": True}))
    for index in (0, 1):
        mine = [each for chunk in chunks for each in chunk["choices"] if each["index"] == index]
        told = [token for each in mine if each.get("logprobs") for token in each["logprobs"]["content"]]
        assert told == plain["choices"][index]["logprobs"]["content"]
        assert mine[0]["delta"]["role"] == "assistant"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tools": [], "tool_choice": "required"}, "`/tool_choice` asks for a function"),
        ({"tools": [], "tool_choice": NAMED}, "`/tool_choice` asks for a function"),
        (
            {"tool_choice": {"type": "function", "function": {"name": "x"}}},
            "`/tool_choice/function/name` is x, which is none of the `tools`",
        ),
        ({"tools": [TIME, TIME]}, "`/tools/1/function` cannot be used: two tools have the name time"),
        (
            {"tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": 1}}}]},
            "`/tools/0",
        ),
    ],
)
async def test_refusals_name_the_place(
    client: httpx.AsyncClient, invocations: str, engine: FakeEngine, change: dict[str, Any], said: str
) -> None:
    for stream in (False, True):
        answer = await client.post(invocations, json=ASK | {"stream": stream} | change)
        assert answer.status_code == 400, answer.text
        assert said in answer.json()["error_msg"]
    assert engine.generations == []
