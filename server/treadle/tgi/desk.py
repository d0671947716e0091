"""What every TGI route needs at hand, and the frame around each generation.

with desk.admit(call, sequences) as visit:     a permit per sequence, or 429 at once
    ... visit.validated(...)                   the prompt is known
    ... engine.generate(...)                   engine faults become Problems
    ... visit.finished(...)                    headers and metrics
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from treadle.contract.call import Call
from treadle.contract.problem import Kind, Problem
from treadle.engine.port import (
    Engine,
    EngineError,
    EngineUnavailable,
    InvalidGeneration,
    Timing,
)
from treadle.telemetry.families import Failure, Metrics
from treadle.tgi.limits import Limits, Permits

_FAILURES: dict[Kind, Failure] = {
    Kind.OVERLOADED: "overloaded",
    Kind.INVALID: "validation",
    Kind.GENERATION: "generation",
    Kind.INCOMPLETE: "incomplete",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TgiSettings:
    """How the TGI side behaves where its own versions, or its users, differ."""

    compute_type: str = "cpu"  # the x-compute-type header
    compat_object: bool = False  # `POST /` answers the bare object instead of the array
    version: str = "3.3.7"  # of the TGI API: clients compare it
    system_fingerprint: str = "3.3.7-native"
    max_batch_size: int | None = None
    docker_label: str | None = None
    sha: str | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts that the routes share."""

    engine: Engine
    limits: Limits
    permits: Permits
    metrics: Metrics
    settings: TgiSettings

    @property
    def full_text_by_default(self) -> bool:
        """TGI's default of `return_full_text` on `POST /`: yes for a text-generation or unknown pipeline."""
        return self.engine.card.pipeline_tag in (None, "text-generation")

    @contextmanager
    def admit(self, call: Call, sequences: int) -> Iterator[Visit]:
        """Hold permits for the block and turn what the engine raises into Problems."""
        self.metrics.request_arrived()
        try:
            with self.permits.hold(sequences):
                yield Visit(self, call)
        except EngineError as error:
            problem = problem_of(error)
            self._failed(problem)
            raise problem from error
        except Problem as problem:
            self._failed(problem)
            raise
        except BaseException:
            self.metrics.request_failed("dropped")
            raise

    def _failed(self, problem: Problem) -> None:
        template = problem.type == "template_error"
        self.metrics.request_failed("template" if template else _FAILURES.get(problem.kind, "generation"))


def problem_of(error: EngineError) -> Problem:
    """An engine fault as TGI would say it."""
    match error:
        case InvalidGeneration(parameter=parameter, message=message):
            if parameter == "messages":
                return Problem(
                    Kind.INVALID, f"Template error: {message}", pointer="/messages", type="template_error"
                )
            pointer = None if parameter is None else f"/{parameter}"
            return Problem(Kind.INVALID, message, pointer=pointer, type="validation")
        case EngineUnavailable(retry_after=seconds):
            return Problem(
                Kind.OVERLOADED,
                "Model is overloaded",
                type="overloaded",
                headers=(("retry-after", str(max(1, round(seconds)))),),
            )
        case _:
            return Problem(Kind.GENERATION, f"Request failed during generation: {error}", type="generation")


def cut_off() -> Problem:
    """A stream whose last token never came."""
    return Problem(Kind.INCOMPLETE, "Incomplete generation stream", type="incomplete_generation_stream")


class Visit:
    """One admitted generation: its times, headers and metrics."""

    __slots__ = ("_call", "_characters", "_desk", "_new_tokens", "_prompt", "_validated")

    def __init__(self, desk: Desk, call: Call) -> None:
        self._desk = desk
        self._call = call
        self._characters = 0
        self._prompt = 0
        self._new_tokens = 0
        self._validated = call.started

    def validated(self, characters: int, prompt: int, new_tokens: int) -> None:
        """The prompt is known: its length in characters and tokens, and how many tokens may follow."""
        self._characters += characters
        self._prompt += prompt
        self._new_tokens = new_tokens
        self._validated = time.monotonic()
        self._desk.metrics.request_validated(prompt, new_tokens)

    def stream_headers(self) -> dict[str, str]:
        """TGI's headers of a stream."""
        return {
            "x-compute-type": self._desk.settings.compute_type,
            "x-compute-characters": str(self._characters),
        }

    def finished(self, generated: int, timing: Timing | None) -> dict[str, str]:
        """Record a success; the answer's headers, in TGI's units (ms, but `x-compute-time` in s)."""
        now = time.monotonic()
        total = now - self._call.started
        validation = self._validated - self._call.started
        queue = max(0.0, timing.scheduled - timing.queued) if timing else 0.0
        inference = max(0.0, timing.last_token - timing.scheduled) if timing else now - self._validated
        per_token = inference / max(1, generated)
        self._desk.metrics.request_succeeded(
            total=total,
            validation=validation,
            queue=queue,
            inference=inference,
            generated_tokens=generated,
        )
        return {
            "x-compute-type": self._desk.settings.compute_type,
            "x-compute-time": f"{total:.9f}",
            "x-compute-characters": str(self._characters),
            "x-total-time": str(int(total * 1000)),
            "x-validation-time": str(int(validation * 1000)),
            "x-queue-time": str(int(queue * 1000)),
            "x-inference-time": str(int(inference * 1000)),
            "x-time-per-token": str(int(per_token * 1000)),
            "x-prompt-tokens": str(self._prompt),
            "x-generated-tokens": str(generated),
        }
