"""What one request may ask for, and how many may run at once: TGI's limits with TGI's names.

A breach of a limit is a `Problem`; the sentences are TGI 3.3.7's, because clients match on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from treadle.contract.admission import Gate, Permits, overloaded
from treadle.contract.problem import Kind, Problem
from treadle.telemetry.families import Metrics
from treadle_contracts.tgi.routes import OPERATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The launcher's limits; defaults are TGI 3.3.7's.

    `max_input_tokens` and `max_total_tokens` count tokens, `payload_limit` bytes.
    """

    max_total_tokens: int
    max_input_tokens: int
    max_concurrent_requests: int = 128
    max_best_of: int = 2
    max_stop_sequences: int = 4
    max_top_n_tokens: int = 5
    max_client_batch_size: int = 4
    payload_limit: int = 2_000_000
    validation_workers: int = 2

    def __post_init__(self) -> None:
        if not 0 < self.max_input_tokens < self.max_total_tokens:
            raise ValueError(
                "`max_input_tokens` must be positive and < `max_total_tokens`. "
                f"Given: {self.max_input_tokens} and {self.max_total_tokens}"
            )

    def most_best_of(self, given: int | str) -> str:
        """What TGI says of a `best_of` above the limit."""
        if self.max_best_of == 1:
            return "`best_of` != 1 is not allowed for this endpoint"
        return f"`best_of` must be > 0 and <= {self.max_best_of}. Given: {given}"

    def check_stops(self, stops: Sequence[str], pointer: str) -> None:
        """Refuse more stop texts than a request may have."""
        if len(stops) > self.max_stop_sequences:
            raise refuse(
                f"`stop` supports up to {self.max_stop_sequences} stop sequences. Given: {len(stops)}",
                pointer=pointer,
            )


def refuse(message: str, *, pointer: str | None = None) -> Problem:
    """TGI's refusal of a parameter: a 422 whose text begins "Input validation error: "."""
    return Problem(Kind.INVALID, message, pointer=pointer, type="validation")


def gate(permits: Permits, metrics: Metrics, *, early: bool) -> Gate:
    """TGI's gate: 429 at once, whatever else is wrong with the request. /tokenize needs no permit."""

    def refused(problem: Problem) -> None:
        if problem.kind in (Kind.OVERLOADED, Kind.INVALID):
            metrics.request_turned_away("overloaded" if problem.kind is Kind.OVERLOADED else "validation")

    return Gate(permits=permits, operations=GENERATING, refusal=full, refused=refused, early=early)


def full(permits: Permits) -> Problem:
    """What a call hears that gets no permit."""
    return overloaded("Model is overloaded", draining=permits.draining)


GENERATING = frozenset(
    operation.id
    for operation in OPERATIONS
    if operation.body is not None and operation.service in ("GenerationService", "OpenaiService")
)
"""The operations that take permits, by operationId."""
