"""Rows of docs/compatibility.md about tools: what Treadle does there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.tgi.conftest import Caller
from treadle.engine.fake import FakeEngine
from treadle.engine.port import RenderedChat

CHAT = "/v1/chat/completions"
QUESTION: list[dict[str, Any]] = [{"role": "user", "content": "Weather?"}]
PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOLS = [
    {"type": "function", "function": {"name": name, "parameters": PARAMETERS}} for name in ("one", "two")
]
FORMAT = {"type": "json_object", "value": PARAMETERS}


async def ask(tgi: Caller, **members: Any) -> dict[str, Any]:
    answer = await tgi.post(CHAT, {"messages": QUESTION, "tools": TOOLS, "temperature": 0, **members})
    assert answer.status_code == 200, answer.text
    (choice,) = answer.json()["choices"]
    found: dict[str, Any] = choice
    return found


def called(choice: dict[str, Any]) -> list[str]:
    return [call["function"]["name"] for call in choice["message"].get("tool_calls", ())]


@pytest.mark.parametrize(
    "choice",
    [
        "two",
        {"type": "function", "function": {"name": "two"}},
        {"function": {"name": "two"}},
        {"FunctionName": "two"},
    ],
)
async def test_ways_to_name_a_function(tgi: Caller, choice: Any) -> None:
    assert called(await ask(tgi, tool_choice=choice)) == ["two"]


async def test_required_makes_a_call(tgi: Caller) -> None:
    assert called(await ask(tgi, tool_choice="required"))


@pytest.mark.parametrize("members", [{}, {"tool_choice": None}, {"tool_choice": "auto"}])
async def test_auto_leaves_the_choice_to_the_model(tgi: Caller, members: dict[str, Any]) -> None:
    tgi.engine.reply = "It is fine."
    choice = await ask(tgi, **members)
    assert (called(choice), choice["message"]["content"]) == ([], "It is fine.")
    tgi.engine.reply = '{"name": "one", "parameters": {"city": "Rome"}}'
    choice = await ask(tgi, **members)
    assert (called(choice), choice["finish_reason"]) == (["one"], "tool_calls")


async def test_none_is_no_tools(tgi: Caller) -> None:
    choice = await ask(tgi, tool_choice="none")
    assert choice["message"]["content"].startswith("The quick")
    assert tgi.engine.generations[-1].sampling.grammar is None


async def test_an_unknown_function_is_refused(tgi: Caller) -> None:
    body = {"messages": QUESTION, "tools": TOOLS, "tool_choice": "three"}
    answer = await tgi.post(CHAT, body)
    assert answer.status_code == 422
    assert answer.json() == {
        "error": "Tool error: Tool with name three not found",
        "error_type": "tool_error",
    }


@pytest.mark.parametrize("tools", [None, []])
async def test_a_choice_without_tools_is_ignored(tgi: Caller, tools: Any) -> None:
    for choice in ({"FunctionName": "string"}, "required", "auto"):
        assert called(await ask(tgi, tools=tools, tool_choice=choice)) == []


@pytest.mark.parametrize("tools", [TOOLS, []])
async def test_tools_and_a_format_exclude_each_other(tgi: Caller, tools: Any) -> None:
    answer = await tgi.post(CHAT, {"messages": QUESTION, "tools": tools, "response_format": FORMAT})
    assert answer.status_code == 422
    assert answer.json() == {
        "error": "Tool error: Grammar and tools are mutually exclusive",
        "error_type": "tool_error",
    }


async def test_what_a_call_looks_like(tgi: Caller) -> None:
    choice = await ask(tgi, tool_choice="one")
    (call,) = choice["message"]["tool_calls"]
    assert call["type"] == "function"
    assert call["id"] not in ("", "0")
    assert set(json.loads(call["function"]["arguments"])) == {"city"}
    assert choice["finish_reason"] == "tool_calls"
    assert choice["message"]["content"] is None


async def test_deltas_of_a_call(tgi: Caller) -> None:
    body = {"messages": QUESTION, "tools": TOOLS, "tool_choice": "one", "stream": True, "temperature": 0}
    *chunks, done = await tgi.events(CHAT, body)
    assert done == "[DONE]"
    choices = [chunk["choices"][0] for chunk in chunks]
    parts = [part for choice in choices for part in choice["delta"].get("tool_calls", ())]
    assert parts[0]["function"]["name"] == "one"
    assert parts[0]["id"]
    assert all("id" not in part for part in parts[1:])
    assert "city" in json.loads("".join(part["function"].get("arguments", "") for part in parts))
    assert [choice["finish_reason"] for choice in choices if choice["finish_reason"]] == ["tool_calls"]


async def test_several_calls(tgi: Caller) -> None:
    async def most(**members: Any) -> object:
        await ask(tgi, **members)
        grammar = tgi.engine.generations[-1].sampling.grammar
        return getattr(grammar.source if grammar else None, "most", None)

    call = '{"name": "%s", "parameters": {"city": "Rome"}}'
    tgi.engine.reply = f"{call % 'one'}\n{call % 'two'}"
    assert called(await ask(tgi, parallel_tool_calls=True)) == ["one", "two"]
    assert await most(parallel_tool_calls=True) == 16
    assert await most() == await most(parallel_tool_calls=False) == 1
    taught = [{"role": "user", "content": "Write <tool_call> for each."}]
    assert await most(messages=taught) == 16


class Deaf(FakeEngine):
    """A model whose chat template shows no tools."""

    async def render_chat(
        self, messages: Sequence[Mapping[str, Any]], *, tools: Sequence[Mapping[str, Any]] | None = None
    ) -> RenderedChat:
        del tools
        return await super().render_chat(messages)


class TestDeaf:
    @pytest.fixture
    def engine(self) -> FakeEngine:
        return Deaf()

    async def test_the_default_tool_prompt_is_tgis(self, tgi: Caller) -> None:
        async def told(**members: Any) -> str:
            body = {"messages": QUESTION, "tools": TOOLS, **members}
            text: str = (await tgi.post("/chat_tokenize", body)).json()["templated_text"]
            return text

        for members in ({}, {"tool_prompt": None}, {"tool_prompt": ""}):
            assert "Given the functions available, please respond with a JSON" in await told(**members)
        mine = await told(tool_prompt="Call one of them.")
        assert "Call one of them." in mine
        assert "Given the functions available" not in mine
        assert '"name": "one"' in mine


async def test_a_template_that_shows_tools_needs_no_prompt(tgi: Caller) -> None:
    body = {"messages": QUESTION, "tools": TOOLS}
    text = (await tgi.post("/chat_tokenize", body)).json()["templated_text"]
    assert text.startswith("tools: ['one', 'two']")
    assert "Given the functions available" not in text
