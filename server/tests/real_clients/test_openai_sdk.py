"""OpenAI's SDK for Python, 2.x and 3.x, and what is built on it: litellm and instructor."""

from __future__ import annotations

import json

import pytest

from .conftest import Greedy, Run
from .expected import DAY, ENVIRONMENTS, NO_KEY, PROMPT, TOO_LONG, fits

pytestmark = pytest.mark.engine
both = pytest.mark.parametrize("environment", ENVIRONMENTS)
every = pytest.mark.parametrize("environment", [*ENVIRONMENTS, "own"])


@every
async def test_openai_chats(run: Run, greedy: Greedy, environment: str) -> None:
    told = await run("use_openai", environment)
    assert len(told["models"]) == 1
    assert told["chat"]["text"] == told["chat_streamed"]["text"] == told["awaited"] == greedy.chat
    assert told["chat"]["generated"] == told["chat_streamed"]["generated"] <= 12
    assert told["several"] == [0, 1]
    assert all(logprob <= 0 and top == 3 for _, logprob, top in told["logprobs"])
    text, reason = told["stopped"]
    assert reason == "stop"
    assert "Paris" in greedy.chat
    assert text == greedy.chat.partition("Paris")[0]
    assert told["chat_stream_helper"] == {"deltas": text, "text": text}


@every
async def test_openai_completes(run: Run, environment: str) -> None:
    told = await run("use_openai", environment)
    assert told["completion"] == told["completion_streamed"]
    assert "Paris" in told["completion"]
    paris, water = told["completions_of_two"]
    assert paris == PROMPT + told["completion"]
    assert water.startswith("Water boils at")


@every
async def test_openai_calls_tools_and_parses(run: Run, environment: str) -> None:
    told = await run("use_openai", environment)
    assert told["tool"].pop("finish_reason") == "tool_calls"
    assert told["tool"] == told["tool_stream_helper"]
    assert told["tool"]["name"] == "weather"
    fits(told["tool"]["arguments"])
    assert told["tool_answered"]
    fits(told["tool_parsed"], DAY)
    fits(told["parsed"], DAY)
    assert isinstance(json.loads(told["json_mode"]), dict)


@every
async def test_openai_raises_what_is_wrong(run: Run, environment: str) -> None:
    told = await run("use_openai", environment)
    for step in ("too_long", "too_long_stream", "too_long_in_openais_form"):
        assert told.fault(step).kinds[0] == "UnprocessableEntityError"
    assert TOO_LONG in told.fault("too_long_in_openais_form").text
    status, body = told["too_long_body"]
    assert status == 422
    assert TOO_LONG in json.dumps(body)
    assert told.fault("wrong_key").kinds[0] == "AuthenticationError"
    assert told["right_key"] == told["chat"]["text"]
    assert told.fault("no_such_route").kinds[0] == "NotFoundError"


@both
async def test_litellm(run: Run, greedy: Greedy, environment: str) -> None:
    told = await run("use_litellm", environment)
    routes = ["huggingface/tgi", "openai/tgi", "hosted_vllm/tgi"]
    assert told["chat"] == told["chat_streamed"] == dict.fromkeys(routes, greedy.chat)
    assert told["awaited"] == told["right_key"] == greedy.chat
    assert "Paris" in told["text"]
    for call in told["tool"].values():
        assert call["name"] == "weather"
        fits(call["arguments"])
    fits(told["structured"])
    assert TOO_LONG in told.fault("too_long").text
    assert told.fault("too_long").kinds[0] == "ContextWindowExceededError"
    assert TOO_LONG in told.fault("too_long_by_huggingface").text
    assert told.fault("wrong_key").kinds[0] == "AuthenticationError"


async def test_instructor(run: Run) -> None:
    told = await run("use_instructor", "current")
    for step in ("tools", "tools_strict", "json_schema"):
        fits(told[step], DAY)
    # JSON mode promises an object and no end: what the model goes on to say may be cut.
    line = told.lines["json"]
    assert isinstance(line.get("value"), dict) or line["fault"]["kinds"][0] == "IncompleteOutputException"
    assert told["partly"][-1] == told["tools"]
    assert TOO_LONG in told.fault("too_long").text
    assert told.fault("wrong_key").kinds[0] == "InstructorRetryException"
    assert NO_KEY in told.fault("wrong_key").text
