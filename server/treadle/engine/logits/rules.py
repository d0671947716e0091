"""The mathematics of the logits processors, on torch tensors and nothing else.

Formulas are those of TGI 3.3.7: locally typical sampling after temperature, top-k and top-p;
Kirchenbauer's soft green list with hash key 15485863, seeded by the previous token; a frequency
penalty relative to the sequence's length.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch

HASH_KEY = 15485863
GAMMA, DELTA = 0.5, 2.0
"""The share of green tokens, and what is added to their logits."""

_REMOVED = -float("inf")
_MASK32 = 0xFFFFFFFF


def keep_typical(logits: Any, mass: Any, top_k: Any, top_p: Any) -> Any:
    """Mask all but the locally typical tokens of each row, in place; returns `logits`.

    `logits` [rows, vocabulary] are already divided by the temperature; `mass`, `top_k` (0 is off)
    and `top_p` have one entry per row.
    """
    ordered, places = logits.sort(dim=-1, descending=True)
    vocabulary = logits.shape[-1]
    ranks = torch.arange(vocabulary, device=logits.device)
    limit = torch.where(top_k > 0, top_k, vocabulary).unsqueeze(-1)
    # Ties with the k-th stay, as with a threshold.
    threshold = ordered.gather(-1, (limit.clamp(max=vocabulary) - 1).long())
    ordered = ordered.masked_fill(ordered < threshold, _REMOVED)
    probabilities = ordered.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities
    enough = torch.where(top_p < 1.0, top_p, 2.0).unsqueeze(-1)  # sums of parts can pass 1
    ordered = ordered.masked_fill((before >= enough) & (ranks > 0), _REMOVED)

    logprobs = ordered.log_softmax(dim=-1)
    weights = logprobs.exp()
    entropy = -(logprobs * weights).nan_to_num(0.0, posinf=0.0, neginf=0.0).sum(-1, keepdim=True)
    surprise = ((-logprobs) - entropy).abs()
    by_surprise, order = surprise.sort(dim=-1)
    reached = weights.gather(-1, order).cumsum(dim=-1)
    last = (reached < mass.unsqueeze(-1)).sum(dim=-1, keepdim=True).clamp(max=vocabulary - 1)
    ordered = ordered.masked_fill(surprise > by_surprise.gather(-1, last), _REMOVED)
    return logits.scatter_(-1, places, ordered)


def green_mask(previous: int, vocabulary: int, gamma: float) -> Any:
    """Which tokens are green after `previous`, as booleans on the CPU (TGI's CPU lists)."""
    generator = torch.Generator(device="cpu")
    generator.manual_seed(HASH_KEY * previous)
    green = torch.randperm(vocabulary, generator=generator)[: int(vocabulary * gamma)]
    mask = torch.zeros(vocabulary, dtype=torch.bool)
    mask[green] = True
    return mask


def green_rows(previous: Any, vocabulary: int, gamma: float) -> Any:
    """Which tokens are green after each of `previous` [rows], by a hash on their own device.

    For GPUs, where seeding a generator would have to wait for the token. As with TGI, the lists
    of CPUs and GPUs differ.
    """
    tokens = torch.arange(vocabulary, device=previous.device, dtype=torch.int64)
    mixed = (previous.long().unsqueeze(-1) * HASH_KEY) ^ (tokens * 0x9E3779B1)
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        mixed = mixed & _MASK32
        mixed = ((mixed ^ (mixed >> shift)) * factor) & _MASK32
    return (mixed ^ (mixed >> 16)) < int(gamma * 2**32)


def green_share(prompt_end: int, tokens: Sequence[int], vocabulary: int, gamma: float = GAMMA) -> float:
    """How far `tokens` exceed the expected green share, in standard deviations (CPU lists).

    `prompt_end` is the token before the first; above 4 a watermark is all but certain.
    """
    previous = [prompt_end, *tokens[:-1]]
    masks: dict[int, Any] = {}
    green = 0
    for before, token in zip(previous, tokens, strict=True):
        if before not in masks:
            masks[before] = green_mask(before, vocabulary, gamma)
        green += bool(masks[before][token])
    count = len(tokens)
    return (green - gamma * count) / math.sqrt(count * gamma * (1.0 - gamma))
