"""Taps on hand-made request states: what vLLM would do with them, step by step."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from treadle.engine.outputs import Feed, tapped
from treadle.engine.port import Finish, Generation, GenerationFailed, Sampling

pytestmark = pytest.mark.asyncio

TOKENIZER: Any = SimpleNamespace(
    special_ids=frozenset({2}), piece=lambda token: f"<{token}>", fast=None, special_stops=lambda _: {}
)


class Detokenizer:
    """Each token is its number."""

    def __init__(self) -> None:
        self.output_token_ids: list[int] = []
        self._sent = 0

    def get_next_output_text(self, finished: bool, delta: bool) -> str:
        del finished
        assert delta
        text = "".join(map(str, self.output_token_ids[self._sent :]))
        self._sent = len(self.output_token_ids)
        return text


class Core:
    """An AsyncLLM whose outputs a test makes."""

    def __init__(self, *, early: Any = None) -> None:
        self.errored = False
        self.aborted: list[tuple[str, bool]] = []
        self.states: dict[str, Any] = {}
        self.output_processor = SimpleNamespace(request_states=self.states, parent_requests={})
        self._early = early

    async def add_request(
        self, request_id: str, prompt: Any, params: Any, *, lora_request: Any = None
    ) -> Any:
        del prompt, lora_request
        inner = f"{request_id}-1"
        children = [inner] if params.n == 1 else [f"{index}_{inner}" for index in range(params.n)]
        parent = None if params.n == 1 else SimpleNamespace(child_requests=set(children))
        if parent:
            self.output_processor.parent_requests[inner] = parent
        queue = SimpleNamespace(request_id=inner, output=self._early)
        for index, child in enumerate(children):
            self.states[child] = SimpleNamespace(
                request_id=child,
                request_index=index,
                parent_req=parent,
                detokenizer=Detokenizer(),
                logprobs_processor=SimpleNamespace(logprobs=None, prompt_logprobs=None),
                stats=SimpleNamespace(queued_ts=1.0, scheduled_ts=2.0, first_token_ts=3.0, last_token_ts=4.0),
                queue=queue,
            )
        return queue

    async def abort(self, request_id: str, internal: bool) -> None:
        self.aborted.append((request_id, internal))

    def step(
        self, child: str, ids: list[int], reason: str | None = None, stop: Any = None, **more: Any
    ) -> None:
        """What OutputProcessor.process_outputs does with one output."""
        state = self.states[child]
        state.detokenizer.output_token_ids.extend(ids)
        values = {"new_logprobs": None, "new_prompt_logprobs_tensors": None} | more
        update = getattr(state.logprobs_processor, "update_from_output", None)
        if update:
            update(SimpleNamespace(**values))
        assert state.make_request_output(ids, None, reason, stop, None, None, error=None) is None
        if reason:
            del self.states[child]


def lists(*rows: Sequence[tuple[int, float]]) -> Any:
    ids = np.array([[token for token, _ in row] for row in rows])
    return ids, np.array([[value for _, value in row] for row in rows]), None


async def start(core: Core, **changes: Any) -> Feed:
    logprobs = changes.pop("fetched", None)
    sampling = Sampling(max_new_tokens=9, temperature=changes.pop("temperature", 1.0))
    generation = Generation(**({"id": "g", "prompt": [7, 8], "sampling": sampling} | changes))
    params = SimpleNamespace(n=generation.sequences, logprobs=logprobs)
    return await tapped(core, None, params, generation, TOKENIZER)


async def test_steps_come_as_they_are_made() -> None:
    core = Core()
    feed = await start(core)
    waiting = asyncio.create_task(feed.next())
    await asyncio.sleep(0)
    core.step("g-1", [5])
    first = await waiting
    assert first is not None
    assert [(delta.text, delta.count, delta.finish) for delta in first.deltas] == [("5", 1, None)]
    assert first.timing is None
    core.step("g-1", [6])
    core.step("g-1", [2], "stop")
    last = await feed.next()
    assert last is not None
    assert [delta.text for delta in last.deltas] == ["6", "2"]
    assert last.deltas[-1].finish == Finish("eos", 3)
    assert last.timing is not None
    assert await feed.next() is None
    await feed.close()
    assert core.aborted == []


async def test_one_that_is_not_streamed_comes_whole() -> None:
    core = Core()
    feed = await start(core, streamed=False, logprobs=True, prefill=True, fetched=0)
    core.step(
        "g-1", [5], new_logprobs=lists([(5, -0.5), (6, -1.0)]), new_prompt_logprobs_tensors=prompt(-3.0)
    )
    core.step(
        "g-1", [6, 2], "stop", "END", new_logprobs=lists([(6, -0.25), (5, -1.0)], [(2, -9.0), (5, -1.0)])
    )
    step = await feed.next()
    assert step is not None
    (delta,) = step.deltas
    assert (delta.text, delta.count, delta.finish) == ("562", 3, Finish("stop", 3, "END"))
    assert [(token.id, token.logprob, token.special) for token in delta.tokens] == [
        (5, -0.5, False),
        (6, -0.25, False),
        (2, -9.0, True),
    ]
    assert step.prefill is not None
    assert [(token.id, token.logprob) for token in step.prefill] == [(7, None), (8, -3.0)]


def prompt(*values: float) -> Any:
    return np.array([[8, 9] for _ in values]), np.array([[value, -99.0] for value in values]), None


@pytest.mark.parametrize("wanted", [0, 1])
async def test_the_prompt_has_the_alternatives_that_were_asked_for(wanted: int) -> None:
    core = Core()
    feed = await start(core, prefill=True, prefill_top_tokens=wanted)
    core.step("g-1", [5], "length", new_prompt_logprobs_tensors=prompt(-3.0))
    step = await feed.next()
    assert step is not None
    first, second = step.prefill or ()
    assert first.top == ()
    assert [(top.id, top.text, top.logprob) for top in second.top] == [(9, "<9>", -99.0)] * wanted


async def test_alternatives_are_no_more_than_were_fetched_for_this_request() -> None:
    core = Core()
    feed = await start(core, top_tokens=1, top_ties=True, fetched=1)
    core.step("g-1", [5], new_logprobs=lists([(5, -0.5), (6, -0.5), (8, -0.5)]))
    step = await feed.next()
    assert step is not None
    assert [top.id for top in step.deltas[0].tokens[0].top] == [6]


async def test_each_sequence_ends_and_the_prompt_is_told_once() -> None:
    core = Core()
    feed = await start(core, sequences=2, prefill=True)
    core.step("1_g-1", [5], new_prompt_logprobs_tensors=prompt(-3.0))
    core.step("0_g-1", [6], "length", new_prompt_logprobs_tensors=prompt(-3.0))
    parent = core.output_processor.parent_requests["g-1"]
    assert parent.child_requests == {"1_g-1"}
    step = await feed.next()
    assert step is not None
    assert [(delta.index, delta.finish is None) for delta in step.deltas] == [(1, True), (0, False)]
    assert len(step.prefill or ()) == 2
    assert step.timing is None
    core.step("1_g-1", [6], "length")
    step = await feed.next()
    assert step is not None
    assert step.prefill is None
    assert step.timing is not None
    assert await feed.next() is None


@pytest.mark.parametrize("dead", [False, True])
async def test_leaving_aborts_unless_the_engine_is_dead(dead: bool) -> None:
    core = Core()
    feed = await start(core)
    core.errored = dead
    await feed.close()
    await feed.close()
    assert core.aborted == ([] if dead else [("g-1", True)])


async def test_what_the_engine_reports_is_raised_after_what_came() -> None:
    core = Core()
    feed = await start(core)
    core.step("g-1", [5])
    core.states["g-1"].queue.put(ZeroDivisionError())
    assert await feed.next() is not None
    with pytest.raises(ZeroDivisionError):
        await feed.next()
    waiting = asyncio.create_task(feed.next())
    await asyncio.sleep(0)
    core.step("g-1", [], "abort")
    with pytest.raises(GenerationFailed):
        await waiting


async def test_a_reader_that_was_cancelled_is_not_woken() -> None:
    core = Core()
    feed = await start(core)
    waiting = asyncio.create_task(feed.next())
    await asyncio.sleep(0)
    waiting.cancel()
    core.step("g-1", [5])
    with pytest.raises(asyncio.CancelledError):
        await waiting


def early(*, finished: bool = False, **more: Any) -> Any:
    out = SimpleNamespace(
        index=0,
        text="5",
        token_ids=[5],
        logprobs=None,
        stop_reason=None,
        finish_reason="length" if finished else None,
    )
    stats = SimpleNamespace(queued_ts=1.0, scheduled_ts=2.0, first_token_ts=3.0, last_token_ts=4.0)
    return SimpleNamespace(outputs=[out], metrics=stats, prompt_logprobs=None, **more)


async def test_what_came_before_the_tap_is_not_lost() -> None:
    core = Core(early=early())
    feed = await start(core)
    core.step("g-1", [6], "length")
    step = await feed.next()
    assert step is not None
    assert [delta.text for delta in step.deltas] == ["5", "6"]
    assert step.deltas[-1].finish == Finish("length", 2)

    core = Core(early=early(finished=True))
    core.add_request = add_and_forget(core)  # type: ignore[method-assign]
    feed = await start(core)
    step = await feed.next()
    assert step is not None
    assert step.deltas[0].finish == Finish("length", 1)
    assert await feed.next() is None

    feed = await start(Core(early=ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        await feed.next()


def add_and_forget(core: Core) -> Any:
    add = core.add_request

    async def add_request(*arguments: Any, **named: Any) -> Any:
        queue = await add(*arguments, **named)
        core.states.clear()
        return queue

    return add_request
