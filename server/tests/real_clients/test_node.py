"""npm's clients: @huggingface/inference, openai and the Vercel AI SDK."""

from __future__ import annotations

import pytest

from .conftest import Greedy, Run
from .expected import DAY, NO_KEY, TOO_LONG, fits

pytestmark = pytest.mark.engine


async def test_huggingface_inference(run: Run, greedy: Greedy) -> None:
    told = await run("use_huggingface", "node")
    assert told["plain"] == told["by_argument"] == told["streamed"]
    assert "Paris" in told["plain"]
    assert told["chat"]["text"] == told["chat_streamed"] == told["right_key"] == greedy.chat
    assert told["chat"]["generated"] <= 12
    assert told["tool"]["name"] == "weather"
    fits(told["tool"]["arguments"])
    fits(told["structured"])
    for step in ("too_long", "chat_too_long", "too_long_stream"):
        assert told.fault(step).kinds[0] == "ProviderApiError"
        assert TOO_LONG in told.fault(step).text
    assert TOO_LONG not in told.fault("too_long_in_openais_form").text  # docs/clients.md warns of it
    assert NO_KEY in told.fault("wrong_key").text


async def test_openai_for_node(run: Run, greedy: Greedy) -> None:
    told = await run("use_openai", "node")
    assert len(told["models"]) == 1
    assert told["chat"]["text"] == told["chat_streamed"]["text"] == told["chat_stream_helper"] == greedy.chat
    assert told["chat"]["generated"] == told["chat_streamed"]["generated"] <= 12
    assert told["completion"] == told["completion_streamed"]
    assert told["tool"] == told["tool_stream_helper"]
    assert told["tool"]["name"] == "weather"
    fits(told["tool"]["arguments"])
    fits(told["parsed"], DAY)
    for step in ("too_long", "too_long_stream"):
        assert told.fault(step).kinds[1] == "UnprocessableEntityError"
        assert TOO_LONG in told.fault(step).text
    assert told.fault("wrong_key").kinds[1] == "AuthenticationError"
    assert NO_KEY in told.fault("wrong_key").text
    assert told["right_key"] == greedy.chat


async def test_vercel_ai(run: Run, greedy: Greedy) -> None:
    told = await run("use_vercel_ai", "node")
    assert told["chat"]["text"] == told["chat_streamed"]["text"] == told["right_key"] == greedy.chat
    assert told["chat"] == told["chat_streamed"]
    assert told["completion"] == told["completion_streamed"]
    assert "Paris" in told["completion"]
    ((name, arguments),) = told["tool"]["calls"]
    assert name == "weather"
    fits(arguments, DAY)
    assert told["tool_streamed"] == told["tool"]["calls"]
    assert told["tool"]["finishReason"] == "tool-calls"
    fits(told["object"], DAY)
    assert told["object_streamed"]["last"] == told["object"]
    assert told["object_streamed"]["parts"] > 1
    for step in (
        "too_long",
        "too_long_stream",
        "too_long_in_openais_form",
        "wrong_key",
    ):
        assert told.fault(step).kinds[0] == "AI_APICallError"
    assert told.fault("too_long_in_openais_form").text.startswith(TOO_LONG)
    status, text = told["too_long_body"]
    assert status == 422
    assert text.startswith(TOO_LONG)
