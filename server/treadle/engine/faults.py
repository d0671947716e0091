"""What the engine reports when it cannot do as asked.

EngineError
  ├─ InvalidGeneration     the request cannot be run: names the parameter
  │    └─ InvalidImage     an image of it cannot be used: says which
  ├─ EngineUnavailable     no engine right now (starting, died, draining); try again later
  └─ GenerationFailed      the engine died or failed under a running request
"""

from __future__ import annotations


class EngineError(Exception):
    """Anything the engine reports."""


class InvalidGeneration(EngineError):
    """The engine refuses the request as it stands."""

    def __init__(self, parameter: str | None, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.message = message


class InvalidImage(InvalidGeneration):
    """An image of the request cannot be used; `index` counts its images from 0."""

    def __init__(self, index: int, message: str) -> None:
        super().__init__("images", message)
        self.index = index


class EngineUnavailable(EngineError):
    """There is no engine to run on at the moment; `retry_after` is seconds."""

    def __init__(self, message: str, retry_after: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class GenerationFailed(EngineError):
    """The engine failed under a request that had begun."""
