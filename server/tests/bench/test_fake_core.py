"""The fake engine core by itself: what it answers, when it ends, what it adds when asked."""

from __future__ import annotations

import asyncio
import warnings
from types import SimpleNamespace
from typing import Any

import pytest

from treadle.engine.settings import EngineSettings, prepare_environment

pytestmark = pytest.mark.slow  # vLLM's import is

TOKENS = [5, 6, 7]


@pytest.fixture(scope="module", autouse=True)
def fake_core() -> Any:
    """The module under test, imported as the launcher does it: vLLM's environment first."""
    prepare_environment(EngineSettings(model="none"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # vLLM's own
        from bench import fake_core
    return fake_core


def core(*, log_stats: bool = False) -> Any:
    from bench.fake_core import FakeCore

    return FakeCore(SimpleNamespace(cache_config=SimpleNamespace()), TOKENS, log_stats)


def request(name: str, **params: Any) -> Any:
    from vllm import SamplingParams
    from vllm.v1.engine import EngineCoreRequest

    return EngineCoreRequest(
        request_id=name,
        prompt_token_ids=[1, 2, 3],
        mm_features=None,
        sampling_params=SamplingParams(**params),
        pooling_params=None,
        arrival_time=0.0,
        lora_request=None,
        cache_salt=None,
        data_parallel_rank=None,
    )


async def test_a_step_brings_one_token_to_every_running_request() -> None:
    fake = core()
    await fake.add_request_async(request("a", max_tokens=4))
    first = await fake.get_output_async()
    await fake.add_request_async(request("b", max_tokens=2))
    steps = [first] + [await fake.get_output_async() for _ in range(3)]
    seen = [[(o.request_id, o.new_token_ids, str(o.finish_reason)) for o in step.outputs] for step in steps]
    assert seen == [
        [("a", [5], "None")],
        [("a", [6], "None"), ("b", [5], "None")],
        [("a", [7], "None"), ("b", [6], "length")],
        [("a", [5], "length")],
    ]


async def test_it_waits_while_nothing_runs_and_wakes_for_a_request() -> None:
    fake = core()
    waiting = asyncio.create_task(fake.get_output_async())
    await asyncio.sleep(0.01)
    assert not waiting.done()
    await fake.add_request_async(request("a", max_tokens=1))
    assert [out.request_id for out in (await waiting).outputs] == ["a"]


async def test_an_aborted_request_gets_nothing_more() -> None:
    fake = core()
    await fake.add_request_async(request("a", max_tokens=100))
    await fake.add_request_async(request("b", max_tokens=100))
    await fake.get_output_async()
    await fake.abort_requests_async(["a", "unknown"])
    assert [out.request_id for out in (await fake.get_output_async()).outputs] == ["b"]


async def test_readers_run_between_two_steps() -> None:
    fake = core()
    await fake.add_request_async(request("a", max_tokens=10))
    events: list[str] = []

    async def reader() -> None:
        for _ in range(3):
            events.append("reader")
            await asyncio.sleep(0)

    async def stepper() -> None:
        for _ in range(3):
            await fake.get_output_async()
            events.append("step")

    await asyncio.gather(stepper(), reader())
    assert "reader" in events[: events.index("step")]


@pytest.mark.parametrize("count", [0, 2])
async def test_log_probabilities_come_when_asked_for(count: int) -> None:
    fake = core()
    await fake.add_request_async(request("a", max_tokens=2, logprobs=count, prompt_logprobs=count))
    first, second = [(await fake.get_output_async()).outputs[0] for _ in range(2)]
    ids, values, ranks, _ = first.new_logprobs
    assert ids.tolist() == [[5, 6, 7][: count + 1]]
    assert values.shape == (1, count + 1)
    assert (values < 0).all()
    assert ranks.tolist() == [1]
    assert first.new_prompt_logprobs_tensors.logprobs.shape == (2, count + 1)
    assert second.new_prompt_logprobs_tensors is None


@pytest.mark.parametrize("log_stats", [False, True])
async def test_statistics_come_as_from_a_core_that_keeps_them(log_stats: bool) -> None:
    fake = core(log_stats=log_stats)
    await fake.add_request_async(request("a", max_tokens=2))
    first, second = [await fake.get_output_async() for _ in range(2)]
    assert first.outputs[0].prefill_stats.num_prompt_tokens == 3
    assert second.outputs[0].prefill_stats is None
    if log_stats:
        assert [event.type.name for event in first.outputs[0].events] == ["QUEUED", "SCHEDULED"]
        assert (first.scheduler_stats.num_running_reqs, second.scheduler_stats.num_running_reqs) == (1, 0)
    else:
        assert first.outputs[0].events is None
        assert first.scheduler_stats is None


async def test_it_tells_what_a_server_asks_at_its_start() -> None:
    fake = core()
    assert await fake.get_supported_tasks_async() == ("generate",)
    assert await fake.reset_prefix_cache_async()
    assert not await fake.is_sleeping_async()
    assert not fake.resources.engine_dead
