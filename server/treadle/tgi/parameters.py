"""TGI's generation parameters, checked against the server's limits and turned into `Sampling`.

The contract document has already refused wrong types and values out of bounds; what is left are the
rules that need the server's settings, the model or the tokenised prompt, in TGI 3.3.7's order.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from msgspec import UnsetType

from treadle.chat.images import text_with_pictures
from treadle.engine.port import Finish, Picture, Sampling
from treadle.tgi.desk import Desk
from treadle.tgi.grammars import native_grammar
from treadle.tgi.limits import Limits, refuse
from treadle.tgi.members import given
from treadle_contracts.tgi.models import GenerateParameters

Reason = Literal["length", "eos_token", "stop_sequence"]
_REASONS: dict[str, Reason] = {"length": "length", "eos": "eos_token", "stop": "stop_sequence"}

# TGI 3.3.7 checks `max_new_tokens` only up to this many tokens; above, the context is the limit.
_CHECKED_NEW_TOKENS = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Native:
    """A native request, ready for the engine.

    `sampled` says whether tokens are drawn; only then is `seed` reported.
    """

    inputs: str
    prompt: Sequence[int]
    sight: object
    sampling: Sampling
    best_of: int
    details: bool
    prefill: bool
    top_tokens: int
    full_text: bool
    sampled: bool
    stops_at_once: bool
    adapter: str | None

    def reason(self, finish: Finish) -> Reason:
        """Why a sequence ended, in TGI's words: the last token that is allowed ends it by `length`."""
        if self.stops_at_once:
            return "stop_sequence" if finish.reason == "length" else _REASONS[finish.reason]
        if finish.generated_tokens >= self.sampling.max_new_tokens:
            return "length"
        return _REASONS[finish.reason]

    def seed(self, index: int = 0) -> int | None:
        """The seed to report for a sequence: the engine gives each the next one."""
        return self.sampling.seed + index if self.sampled and self.sampling.seed is not None else None


def sequences(parameters: GenerateParameters | UnsetType) -> int:
    """How many sequences a request runs: one permit each."""
    return 1 if isinstance(parameters, UnsetType) else given(parameters.best_of) or 1


async def native(
    inputs: str,
    parameters: GenerateParameters | UnsetType,
    desk: Desk,
    *,
    full_text: bool,
) -> Native:
    """Check a native request and prepare it; `full_text` is the route's default of `return_full_text`.

    Raises INVALID with TGI's sentences.
    """
    limits = desk.limits
    # TGI: no `parameters` at all samples, an empty object is greedy.
    p = GenerateParameters(do_sample=True) if isinstance(parameters, UnsetType) else parameters
    temperature, top_k = given(p.temperature), given(p.top_k)
    top_p, typical_p = given(p.top_p), given(p.typical_p)
    best_of = given(p.best_of) or 1
    if best_of > limits.max_best_of:
        raise refuse(limits.most_best_of(best_of), pointer="/parameters/best_of")
    sampled = bool(given(p.do_sample)) or _draws(temperature, top_k, top_p, typical_p)
    stop = tuple(given(p.stop) or ())
    limits.check_stops(stop, "/parameters/stop")
    # An empty text ends any output: TGI stops after one token.
    at_once = "" in stop
    top_tokens = given(p.top_n_tokens) or 0
    if top_tokens > limits.max_top_n_tokens:
        raise refuse(
            f"`top_n_tokens` must be >= 0 and <= {limits.max_top_n_tokens}. Given: {top_tokens}",
            pointer="/parameters/top_n_tokens",
        )
    truncate = given(p.truncate)
    most = limits.max_input_tokens
    if truncate is not None and truncate > most:
        raise refuse(
            f"`truncate` must be strictly positive and less than {most}. Given: {truncate}",
            pointer="/parameters/truncate",
        )
    wanted = None if isinstance(p.grammar, UnsetType) else p.grammar
    prompt, sight = await _prompt(inputs, desk, truncate)
    new_tokens = room(len(prompt), given(p.max_new_tokens), limits)
    sampling = Sampling(
        max_new_tokens=1 if at_once else new_tokens,
        temperature=(temperature or 1.0) if sampled else 0.0,
        top_k=top_k or 0,
        top_p=1.0 if top_p is None else top_p,
        typical_p=1.0 if typical_p is None else typical_p,
        repetition_penalty=given(p.repetition_penalty) or 1.0,
        relative_frequency_penalty=given(p.frequency_penalty) or 0.0,
        watermark=bool(given(p.watermark)),
        seed=_seed(given(p.seed)) if sampled else None,
        stop=tuple(text for text in stop if text),
        keep_stop=True,
        grammar=native_grammar(wanted),
    )
    prefill = bool(given(p.decoder_input_details))
    full = given(p.return_full_text)
    return Native(
        inputs=inputs,
        prompt=prompt,
        sight=sight,
        sampling=sampling,
        best_of=best_of,
        details=bool(given(p.details)) or prefill,
        prefill=prefill,
        top_tokens=top_tokens,
        full_text=full_text if full is None else full,
        sampled=sampled,
        stops_at_once=at_once and new_tokens > 1,
        adapter=given(p.adapter_id),
    )


async def _prompt(inputs: str, desk: Desk, truncate: int | None) -> tuple[Sequence[int], object]:
    """The tokens, and what the engine made of images: of Markdown, where the model takes some."""
    if desk.images and "![" in inputs:
        parts = await text_with_pictures(inputs, desk.gallery, desk.images)
        if any(isinstance(part, Picture) for part in parts):
            seen = await desk.engine.look(parts, truncate=truncate)
            return seen.tokens, seen.sight
    return await desk.engine.encode(inputs, truncate=truncate), None


def room(prompt: int, asked: int | None, limits: Limits) -> int:
    """Tokens that may be generated after `prompt` tokens; raises INVALID where there is no room.

    TGI 3.3.7's rule: absent means the rest of the context; a number is checked up to 1024 and above
    that simply ends with the context.
    """
    left = limits.max_total_tokens - prompt
    if asked is not None and min(asked, _CHECKED_NEW_TOKENS) > left:
        raise refuse(
            f"`inputs` tokens + `max_new_tokens` must be <= {limits.max_total_tokens}. "
            f"Given: {prompt} `inputs` tokens and {asked} `max_new_tokens`",
            pointer="/parameters/max_new_tokens",
        )
    if prompt > limits.max_input_tokens:
        raise refuse(
            f"`inputs` must have less than {limits.max_input_tokens} tokens. Given: {prompt}",
            pointer="/inputs",
        )
    return left if asked is None else min(asked, left)


def _draws(
    temperature: float | None, top_k: int | None, top_p: float | None, typical_p: float | None
) -> bool:
    """TGI's rule for sampling without `do_sample`: any of the four away from its neutral value."""
    return (
        (temperature is not None and not math.isclose(temperature, 1.0))
        or bool(top_k)
        or (top_p is not None and top_p < 1.0)
        or (typical_p is not None and typical_p < 1.0)
    )


def _seed(asked: int | None) -> int:
    """The seed asked for, or a random one below 2^63, which every client's integers can hold."""
    return secrets.randbits(63) if asked is None else asked
