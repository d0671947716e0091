"""Processors for vLLM's second model runner, which GPUs use.

It calls them after grammar and penalties and before the temperature, with the batch's rows mapped to
request slots, and keeps the sequences on the device. So heat and typical_p divide by the slot's
temperature themselves, and nothing here waits for a token to reach the host. Row numbers come from
the host unless draft tokens give a request several rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from typing_extensions import override
from vllm.v1.worker.gpu.sample.logits_processor import LogitsProcessor

from treadle.engine.logits.rules import DELTA, GAMMA, green_rows, keep_typical

_Base: Any = LogitsProcessor


class _PerSlot(_Base):  # type: ignore[misc]
    """The slots whose requests ask for this processor."""

    argument: str

    def __init__(self, vllm_config: Any, req_states: Any) -> None:
        self.requests = req_states
        self.asked = np.zeros(req_states.max_num_reqs, dtype=bool)
        additional: dict[str, Any] = vllm_config.additional_config or {}
        self.options: dict[str, Any] = additional.get("treadle", {})

    def remember(self, slot: int, argument: Any, params: Any) -> None:
        """Store what `apply` needs of a request."""

    def add_request(self, req_idx: int, sampling_params: Any) -> bool:
        extra: dict[str, Any] = sampling_params.extra_args or {}
        argument: Any = extra.get(self.argument)
        self.asked[req_idx] = argument is not None
        if argument is not None:
            self.remember(req_idx, argument, sampling_params)
        return argument is not None

    def chosen(self, logits: Any, ctx: Any) -> tuple[Any, Any] | None:
        """Rows that asked, on the device, and their slots on the host; None when none did."""
        slots: Any = ctx.idx_mapping_np
        asked: Any = self.asked[slots]
        if not asked.any():
            return None
        if logits.shape[0] != len(slots):
            slots = ctx.expanded_idx_mapping.cpu().numpy()
            asked = self.asked[slots]
        rows: Any = np.flatnonzero(asked)
        return _column(rows, logits.device), slots[rows]


def _column(values: Any, device: Any) -> Any:
    return torch.as_tensor(np.ascontiguousarray(values)).to(device, non_blocking=True)


class Watermark(_PerSlot):
    """Adds delta to the logits of the tokens that are green after the previous one."""

    argument = "watermark"

    def __init__(self, vllm_config: Any, req_states: Any) -> None:
        super().__init__(vllm_config, req_states)
        self._gamma = float(self.options.get("watermark_gamma", GAMMA))
        self._delta = float(self.options.get("watermark_delta", DELTA))

    @override
    def apply(self, logits: Any, ctx: Any) -> Any:
        chosen = self.chosen(logits, ctx)
        if chosen is not None:
            rows, _ = chosen
            green = green_rows(ctx.input_ids[rows], logits.shape[-1], self._gamma)
            logits.index_add_(0, rows, green.to(logits.dtype), alpha=self._delta)
        return logits


class RelativeFrequency(_PerSlot):
    """Subtracts penalty · count / length over prompt and output."""

    argument = "frequency"

    def __init__(self, vllm_config: Any, req_states: Any) -> None:
        super().__init__(vllm_config, req_states)
        self._penalty = np.zeros(req_states.max_num_reqs, dtype=np.float32)

    @override
    def remember(self, slot: int, argument: Any, params: Any) -> None:
        self._penalty[slot] = argument

    @override
    def apply(self, logits: Any, ctx: Any) -> Any:
        chosen = self.chosen(logits, ctx)
        if chosen is None:
            return logits
        rows, slots = chosen
        longest = int(ctx.seq_lens_upper_bound_np.max())
        on_device = ctx.expanded_idx_mapping[rows].long()
        tokens = self.requests.all_token_ids.gpu[on_device, :longest].long()
        lengths = ctx.pos[rows] + 1
        # The token at the row's own position may be a draft, known only as the model's input.
        last = ctx.pos[rows].long().clamp(max=longest - 1).unsqueeze(-1)
        tokens.scatter_(1, last, ctx.input_ids[rows].long().unsqueeze(-1))
        places = torch.arange(longest, device=logits.device)
        weights = (places < lengths.unsqueeze(-1)).to(logits.dtype) / lengths.unsqueeze(-1)
        counts = torch.zeros(len(slots), logits.shape[-1], dtype=logits.dtype, device=logits.device)
        counts.scatter_add_(1, tokens.clamp(0, logits.shape[-1] - 1), weights)
        penalty = _column(self._penalty[slots], logits.device).unsqueeze(-1)
        logits.index_add_(0, rows, counts * penalty, alpha=-1)
        return logits


class Heat(_PerSlot):
    """Divides by what is left of a temperature above vLLM's limit."""

    argument = "heat"

    def __init__(self, vllm_config: Any, req_states: Any) -> None:
        super().__init__(vllm_config, req_states)
        self._factor = np.ones(req_states.max_num_reqs, dtype=np.float32)

    @override
    def remember(self, slot: int, argument: Any, params: Any) -> None:
        self._factor[slot] = argument

    @override
    def apply(self, logits: Any, ctx: Any) -> Any:
        chosen = self.chosen(logits, ctx)
        if chosen is not None:
            rows, slots = chosen
            logits[rows] = logits[rows] / _column(self._factor[slots], logits.device).unsqueeze(-1)
        return logits


class Typical(_PerSlot):
    """Keeps the locally typical tokens, after the request's top-k and top-p."""

    argument = "typical"

    def __init__(self, vllm_config: Any, req_states: Any) -> None:
        super().__init__(vllm_config, req_states)
        self._mass = np.ones(req_states.max_num_reqs, dtype=np.float32)
        self._top_k = np.zeros(req_states.max_num_reqs, dtype=np.int64)
        self._top_p = np.ones(req_states.max_num_reqs, dtype=np.float32)
        self._temperature = np.ones(req_states.max_num_reqs, dtype=np.float32)

    @override
    def remember(self, slot: int, argument: Any, params: Any) -> None:
        self._mass[slot], self._top_k[slot], self._top_p[slot] = argument
        self._temperature[slot] = params.temperature or 1.0

    @override
    def apply(self, logits: Any, ctx: Any) -> Any:
        chosen = self.chosen(logits, ctx)
        if chosen is None:
            return logits
        rows, slots = chosen
        device = logits.device
        temperature = _column(self._temperature[slots], device).unsqueeze(-1)
        kept = keep_typical(
            logits[rows] / temperature,
            _column(self._mass[slots], device),
            _column(self._top_k[slots], device),
            _column(self._top_p[slots], device),
        )
        logits[rows] = kept * temperature
        return logits
