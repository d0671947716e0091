"""An engine core for benchmarks: every running request gets its next token at once, in this process.

`install` puts it where vLLM's AsyncLLM makes its core client, so all above the core is the real
thing: input processing, detokenisation, output queues, statistics, and whichever server stands on
top. Left out are the core process, the socket to it and the decoding of what comes back over it,
which every server on AsyncLLM pays alike.

A step brings one token to every running request. Between two steps the event loop goes round
`TURNS` times, so that each reader takes and writes what the last step brought before the next one
comes, as it does behind a real engine, whose steps are milliseconds apart. Tokens repeat a
paragraph of English from its start; they end at `max_tokens` or by an abort.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
from vllm.tasks import SupportedTask
from vllm.v1.engine import (
    EngineCoreEvent,
    EngineCoreEventType,
    EngineCoreOutput,
    EngineCoreOutputs,
    EngineCoreRequest,
    FinishReason,
)
from vllm.v1.engine.core_client import EngineCoreClient
from vllm.v1.metrics.stats import PrefillStats, SchedulerStats
from vllm.v1.outputs import LogprobsLists, LogprobsTensors

TURNS = 2
"""Turns of the event loop per step: one for the reader's task, one in hand for a hop to another."""

PARAGRAPH = (
    "A loom holds the warp threads in tension while the weaver passes the weft between them. Each press"
    " of the treadle lifts some threads and lowers others, and the shuttle crosses the opening from one"
    " side to the other. Row by row the cloth grows, 12 or 20 picks to the centimetre, until the beam is full"
)


class Running:
    """A request with tokens to come."""

    __slots__ = ("arrived", "done", "limit", "logprobs", "prompt", "prompt_logprobs", "request_id")

    def __init__(self, request: EngineCoreRequest, arrived: float) -> None:
        params = request.sampling_params
        assert params is not None, "the fake core only generates"
        self.request_id: str = request.request_id
        self.prompt: Sequence[int] = request.prompt_token_ids or ()
        self.limit: int = params.max_tokens or 16
        self.logprobs: int | None = params.logprobs
        self.prompt_logprobs: int | None = params.prompt_logprobs
        self.arrived = arrived
        self.done = 0


class FakeCore(EngineCoreClient):  # type: ignore[misc]
    """What AsyncLLM takes for its engine core."""

    def __init__(self, vllm_config: Any, tokens: Sequence[int], log_stats: bool) -> None:
        cache = vllm_config.cache_config
        cache.num_gpu_blocks = 4096  # what a core reports when it is ready; statistics read it
        self.engine_ranks_managed = [0]
        self.resources = SimpleNamespace(engine_dead=False, engine_manager=None, coordinator=None)
        self._tokens = list(tokens)
        self._distinct = list(dict.fromkeys(tokens))
        self._rows: dict[
            tuple[int, int], LogprobsLists
        ] = {}  # made once: they are the fake's cost, not a server's
        self._log_stats = log_stats
        self._running: dict[str, Running] = {}
        self._arrival = asyncio.Event()

    # What a server on AsyncLLM asks of the core.

    async def get_output_async(self) -> EngineCoreOutputs:
        """The next step; waits while nothing runs."""
        for _ in range(TURNS):
            await asyncio.sleep(0)
        while not self._running:
            self._arrival.clear()
            await self._arrival.wait()
        return self._step()

    async def add_request_async(self, request: EngineCoreRequest) -> None:
        """Run `request` from the next step on."""
        self._running[request.request_id] = Running(request, time.monotonic())
        self._arrival.set()

    async def abort_requests_async(self, request_ids: list[str]) -> None:
        """Forget the requests; nothing more comes for them, as with the real core."""
        for request_id in request_ids:
            self._running.pop(request_id, None)

    async def get_supported_tasks_async(self) -> tuple[SupportedTask, ...]:
        """Generation, nothing else."""
        return ("generate",)

    async def reset_mm_cache_async(self) -> None:
        """There is no such cache here."""

    async def reset_prefix_cache_async(self, *_: Any, **__: Any) -> bool:
        """There is no such cache here."""
        return True

    async def is_sleeping_async(self) -> bool:
        """Never."""
        return False

    def shutdown(self, timeout: float | None = None) -> None:  # noqa: ARG002 - the interface's
        """Drop what runs."""
        self._running.clear()

    # One step.

    def _step(self) -> EngineCoreOutputs:
        now = time.monotonic()
        tokens = self._tokens
        period = len(tokens)
        outputs: list[EngineCoreOutput] = []
        finished: list[str] = []
        for running in self._running.values():
            token = tokens[running.done % period]
            running.done += 1
            output = EngineCoreOutput(running.request_id, [token])
            if running.done == 1:
                self._first(running, output, now)
            if running.logprobs is not None:
                output.new_logprobs = self._logprobs(token, running.logprobs)
            if running.done >= running.limit:
                output.finish_reason = FinishReason.LENGTH
                finished.append(running.request_id)
            outputs.append(output)
        for request_id in finished:
            del self._running[request_id]
        stats = SchedulerStats(num_running_reqs=len(self._running)) if self._log_stats else None
        return EngineCoreOutputs(outputs=outputs, scheduler_stats=stats, timestamp=now)

    def _first(self, running: Running, output: EngineCoreOutput, now: float) -> None:
        """What only a request's first output carries."""
        prompt = len(running.prompt)
        stats = PrefillStats()
        stats.set(prompt, 0, 0)
        output.prefill_stats = stats
        if self._log_stats:
            output.events = [
                EngineCoreEvent.new_event(EngineCoreEventType.QUEUED, running.arrived),
                EngineCoreEvent.new_event(EngineCoreEventType.SCHEDULED, now),
            ]
        if running.prompt_logprobs is not None and prompt > 1:
            output.new_prompt_logprobs_tensors = self._prompt_logprobs(running)

    def _columns(self, token: int, count: int) -> tuple[list[int], list[float]]:
        """`token` and `count` alternatives to it, each half as likely as the one before."""
        others = [other for other in self._distinct[: count + 1] if other != token][:count]
        return [token, *others], [-0.7 * (place + 1) for place in range(len(others) + 1)]

    def _logprobs(self, token: int, count: int) -> LogprobsLists:
        row = self._rows.get((token, count))
        if row is None:
            ids, values = self._columns(token, max(count, 0))
            row = LogprobsLists(np.array([ids]), np.array([values], dtype=np.float32), np.array([1]))
            self._rows[token, count] = row
        return row

    def _prompt_logprobs(self, running: Running) -> LogprobsTensors:
        import torch

        rows = [self._columns(token, max(running.prompt_logprobs or 0, 0)) for token in running.prompt[1:]]
        return LogprobsTensors(
            torch.tensor([ids for ids, _ in rows], dtype=torch.int32),
            torch.tensor([values for _, values in rows], dtype=torch.float32),
            torch.ones(len(rows), dtype=torch.int32),
        )


def install() -> None:
    """Give every AsyncLLM that this process makes from now on a fake core."""

    def make(vllm_config: Any, log_stats: bool, renderer: Any, **_: Any) -> FakeCore:
        tokens = renderer.get_tokenizer().encode(PARAGRAPH, add_special_tokens=False)
        return FakeCore(vllm_config, tokens, log_stats)

    client: Any = EngineCoreClient
    client.make_async_mp_client = staticmethod(make)
