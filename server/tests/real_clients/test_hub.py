"""huggingface_hub 0.36 and 2.x, and TGI's own text-generation 0.7.0."""

from __future__ import annotations

import re

import pytest

from .conftest import Greedy, Run, Told
from .expected import ENVIRONMENTS, NO_KEY, PROMPT, TOO_LONG, fits

pytestmark = pytest.mark.engine
both = pytest.mark.parametrize("environment", ENVIRONMENTS)


@both
async def test_hub_generates_text(run: Run, greedy: Greedy, environment: str) -> None:
    hub = await run("use_hub", environment)
    assert hub["plain"] == PROMPT + greedy.text  # the full text, as from TGI: it posts to /
    assert hub["by_base_url_and_route"] == [PROMPT + greedy.text, greedy.text, PROMPT + greedy.text]
    assert "".join(hub["streamed"]) == greedy.text
    assert hub["awaited"] == {
        "whole": PROMPT + greedy.text,
        "streamed": greedy.text,
        "chat": hub["chat"]["text"],
    }
    assert hub["stopped"] == f"{PROMPT} Paris"


@both
async def test_hub_has_details(run: Run, greedy: Greedy, environment: str) -> None:
    hub = await run("use_hub", environment)
    details = hub["details"]
    assert "".join(details["tokens"]) == greedy.text
    assert (details["generated"], details["finish_reason"]) == (8, "length")
    assert all(logprob <= 0 for logprob in details["logprobs"])
    assert all(
        chosen in top and len(top) >= 2 for chosen, top in zip(details["tokens"], details["top"], strict=True)
    )
    assert details["prefill"][0][1] is None
    assert len(details["prefill"]) == 5
    streamed = hub["streamed_details"]
    assert streamed["indexes"] == list(range(1, 9))
    assert "".join(streamed["texts"]) == greedy.text
    assert streamed["text"] == PROMPT + greedy.text
    assert (streamed["input_length"], streamed["finish_reason"]) == (5, "length")


@both
async def test_hub_sends_every_parameter(run: Run, environment: str) -> None:
    hub = await run("use_hub", environment)
    assert hub["every_parameter"]["text"].startswith(PROMPT)
    assert hub["every_parameter"]["others"] == 1
    one, again, other = hub["seeded"]["texts"]
    assert one == again != other
    assert hub["seeded"]["seeds"] == [2**64 - 1, 2**64 - 1, 8]
    weather, number = hub["grammar"]
    fits(weather.removeprefix("The weather in Paris:"))
    assert re.fullmatch(r"[0-9]{3}-[0-9]{4}", number.removeprefix("Call me at"))


@both
async def test_hub_raises_what_is_wrong(run: Run, environment: str) -> None:
    hub = await run("use_hub", environment)
    for step in ("refused", "refused_stream", "too_long"):
        assert hub.fault(step).kinds[:2] == ["ValidationError", "TextGenerationError"]
    assert hub.fault("refused").text == "Input validation error: `top_p` must be > 0.0 and < 1.0"
    assert hub.fault("refused_stream").text == hub.fault("refused").text
    assert hub.fault("too_long").text.startswith(TOO_LONG)
    assert hub.fault("wrong_key").text.startswith(NO_KEY)
    assert hub["right_key"] == hub["plain"]
    for step, text in (
        ("chat_refused", "`/top_p` must be at most 1"),
        ("chat_too_long", TOO_LONG),
        ("chat_too_long_in_openais_form", TOO_LONG),
        ("chat_wrong_key", NO_KEY),
    ):
        assert hub.fault(step).kinds[0] == "HfHubHTTPError"
        assert text in hub.fault(step).text


@both
async def test_hub_chats(run: Run, greedy: Greedy, environment: str) -> None:
    hub = await run("use_hub", environment)
    assert hub["chat"]["text"] == hub["chat_streamed"]["text"] == hub["chat_like_openai"] == greedy.chat
    assert hub["chat"]["generated"] == hub["chat_streamed"]["generated"] <= 12
    assert hub["chat"]["model"] == "dummy"
    assert "".join(token for token, _, _ in hub["chat_logprobs"]).startswith(greedy.chat)
    assert all(logprob <= 0 and top == 2 for _, logprob, top in hub["chat_logprobs"])
    for step in ("tool", "tool_streamed"):
        assert hub[step]["name"] == "weather"
        fits(hub[step]["arguments"])
    assert hub["tool"]["arguments"] == hub["tool_streamed"]["arguments"]
    fits(hub["structured"])


async def test_text_generation(run: Run, greedy: Greedy) -> None:
    told = await run("use_text_generation", "previous")
    plain = told["plain"]
    assert plain["text"] == "".join(plain["tokens"]) == greedy.text
    assert (plain["generated"], plain["finish_reason"]) == (8, "length")
    assert plain["prefill"][0][1] is None
    assert all(count >= 2 for count in plain["top"])
    assert "".join(told["streamed"]["texts"]) == told["streamed"]["text"] == greedy.text
    assert told["awaited"] == [greedy.text, greedy.text]
    assert told["stopped"] == [" Paris", "stop_sequence"]
    assert told["sampled"] == 1
    fits(told["grammar"])
    text, generated = told["chat"]
    assert text == greedy.chat
    assert generated <= 12
    (call,) = told["tool"]
    assert call["function"]["name"] == "weather"
    fits(call["function"]["arguments"])


async def test_text_generation_raises_what_is_wrong(run: Run) -> None:
    told = await run("use_text_generation", "previous")
    for step, kind, text in (
        ("refused", "ValidationError", "Input validation error: `stop` supports up to 4 stop sequences"),
        ("too_long", "ValidationError", TOO_LONG),
        ("too_long_stream", "ValidationError", TOO_LONG),
        ("wrong_key", "UnknownError", NO_KEY),
    ):
        assert told.fault(step).kinds[0] == kind
        assert told.fault(step).text.startswith(text)
    assert told["right_key"] == told["plain"]["text"]


async def test_text_generation_cannot_stream_a_chat(run: Run) -> None:
    """Nor could it from TGI: it reads a member of the answer that there is not."""
    told: Told = await run("use_text_generation", "previous")
    assert told.fault("chat_streamed").kinds[0] == "AttributeError"
