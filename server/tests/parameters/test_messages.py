"""Rows of docs/parameters.md: what a chat tells the model, and which tools it may call, at both chat routes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.parameters.told import CHAT, FABRIC, QUESTION, Told, ask, generation, on_both, refused, told
from tests.tgi.conftest import Caller
from treadle.engine.fake import FakeEngine
from treadle.engine.port import Calls

CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOLS = [
    {"type": "function", "function": {"name": name, "description": f"does {name}", "parameters": CITY}}
    for name in ("one", "two")
]
PAST = {"id": "c1", "type": "function", "function": {"name": "one", "arguments": '{"city": "Rome"}'}}


@pytest.fixture
def engine() -> FakeEngine:
    return Told()


def called(found: dict[str, Any]) -> list[str]:
    (choice,) = found["choices"]
    return [call["function"]["name"] for call in choice["message"].get("tool_calls") or ()]


# messages


@on_both
async def test_messages(tgi: Caller, route: str) -> None:
    await ask(tgi, route, messages=[{"role": "system", "content": "Be brief."}, *QUESTION])
    assert bytes(tgi.engine.generations[-1].prompt) == b"system: Be brief.\nuser: Hi\nassistant:"
    assert await refused(tgi, route, messages=[])
    assert "unknown role" in await refused(tgi, route, messages=[{"role": "poet", "content": "x"}])


@on_both
async def test_parts_of_a_message(tgi: Caller, route: str) -> None:
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    await ask(tgi, route, messages=[{"role": "user", "content": parts}])
    assert told(tgi).messages[0]["content"] == "ab"
    assert await refused(tgi, route, messages=[{"role": "user", "content": [{"type": "sound"}]}])


async def test_one_part_as_content(tgi: Caller) -> None:
    await ask(tgi, FABRIC, messages=[{"role": "user", "content": {"type": "text", "text": "a"}}])
    assert told(tgi).messages[0]["content"] == "a"
    image = {"type": "image_url", "image_url": {"url": "http://a.test/b.png", "detail": "low"}}
    assert "text alone" in await refused(tgi, FABRIC, messages=[{"role": "user", "content": image}])


async def test_images(tgi: Caller) -> None:
    image = {"type": "image_url", "image_url": {"url": "http://a.test/b.png", "detail": "low"}}
    await ask(tgi, CHAT, messages=[{"role": "user", "content": [image]}])
    assert told(tgi).messages[0]["content"] == "![](http://a.test/b.png)"
    assert "text alone" in await refused(tgi, FABRIC, messages=[{"role": "user", "content": [image]}])


@on_both
async def test_names_and_past_calls(tgi: Caller, route: str) -> None:
    messages = [
        {"role": "user", "content": "Weather?", "name": "David"},
        {"role": "assistant", "content": None, "tool_calls": [PAST]},
        {"role": "tool", "content": "6.7", "tool_call_id": "c1"},
    ]
    await ask(tgi, route, messages=messages)
    first, second, third = told(tgi).messages
    assert first["name"] == "David"
    (call,) = second["tool_calls"]
    assert (call["id"], call["type"]) == ("c1", "function")
    assert call["function"] == {"name": "one", "arguments": {"city": "Rome"}}
    assert third["tool_call_id"] == "c1"


async def test_past_arguments_under_tgis_other_name(tgi: Caller) -> None:
    function = {"name": "one", "parameters": {"city": "Rome"}, "description": "does one"}
    call = {"id": "c1", "type": "function", "function": function}
    await ask(tgi, CHAT, messages=[*QUESTION, {"role": "assistant", "tool_calls": [call]}])
    assert told(tgi).messages[1]["tool_calls"][0]["function"] == {
        "name": "one",
        "arguments": {"city": "Rome"},
    }


# tools


@on_both
async def test_tools(tgi: Caller, route: str) -> None:
    await ask(tgi, route, tools=TOOLS)
    assert told(tgi).tools == TOOLS
    grammar = tgi.engine.generations[-1].sampling.grammar
    assert grammar is not None
    assert isinstance(grammar.source, Calls)
    assert dict(grammar.source.functions) == {"one": CITY, "two": CITY}
    assert await refused(tgi, route, tools=[{"type": "function", "function": {}}])
    strict = [{"type": "function", "function": {"name": "one", "parameters": CITY, "strict": False}}]
    found = await ask(tgi, route, tools=strict, tool_choice="required")
    (call,) = found["choices"][0]["message"]["tool_calls"]
    assert set(json.loads(call["function"]["arguments"])) == {"city"}


async def test_parameters_of_a_tool_under_tgis_other_name(tgi: Caller) -> None:
    await ask(tgi, CHAT, tools=[{"type": "function", "function": {"name": "one", "arguments": CITY}}])
    shown = told(tgi).tools
    assert shown is not None
    assert shown[0]["function"]["parameters"] == CITY


@on_both
async def test_tool_choice(tgi: Caller, route: str) -> None:
    named = {"type": "function", "function": {"name": "two"}}
    assert called(await ask(tgi, route, tools=TOOLS, tool_choice=named)) == ["two"]
    assert called(await ask(tgi, route, tools=TOOLS, tool_choice="required"))
    assert called(await ask(tgi, route, tools=TOOLS, tool_choice="none")) == []
    assert tgi.engine.generations[-1].sampling.grammar is None
    await ask(tgi, route, tools=TOOLS, tool_choice="auto")
    grammar = tgi.engine.generations[-1].sampling.grammar
    assert grammar is not None
    assert isinstance(grammar.source, Calls)
    assert grammar.source.text
    unknown = {"type": "function", "function": {"name": "three"}}
    assert "three" in await refused(tgi, route, tools=TOOLS, tool_choice=unknown)


@pytest.mark.parametrize("choice", [{"FunctionName": "two"}, {"function": {"name": "two"}}, "two"])
async def test_tool_choice_in_tgis_forms(tgi: Caller, choice: Any) -> None:
    assert called(await ask(tgi, CHAT, tools=TOOLS, tool_choice=choice)) == ["two"]


async def test_tool_prompt(tgi: Caller) -> None:
    await ask(tgi, CHAT, tools=TOOLS, tool_prompt="Call one.")
    assert told(tgi).messages[-1]["content"] == "Hi\n---\nCall one."
    await ask(tgi, CHAT, tool_prompt="Call one.")
    assert told(tgi).messages[-1]["content"] == "Hi"


@on_both
async def test_parallel_tool_calls(tgi: Caller, route: str) -> None:
    async def most(**members: Any) -> int:
        grammar = (await generation(tgi, route, tools=TOOLS, **members)).sampling.grammar
        assert grammar is not None
        assert isinstance(grammar.source, Calls)
        return grammar.source.most

    assert await most(parallel_tool_calls=True) == 16
    assert await most(parallel_tool_calls=False) == await most() == 1
    # A template that shows marks for calls is a model's that was taught to write several.
    marked = [{"role": "user", "content": "Write <tool_call> for each."}]
    assert await most(messages=marked) == 16
    assert await most(messages=marked, parallel_tool_calls=False) == 1


# tokens of a chat


async def test_chat_tokenize_shows_the_prompt_of_the_chat(tgi: Caller) -> None:
    bodies: list[dict[str, Any]] = [
        {"messages": [{"role": "system", "content": [{"type": "text", "text": "Be."}]}, *QUESTION]},
        {"messages": QUESTION, "tools": TOOLS},
        {"messages": QUESTION, "tools": TOOLS, "tool_choice": "none"},
        {"messages": QUESTION, "tools": TOOLS, "tool_choice": {"FunctionName": "two"}},
        {"messages": QUESTION, "tools": TOOLS, "tool_prompt": "Call one."},
    ]
    seen: set[str] = set()
    for body in bodies:
        found = (await tgi.post("/chat_tokenize", body)).json()
        await ask(tgi, CHAT, **body)
        prompt = tgi.engine.generations[-1].prompt
        assert [token["id"] for token in found["tokenize_response"]] == list(prompt)
        assert found["templated_text"] == bytes(prompt).decode()
        seen.add(found["templated_text"])
    assert len(seen) == len(bodies)


IDLE: dict[str, Any] = {
    "model": "mine",
    "frequency_penalty": 1,
    "presence_penalty": 1,
    "logit_bias": {"1": 1},
    "logprobs": True,
    "top_logprobs": 2,
    "max_tokens": 1,
    "max_completion_tokens": 1,
    "n": 2,
    "response_format": {"type": "regex", "value": "a"},
    "seed": 1,
    "stop": ["a"],
    "stream": True,
    "stream_options": {"include_usage": True},
    "temperature": 0,
    "top_p": 0.5,
    "parallel_tool_calls": False,
}


@pytest.mark.parametrize("name", list(IDLE))
async def test_chat_tokenize_checks_the_rest_and_does_not_use_it(tgi: Caller, name: str) -> None:
    plain = (await tgi.post("/chat_tokenize", {"messages": QUESTION})).json()
    asked = await tgi.post("/chat_tokenize", {"messages": QUESTION, name: IDLE[name]})
    assert asked.json() == plain
    wrong = await tgi.post("/chat_tokenize", {"messages": QUESTION, name: [{"no": ["such"]}]})
    assert wrong.status_code == 422
