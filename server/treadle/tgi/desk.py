"""What every TGI route needs at hand, and the frame around each generation.

with desk.admit(call, sequences) as visit:     a permit per sequence, or 429 at once
    ... visit.validated(...)                   the prompt is known
    ... engine.generate(...)                   engine faults become Problems
    ... visit.finished(...)                    headers and metrics
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from treadle.chat.images import Gallery
from treadle.contract.admission import Permits
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
from treadle.telemetry.tally import Tally
from treadle.tgi.limits import Limits

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
    gallery: Gallery | None = None

    @property
    def images(self) -> int:
        """How many images a prompt may have."""
        return 0 if self.gallery is None else self.engine.card.images

    @property
    def full_text_by_default(self) -> bool:
        """TGI's default of `return_full_text` on `POST /`: yes for a text-generation or unknown pipeline."""
        return self.engine.card.pipeline_tag in (None, "text-generation")

    @contextmanager
    def admit(self, call: Call, sequences: int) -> Generator[Visit]:
        """Hold permits for the block and turn what the engine raises into Problems."""
        tally = Tally(self.metrics, call.started)
        permit = call.permit
        assert permit is not None, "the gate gives one to every call that generates"
        try:
            permit.grow(sequences)
            yield Visit(call, tally, self.settings.compute_type)
        except EngineError as error:
            problem = problem_of(error)
            tally.failed(_failure(problem))
            raise problem from error
        except Problem as problem:
            tally.failed(_failure(problem))
            raise
        except BaseException:
            tally.failed("dropped")
            raise
        finally:
            permit.release()


def _failure(problem: Problem) -> Failure:
    if problem.type == "template_error":
        return "template"
    return _FAILURES.get(problem.kind, "generation")


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

    __slots__ = ("_call", "_characters", "_compute_type", "_prompt", "_tally")

    def __init__(self, call: Call, tally: Tally, compute_type: str) -> None:
        self._call = call
        self._tally = tally
        self._compute_type = compute_type
        self._characters = 0
        self._prompt = 0

    def validated(self, characters: int, prompt: int, new_tokens: int) -> None:
        """A prompt is known: its length in characters and tokens, and how many tokens may follow."""
        self._characters += characters
        self._prompt += prompt
        self._tally.validated(prompt, new_tokens)

    def stream_headers(self) -> dict[str, str]:
        """TGI's headers of a stream."""
        return {
            "x-compute-type": self._compute_type,
            "x-compute-characters": str(self._characters),
        }

    def finished(self, generated: int, timing: Timing | None) -> dict[str, str]:
        """Record a success; the answer's headers, in TGI's units (ms, but `x-compute-time` in s)."""
        times = self._tally.succeeded(
            generated,
            queue=timing.scheduled - timing.queued if timing else 0.0,
            inference=timing.last_token - timing.scheduled if timing else None,
        )
        return {
            "x-compute-type": self._compute_type,
            "x-compute-time": f"{times.total:.9f}",
            "x-compute-characters": str(self._characters),
            "x-total-time": _milliseconds(times.total),
            "x-validation-time": _milliseconds(times.validation),
            "x-queue-time": _milliseconds(times.queue),
            "x-inference-time": _milliseconds(times.inference),
            "x-time-per-token": _milliseconds(times.inference / max(1, generated)),
            "x-prompt-tokens": str(self._prompt),
            "x-generated-tokens": str(generated),
        }


def _milliseconds(seconds: float) -> str:
    return str(int(seconds * 1000))
