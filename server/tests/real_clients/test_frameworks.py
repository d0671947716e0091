"""LangChain, LlamaIndex, outlines and Haystack."""

from __future__ import annotations

import re

import pytest

from .conftest import Greedy, Run
from .expected import DAY, NO_KEY, PROMPT, TOO_LONG, fits

pytestmark = pytest.mark.engine


async def test_langchain_completes(run: Run, greedy: Greedy) -> None:
    told = await run("use_langchain", "previous")
    assert told["with_its_defaults"]
    assert told["plain"] == "".join(told["streamed"]) == greedy.text
    assert told["awaited"] == told["batch"] == [greedy.text, greedy.text]
    assert told["stopped"] == told["stopped_by_call"] == ""  # what came before " Paris"
    assert told.fault("too_long").kinds[0] == "ValidationError"
    assert told.fault("too_long").text.startswith(TOO_LONG)
    assert told.fault("wrong_key").text.startswith(NO_KEY)
    assert told["right_key"] == greedy.text


async def test_langchain_chats(run: Run, greedy: Greedy) -> None:
    told = await run("use_langchain", "previous")
    assert told["chat"]["text"] == told["chat_streamed"] == told["chat_awaited"] == greedy.chat
    assert told["chat"]["generated"] <= 12
    (call,) = told["tool"]
    assert call["name"] == "weather"
    assert set(call["args"]) == {"place", "unit"}
    fits(told["structured"])
    fits(told["structured_by_schema"])
    assert TOO_LONG in told.fault("chat_too_long").text


async def test_llama_index(run: Run, greedy: Greedy) -> None:
    told = await run("use_llama_index", "current")
    assert told["metadata"]["context_window"] == 1023  # of /info
    assert told["chat"] == "".join(told["chat_streamed"]) == told["awaited"] == greedy.chat
    assert told["text"] == PROMPT + greedy.text
    assert told["text_streamed"] == greedy.text
    assert TOO_LONG in told.fault("too_long").text
    assert NO_KEY in told.fault("wrong_key").text
    assert told["right_key"] == greedy.chat


async def test_outlines(run: Run, greedy: Greedy) -> None:
    told = await run("use_outlines", "current")
    assert told["plain"] == told["awaited"] == PROMPT + greedy.text
    assert "".join(told["streamed"]) == greedy.text
    fits(told["schema"], DAY)
    fits(told["schema_streamed"].removesuffix("<|im_end|>"), DAY)  # the hub client gives special tokens too
    assert told["choice"] in ("sunny", "rainy")
    assert re.fullmatch(r"[+-]?[0-9]+", told["number"])
    assert re.fullmatch(r"[0-9]{3}-[0-9]{4}", told["regex"])
    assert told["by_openai"] == greedy.chat
    fits(told["schema_by_openai"], DAY)
    assert told.fault("too_long").kinds[1:3] == ["APIError", "OutlinesError"]
    assert TOO_LONG in told.fault("too_long").text
    assert NO_KEY in told.fault("wrong_key").text


async def test_haystack(run: Run, greedy: Greedy) -> None:
    told = await run("use_haystack", "current")
    assert told["chat"]["text"] == greedy.chat
    assert told["chat_streamed"]["pieces"] == told["chat_streamed"]["text"] == greedy.chat
    assert told["chat"]["generated"] == told["chat_streamed"]["generated"] <= 12
    assert told["by_openai"] == told["by_openai_streamed"] == told["right_key"] == greedy.chat
    for step in ("tool", "tool_by_openai"):
        ((name, arguments),) = told[step]
        assert name == "weather"
        fits(arguments)
    fits(told["structured_by_openai"])
    assert TOO_LONG in told.fault("too_long").text
    assert NO_KEY in told.fault("wrong_key").text
