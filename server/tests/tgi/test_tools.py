"""`tools` on /v1/chat/completions, on the fake engine."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai.lib.streaming.chat._completions import ChatCompletionStreamState
from openai.types.chat import ChatCompletionChunk

from tests.tgi.conftest import Caller

CHAT = "/v1/chat/completions"
QUESTION = [{"role": "user", "content": "What is the weather in Brooklyn?"}]
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string", "minLength": 3}, "days": {"type": "integer", "minimum": 2}},
    "required": ["city", "days"],
}
WEATHER = {
    "type": "function",
    "function": {"name": "weather", "description": "Of a city", "parameters": SCHEMA},
}
TIME = {"type": "function", "function": {"name": "time"}}
ARGUMENTS = {"city": "aaa", "days": 2}
ASK: dict[str, Any] = {"messages": QUESTION, "tools": [WEATHER, TIME], "temperature": 0}
CALL = '{"name": "time", "parameters": {}}'


async def choice(tgi: Caller, body: dict[str, Any]) -> Any:
    answer = await tgi.post(CHAT, body)
    assert answer.status_code == 200, answer.text
    return answer.json()["choices"][0]


def reassembled(events: list[Any]) -> Any:
    """What OpenAI's own stream helper makes of the events."""
    assert events.pop() == "[DONE]"
    state: Any = ChatCompletionStreamState()
    for event in events:
        state.handle_chunk(ChatCompletionChunk.model_validate(event))
    return state.current_completion_snapshot


NAMED = [
    "weather",
    {"function": {"name": "weather"}},
    {"type": "function", "function": {"name": "weather"}},
    {"FunctionName": "weather"},
]


@pytest.mark.parametrize("form", ["required", *NAMED])
async def test_a_call_is_forced(tgi: Caller, form: Any) -> None:
    body = {**ASK, "tool_choice": form}
    found = await choice(tgi, body)
    assert found["finish_reason"] == "tool_calls"
    message = found["message"]
    assert message["content"] is None
    (call,) = message["tool_calls"]
    assert call["id"].startswith("call_")
    assert call["type"] == "function"
    assert call["function"]["name"] == "weather"
    assert json.loads(call["function"]["arguments"]) == ARGUMENTS
    again = await choice(tgi, body)
    assert again["message"]["tool_calls"][0]["id"] != call["id"]


@pytest.mark.parametrize("form", ["required", "weather"])
@pytest.mark.parametrize("tokens_per_step", [1, 5, 1000])
async def test_a_call_is_streamed(tgi: Caller, form: str, tokens_per_step: int) -> None:
    tgi.engine.tokens_per_step = tokens_per_step
    events = await tgi.events(CHAT, {**ASK, "tool_choice": form, "stream": True})
    deltas = [event["choices"][0]["delta"] for event in events[:-1]]
    assert all("content" not in delta for delta in deltas)
    parts = [part for delta in deltas for part in delta.get("tool_calls", ())]
    assert all(len(delta.get("tool_calls", ())) <= 1 for delta in deltas)
    first, *rest = parts
    assert (first["index"], first["type"], first["function"]) == (
        0,
        "function",
        {"name": "weather", "arguments": ""},
    )
    assert first["id"]
    assert all(set(part) == {"index", "function"} and set(part["function"]) == {"arguments"} for part in rest)
    reasons = [event["choices"][0]["finish_reason"] for event in events[:-1]]
    assert reasons == [None] * (len(reasons) - 1) + ["tool_calls"]
    (made,) = reassembled(events).choices
    (call,) = made.message.tool_calls
    assert (call.id, call.function.name) == (first["id"], "weather")
    assert json.loads(call.function.arguments) == ARGUMENTS
    assert made.message.content is None
    assert made.finish_reason == "tool_calls"


@pytest.mark.parametrize("form", [None, "auto", ...])
@pytest.mark.parametrize(
    ("reply", "text", "names"),
    [
        ("It rains.", "It rains.", []),
        ('I say {"name": "Bob"}', 'I say {"name": "Bob"}', []),
        (CALL, None, ["time"]),
    ],
)
async def test_the_model_decides(
    tgi: Caller, form: Any, reply: str, text: str | None, names: list[str]
) -> None:
    tgi.engine.reply = reply
    body = ASK if form is ... else {**ASK, "tool_choice": form}
    answer = (await tgi.post(CHAT, body)).json()
    found = answer["choices"][0]
    assert found["message"]["content"] == text
    calls = found["message"].get("tool_calls", [])
    assert [call["function"] for call in calls] == [{"name": name, "arguments": "{}"} for name in names]
    assert found["finish_reason"] == ("tool_calls" if names else "stop")
    assert answer["usage"]["completion_tokens"] == len(reply) + 1
    assert len(tgi.engine.generations) == 1
    events = await tgi.events(CHAT, {**body, "stream": True, "stream_options": {"include_usage": True}})
    assert events[-2]["usage"] == answer["usage"]
    (made,) = reassembled(events).choices
    assert made.message.content == text
    assert [call.function.arguments for call in made.message.tool_calls or ()] == ["{}"] * len(names)
    assert made.finish_reason == found["finish_reason"]


async def test_how_many_calls_an_answer_may_have(tgi: Caller) -> None:
    for asked, most in ((None, 1), (False, 1), (True, 16)):
        await choice(tgi, {**ASK, "tool_choice": "required", "parallel_tool_calls": asked})
        grammar: Any = tgi.engine.generations[-1].sampling.grammar
        assert grammar.source.most == most


async def test_parallel_calls(tgi: Caller) -> None:
    tgi.engine.reply = f"{CALL}\n{CALL}"
    body = {**ASK, "parallel_tool_calls": True}
    found = await choice(tgi, body)
    assert len({call["id"] for call in found["message"]["tool_calls"]}) == 2
    (made,) = reassembled(await tgi.events(CHAT, {**body, "stream": True})).choices
    assert [call.index for call in made.message.tool_calls] == [0, 1]
    assert [call.function.arguments for call in made.message.tool_calls] == ["{}", "{}"]


@pytest.mark.parametrize(
    "without",
    [{"tool_choice": "none"}, {"tools": []}, {"tools": None}, {"tools": None, "tool_choice": "weather"}],
)
async def test_without_tools(tgi: Caller, without: dict[str, Any]) -> None:
    found = await choice(tgi, {**ASK, "max_tokens": 4, **without})
    assert found["message"] == {"role": "assistant", "content": "The "}
    generation = tgi.engine.generations[-1]
    assert generation.sampling.grammar is None
    assert b"weather'" not in bytes(generation.prompt)


@pytest.mark.parametrize("form", ["x", {"FunctionName": "x"}, {"function": {"name": "x"}}])
async def test_a_tool_that_is_not_there(tgi: Caller, form: Any) -> None:
    for stream in (False, True):
        answer = await tgi.post(CHAT, {**ASK, "tool_choice": form, "stream": stream})
        assert answer.status_code == 422
        assert answer.json() == {
            "error": "Tool error: Tool with name x not found",
            "error_type": "tool_error",
        }
    assert tgi.engine.generations == []


async def test_tools_that_cannot_be_used(tgi: Caller) -> None:
    bad = {"type": "function", "function": {"name": "f", "parameters": {"type": "nothing"}}}
    answer = await tgi.post(CHAT, {"messages": QUESTION, "tools": [WEATHER, bad]})
    assert answer.status_code == 422
    assert "the parameters of f are no JSON Schema" in answer.json()["error"]
    twice = await tgi.post(CHAT, {"messages": QUESTION, "tools": [WEATHER, WEATHER]})
    assert twice.status_code == 422
    form = await tgi.post(CHAT, {**ASK, "response_format": {"type": "json_object"}})
    assert form.json()["error"] == "Tool error: Grammar and tools are mutually exclusive"


async def test_arguments_instead_of_parameters(tgi: Caller) -> None:
    tool = {"type": "function", "function": {"name": "weather", "arguments": SCHEMA}}
    found = await choice(tgi, {"messages": QUESTION, "tools": [tool], "tool_choice": "required"})
    assert json.loads(found["message"]["tool_calls"][0]["function"]["arguments"]) == ARGUMENTS


async def test_references_in_a_schema(tgi: Caller) -> None:
    parameters = {
        "properties": {"at": {"$ref": "#/definitions/place"}},
        "required": ["at"],
        "definitions": {"place": SCHEMA},
    }
    tool = {"type": "function", "function": {"name": "go", "parameters": parameters}}
    found = await choice(tgi, {"messages": QUESTION, "tools": [tool], "tool_choice": "go"})
    assert json.loads(found["message"]["tool_calls"][0]["function"]["arguments"]) == {"at": ARGUMENTS}


@pytest.mark.parametrize("form", ["auto", "required", "weather"])
async def test_a_call_cut_by_its_length(tgi: Caller, form: str) -> None:
    whole = '{"name": "weather", "parameters": {"city": "aaa", "days": 2}}'
    tgi.engine.reply = whole
    for length in range(1, len(whole)):
        body = {**ASK, "tool_choice": form, "max_tokens": length}
        found = await choice(tgi, body)
        written = whole[:length].partition('"parameters": ')[2]
        calls = found["message"].get("tool_calls", [])
        if calls:
            assert calls[0]["function"] == {
                "name": "weather",
                "arguments": written.removesuffix("}}") + "}" if written.endswith("}}") else written,
            }
        else:
            assert not written
            assert found["message"]["content"] == ""
        complete = length == len(whole) - 1
        assert found["finish_reason"] == ("tool_calls" if complete else "length")
        events = await tgi.events(CHAT, {**body, "stream": True})
        streamed = "".join(
            part["function"]["arguments"]
            for event in events[:-1]
            for part in event["choices"][0]["delta"].get("tool_calls", ())
        )
        assert streamed == (calls[0]["function"]["arguments"] if calls else "")
        assert events[-2]["choices"][0]["finish_reason"] == found["finish_reason"]


async def test_choices_and_log_probabilities(tgi: Caller) -> None:
    body = {**ASK, "tool_choice": "weather", "n": 2, "logprobs": True, "top_logprobs": 1}
    answer = (await tgi.post(CHAT, body)).json()
    assert [each["message"]["tool_calls"][0]["function"]["name"] for each in answer["choices"]] == [
        "weather"
    ] * 2
    assert len({each["message"]["tool_calls"][0]["id"] for each in answer["choices"]}) == 2
    events = await tgi.events(CHAT, {**body, "stream": True})
    for index, each in enumerate(answer["choices"]):
        moved = [event["choices"][0] for event in events[:-1] if event["choices"][0]["index"] == index]
        streamed = [token for one in moved if one["logprobs"] for token in one["logprobs"]["content"]]
        assert streamed == each["logprobs"]["content"]
    assert [each.finish_reason for each in reassembled(events).choices] == ["tool_calls"] * 2


async def test_a_prompt_of_ones_own(tgi: Caller) -> None:
    await choice(tgi, {**ASK, "tool_prompt": "Use them.", "max_tokens": 1})
    prompt = bytes(tgi.engine.generations[-1].prompt).decode()
    assert prompt.startswith("tools: ['weather', 'time']\n")
    assert prompt.endswith("\n---\nUse them.\nassistant:")
    await choice(tgi, {**ASK, "tool_prompt": "", "max_tokens": 1})
    assert "---" not in bytes(tgi.engine.generations[-1].prompt).decode()
    templated = (await tgi.post("/chat_tokenize", ASK)).json()["templated_text"]
    assert templated.startswith("tools: ['weather', 'time']\n")
