"""Whether the engine generates, and not only runs: TGI's health check.

    a step came lately      yes; nothing is asked of the engine
    idle for long           one token is generated, and that is the answer
    a generation failed     the same, until one succeeds

A busy engine has steps, so under full load the answer is yes at once. Callers that come while a
probe runs share it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from treadle.engine.port import EngineError

IDLE = 30.0
"""Seconds without a step after which a probe is made."""

PATIENCE = 60.0
"""Seconds that a probe may take: it waits behind a prompt that is being read, which on a CPU is long."""


class Pulse:
    """The signs of life of one engine; `clock` is in seconds."""

    def __init__(
        self, probe: Callable[[], Awaitable[None]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`probe` generates a token and raises when that is not possible."""
        self._probe = probe
        self._clock = clock
        self._last = clock()
        self._failed = False
        self._probing: asyncio.Task[bool] | None = None

    def beat(self) -> None:
        """The engine made a step."""
        self._last = self._clock()

    def failed(self) -> None:
        """A generation failed for a reason that is the engine's."""
        self._failed = True

    async def healthy(self) -> bool:
        """Whether a generation would be answered now."""
        if not self._failed and self._clock() - self._last < IDLE:
            return True
        if self._probing is None:
            self._probing = asyncio.create_task(self._probed())
        # Shielded: one caller that leaves does not take the answer from the others.
        return await asyncio.shield(self._probing)

    async def _probed(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._probe()
        except (EngineError, TimeoutError):
            return False
        finally:
            self._probing = None
        self._failed = False
        self.beat()
        return True
