"""Tool calls of the real model, which was never taught any: arguments always fit."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import jsonschema_rs
import pytest
from openai import AsyncOpenAI, LengthFinishReasonError

from tests.live.conftest import Live

pytestmark = pytest.mark.engine

CHAT = "/v1/chat/completions"
QUESTION = [{"role": "user", "content": "What is the weather like in Brooklyn, New York?"}]
TEXT = {"type": "string", "maxLength": 24}
NUMBER = {"type": "integer", "minimum": 0, "maximum": 100}


def thing(properties: dict[str, Any], *required: str, **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), **more}


SCHEMAS: dict[str, dict[str, Any] | None] = {
    "nothing": None,
    "empty": {},
    "weather": thing({"place": TEXT, "unit": {"enum": ["celsius", "fahrenheit"]}}, "place", "unit"),
    "flags": thing({"on": {"type": "boolean"}, "off": {"type": ["boolean", "null"]}}, "on", "off"),
    "numbers": thing({"a": NUMBER, "b": {"type": "number", "minimum": -1, "maximum": 1}}, "a"),
    "lists": thing({"tags": {"type": "array", "items": TEXT, "minItems": 1, "maxItems": 3}}, "tags"),
    "nested": thing({"at": thing({"x": NUMBER, "y": NUMBER}, "x", "y"), "label": TEXT}, "at"),
    "choices": {
        "type": "object",
        "anyOf": [thing({"name": TEXT}, "name"), thing({"id": NUMBER}, "id")],
    },
    "constants": thing({"kind": {"const": "größe 🤗"}, "size": {"enum": [1, "zwei", None]}}, "kind", "size"),
    "references": thing(
        {"from": {"$ref": "#/definitions/point"}, "to": {"$ref": "#/definitions/point"}},
        "from",
        "to",
        definitions={"point": thing({"x": NUMBER}, "x")},
    ),
    "dates": thing({"day": {"type": "string", "format": "date"}}, "day"),
    "patterns": thing({"code": {"type": "string", "pattern": "^[A-Z]{2}[0-9]{3}$"}}, "code"),
}
NAMES = list(SCHEMAS)


def tool(name: str) -> dict[str, Any]:
    function: dict[str, Any] = {"name": name, "description": f"Sets {name}."}
    schema = SCHEMAS[name]
    if schema is not None:
        function["arguments" if name == "lists" else "parameters"] = schema
    return {"type": "function", "function": function}


def body(number: int) -> dict[str, Any]:
    """One of fifty requests: named and required, greedy and sampled."""
    name = NAMES[number % len(NAMES)]
    other = NAMES[(number + 5) % len(NAMES)]
    forms: list[Any] = ["required", name, {"type": "function", "function": {"name": name}}]
    made: dict[str, Any] = {
        "messages": QUESTION,
        "tools": [tool(name), tool(other)],
        "tool_choice": forms[number % 3],
        "max_tokens": 200,
    }
    return made | ({"temperature": 0} if number % 2 else {"temperature": 1.2})


def check(message: Any, asked: dict[str, Any]) -> None:
    """Every call of the message is to one of the tools that were asked for, and its arguments fit."""
    choice = asked["tool_choice"]
    named = choice["function"]["name"] if isinstance(choice, dict) else choice
    assert message["content"] is None
    assert message["tool_calls"]
    for call in message["tool_calls"]:
        name = call["function"]["name"]
        offered = [each["function"]["name"] for each in asked["tools"]]
        assert name in (offered if named == "required" else [named])
        arguments = json.loads(call["function"]["arguments"])
        assert isinstance(arguments, dict)
        jsonschema_rs.validate(SCHEMAS[name] or {"maxProperties": 0}, arguments)
        assert call["type"] == "function"
        assert call["id"]


async def at_once(calls: Any) -> list[Any]:
    """The results of calls, of which a dozen run at a time."""
    turns = asyncio.Semaphore(12)

    async def turn(call: Any) -> Any:
        async with turns:
            return await call

    return list(await asyncio.gather(*(turn(call) for call in calls)))


async def test_fifty_calls_fit(live: Live) -> None:
    async with httpx.AsyncClient(base_url=live.url, timeout=280) as client:
        answers = await at_once(client.post(CHAT, json=body(number)) for number in range(50))
    for number, answer in enumerate(answers):
        assert answer.status_code == 200, answer.text
        (choice,) = answer.json()["choices"]
        assert choice["finish_reason"] == "tool_calls", choice
        check(choice["message"], body(number))


async def test_openais_helper_puts_fifty_streamed_calls_together(live: Live) -> None:
    async with AsyncOpenAI(base_url=f"{live.url}/v1", api_key="-", timeout=280) as client:

        async def streamed(asked: dict[str, Any]) -> Any:
            async with client.chat.completions.stream(model="tgi", **asked) as stream:
                done = [event async for event in stream if event.type == "tool_calls.function.arguments.done"]
                final = await stream.get_final_completion()
            assert [event.arguments for event in done] == [
                call.function.arguments for call in final.choices[0].message.tool_calls or ()
            ]
            return final

        # The helper knows only OpenAI's forms of a choice and of a tool.
        bodies = [body(number) for number in range(50)]
        for asked in bodies:
            if asked["tool_choice"] in NAMES:
                asked["tool_choice"] = {"type": "function", "function": {"name": asked["tool_choice"]}}
        for asked, final in zip(bodies, await at_once(streamed(asked) for asked in bodies), strict=True):
            assert final.choices[0].finish_reason == "tool_calls"
            check(final.choices[0].message.model_dump(), asked)


async def test_greedy_calls_are_the_same_streamed_plain_and_on_invocations(live: Live) -> None:
    asked = {**body(5), "tool_choice": {"type": "function", "function": {"name": "lists"}}, "n": 1}
    asked["tools"][0]["function"]["parameters"] = SCHEMAS["lists"]
    assert asked["temperature"] == 0
    async with httpx.AsyncClient(base_url=live.url, timeout=280) as client:
        found = []
        for path in (CHAT, live.instance):
            plain = (await client.post(path, json=asked)).json()
            found.append(plain["choices"][0]["message"]["tool_calls"][0]["function"])
            check(plain["choices"][0]["message"], asked)
            stream = await client.post(path, json={**asked, "stream": True})
            chunks = [
                json.loads(line[6:]) for line in stream.text.split("\n\n") if line.startswith("data: {")
            ]
            parts = [part for chunk in chunks for part in chunk["choices"][0]["delta"].get("tool_calls", ())]
            assert len(parts) > 2
            arguments = "".join(part["function"]["arguments"] for part in parts)
            found.append({"name": parts[0]["function"]["name"], "arguments": arguments})
    assert all(each == found[0] for each in found)


async def test_the_model_decides(live: Live) -> None:
    asked = {"messages": QUESTION, "tools": [tool("weather")], "max_tokens": 40}
    bodies = [asked | {"temperature": 0}, *(asked | {"seed": seed} for seed in range(3))]
    async with httpx.AsyncClient(base_url=live.url, timeout=280) as client:
        answers = await at_once(
            client.post(path, json=body) for path in (CHAT, live.instance) for body in bodies
        )
    for answer in answers:
        assert answer.status_code == 200, answer.text
        choice = answer.json()["choices"][0]
        if choice["finish_reason"] == "tool_calls":
            check(choice["message"], {**asked, "tool_choice": "required"})
        elif "tool_calls" not in choice["message"]:
            assert not choice["message"]["content"].lstrip().startswith("{")


async def test_several_calls(live: Live) -> None:
    (end,) = await live.engine.encode("<|im_end|>", special=False)
    asked = {
        "messages": QUESTION,
        "tools": [tool("weather"), tool("flags")],
        "tool_choice": "required",
        "parallel_tool_calls": True,
        "temperature": 0,
        "max_tokens": 120,
        "logit_bias": {str(end): -100},  # left alone, this model may stop after the first
    }
    async with httpx.AsyncClient(base_url=live.url, timeout=280) as client:
        choice = (await client.post(CHAT, json=asked)).json()["choices"][0]
    assert choice["finish_reason"] == "length"
    calls = choice["message"]["tool_calls"]
    calls.pop()
    assert len({call["id"] for call in calls}) == len(calls) > 1
    check(choice["message"], asked)


async def test_a_call_that_is_cut_is_no_fault(live: Live) -> None:
    asked = {"messages": QUESTION, "tools": [tool("weather")], "temperature": 0}
    cut = [
        asked | {"tool_choice": choice, "max_tokens": length}
        for choice in ("auto", "required", "weather")
        for length in (1, 5, 15, 20)
    ]
    async with httpx.AsyncClient(base_url=live.url, timeout=280) as client:
        answers = await at_once(client.post(CHAT, json=body) for body in cut)
    for answer in answers:
        assert answer.status_code == 200, answer.text
        assert answer.json()["choices"][0]["finish_reason"] == "length"
    async with AsyncOpenAI(base_url=f"{live.url}/v1", api_key="-") as openai:
        named: Any = {"type": "function", "function": {"name": "weather"}}
        strict: Any = tool("weather")
        strict["function"]["strict"] = True
        messages: Any = QUESTION
        with pytest.raises(LengthFinishReasonError):
            await openai.chat.completions.parse(
                model="tgi", messages=messages, tools=[strict], tool_choice=named, max_tokens=12
            )


async def test_a_schema_that_cannot_be_held_to_is_refused(live: Live) -> None:
    odd = {"type": "function", "function": {"name": "odd", "parameters": {"$ref": "#/$defs/none"}}}
    async with httpx.AsyncClient(base_url=live.url, timeout=280) as client:
        answer = await client.post(CHAT, json={"messages": QUESTION, "tools": [odd]})
        assert answer.status_code == 422
        assert 'the parameters of "odd" cannot be used' in answer.json()["error"]
        answer = await client.post(live.instance, json={"messages": QUESTION, "tools": [odd], "stream": True})
        assert answer.status_code == 400
        assert "`/tools` cannot be used" in answer.json()["error_msg"]
