"""What an engine reports after each step, in no engine's types; all times in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedRequest:
    """A request that the engine has finished; seconds."""

    reason: str  # vLLM's word: stop, length, abort, error
    prompt_tokens: int
    generated_tokens: int
    total_seconds: float
    queue_seconds: float
    prefill_seconds: float
    decode_seconds: float
    inference_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineStep:
    """What one engine step brought to all requests together."""

    prompt_tokens: int
    generated_tokens: int
    preempted: int
    first_token_seconds: Sequence[float]  # one per request that got its first token
    inter_token_seconds: Sequence[float]  # one per request that got another
    finished: Sequence[FinishedRequest]
    decoding_seconds: float = 0.0  # from the core's answer until every reader had its text
