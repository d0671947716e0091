"""From `Sampling` to vLLM's SamplingParams.

What vLLM has a field for goes there. The rest travels in `extra_args` to our logits processors
(`treadle.engine.logits`), and only when asked for, so that nobody else's batch pays:

    typical       [typical_p, top_k, top_p]: the filter does all three, in TGI's order
    watermark     true
    frequency     TGI's relative frequency penalty
    heat          what is left of a temperature above vLLM's limit of 2
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from treadle.engine.port import Generation, InvalidGeneration, Sampling
from treadle.engine.settings import TIE_MARGIN

_SEEDS = 2**63 - 2**16  # room above for seed + index of each sequence
_HOTTEST = 2.0  # vLLM refuses more
_ENGINE_TO_PORT = {
    "max_tokens": "max_new_tokens",
    "n": "sequences",
    "logprobs": "top_tokens",
    "prompt_logprobs": "prefill_top_tokens",
    "input_tokens": "prompt",
    "prompt_token_ids": "prompt",
}
_BEGINNINGS = {
    "Token id ": "prompt",
    "Grammar error": "grammar",
    "The JSON schema": "grammar",
    "structured_outputs": "grammar",
    "Failed to ": "grammar",
}


def fold_seed(seed: int) -> int:
    """Fold any u64 into what a signed 64-bit generator takes; small seeds stay as they are."""
    return seed % _SEEDS


def extra_arguments(sampling: Sampling) -> dict[str, Any] | None:
    """Arguments for our logits processors, or None when none has work."""
    extra: dict[str, Any] = {}
    if sampling.typical_p < 1.0 and sampling.temperature > 0.0:
        extra["typical"] = [sampling.typical_p, sampling.top_k, sampling.top_p]
    if sampling.watermark:
        extra["watermark"] = True
    if sampling.relative_frequency_penalty:
        extra["frequency"] = sampling.relative_frequency_penalty
    if sampling.temperature > _HOTTEST:
        extra["heat"] = sampling.temperature / _HOTTEST
    return extra or None


def sampling_params(
    generation: Generation, structured: Any | None, max_logprobs: int, special_stops: Iterable[int]
) -> Any:
    """Engine parameters for `generation`; raises InvalidGeneration naming the field it refuses.

    `special_stops` are the ids of the stop texts that are special tokens: vLLM looks for stops in text
    that has none of them.
    """
    from vllm import SamplingParams
    from vllm.exceptions import VLLMClientError
    from vllm.sampling_params import RequestOutputKind

    sampling = generation.sampling
    extra = extra_arguments(sampling)
    filtered = extra is not None and "typical" in extra
    greedy = sampling.temperature == 0.0
    if "" in sampling.stop:
        raise InvalidGeneration("stop", "a stop text cannot be empty")
    try:
        return SamplingParams(
            n=1 if greedy else generation.sequences,
            max_tokens=sampling.max_new_tokens,
            temperature=min(sampling.temperature, _HOTTEST),
            top_k=0 if filtered else min(sampling.top_k, 2**31 - 1),
            top_p=1.0 if filtered else sampling.top_p,
            repetition_penalty=sampling.repetition_penalty,
            presence_penalty=sampling.presence_penalty,
            frequency_penalty=sampling.frequency_penalty,
            logit_bias=dict(sampling.logit_bias) or None,
            seed=None if sampling.seed is None else fold_seed(sampling.seed),
            stop=list(sampling.stop),
            stop_token_ids=list(special_stops),
            include_stop_str_in_output=sampling.keep_stop,
            structured_outputs=structured,
            logprobs=requested_logprobs(generation, max_logprobs),
            prompt_logprobs=generation.prefill_top_tokens if generation.prefill else None,
            flat_logprobs=True,
            extra_args=extra,
            output_kind=RequestOutputKind.DELTA if generation.streamed else RequestOutputKind.FINAL_ONLY,
            skip_clone=True,
        )
    except (VLLMClientError, ValueError) as error:
        raise refusal(error) from error


def requested_logprobs(generation: Generation, max_logprobs: int) -> int | None:
    """How many alternatives to fetch per token: none, the chosen one only (0), or enough to see ties."""
    wanted = generation.top_tokens
    if not wanted:
        return 0 if generation.logprobs else None
    if wanted > max_logprobs:
        raise InvalidGeneration("top_tokens", f"must be at most {max_logprobs}, got {wanted}")
    return min(wanted + TIE_MARGIN, max_logprobs) if generation.top_ties else wanted


def _named_in(text: str) -> str | None:
    """Many of vLLM's checks name the parameter only in their sentence, mostly as its first word."""
    for beginning, parameter in _BEGINNINGS.items():
        if text.startswith(beginning):
            return parameter
    first = text.split(" ", 1)[0].strip("`'\",.")
    return first if first in Sampling.__dataclass_fields__ or first in _ENGINE_TO_PORT else None


def refusal(error: Exception) -> InvalidGeneration:
    """An engine complaint as ours: its parameter under the port's name, its sentence without suffixes."""
    parameter = getattr(error, "parameter", None)
    text = str(error.args[0]) if error.args else str(error)
    if parameter is None:
        parameter = _named_in(text)
    return InvalidGeneration(_ENGINE_TO_PORT.get(str(parameter), parameter), text)
