"""What vLLM makes of one request, taken where it is made.

    OutputProcessor ─▶ RequestState.make_request_output ─▶ queue ─▶ AsyncLLM.generate ─▶ reader
                              ▲ Tap.output ─▶ Feed ─────────────────────────────────────▶ reader

For every token vLLM makes a CompletionOutput and a RequestOutput, merges them in a queue, and hands
them through a generator; with log probabilities it also detokenises each once more and slices what
it has accumulated. A Tap takes the place of that step in a request's state and makes the port's
Delta at once: 4 µs less per token, with log probabilities 20. All else stays vLLM's: its
detokeniser and stop texts, its statistics, its bookkeeping of requests.

vLLM 0.26 to 0.32 have these parts alike. `taps_fit` looks at them, the engine's warm-up tries one,
and `treadle.engine.generated` reads AsyncLLM.generate wherever they do not fit.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

from treadle.engine.generated import prompt_rows, rows_of
from treadle.engine.port import Delta, Generation, PromptToken, Step, Timing
from treadle.engine.stream import Reader, Row, prompt_tokens, reader, runs, timing
from treadle.engine.tokenizer import Tokenizer


def taps_fit() -> bool:
    """Whether this vLLM's parts are as a Tap expects them."""
    try:
        from vllm.v1.engine.detokenizer import IncrementalDetokenizer
        from vllm.v1.engine.logprobs import LogprobsProcessor
        from vllm.v1.engine.output_processor import RequestState

        return (
            _parameters(RequestState.make_request_output)[:5]
            == ["self", "new_token_ids", "pooling_output", "finish_reason", "stop_reason"]
            and _parameters(IncrementalDetokenizer.get_next_output_text) == ["self", "finished", "delta"]
            and _parameters(LogprobsProcessor.update_from_output) == ["self", "output"]
            and not hasattr(RequestState, "__slots__")
        )
    except (ImportError, AttributeError):
        return False


def _parameters(function: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(function).parameters)


async def tapped(
    core: Any, prompt: Any, params: Any, generation: Generation, tokenizer: Tokenizer, adapter: Any = None
) -> Feed:
    """Hand a request to `core`, an AsyncLLM, and tap it; raises what that raises for one it does not take."""
    queue = await core.add_request(generation.id, prompt, params, lora_request=adapter)
    try:
        return _tap(core, queue, generation, tokenizer, params.logprobs or 0)
    except Exception:
        await core.abort(queue.request_id, internal=True)
        raise


def _tap(core: Any, queue: Any, generation: Generation, tokenizer: Tokenizer, fetched: int) -> Feed:
    processor = core.output_processor
    parent = processor.parent_requests.get(queue.request_id)
    ids = [queue.request_id] if parent is None else list(parent.child_requests)
    readers = [reader(generation, tokenizer, index) for index in range(runs(generation))]
    feed = Feed(core, queue.request_id, generation, tokenizer)
    if queue.output is not None:  # it was faster than this task
        feed.catch_up(queue.output, readers, fetched)
    for internal_id in ids:
        state = processor.request_states.get(internal_id)
        if state is not None:
            index: int = state.request_index
            Tap(state, readers[index], feed, generation, fetched)
    return feed


class Feed:
    """The steps of one request."""

    def __init__(self, core: Any, internal_id: str, generation: Generation, tokenizer: Tokenizer) -> None:
        self._core = core
        self._id = internal_id
        self._prompt = generation.prompt
        self._prompt_fetched = generation.prefill_top_tokens
        self._tokenizer = tokenizer
        self._open = runs(generation)
        self._deltas: list[Delta] = []
        self._fault: Exception | None = None
        self._prefill: list[PromptToken] | None = None
        self._timing: Timing | None = None
        self._new_future = asyncio.get_running_loop().create_future
        self._waiter: asyncio.Future[None] | None = None
        self.prompt_due = generation.prefill

    async def next(self) -> Step | None:
        """What came since the last call, None after the end; raises what the engine raised."""
        while not self._deltas:
            fault, self._fault = self._fault, None
            if fault is not None:
                raise fault
            if not self._open:
                return None
            waiter = self._waiter = self._new_future()
            await waiter
        step = Step(self._deltas)
        self._deltas = []
        if self._prefill is not None:
            step.prefill, self._prefill = self._prefill, None
        if not self._open:
            step.timing = self._timing
        return step

    async def close(self) -> None:
        """Abort the request, unless it has ended or its engine has."""
        if self._open:
            self._open = 0
            if not self._core.errored:
                await self._core.abort(self._id, internal=True)

    def add(self, delta: Delta, stats: Any) -> None:
        """One more delta."""
        self._deltas.append(delta)
        if delta.finish is not None:
            self._open -= 1
            self._timing = timing(stats)
        self._wake()

    def tell_prompt(self, rows: list[Row]) -> None:
        """The log probabilities of the prompt's tokens but the first; every sequence has them."""
        self.prompt_due = False
        self._prefill = prompt_tokens(self._prompt, rows, self._tokenizer)

    def put(self, fault: Exception) -> None:
        """What a queue of vLLM's is told when the engine fails."""
        self._fault = fault
        self._wake()

    def catch_up(self, output: Any, readers: list[Reader], fetched: int) -> None:
        """Take what came before there was a tap."""
        if isinstance(output, Exception):
            self.put(output)
            return
        if self.prompt_due:
            self.tell_prompt(prompt_rows(output.prompt_logprobs, self._prompt_fetched))
        for out in output.outputs:
            index: int = out.index
            rows = rows_of(out.logprobs, fetched)
            moved = readers[index].moved
            delta = moved(out.text, out.token_ids, rows, out.finish_reason, out.stop_reason)
            self.add(delta, output.metrics)

    def _wake(self) -> None:
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)


class Tap:
    """Takes the outputs of one sequence out of its RequestState."""

    def __init__(
        self,
        state: Any,
        reader: Reader,
        feed: Feed,
        generation: Generation,
        fetched: int,
    ) -> None:
        self._feed = feed
        self._moved = reader.moved
        self._streamed = generation.streamed
        self._detokenizer = state.detokenizer
        self._text = state.detokenizer.get_next_output_text
        self._parent = state.parent_req
        self._id = state.request_id
        self._stats = state.stats
        self._columns = fetched + 1  # a batch has as many as the most demanding of its requests
        self._prompt_columns = generation.prefill_top_tokens + 1
        state.queue = feed
        state.make_request_output = self.output
        self._rows: list[Row] = []
        self._prompt: list[Row] = []
        if generation.logprobs or generation.top_tokens or generation.prefill:
            known = state.logprobs_processor  # nothing yet, unless the engine was faster than this task
            self._prompt = prompt_rows(known.prompt_logprobs, generation.prefill_top_tokens)
            if not generation.streamed:
                self._rows = rows_of(known.logprobs, fetched)
            state.logprobs_processor = self

    def update_from_output(self, output: Any) -> None:
        """What vLLM's LogprobsProcessor is told of each step, before `output` is called."""
        lists = output.new_logprobs
        if lists is not None:
            end = self._columns
            self._rows.extend(zip(lists[0][:, :end].tolist(), lists[1][:, :end].tolist(), strict=True))
        tensors = output.new_prompt_logprobs_tensors
        if tensors is not None:
            end = self._prompt_columns
            self._prompt.extend(zip(tensors[0][:, :end].tolist(), tensors[1][:, :end].tolist(), strict=True))

    def output(
        self,
        new_token_ids: list[int],
        pooling_output: Any,  # noqa: ARG002 - the interface has it
        finish_reason: Any,
        stop_reason: str | int | None,
        *_: Any,
        **__: Any,
    ) -> None:
        """RequestState.make_request_output: what it returns would go to the queue, so it returns nothing."""
        try:
            if finish_reason is None:
                if not self._streamed:
                    return
                delta = self._moved(self._text(False, True), new_token_ids, self._rows, None, None)
            else:
                if self._parent is not None:
                    self._parent.child_requests.discard(self._id)
                ids = new_token_ids if self._streamed else self._detokenizer.output_token_ids
                text = self._text(True, True)
                delta = self._moved(text, ids, self._rows, str(finish_reason), stop_reason)
            if self._rows:
                self._rows.clear()
            if self._feed.prompt_due:
                self._feed.tell_prompt(self._prompt)
            self._feed.add(delta, self._stats)
        except Exception as fault:  # it would end vLLM's output handler, and every other request
            self._feed.put(fault)
