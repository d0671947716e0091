"""Which tools may be called, and how the model is told of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from treadle.chat.messages import message, tool_call
from treadle.chat.tool_prompt import DEFAULT_PROMPT, held, render
from treadle.chat.tools import MOST_CALLS, BadTool, Tool, UnknownTool, toolset
from treadle.engine.fake import FakeEngine
from treadle.engine.port import Picture, RenderedChat, Sampling

WEATHER = Tool(
    name="weather",
    description="Of a city",
    parameters={"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
)
TIME = Tool(name="time")
ASK = [message("user", "Hi")]


class Plain(FakeEngine):
    """A model whose template knows nothing of tools."""

    async def render_chat(
        self, messages: Sequence[Mapping[str, Any]], *, tools: Sequence[Mapping[str, Any]] | None = None
    ) -> RenderedChat:
        return await super().render_chat(messages)


class Marked(FakeEngine):
    """A model that was taught to write its calls between marks."""

    async def render_chat(
        self, messages: Sequence[Mapping[str, Any]], *, tools: Sequence[Mapping[str, Any]] | None = None
    ) -> RenderedChat:
        rendered = await super().render_chat(messages, tools=tools)
        return RenderedChat(f"Write <tool_call>.\n{rendered.text}", rendered.tokens) if tools else rendered


def test_choices() -> None:
    both = [WEATHER, TIME]
    auto = toolset(both)
    assert auto is not None
    assert (auto.tools, auto.forced, auto.parallel) == ((WEATHER, TIME), False, None)
    required = toolset(both, mode="required", parallel=False)
    assert required is not None
    assert (required.tools, required.forced, required.parallel) == ((WEATHER, TIME), True, False)
    named = toolset(both, name="time", parallel=True)
    assert named is not None
    assert (named.tools, named.forced, named.parallel) == ((TIME,), True, False)
    assert toolset(both, mode="none") is None
    assert toolset([], mode="required") is None
    assert toolset([], name="x") is None
    with pytest.raises(UnknownTool, match=r"^x$"):
        toolset(both, name="x")


@pytest.mark.parametrize(
    ("tools", "place", "said"),
    [
        ([TIME, WEATHER, TIME], 2, "two tools have the name time"),
        ([TIME, Tool(name="f", parameters={"type": "nothing"})], 1, "parameters of f are no JSON Schema"),
        ([Tool(name="f", parameters={"properties": []})], 0, "parameters of f are no JSON Schema"),
    ],
)
def test_bad_tools(tools: list[Tool], place: int, said: str) -> None:
    with pytest.raises(BadTool, match=said) as bad:
        toolset(tools)
    assert bad.value.place == place


def test_schemas_are_not_fetched() -> None:
    parameters = {
        "$schema": "http://127.0.0.1:9/schema",
        "properties": {"a": {"$ref": "http://127.0.0.1:9/a"}},
    }
    assert toolset([Tool(name="f", parameters=parameters)]) is not None


def test_arguments_are_an_object() -> None:
    assert TIME.schema == {"type": "object", "properties": {}}
    assert Tool(name="f", parameters={}).schema == TIME.schema
    assert Tool(name="f", parameters={"properties": {}}).schema == TIME.schema
    assert Tool(name="f", parameters={"type": "string"}).schema == {"type": "string"}


def chosen(**choice: Any) -> Any:
    found = toolset([WEATHER, TIME], **choice)
    assert found is not None
    return found


async def test_a_template_that_shows_tools() -> None:
    rendered, calls = await render(FakeEngine(), ASK, chosen())
    assert rendered.text == "tools: ['weather', 'time']\nuser: Hi\nassistant:"
    assert (list(calls.functions), calls.arguments, calls.opening) == (["weather", "time"], "parameters", "")
    assert (calls.text, calls.most) == (True, 1)
    rendered, calls = await render(FakeEngine(), ASK, chosen(prompt="Use them."))
    assert rendered.text == "tools: ['weather', 'time']\nuser: Hi\n---\nUse them.\nassistant:"


async def test_a_template_that_does_not() -> None:
    rendered, calls = await render(Plain(), ASK, chosen(name="weather"))
    head, tools, prompt = rendered.text.partition(json.dumps([WEATHER.described]))
    assert (head, prompt) == ("user: Hi\n---\n", f"\n{DEFAULT_PROMPT}\nassistant:")
    assert tools
    assert (list(calls.functions), calls.text, calls.most) == (["weather"], False, 1)
    rendered, _ = await render(Plain(), ASK, chosen(prompt="Use them."))
    assert rendered.text.endswith("]\nUse them.\nassistant:")
    # A name that only the messages have is no sign of tools.
    rendered, _ = await render(Plain(), [message("user", "weather")], chosen())
    assert DEFAULT_PROMPT in rendered.text


async def test_past_calls_are_spelled_out_where_the_template_would_not() -> None:
    past = [
        *ASK,
        message("assistant", None, tool_calls=[tool_call("1", "weather", '{"city": "Köln"}')]),
        message("tool", "rain", tool_call_id="1"),
        message("assistant", "It"),
    ]
    rendered, _ = await render(Plain(), past, chosen())
    assert (
        'assistant: {"name": "weather", "parameters": {"city": "Köln"}}\ntool: rain\n---\n[' in rendered.text
    )
    assert rendered.text.endswith("assistant: It")
    assert past[1]["content"] == ""
    rendered, _ = await render(Plain(), [message("assistant", "It")], chosen())
    assert DEFAULT_PROMPT.rstrip() in rendered.text


class Counting(FakeEngine):
    """A model that sees, and counts what it is shown."""

    def __init__(self) -> None:
        super().__init__(images=1)
        self.shown: list[int] = []

    async def render_chat(
        self, messages: Sequence[Mapping[str, Any]], *, tools: Sequence[Mapping[str, Any]] | None = None
    ) -> RenderedChat:
        rendered = await super().render_chat(messages, tools=tools)
        self.shown.append(len(rendered.sight) if isinstance(rendered.sight, list) else 0)
        return rendered


class CountingPlain(Counting, Plain):
    """One whose template knows nothing of tools."""


@pytest.mark.parametrize("kind", [Counting, CountingPlain])
async def test_images_are_processed_once(kind: type[Counting]) -> None:
    engine = kind()
    seen = [{"type": "image", "image": Picture(1, 1, bytes(3))}, {"type": "text", "text": "What is it?"}]
    rendered, _ = await render(engine, [message("user", "Hi"), {"role": "user", "content": seen}], chosen())
    assert rendered.sight
    assert "What is it?" in rendered.text
    assert sum(engine.shown) == 1


async def test_a_template_that_marks_calls() -> None:
    _, calls = await render(Marked(), ASK, chosen())
    assert (calls.arguments, calls.opening, calls.closing) == ("arguments", "<tool_call>\n", "\n</tool_call>")


@pytest.mark.parametrize(
    ("asked", "bare", "marked"), [(None, 1, MOST_CALLS), (True, MOST_CALLS, MOST_CALLS), (False, 1, 1)]
)
async def test_how_many_calls(asked: bool | None, bare: int, marked: int) -> None:
    for engine, most in ((FakeEngine(), bare), (Marked(), marked)):
        assert (await render(engine, ASK, chosen(parallel=asked)))[1].most == most
        assert (await render(engine, ASK, chosen(parallel=asked, name="time")))[1].most == 1


async def test_stop_does_not_cut_arguments() -> None:
    sampling = Sampling(max_new_tokens=9, stop=("a",))
    _, calls = await render(FakeEngine(), ASK, chosen())
    assert held(sampling, calls).stop == ("a",)
    _, calls = await render(FakeEngine(), ASK, chosen(mode="required"))
    forced = held(sampling, calls)
    assert forced.stop == ()
    assert forced.grammar is not None
    assert forced.grammar.source is calls
