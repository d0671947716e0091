"""What an invocation holds and tells: its permits, and the request metrics that TGI's routes feed too."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from treadle.chat.run import ChatRun
from treadle.contract.call import Call
from treadle.contract.problem import Kind, Problem
from treadle.telemetry.families import Failure, Metrics
from treadle.telemetry.tally import Tally

_FAILURES: dict[Kind, Failure] = {
    Kind.OVERLOADED: "overloaded",
    Kind.INVALID: "validation",
    Kind.NOT_FOUND: "validation",
    Kind.FORBIDDEN: "validation",
    Kind.TIMEOUT: "dropped",
    Kind.INCOMPLETE: "incomplete",
}


class Visit:
    """One invocation on its way."""

    __slots__ = ("_permit", "_tally")

    def __init__(self, call: Call, metrics: Metrics) -> None:
        assert call.permit is not None, "the gate gives one to every invocation"
        self._permit = call.permit
        self._tally = Tally(metrics, call.started)

    def admit(self, sequences: int) -> None:
        """Hold a permit for each sequence; raises the gate's refusal when there are not enough."""
        self._permit.grow(sequences)

    @contextmanager
    def watched(self) -> Generator[None]:
        """Count what ends the block as a failure, if something does; its permits are free at once.

        Nothing is generated any more then, and when the client reads that it failed is the client's affair.
        """
        try:
            yield
        except Problem as problem:
            self._permit.release()
            self._tally.failed(_FAILURES.get(problem.kind, "generation"))
            raise
        except BaseException:
            self._permit.release()
            self._tally.failed("dropped")
            raise

    def validated(self, run: ChatRun) -> None:
        """The prompt is known."""
        self._tally.validated(run.prompt_tokens, run.generation.sampling.max_new_tokens)

    def finished(self, run: ChatRun) -> None:
        """The answer is whole."""
        self._permit.release()
        timing = run.timing
        self._tally.succeeded(
            run.generated_tokens,
            queue=timing.scheduled - timing.queued if timing else 0.0,
            inference=timing.last_token - timing.scheduled if timing else None,
        )
