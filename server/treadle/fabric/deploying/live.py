"""An instance that answers here: its engine, who uses it, and the end of that."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager, suppress

from treadle.engine.port import Engine, EngineUnavailable


class Live:
    """An engine behind an instance; `own` if it runs for this instance alone."""

    def __init__(self, engine: Engine, *, own: bool) -> None:
        self.engine = engine
        self.own = own
        self.moderation = True  # the instance's switch
        self.users = 0
        self._closing = False
        self._idle = asyncio.Event()
        self._idle.set()

    @contextmanager
    def hold(self) -> Generator[None, None, None]:
        """Use the engine for the block; raises EngineUnavailable when the instance is going."""
        if self._closing:
            raise EngineUnavailable("the instance is being deleted")
        self.users += 1
        self._idle.clear()
        try:
            yield
        finally:
            self.users -= 1
            if not self.users:
                self._idle.set()

    async def drain(self, seconds: float) -> None:
        """Take no more users and wait for those there are, at most so many seconds."""
        self._closing = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), seconds)

    async def stop(self) -> None:
        """End the engine if it is this instance's own; what still runs on it is aborted."""
        self._closing = True
        if self.own:
            await self.engine.stop()
