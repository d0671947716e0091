"""The neutral chat: what both contracts share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from treadle.chat.logprobs import LOWEST, finite, utf8
from treadle.chat.messages import message, tool_call
from treadle.chat.run import ChatInput, IncompleteChat, begin
from treadle.engine.fake import FakeEngine
from treadle.engine.port import Delta, Finish, Generation, InvalidGeneration, Sampling, Step, Token

SAMPLING = Sampling(max_new_tokens=0, temperature=0.0)
CHAT = ChatInput(messages=[message("user", "Hi")], sampling=SAMPLING)


class Scripted(FakeEngine):
    """Gives the steps that it was told to."""

    def __init__(self, *steps: Step) -> None:
        super().__init__()
        self.steps = steps

    async def generate(self, generation: Generation) -> AsyncIterator[Step]:
        for step in self.steps:
            yield step


async def test_streamed_and_whole_are_the_same() -> None:
    engine = FakeEngine(reply="Größe 🤗", tokens_per_step=3)
    await engine.start()
    run = await begin(engine, "a", CHAT)
    streamed = [delta async for deltas in run.steps() for delta in deltas]
    whole = await begin(engine, "b", CHAT)
    (answer,) = await whole.whole()
    assert "".join(delta.text for delta in streamed) == answer.text == "Größe 🤗"
    assert answer.reason == "stop"
    assert run.generated_tokens == whole.generated_tokens == 13
    assert run.prompt_tokens == len(b"user: Hi\nassistant:")
    assert run.timing is not None
    assert engine.aborted == []


async def test_closing_a_stream_aborts_it() -> None:
    engine = FakeEngine()
    await engine.start()
    run = await begin(engine, "a", CHAT)
    steps = run.steps()
    await anext(steps)
    assert engine.active == {"a"}
    await steps.aclose()
    assert engine.aborted == ["a"]


async def test_choices_end_one_by_one() -> None:
    engine = Scripted(
        Step([Delta(0, "a", 1), Delta(1, "x", 1)]),
        Step([]),
        Step([Delta(1, "y", 1, finish=Finish("length", 2))]),
        Step([Delta(0, "", 1, finish=Finish("stop", 4, "b"))]),
    )
    run = await begin(engine, "a", ChatInput(messages=CHAT.messages, sampling=SAMPLING, choices=2))
    answers = await run.whole()
    assert [(answer.text, answer.reason) for answer in answers] == [("a", "stop"), ("xy", "length")]
    assert run.generated_tokens == 6


async def test_an_engine_that_ends_too_early_is_a_fault() -> None:
    run = await begin(Scripted(Step([Delta(0, "a", 1)])), "a", CHAT)
    with pytest.raises(IncompleteChat):
        await run.whole()


@pytest.mark.parametrize(("asked", "expected"), [(None, 81), (5, 5), (1000, 81)])
async def test_the_context_bounds_the_output(asked: int | None, expected: int) -> None:
    engine = FakeEngine(max_total_tokens=100)
    run = await begin(engine, "a", ChatInput(messages=CHAT.messages, sampling=SAMPLING, max_new_tokens=asked))
    assert run.generation.sampling.max_new_tokens == expected


async def test_a_prompt_without_room_is_refused() -> None:
    with pytest.raises(InvalidGeneration, match="19 tokens") as refused:
        await begin(FakeEngine(max_total_tokens=19), "a", CHAT)
    assert refused.value.parameter == "messages"


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ('{"a": 1}', {"a": 1}),
        ("{not json", {"arguments": "{not json"}),
        ("[1]", {"arguments": "[1]"}),
        ("[" * 100_000, {"arguments": "[" * 100_000}),
    ],
)
def test_arguments_always_are_an_object(text: str, arguments: dict[str, Any]) -> None:
    assert tool_call("1", "f", text)["function"] == {"name": "f", "arguments": arguments}


def test_messages() -> None:
    assert message("user", None) == {"role": "user", "content": ""}
    call = tool_call("1", "f", "{}")
    assert message("tool", "x", name="n", tool_calls=[call], tool_call_id="1") == {
        "role": "tool",
        "content": "x",
        "name": "n",
        "tool_calls": [call],
        "tool_call_id": "1",
    }


def test_logprobs_are_finite() -> None:
    assert [finite(value) for value in (None, float("-inf"), float("nan"), -20_000.0, -0.5)] == [
        LOWEST,
        LOWEST,
        LOWEST,
        LOWEST,
        -0.5,
    ]
    assert utf8(Token(0, "é", None, False)) == [195, 169]
