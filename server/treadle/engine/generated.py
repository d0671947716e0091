"""Steps from AsyncLLM.generate: for a vLLM whose insides `treadle.engine.outputs` does not know."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from treadle.engine.port import Delta, Generation, Step
from treadle.engine.stream import Reader, Row, prompt_tokens, reader, runs, timing
from treadle.engine.tokenizer import Tokenizer


async def generated(
    core: Any, prompt: Any, params: Any, generation: Generation, tokenizer: Tokenizer, adapter: Any = None
) -> Generated:
    """Hand a request to `core`, an AsyncLLM; raises what that raises for one it does not take."""
    outputs = core.generate(prompt, params, generation.id, lora_request=adapter)
    return Generated(outputs, await anext(outputs, None), generation, tokenizer, params.logprobs or 0)


class Generated:
    """The steps of one request."""

    def __init__(
        self,
        outputs: AsyncGenerator[Any, None],
        first: Any,
        generation: Generation,
        tokenizer: Tokenizer,
        fetched: int,
    ) -> None:
        """`first` is the first output, already awaited; `fetched` alternatives come with each token."""
        self._outputs = outputs
        self._fetched = fetched
        self._first = first
        self._readers: list[Reader] = [
            reader(generation, tokenizer, index) for index in range(runs(generation))
        ]
        self._generation = generation
        self._tokenizer = tokenizer
        self._prefill_due = generation.prefill

    async def next(self) -> Step | None:
        """What came since the last call, None after the end; raises what the engine raised."""
        output, self._first = self._first, None
        if output is None:
            output = await anext(self._outputs, None)
        return None if output is None else self._step(output)

    async def close(self) -> None:
        """Closing the generator aborts the request, unless it has ended."""
        await self._outputs.aclose()

    def _step(self, output: Any) -> Step:
        step = Step([self._delta(out) for out in output.outputs])
        if self._prefill_due and output.prompt_logprobs:
            asked = self._generation
            rows = prompt_rows(output.prompt_logprobs, asked.prefill_top_tokens)
            step.prefill = prompt_tokens(asked.prompt, rows, self._tokenizer)
            self._prefill_due = False
        if output.finished:
            step.timing = timing(output.metrics)
        return step

    def _delta(self, out: Any) -> Delta:
        index: int = out.index
        rows = rows_of(out.logprobs, self._fetched)
        moved = self._readers[index].moved
        return moved(out.text, out.token_ids, rows, out.finish_reason, out.stop_reason)


def rows_of(flat: Any, fetched: int) -> list[Row]:
    """FlatLogprobs as rows, of which each has `fetched` alternatives.

    Where vLLM merged steps for a slow reader, a chosen token that is also an alternative stands first
    and nowhere else; it is put among the others again.
    """
    rows: list[Row] = []
    for start, stop in zip(flat.start_indices, flat.end_indices, strict=True) if flat else ():
        ids, values = flat.token_ids[start:stop], flat.logprobs[start:stop]
        if ids and len(ids) == fetched:
            order = sorted(range(stop - start), key=flat.ranks[start:stop].__getitem__)
            ids, values = [ids[0], *(ids[at] for at in order)], [values[0], *(values[at] for at in order)]
        rows.append((ids, values))
    return rows


def prompt_rows(flat: Any, fetched: int) -> list[Row]:
    """The log probabilities of a prompt's tokens, as far as they are known; the first token has none."""
    return rows_of(flat, fetched)[1:]
