"""One generation in the `tgi_request_*` families, from its arrival to its end."""

from __future__ import annotations

import time
from dataclasses import dataclass

from treadle.telemetry.families import Failure, Metrics


@dataclass(frozen=True, slots=True)
class Times:
    """Where a request's time went, in seconds, divided as TGI divides it."""

    total: float
    validation: float  # from the arrival of its head until its prompt was known
    queue: float
    inference: float


class Tally:
    """A request that has arrived; `started` is `time.monotonic()` of then."""

    __slots__ = ("_metrics", "_started", "_validated")

    def __init__(self, metrics: Metrics, started: float) -> None:
        self._metrics = metrics
        self._started = self._validated = started
        metrics.request_arrived()

    def validated(self, prompt: int, new_tokens: int) -> None:
        """A prompt is known: its length, and how many tokens may follow."""
        self._validated = time.monotonic()
        self._metrics.request_validated(prompt, new_tokens)

    def failed(self, why: Failure) -> None:
        """It ended without an answer."""
        self._metrics.request_failed(why)

    def succeeded(self, generated: int, *, queue: float, inference: float | None) -> Times:
        """It was answered; without the engine's own times all that was not validation was inference."""
        now = time.monotonic()
        times = Times(
            total=now - self._started,
            validation=self._validated - self._started,
            queue=max(0.0, queue),
            inference=now - self._validated if inference is None else max(0.0, inference),
        )
        self._metrics.request_succeeded(
            total=times.total,
            validation=times.validation,
            queue=times.queue,
            inference=times.inference,
            generated_tokens=generated,
        )
        return times
