"""What vLLM raises, as the port's faults."""

from __future__ import annotations

from treadle.engine.port import EngineError, EngineUnavailable, GenerationFailed
from treadle.engine.sampling import refusal


class VllmErrors:
    """vLLM's exception classes, known once it has been imported, and what they mean here."""

    dead: tuple[type[Exception], ...] = ()
    client: tuple[type[Exception], ...] = ()
    overflow: tuple[type[Exception], ...] = ()

    def load(self) -> None:
        """Import them; vLLM's environment must stand."""
        from vllm import exceptions
        from vllm.v1.engine.exceptions import EngineDeadError

        self.dead = (EngineDeadError,)
        self.client = (exceptions.VLLMClientError, ValueError)
        overflow = getattr(exceptions, "GracefulHTTPError", None)  # not in older ones
        self.overflow = () if overflow is None else (overflow,)

    def refused(self, error: Exception) -> EngineError:
        """Why a request was not taken."""
        if isinstance(error, self.overflow):
            return EngineUnavailable(str(error))
        return refusal(error) if isinstance(error, self.client) else self.failed(error, begun=False)

    def failed(self, error: Exception, *, begun: bool) -> EngineError:
        """Why a request that was taken did not end; one without a token yet can be tried again."""
        if not isinstance(error, self.dead):
            return GenerationFailed(str(error.__cause__ or error))
        return GenerationFailed("the engine died") if begun else EngineUnavailable("the engine is starting")


ERRORS = VllmErrors()
"""The one that is loaded with vLLM."""
