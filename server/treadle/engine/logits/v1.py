"""Processors for vLLM's first model runner, which the CPU uses.

Its pipeline: grammar mask, processors that can change the argmax (watermark, frequency), penalties,
temperature, processors that cannot (heat, typical), top-k and top-p. A request that wants typical_p
brings its top-k and top-p along and has them applied here, because TGI applies typical_p last.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import torch
from typing_extensions import override
from vllm.v1.sample.logits_processor import LogitsProcessor, MoveDirectionality

from treadle.engine.logits.rules import DELTA, GAMMA, green_mask, keep_typical

State = TypeVar("State")

_Base: Any = LogitsProcessor
_LIST_BYTES = (
    64 << 20
)  # of green lists kept, a byte per token of the vocabulary each; one takes 0.5 ms to make


class _PerRequest(_Base, Generic[State]):  # type: ignore[misc]
    """The requests in the batch that ask for this processor, by row."""

    argument: str
    argmax_invariant: bool

    def __init__(self, vllm_config: Any, device: Any, is_pin_memory: bool) -> None:
        del is_pin_memory  # the interface has it
        self.device = device
        self.rows: dict[int, State] = {}
        additional: dict[str, Any] = vllm_config.additional_config or {}
        self.options: dict[str, Any] = additional.get("treadle", {})

    def is_argmax_invariant(self) -> bool:
        return self.argmax_invariant

    def new_state(self, argument: Any, prompt: list[int], output: list[int]) -> State:
        """What to remember of a request; `output` is the runner's live list."""
        raise NotImplementedError

    def changed(self) -> None:
        """The rows are not those of the step before."""

    def update_state(self, batch_update: Any) -> None:
        if batch_update is None or not (self.rows or batch_update.added):
            return
        before = dict(self.rows)
        update_rows(self.rows, batch_update, self._wanted)
        if self.rows != before:
            self.changed()

    def _wanted(self, params: Any, prompt: list[int] | None, output: list[int]) -> State | None:
        extra: dict[str, Any] = params.extra_args or {}
        argument: Any = extra.get(self.argument)
        return None if argument is None else self.new_state(argument, prompt or [], output)


def update_rows(
    rows: dict[int, State],
    update: Any,
    wanted: Callable[[Any, list[int] | None, list[int]], State | None],
) -> None:
    """Follow a batch update, in the order that vLLM demands: removed, added, moved."""
    for row in update.removed:
        rows.pop(row, None)
    for row, params, prompt, output in update.added:
        state = wanted(params, prompt, output)
        if state is None:
            rows.pop(row, None)
        else:
            rows[row] = state
    for source, target, direction in update.moved:
        moved, replaced = rows.pop(source, None), rows.pop(target, None)
        if moved is not None:
            rows[target] = moved
        if replaced is not None and direction == MoveDirectionality.SWAP:
            rows[source] = replaced


class Watermark(_PerRequest[tuple[list[int], list[int]]]):
    """Adds delta to the logits of the tokens that are green after the previous one."""

    argument = "watermark"
    argmax_invariant = False

    def __init__(self, vllm_config: Any, device: Any, is_pin_memory: bool) -> None:
        super().__init__(vllm_config, device, is_pin_memory)
        self._gamma = float(self.options.get("watermark_gamma", GAMMA))
        self._delta = float(self.options.get("watermark_delta", DELTA))
        self._lists: OrderedDict[int, Any] = OrderedDict()

    @override
    def new_state(self, argument: Any, prompt: list[int], output: list[int]) -> tuple[list[int], list[int]]:
        return prompt[-1:], output

    @override
    def apply(self, logits: Any) -> Any:
        for row, (prompt_end, output) in self.rows.items():
            previous = output[-1:] or prompt_end
            if previous:
                logits[row].add_(self._green(previous[0], logits.shape[-1]), alpha=self._delta)
        return logits

    def _green(self, previous: int, vocabulary: int) -> Any:
        mask = self._lists.get(previous)
        if mask is None:
            mask = self._lists[previous] = green_mask(previous, vocabulary, self._gamma).to(self.device)
            if len(self._lists) > max(1, _LIST_BYTES // vocabulary):
                self._lists.popitem(last=False)
        else:
            self._lists.move_to_end(previous)
        return mask


class _Counts:
    """How often each token stands in a prompt and its output so far."""

    __slots__ = ("counts", "output", "penalty", "prompt", "read")

    def __init__(self, penalty: float, prompt: list[int], output: list[int]) -> None:
        self.penalty = penalty
        self.prompt = prompt
        self.output = output
        self.read = 0
        self.counts: Any = None

    def relative(self, vocabulary: int, device: Any) -> Any:
        """Counts divided by the sequence's length."""
        if self.counts is None:
            known = torch.tensor([token for token in self.prompt if token < vocabulary], dtype=torch.int64)
            self.counts = torch.bincount(known, minlength=vocabulary).float().to(device)
        for token in self.output[self.read :]:
            self.counts[token] += 1
        self.read = len(self.output)
        return self.counts / max(len(self.prompt) + len(self.output), 1)


class RelativeFrequency(_PerRequest[_Counts]):
    """Subtracts penalty · count / length over prompt and output."""

    argument = "frequency"
    argmax_invariant = False

    @override
    def new_state(self, argument: Any, prompt: list[int], output: list[int]) -> _Counts:
        return _Counts(float(argument), prompt, output)

    @override
    def apply(self, logits: Any) -> Any:
        for row, counts in self.rows.items():
            logits[row].sub_(counts.relative(logits.shape[-1], logits.device), alpha=counts.penalty)
        return logits


class Heat(_PerRequest[float]):
    """Divides by what is left of a temperature above vLLM's limit."""

    argument = "heat"
    argmax_invariant = True

    @override
    def new_state(self, argument: Any, prompt: list[int], output: list[int]) -> float:
        return float(argument)

    @override
    def apply(self, logits: Any) -> Any:
        for row, factor in self.rows.items():
            logits[row].div_(factor)
        return logits


class Typical(_PerRequest[tuple[float, int, float]]):
    """Keeps the locally typical tokens, after the request's top-k and top-p."""

    argument = "typical"
    argmax_invariant = True

    def __init__(self, vllm_config: Any, device: Any, is_pin_memory: bool) -> None:
        super().__init__(vllm_config, device, is_pin_memory)
        self._tensors: tuple[Any, Any, Any, Any] | None = None

    @override
    def new_state(self, argument: Any, prompt: list[int], output: list[int]) -> tuple[float, int, float]:
        mass, top_k, top_p = argument
        return float(mass), int(top_k), float(top_p)

    @override
    def changed(self) -> None:
        self._tensors = None

    @override
    def apply(self, logits: Any) -> Any:
        if not self.rows:
            return logits
        if self._tensors is None:
            mass, top_k, top_p = zip(*self.rows.values(), strict=True)
            self._tensors = (
                torch.tensor(list(self.rows), device=logits.device),
                torch.tensor(mass, dtype=torch.float32, device=logits.device),
                torch.tensor(top_k, dtype=torch.int64, device=logits.device),
                torch.tensor(top_p, dtype=torch.float32, device=logits.device),
            )
        rows, *arguments = self._tensors
        logits[rows] = keep_typical(logits[rows], *arguments)
        return logits
