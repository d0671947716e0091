"""The mathematics of the logits processors, on torch tensors and nothing else.

Formulas are those of TGI 3.3.7: locally typical sampling after temperature, top-k and top-p;
Kirchenbauer's soft green list with hash key 15485863, seeded by the previous token; a frequency
penalty relative to the sequence's length.
"""

from __future__ import annotations

from typing import Any

import torch

HASH_KEY = 15485863
GAMMA, DELTA = 0.5, 2.0
"""The share of green tokens, and what is added to their logits."""

_REMOVED = -float("inf")
_STEPS, _DEEPER = 5, 64.0  # tries at a bound, and how much each widens it
_SLACK = 1e-4  # sums in float32 and in another order
_MASK32 = 0xFFFFFFFF


def keep_typical(logits: Any, mass: Any, top_k: Any, top_p: Any) -> Any:
    """Mask all but the locally typical tokens of each row, in place; returns `logits`.

    `logits` [rows, vocabulary] are already divided by the temperature; `mass`, `top_k` (0 is off)
    and `top_p` have one entry per row. On the CPU only the tokens that can matter are sorted, which
    takes a fraction of the time; on a GPU counting them would wait for the device.
    """
    narrow = logits.device.type == "cpu"
    if narrow and not bool(((top_k > 0) | (top_p < 1.0)).any()):
        return logits.masked_fill_(_untypical(logits, mass, narrow=True), _REMOVED)
    vocabulary = logits.shape[-1]
    limit = torch.where(top_k > 0, top_k, vocabulary).clamp(max=vocabulary)
    size = _likely(logits, limit, top_p) if narrow else vocabulary
    ordered, places = _first(logits, size, descending=True)
    # Ties with the k-th stay, as with a threshold. A row without top_k may have been cut by top_p alone.
    threshold = ordered.gather(-1, (limit.clamp(max=size) - 1).long().unsqueeze(-1))
    ordered = ordered.masked_fill(ordered < threshold, _REMOVED)
    total = torch.where(top_k > 0, ordered.logsumexp(-1), logits.logsumexp(-1)).unsqueeze(-1)
    probabilities = (ordered - total).exp()
    before = probabilities.cumsum(dim=-1) - probabilities
    enough = torch.where(top_p < 1.0, top_p, 2.0).unsqueeze(-1)  # sums of parts can pass 1
    ranks = torch.arange(size, device=logits.device)
    ordered = ordered.masked_fill((before >= enough) & (ranks > 0), _REMOVED)
    ordered = ordered.masked_fill(_untypical(ordered, mass, narrow=narrow), _REMOVED)
    return logits.fill_(_REMOVED).scatter_(-1, places, ordered)


def _untypical(values: Any, mass: Any, *, narrow: bool) -> Any:
    """Which tokens are not among the locally typical ones that together have `mass`; ties stay."""
    logprobs = values.log_softmax(dim=-1)
    weights = logprobs.exp()
    entropy = -(logprobs * weights).nan_to_num_(0.0, posinf=0.0, neginf=0.0).sum(-1, keepdim=True)
    surprise = (-logprobs).sub_(entropy).abs_()
    size = _near(surprise, weights, mass) if narrow else values.shape[-1]
    by_surprise, order = _first(surprise, size, descending=False)
    reached = weights.gather(-1, order).cumsum(dim=-1)
    last = (reached < mass.unsqueeze(-1)).sum(dim=-1, keepdim=True).clamp(max=size - 1)
    return surprise > by_surprise.gather(-1, last)


def _first(values: Any, size: int, *, descending: bool) -> tuple[Any, Any]:
    """The first `size` values of each row in order, and their places."""
    if size > values.shape[-1] // 4:
        ordered, places = values.sort(dim=-1, descending=descending)
        return ordered[:, :size], places[:, :size]
    found: tuple[Any, Any] = values.topk(size, dim=-1, largest=descending)
    return found


def _likely(logits: Any, limit: Any, top_p: Any) -> int:
    """How many of the likeliest tokens hold all that top-k and top-p can leave, in any row."""
    vocabulary = logits.shape[-1]
    chances = logits.softmax(dim=-1)
    depth = chances.amax(dim=-1, keepdim=True)
    wanted = torch.where(limit < vocabulary, limit, vocabulary)
    # One that has both is enough for: top-p only removes more.
    by_mass = torch.where((top_p < 1.0) & (limit >= vocabulary), top_p + _SLACK, 2.0)
    for _ in range(_STEPS):
        depth = depth / _DEEPER
        inside = chances >= depth
        count = inside.sum(dim=-1)
        if bool(((count >= wanted) | ((chances * inside).sum(dim=-1) >= by_mass)).all()):
            return int(count.max())
    return int(vocabulary)


def _near(surprise: Any, weights: Any, mass: Any) -> int:
    """How many of the least surprising tokens have `mass` together, in any row: as many or more."""
    width = 0.25
    for _ in range(_STEPS):
        width *= 2
        inside = surprise <= width
        if bool(((weights * inside).sum(dim=-1) >= mass + _SLACK).all()):
            return int(inside.sum(dim=-1).max())
    return int(surprise.shape[-1])


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
    return green_pairs(previous.unsqueeze(-1), tokens, gamma)


def green_pairs(previous: Any, tokens: Any, gamma: float) -> Any:
    """Whether each of `tokens` is green after its neighbour in `previous`, by the hash of `green_rows`."""
    mixed = (previous.long() * HASH_KEY) ^ (tokens.long() * 0x9E3779B1)
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        mixed = mixed & _MASK32
        mixed = ((mixed ^ (mixed >> shift)) * factor) & _MASK32
    return (mixed ^ (mixed >> 16)) < int(gamma * 2**32)
