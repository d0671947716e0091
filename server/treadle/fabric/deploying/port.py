"""What deploying needs of the rest: somebody who builds engines, and somebody who fetches weights."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from treadle.engine.port import Engine

SERVER_FAULT = "common.00000500"
REQUEST_FAULT = "common.01000001"

Tell = Callable[[str], None]
"""Called with what is being done, in a few words."""

Sized = Callable[[int], Awaitable[None]]
"""Called with the size of the weights in bytes as soon as it is known; raises when they do not fit."""


class DeployFailed(Exception):
    """An instance cannot come up: a code, and a sentence that a person can act on."""

    def __init__(self, message: str, code: str = SERVER_FAULT) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Builder(Protocol):
    """Makes engines for directories of weights."""

    @property
    def budget(self) -> int:
        """Bytes of memory for all deployed engines together."""
        ...

    def memory(self, weights: int) -> int:
        """Bytes that an engine takes whose weights have so many bytes on disk."""
        ...

    def build(self, name: str, directory: Path) -> Engine:
        """An engine, not started; `name` is what its model is called outside."""
        ...


class Fetcher(Protocol):
    """Brings weights from an object store."""

    async def fetch(self, path: str, tell: Tell, sized: Sized) -> Path:
        """The directory of what is under an `obs://` path, there until `release`; raises DeployFailed."""
        ...

    def release(self, directory: Path) -> None:
        """The directory of one fetch is not used any more."""
        ...
