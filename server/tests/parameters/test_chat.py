"""Rows of docs/parameters.md: how chats are sampled and answered, at TGI's route and by Fabric's invocations."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.parameters.told import CHAT, FABRIC, QUESTION, Told, ask, generation, on_both, path_of, refused
from tests.tgi.conftest import Caller
from treadle.engine.fake import FakeEngine

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}


@pytest.fixture
def engine() -> FakeEngine:
    return Told()


async def test_model(tgi: Caller) -> None:
    assert (await ask(tgi, CHAT, model="mine"))["model"] == "mine"
    assert tgi.engine.generations[-1].adapter == "mine"
    assert (await generation(tgi, CHAT, model="tgi")).adapter is None


async def test_model_and_user_of_an_invocation(tgi: Caller) -> None:
    assert (await ask(tgi, FABRIC, model="mine", user="me"))["model"] == "fake/bytes"
    assert tgi.engine.generations[-1].adapter is None


@on_both
async def test_penalties(tgi: Caller, route: str) -> None:
    sampling = (await generation(tgi, route, frequency_penalty=1.5, presence_penalty=-0.5)).sampling
    assert (sampling.frequency_penalty, sampling.presence_penalty) == (1.5, -0.5)
    assert (sampling.relative_frequency_penalty, sampling.repetition_penalty) == (0.0, 1.0)
    for name in ("frequency_penalty", "presence_penalty"):
        assert name in await refused(tgi, route, **{name: 2.5})


@on_both
async def test_logit_bias(tgi: Caller, route: str) -> None:
    sampling = (await generation(tgi, route, logit_bias={"65": -100, "66": 1.5})).sampling
    assert sampling.logit_bias == {65: -100, 66: 1.5}
    assert "258" in await refused(tgi, route, logit_bias={"258": 1})


async def test_logit_bias_as_a_list(tgi: Caller) -> None:
    assert (await generation(tgi, CHAT, logit_bias=[0])).sampling.logit_bias == {}


@on_both
async def test_logprobs(tgi: Caller, route: str) -> None:
    found = await ask(tgi, route, logprobs=True, top_logprobs=2, max_tokens=3, temperature=0)
    content = found["choices"][0]["logprobs"]["content"]
    assert [len(token["top_logprobs"]) for token in content] == [2, 2, 2]
    alone = await ask(tgi, route, logprobs=True, max_tokens=3)
    assert alone["choices"][0]["logprobs"]["content"][0]["top_logprobs"] == []
    without = await ask(tgi, route, top_logprobs=2)
    assert without["choices"][0]["logprobs"] is None
    assert not tgi.engine.generations[-1].logprobs


@on_both
async def test_max_tokens(tgi: Caller, route: str) -> None:
    assert (await ask(tgi, route, max_tokens=4))["usage"]["completion_tokens"] == 4
    assert (await ask(tgi, route, max_completion_tokens=5))["usage"]["completion_tokens"] == 5
    whole = await generation(tgi, route)
    assert whole.sampling.max_new_tokens == 2048 - len(whole.prompt)


async def test_max_tokens_under_both_names(tgi: Caller) -> None:
    assert (await generation(tgi, CHAT, max_tokens=9, max_completion_tokens=3)).sampling.max_new_tokens == 3
    assert "max_completion_tokens" in await refused(tgi, FABRIC, max_tokens=9, max_completion_tokens=3)


@on_both
async def test_n(tgi: Caller, route: str) -> None:
    found = await ask(tgi, route, n=3, max_tokens=2)
    assert [choice["index"] for choice in found["choices"]] == [0, 1, 2]
    assert tgi.engine.generations[-1].sequences == 3
    assert found["usage"]["completion_tokens"] == 6


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ({"type": "text"}, None),
        ({"type": "json_object"}, "json_object"),
        ({"type": "json_object", "value": SCHEMA}, "json_schema"),
        ({"type": "json_object", "schema": SCHEMA}, "json_schema"),
        ({"type": "json_object", "value": SCHEMA, "schema": {"type": "string"}}, "json_schema"),
        ({"type": "json", "value": SCHEMA}, "json_schema"),
        ({"type": "json", "value": json.dumps(SCHEMA)}, "json_schema"),
        ({"type": "regex", "value": "[0-9]{3}"}, "regex"),
        (
            {
                "type": "json_schema",
                "json_schema": {"name": "n", "schema": SCHEMA, "strict": False, "description": "d"},
            },
            "json_schema",
        ),
        (
            {
                "type": "json_schema",
                "value": {"name": "n", "schema": SCHEMA, "strict": True, "description": "d"},
            },
            "json_schema",
        ),
    ],
)
async def test_response_format(tgi: Caller, form: dict[str, Any], kind: str | None) -> None:
    grammar = (await generation(tgi, CHAT, response_format=form)).sampling.grammar
    assert (grammar and grammar.kind) == kind
    if grammar is not None and kind == "json_schema":
        assert grammar.source == SCHEMA
    assert await refused(tgi, CHAT, response_format={"type": "yaml"})


async def test_response_format_of_an_invocation(tgi: Caller) -> None:
    assert (await generation(tgi, FABRIC, response_format={"type": "text"})).sampling.grammar is None
    grammar = (await generation(tgi, FABRIC, response_format={"type": "json_object"})).sampling.grammar
    assert grammar is not None
    assert grammar.kind == "json_object"
    named = {"name": "n", "schema": SCHEMA, "strict": False, "description": "d"}
    form = {"type": "json_schema", "json_schema": named}
    grammar = (await generation(tgi, FABRIC, response_format=form)).sampling.grammar
    assert grammar is not None
    assert grammar.source == SCHEMA
    assert "response_format" in await refused(tgi, FABRIC, response_format={"type": "regex", "value": "a"})


@on_both
async def test_seed(tgi: Caller, route: str) -> None:
    first = await ask(tgi, route, seed=7, max_tokens=9)
    assert tgi.engine.generations[-1].sampling.seed == 7
    again = await ask(tgi, route, seed=7, max_tokens=9)
    assert again["choices"][0]["message"] == first["choices"][0]["message"]
    assert (await generation(tgi, route)).sampling.seed is None


@on_both
@pytest.mark.parametrize("stop", ["brown", ["zzz", "brown"]])
async def test_stop(tgi: Caller, route: str, stop: Any) -> None:
    found = await ask(tgi, route, stop=stop, temperature=0)
    assert found["choices"][0]["message"]["content"] == "The quick "
    assert found["choices"][0]["finish_reason"] == "stop"
    assert not tgi.engine.generations[-1].sampling.keep_stop


@on_both
async def test_stream(tgi: Caller, route: str) -> None:
    body = {"messages": QUESTION, "stream": True, "max_tokens": 3, "temperature": 0}
    plain = await ask(tgi, route, max_tokens=3, temperature=0)

    async def chunks(**options: Any) -> list[Any]:
        answer = await tgi.post(path_of(tgi, route), {**body, **options})
        assert answer.headers["content-type"].startswith("text/event-stream")
        frames = [frame.removeprefix("data: ") for frame in answer.text.split("\n\n") if frame]
        assert frames.pop() == "[DONE]"
        return [json.loads(frame) for frame in frames]

    found = await chunks()
    text = "".join(chunk["choices"][0]["delta"]["content"] for chunk in found)
    assert text == plain["choices"][0]["message"]["content"]
    for options in (None, {}, {"include_usage": False}):
        assert not any(chunk.get("usage") for chunk in await chunks(stream_options=options))
    *_, last = await chunks(stream_options={"include_usage": True})
    assert (last["choices"], last["usage"]) == ([], plain["usage"])
    assert "choices" in await ask(tgi, route, stream=False)


@on_both
async def test_temperature(tgi: Caller, route: str) -> None:
    assert (await generation(tgi, route, temperature=0.25)).sampling.temperature == 0.25
    assert (await generation(tgi, route, temperature=0)).sampling.temperature == 0.0
    assert (await generation(tgi, route)).sampling.temperature == 1.0


@on_both
async def test_top_p(tgi: Caller, route: str) -> None:
    assert (await generation(tgi, route, top_p=0.5)).sampling.top_p == 0.5
    assert (await generation(tgi, route, top_p=1)).sampling.top_p == 1.0


async def test_top_p_zero(tgi: Caller) -> None:
    assert (await generation(tgi, FABRIC, top_p=0)).sampling.temperature == 0.0
    assert "top_p" in await refused(tgi, CHAT, top_p=0)


async def test_moderation(tgi: Caller) -> None:
    assert "moderat" in await refused(tgi, FABRIC, moderation=True)
    await ask(tgi, FABRIC, moderation=False)
