"""What one request may ask for, and how many may run at once: TGI's limits with TGI's names.

A breach of a limit is a `Problem`; the sentences are TGI 3.3.7's, because clients match on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from treadle.contract.problem import Kind, Problem


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


class Permits:
    """The permits of `max_concurrent_requests`: one per sequence, never waited for."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.taken = 0
        self.draining = False

    @contextmanager
    def hold(self, sequences: int = 1) -> Iterator[None]:
        """Hold permits for the block; raises OVERLOADED at once when there are not enough."""
        if self.draining or self.taken + sequences > self.limit:
            raise Problem(
                Kind.OVERLOADED, "Model is overloaded", type="overloaded", headers=(("retry-after", "1"),)
            )
        self.taken += sequences
        try:
            yield
        finally:
            self.taken -= sequences
